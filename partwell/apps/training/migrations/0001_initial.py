import django.db.models.deletion
import partwell.lib.creation
import partwell.lib.ids
from django.db import migrations, models


class Migration(migrations.Migration):

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
                    name='Course',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('title', models.CharField(max_length=80)),
                        ('kind', models.CharField(choices=[('induction', 'Induction'), ('skill', 'Skill'), ('safety', 'Safety'), ('special', 'Special')], max_length=10)),
                        ('about', models.CharField(blank=True, max_length=1000)),
                        ('in_person', models.BooleanField(default=False, help_text='passed only by who was at a session')),
                        ('exam_questions', models.PositiveSmallIntegerField(default=0)),
                        ('exam_minutes', models.PositiveSmallIntegerField(default=0, help_text='0: no limit')),
                        ('pass_mark', models.PositiveSmallIntegerField(default=60)),
                        ('tries', models.PositiveSmallIntegerField(default=3)),
                        ('valid_months', models.PositiveSmallIntegerField(default=0, help_text='of the certificate; 0: does not run out')),
                        ('created_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(help_text='no longer offered', null=True)),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.company')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('company', 'title'), name='one_course_of_a_title'), models.CheckConstraint(condition=models.Q(('pass_mark__gte', 1), ('pass_mark__lte', 100)), name='pass_mark_is_a_percentage')],
                    },
                ),
                migrations.CreateModel(
                    name='Bond',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('costs_sealed', models.BinaryField()),
                        ('agreed_sealed', models.BinaryField()),
                        ('months', models.PositiveSmallIntegerField()),
                        ('starts_on', models.DateField(help_text='first day of the period of service')),
                        ('signed_on', models.DateField()),
                        ('recorded_by_name', models.CharField(max_length=60)),
                        ('recorded_at', models.DateTimeField()),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bonds', to='people.employee')),
                        ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                        ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='training.bond')),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bonds', to='training.course')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('months__gte', 1)), name='bond_has_months')],
                    },
                ),
                migrations.CreateModel(
                    name='Material',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('title', models.CharField(max_length=80)),
                        ('added_at', models.DateTimeField()),
                        ('removed_at', models.DateTimeField(null=True)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='materials', to='training.course')),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                    ],
                ),
                migrations.CreateModel(
                    name='Participation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('due_on', models.DateField(help_text="the company's own deadline", null=True)),
                        ('asked_at', models.DateTimeField()),
                        ('opened_at', models.DateTimeField(null=True)),
                        ('attended', models.BooleanField(help_text='NULL: not recorded', null=True)),
                        ('passed_on', models.DateField(null=True)),
                        ('points', models.DecimalField(decimal_places=1, help_text='of the exam that was passed', max_digits=4, null=True)),
                        ('tries_added', models.PositiveSmallIntegerField(default=0)),
                        ('ended_at', models.DateTimeField(help_text='taken out again, with the reason in the log', null=True)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='training.course')),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='people.employee')),
                        ('session', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='training.session')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('course', 'employee'), name='in_a_course_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Certificate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('number', models.CharField(max_length=30)),
                        ('issued_on', models.DateField()),
                        ('valid_until', models.DateField(null=True)),
                        ('participation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='training.participation')),
                    ],
                ),
                migrations.CreateModel(
                    name='Attempt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('number', models.PositiveSmallIntegerField()),
                        ('asked', models.JSONField(help_text='uids of the questions in the order asked')),
                        ('begun_at', models.DateTimeField()),
                        ('due_at', models.DateTimeField(null=True)),
                        ('answers_sealed', models.BinaryField(null=True)),
                        ('handed_in_at', models.DateTimeField(null=True)),
                        ('points', models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                        ('passed', models.BooleanField(null=True)),
                        ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='training.participation')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('participation', 'number'), name='attempt_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Question',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('kind', models.CharField(max_length=10)),
                        ('text', models.CharField(max_length=500)),
                        ('options', models.JSONField(default=list)),
                        ('right', models.JSONField()),
                        ('points', models.PositiveSmallIntegerField(default=1)),
                        ('added_at', models.DateTimeField()),
                        ('removed_at', models.DateTimeField(null=True)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='training.course')),
                    ],
                ),
                migrations.CreateModel(
                    name='Session',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('starts_at', models.DateTimeField()),
                        ('ends_at', models.DateTimeField()),
                        ('place', models.CharField(max_length=80)),
                        ('trainer', models.CharField(max_length=60)),
                        ('seats', models.PositiveSmallIntegerField(default=0, help_text='0: no limit')),
                        ('cancelled_at', models.DateTimeField(null=True)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='training.course')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_ends_later')],
                    },
                ),
            ],
        ),
    ]
