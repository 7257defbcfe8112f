import django.db.models.deletion
import partwell.lib.creation
import partwell.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('documents', '0001_initial'), ('documents', '0002_signatures_and_seals'), ('documents', '0003_public_check'), ('documents', '0004_passkeys')]

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('evidence', '0001_initial'),
        ('files', '0001_initial'),
        ('people', '0002_silent_since'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        partwell.lib.creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Document',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('case_uid', models.UUIDField(db_index=True, null=True)),
                        ('step', models.CharField(blank=True, help_text='key of the step it was made for', max_length=80)),
                        ('kind', models.CharField(max_length=40)),
                        ('number', models.CharField(help_text='printed on the paper', max_length=40)),
                        ('version', models.PositiveSmallIntegerField(default=1)),
                        ('state', models.CharField(choices=[('issued', 'Issued'), ('replaced', 'Replaced'), ('withdrawn', 'Withdrawn')], default='issued', max_length=10)),
                        ('paper_sealed', models.BinaryField(null=True)),
                        ('sha256', models.BinaryField(help_text='of the PDF')),
                        ('pages', models.PositiveSmallIntegerField(help_text='pages of the PDF')),
                        ('reader_pages', models.PositiveSmallIntegerField(help_text='pages as a phone shows them')),
                        ('reply_by', models.DateTimeField(help_text='deadline of the answer, shown while reading', null=True)),
                        ('reply_class', models.CharField(default='internal', max_length=10)),
                        ('issued_at', models.DateTimeField()),
                        ('issued_by', models.CharField(help_text='random id of the person, or system', max_length=40)),
                        ('ended_at', models.DateTimeField(help_text='when it was replaced or withdrawn', null=True)),
                        ('end_reason_sealed', models.BinaryField(null=True)),
                        ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.company')),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='people.employee')),
                        ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='documents.document')),
                        ('stream', models.ForeignKey(help_text='where its evidence goes', on_delete=django.db.models.deletion.PROTECT, to='evidence.stream')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['employee', 'issued_at'], name='documents_d_employe_73d048_idx')],
                        'constraints': [models.UniqueConstraint(fields=('company', 'number'), name='document_number_once_per_company'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'issued')), models.Q(models.Q(('state', 'issued'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='document_ends_when_it_is_replaced_or_withdrawn')],
                    },
                ),
                migrations.CreateModel(
                    name='OneTimeCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('intent', models.CharField(max_length=24)),
                        ('digest', models.BinaryField()),
                        ('sent_at', models.DateTimeField()),
                        ('expires_at', models.DateTimeField()),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('used_at', models.DateTimeField(null=True)),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='documents.document')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['user', 'sent_at'], name='documents_o_user_id_4029f1_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Answer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('intent', models.CharField(choices=[('sign', 'Sign'), ('sign_with_reservation', 'Sign With Reservation'), ('decline', 'Decline')], max_length=24)),
                        ('method', models.CharField(choices=[('signed_in_code_finger', 'Code And Finger'), ('signed_in_code', 'Code'), ('signed_in', 'Signed In')], max_length=24)),
                        ('by', models.CharField(help_text='random id of the person', max_length=40)),
                        ('at', models.DateTimeField()),
                        ('text_sealed', models.BinaryField(null=True)),
                        ('sections', models.JSONField(default=list, help_text='numbers of the sections objected to, from 1')),
                        ('receipt', models.CharField(db_index=True, help_text='from the hash of its entry in the log', max_length=20)),
                        ('entry_seq', models.PositiveIntegerField(help_text='place of that entry in the stream')),
                        ('signature', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                        ('signed_copy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                        ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='documents.document')),
                        ('code', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='documents.onetimecode')),
                        ('certificate', models.CharField(blank=True, help_text='SHA-256 of the certificate it was made with', max_length=64)),
                        ('level', models.CharField(blank=True, help_text='A, B or C; empty without a prior agreement', max_length=1)),
                        ('profile', models.CharField(blank=True, help_text='of the signature in the copy: B-B or B-T', max_length=4)),
                        ('passkey', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.passkey')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code__isnull', True), ('intent', 'decline'), ('method', 'signed_in')), models.Q(('code__isnull', False), ('method__startswith', 'signed_in_code')), _connector='OR'), name='signing_takes_a_code'), models.CheckConstraint(condition=models.Q(models.Q(('method', 'signed_in_code_finger'), _negated=True), ('signature__isnull', False), _connector='OR'), name='a_finger_leaves_a_signature')],
                    },
                ),
                migrations.CreateModel(
                    name='Reading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reader', models.CharField(help_text='random id of the person', max_length=40)),
                        ('opened_at', models.DateTimeField()),
                        ('page_reached', models.PositiveSmallIntegerField(default=1)),
                        ('seconds', models.JSONField(default=dict)),
                        ('read_at', models.DateTimeField(help_text='when the last unread page was reached', null=True)),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='documents.document')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('document', 'reader'), name='one_reading_per_reader')],
                    },
                ),
                migrations.CreateModel(
                    name='SealAct',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('by', models.CharField(help_text='random id of the keeper', max_length=40)),
                        ('at', models.DateTimeField()),
                        ('seal_number_sealed', models.BinaryField(null=True)),
                        ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal_act', to='documents.document')),
                        ('scan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                        ('certificate', models.CharField(blank=True, help_text="SHA-256 of the seal's certificate", max_length=64)),
                        ('profile', models.CharField(blank=True, help_text='of the electronic seal: B-B or B-T', max_length=4)),
                        ('sealed_copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('scan__isnull', False), ('seal_number_sealed__isnull', False), models.Q(('certificate__gt', ''), ('sealed_copy__isnull', False)), _connector='OR'), name='a_seal_leaves_a_trace')],
                    },
                ),
                migrations.CreateModel(
                    name='PublicCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.BinaryField(unique=True)),
                        ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='public_check', to='documents.document')),
                    ],
                ),
                migrations.CreateModel(
                    name='Passkey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('credential', models.BinaryField(max_length=1024, unique=True)),
                        ('public_key', models.BinaryField(help_text='COSE key')),
                        ('count', models.PositiveBigIntegerField(default=0, help_text="the device's counter of signatures")),
                        ('name', models.CharField(max_length=60)),
                        ('made_at', models.DateTimeField()),
                        ('removed_at', models.DateTimeField(null=True)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.employee')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
            ],
        ),
    ]
