import django.db.models.deletion
import partwell.lib.creation
import partwell.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_silent_since')]

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('files', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        partwell.lib.creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Employee',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('number', models.CharField(max_length=30)),
                        ('name', models.CharField(max_length=60)),
                        ('pinyin', models.CharField(blank=True, db_index=True, max_length=120)),
                        ('type', models.CharField(choices=[('probation', 'Probation'), ('regular', 'Regular'), ('dispatched', 'Dispatched'), ('rehired_retiree', 'Rehired Retiree')], default='regular', max_length=20)),
                        ('hired_on', models.DateField()),
                        ('left_on', models.DateField(blank=True, null=True)),
                        ('id_number_sealed', models.BinaryField(null=True)),
                        ('phone_sealed', models.BinaryField(null=True)),
                        ('mail_sealed', models.BinaryField(null=True)),
                        ('address_sealed', models.BinaryField(null=True)),
                        ('bank_account_sealed', models.BinaryField(null=True)),
                        ('id_number_index', models.BinaryField(db_index=True, null=True)),
                        ('phone_index', models.BinaryField(db_index=True, null=True)),
                        ('mail_index', models.BinaryField(db_index=True, null=True)),
                        ('standing', models.JSONField(blank=True, default=dict, help_text='facts of the fact dictionary that HR keeps for this person (holds_assets, hpf_account, dossier_held, has_loans ...): only what was stated; an absent key is unknown')),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employees', to='accounts.company')),
                        ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employees', to='accounts.department')),
                        ('line_manager', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='people.employee')),
                        ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='employments', to=settings.AUTH_USER_MODEL)),
                        ('position', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employees', to='people.position')),
                        ('silent_since', models.DateTimeField(blank=True, help_text='from here on no message goes to this person: a death was reported', null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['company', 'pinyin'], name='people_empl_company_7bf781_idx')],
                        'constraints': [models.UniqueConstraint(fields=('company', 'number'), name='employee_number_once_per_company')],
                    },
                ),
                migrations.CreateModel(
                    name='Contract',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('type', models.CharField(choices=[('fixed', 'Fixed'), ('open_ended', 'Open Ended'), ('task_based', 'Task Based')], max_length=12)),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField(blank=True, null=True)),
                        ('probation_months', models.PositiveSmallIntegerField(default=0)),
                        ('probation_ends_on', models.DateField(blank=True, help_text='last day agreed as probation', null=True)),
                        ('monthly_wage_sealed', models.BinaryField(null=True)),
                        ('noncompete_signed', models.BooleanField(null=True)),
                        ('training_bond', models.BooleanField(null=True)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='people.employee')),
                    ],
                ),
                migrations.CreateModel(
                    name='Position',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('title', models.CharField(max_length=80)),
                        ('title_en', models.CharField(blank=True, max_length=80)),
                        ('hazard_exposed', models.BooleanField(help_text='接触职业病危害作业; NULL: not stated', null=True)),
                        ('key_position', models.BooleanField(help_text='关键岗位; NULL: not stated', null=True)),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='accounts.company')),
                    ],
                ),
                migrations.CreateModel(
                    name='Contribution',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('insurance', models.CharField(choices=[('pension', 'Pension'), ('medical', 'Medical'), ('unemployment', 'Unemployment'), ('work_injury', 'Work Injury'), ('housing_fund', 'Housing Fund')], max_length=14)),
                        ('month', models.DateField()),
                        ('due_on', models.DateField(help_text='last day to pay in time')),
                        ('base_sealed', models.BinaryField(null=True)),
                        ('enrolled', models.BooleanField()),
                        ('paid_on', models.DateField(blank=True, null=True)),
                        ('withheld_sealed', models.BinaryField(null=True)),
                        ('proof', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='files.blob')),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='people.employee')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('employee', 'insurance', 'month'), name='one_contribution_a_month')],
                    },
                ),
            ],
        ),
    ]
