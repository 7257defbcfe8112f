import django.db.models.deletion
import partwell.lib.creation
import partwell.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('evidence', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        partwell.lib.creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name='DemoLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('to_index', models.BinaryField(unique=True)),
                        ('state', models.CharField(choices=[('on', 'On'), ('off', 'Off'), ('out_of_service', 'Out Of Service')], default='on', max_length=14)),
                    ],
                ),
                migrations.CreateModel(
                    name='DemoMessage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('medium', models.CharField(choices=[('sms', 'sms'), ('mail', 'mail')], max_length=4)),
                        ('message_id', models.CharField(max_length=60, unique=True)),
                        ('to_index', models.BinaryField(db_index=True)),
                        ('to_sealed', models.BinaryField(null=True)),
                        ('text_sealed', models.BinaryField(null=True)),
                        ('at', models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name='Notice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('key', models.CharField(help_text='the same key is sent once', max_length=160, unique=True)),
                        ('template', models.CharField(max_length=40)),
                        ('language', models.CharField(max_length=2)),
                        ('subject_uid', models.UUIDField(db_index=True, help_text='the case or paper it speaks of', null=True)),
                        ('step', models.CharField(blank=True, max_length=80)),
                        ('link', models.CharField(blank=True, help_text='path of the page it opens', max_length=300)),
                        ('text_sealed', models.BinaryField(null=True)),
                        ('follow_up', models.CharField(blank=True, help_text='job handler told of a delivery or an opening', max_length=80)),
                        ('follow_up_arguments', models.JSONField(default=dict)),
                        ('created_at', models.DateTimeField()),
                        ('opened_at', models.DateTimeField(null=True)),
                        ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.company')),
                        ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('stream', models.ForeignKey(help_text='where its evidence goes', on_delete=django.db.models.deletion.PROTECT, to='evidence.stream')),
                        ('to_employee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='people.employee')),
                        ('to_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('opened_at__isnull', True)), fields=['to_user', 'id'], name='notice_unread_user'), models.Index(condition=models.Q(('opened_at__isnull', True)), fields=['to_employee', 'id'], name='notice_unread_employee')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('to_user__isnull', True), ('to_employee__isnull', True), _connector='XOR'), name='notice_has_one_addressee')],
                    },
                ),
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('token', models.CharField(help_text='in its link /n/<token>; opens only to the addressee', max_length=12, unique=True)),
                        ('channel', models.CharField(help_text='key of the channel kind; by_hand: served by a person', max_length=20)),
                        ('instead_of', models.CharField(blank=True, help_text='channels asked for that are not set up', max_length=40)),
                        ('demo', models.BooleanField(default=False)),
                        ('address_sealed', models.BinaryField(null=True)),
                        ('state', models.CharField(choices=[('queued', 'Queued'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('opened', 'Opened'), ('failed', 'Failed'), ('bounced', 'Bounced')], default='queued', max_length=10)),
                        ('reason', models.CharField(blank=True, help_text='code of the last refusal or failure', max_length=60)),
                        ('message_id', models.CharField(blank=True, db_index=True, max_length=200)),
                        ('basis', models.CharField(blank=True, help_text='what makes it delivered (decision of delivery)', max_length=40)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('queued_at', models.DateTimeField()),
                        ('sent_at', models.DateTimeField(null=True)),
                        ('delivered_at', models.DateTimeField(null=True)),
                        ('failed_at', models.DateTimeField(null=True)),
                        ('opened_at', models.DateTimeField(null=True)),
                        ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='notices.notice')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state__in', ['failed', 'bounced'])), fields=['failed_at'], name='delivery_failed')],
                        'constraints': [models.UniqueConstraint(fields=('notice', 'channel'), name='one_delivery_a_channel')],
                    },
                ),
                migrations.CreateModel(
                    name='Receipt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('sent', 'Sent'), ('delivered', 'Delivered'), ('refused', 'Refused'), ('unreachable', 'Unreachable'), ('failed', 'Failed'), ('bounced', 'Bounced'), ('opened', 'Opened')], max_length=12)),
                        ('attempt', models.PositiveSmallIntegerField(default=0, help_text='0: it answers no attempt of ours')),
                        ('at', models.DateTimeField()),
                        ('message_id', models.CharField(blank=True, max_length=200)),
                        ('code', models.CharField(blank=True, max_length=60)),
                        ('server', models.CharField(blank=True, max_length=120)),
                        ('basis', models.CharField(blank=True, max_length=40)),
                        ('by', models.CharField(help_text='random id of the person, or system', max_length=40)),
                        ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='notices.delivery')),
                    ],
                ),
                migrations.CreateModel(
                    name='Attempt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('at', models.DateTimeField()),
                        ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempt_rows', to='notices.delivery')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('delivery', 'number'), name='one_attempt_each_number')],
                    },
                ),
            ],
        ),
    ]
