import django.db.models.deletion
import partwell.lib.creation
import partwell.lib.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('law', '0001_initial'), ('law', '0002_figure_table')]

    initial = True

    dependencies = [
        ('accounts', '0002_deputies'),
        ('files', '0001_initial'),
        ('settlements', '0001_initial'),
    ]

    operations = [
        # The table is the one settlements made.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='FigureConfirmation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('division', models.CharField(help_text='GB/T 2260 code of the place it is confirmed for', max_length=6)),
                        ('key', models.CharField(max_length=80)),
                        ('value', models.DecimalField(decimal_places=6, help_text='NULL: there is no limit', max_digits=16, null=True)),
                        ('valid_from', models.DateField()),
                        ('valid_to', models.DateField()),
                        ('ref', models.CharField(help_text='document number, or what the paper is', max_length=120)),
                        ('found', models.CharField(blank=True, help_text='value of the law data when it was asked', max_length=40)),
                        ('found_status', models.CharField(blank=True, max_length=10)),
                        ('asked_by', models.CharField(help_text='random id of the person', max_length=36)),
                        ('asked_by_name', models.CharField(max_length=60)),
                        ('asked_at', models.DateTimeField()),
                        ('answer', models.CharField(blank=True, choices=[('confirmed', 'confirmed'), ('declined', 'declined')], max_length=9)),
                        ('answered_by', models.CharField(blank=True, max_length=36)),
                        ('answered_by_name', models.CharField(blank=True, max_length=60)),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('reason', models.CharField(blank=True, max_length=300)),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.company')),
                        ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                    ],
                    options={
                        'db_table': 'settlements_figureconfirmation',
                        'indexes': [models.Index(fields=['company', 'division', 'key'], name='settlements_company_3f226d_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='figure_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('answer', ''), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='figure_confirmed_by_another_person')],
                    },
                ),
            ],
        ),
        partwell.lib.creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name='FigureTable',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('name', models.CharField(help_text='name of the file', max_length=120)),
                        ('rows', models.JSONField(help_text='good rows: line, code, key, value, from, to, ref, found, found_status')),
                        ('faults', models.JSONField(default=list, help_text='bad rows: line, column, reason, what stands there')),
                        ('made_by', models.CharField(help_text='random id of the person', max_length=36)),
                        ('made_by_name', models.CharField(max_length=60)),
                        ('made_at', models.DateTimeField()),
                        ('asked_at', models.DateTimeField(null=True)),
                        ('answer', models.CharField(blank=True, choices=[('confirmed', 'confirmed'), ('declined', 'declined')], max_length=9)),
                        ('answered_by', models.CharField(blank=True, max_length=36)),
                        ('answered_by_name', models.CharField(blank=True, max_length=60)),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('reason', models.CharField(blank=True, max_length=300)),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.company')),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                        ('paper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['company', 'made_at'], name='law_figuret_company_789ce2_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('answer', ''), models.Q(('answered_by', models.F('made_by')), _negated=True), _connector='OR'), name='table_confirmed_by_another_person'), models.CheckConstraint(condition=models.Q(('asked_at__isnull', True), ('paper__isnull', False), _connector='OR'), name='table_asked_with_paper')],
                    },
                ),
            ],
        ),
    ]
