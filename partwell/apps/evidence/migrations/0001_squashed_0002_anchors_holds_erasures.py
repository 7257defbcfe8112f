import django.db.models.deletion
import partwell.lib.creation
import partwell.lib.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('evidence', '0001_initial'), ('evidence', '0002_anchors_holds_erasures')]

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('files', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        partwell.lib.creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Log',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('origin', models.CharField(max_length=80, unique=True)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('created_at', models.DateTimeField()),
                        ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.company')),
                    ],
                ),
                migrations.CreateModel(
                    name='PersonKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('wrapped', models.BinaryField(null=True)),
                        ('created_at', models.DateTimeField()),
                        ('destroyed_at', models.DateTimeField(null=True)),
                        ('employee', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, to='people.employee')),
                    ],
                ),
                migrations.CreateModel(
                    name='Stream',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('case', 'case'), ('employee', 'employee'), ('installation', 'installation')], max_length=12)),
                        ('created_at', models.DateTimeField()),
                        ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.company')),
                        ('employee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='people.employee')),
                        ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.personkey')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'employee')), fields=('employee',), name='one_file_stream_per_employee'), models.UniqueConstraint(condition=models.Q(('kind', 'installation')), fields=('company',), name='one_installation_stream_per_company'), models.UniqueConstraint(condition=models.Q(('company__isnull', True), ('kind', 'installation')), fields=('kind',), name='one_stream_of_the_whole_installation')],
                    },
                ),
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('eid', models.UUIDField(editable=False, unique=True)),
                        ('stream_seq', models.PositiveIntegerField()),
                        ('type', models.CharField(max_length=60)),
                        ('at', models.DateTimeField()),
                        ('body', models.BinaryField()),
                        ('leaf', models.BinaryField()),
                        ('ciphertext', models.BinaryField()),
                        ('log', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evidence.log')),
                        ('stream', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='evidence.stream')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('stream', 'stream_seq'), name='one_entry_per_place_in_a_stream')],
                    },
                ),
                migrations.CreateModel(
                    name='Pending',
                    fields=[
                        ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='evidence.entry')),
                        ('log', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='evidence.log')),
                    ],
                ),
                migrations.CreateModel(
                    name='Checkpoint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('size', models.BigIntegerField()),
                        ('root', models.BinaryField()),
                        ('note', models.TextField()),
                        ('at', models.DateTimeField()),
                        ('log', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='evidence.log')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('log', 'size'), name='one_checkpoint_per_size')],
                    },
                ),
                migrations.CreateModel(
                    name='Node',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.PositiveSmallIntegerField()),
                        ('index', models.BigIntegerField()),
                        ('hash', models.BinaryField()),
                        ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leaf_node', to='evidence.entry')),
                        ('log', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='evidence.log')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('log', 'level', 'index'), name='one_node_per_place_in_a_tree'), models.CheckConstraint(condition=models.Q(models.Q(('entry__isnull', False), ('level', 0)), models.Q(('entry__isnull', True), ('level__gt', 0)), _connector='OR'), name='leaves_alone_name_an_entry')],
                    },
                ),
                migrations.CreateModel(
                    name='EntryFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField()),
                        ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='files.blob')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='evidence.entry')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('entry', 'position'), name='one_file_per_place_of_an_entry')],
                    },
                ),
                migrations.CreateModel(
                    name='Anchor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('size', models.BigIntegerField()),
                        ('kind', models.CharField(choices=[('rfc3161', 'Rfc3161'), ('mail', 'Mail'), ('file', 'File')], max_length=8)),
                        ('target', models.CharField(help_text='host of the authority, mail address, or name of the file', max_length=200)),
                        ('token', models.BinaryField(help_text='TimeStampResp as the authority sent it', null=True)),
                        ('sha256', models.BinaryField(help_text='of the token; later entries name it', null=True)),
                        ('at', models.DateTimeField(help_text="the authority's time; of mail and file the own")),
                        ('made_at', models.DateTimeField()),
                        ('log', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='anchors', to='evidence.log')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('log', 'size', 'kind', 'target'), name='one_anchor_per_head_and_target'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'rfc3161'), ('sha256__isnull', False), ('token__isnull', False)), models.Q(models.Q(('kind', 'rfc3161'), _negated=True), ('sha256__isnull', True), ('token__isnull', True)), _connector='OR'), name='a_time_stamp_has_its_token')],
                    },
                ),
                migrations.CreateModel(
                    name='Erasure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('basis', models.CharField(max_length=20)),
                        ('asked_at', models.DateTimeField()),
                        ('asked_by', models.CharField(help_text='random id of the person', max_length=40)),
                        ('dropped_at', models.DateTimeField(null=True)),
                        ('done_at', models.DateTimeField(null=True)),
                        ('done_by', models.CharField(blank=True, max_length=40)),
                        ('entry', models.UUIDField(help_text="the entry of the erasure, in the company's stream", null=True)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.employee')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('done_at__isnull', True), ('dropped_at__isnull', True)), fields=('employee',), name='one_open_erasure_per_employee'), models.CheckConstraint(condition=models.Q(('done_at__isnull', True), models.Q(('done_by', models.F('asked_by')), _negated=True), _connector='OR'), name='an_erasure_takes_two')],
                    },
                ),
                migrations.CreateModel(
                    name='Hold',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('reason_sealed', models.BinaryField(null=True)),
                        ('placed_at', models.DateTimeField()),
                        ('placed_by', models.CharField(help_text='random id of the person', max_length=40)),
                        ('lift_reason_sealed', models.BinaryField(null=True)),
                        ('lift_asked_at', models.DateTimeField(null=True)),
                        ('lift_asked_by', models.CharField(blank=True, max_length=40)),
                        ('lifted_at', models.DateTimeField(null=True)),
                        ('lifted_by', models.CharField(blank=True, max_length=40)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.employee')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('lifted_at__isnull', True), models.Q(('lifted_by', models.F('lift_asked_by')), _negated=True), _connector='OR'), name='a_hold_is_lifted_by_two')],
                    },
                ),
            ],
        ),
    ]
