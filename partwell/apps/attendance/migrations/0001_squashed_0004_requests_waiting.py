import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import partwell.lib.creation
import partwell.lib.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('attendance', '0001_initial'), ('attendance', '0002_shifts_punches_requests'), ('attendance', '0003_coverage_and_whole_lists'), ('attendance', '0004_requests_waiting')]

    initial = True

    dependencies = [
        ('accounts', '0002_deputies'),
        ('files', '0001_initial'),
        ('people', '0002_silent_since'),
    ]

    operations = [
        partwell.lib.creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name='AttendanceMonth',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('month', models.DateField(help_text='its first day')),
                        ('through', models.DateField(help_text='last day of the month the record covers')),
                        ('due_days', models.DecimalField(decimal_places=1, max_digits=4, validators=[django.core.validators.MinValueValidator(0)])),
                        ('present_days', models.DecimalField(decimal_places=1, max_digits=4, validators=[django.core.validators.MinValueValidator(0)])),
                        ('paid_leave_days', models.DecimalField(decimal_places=1, default=0, max_digits=4, validators=[django.core.validators.MinValueValidator(0)])),
                        ('unpaid_leave_days', models.DecimalField(decimal_places=1, default=0, max_digits=4, validators=[django.core.validators.MinValueValidator(0)])),
                        ('absent_days', models.DecimalField(decimal_places=1, default=0, max_digits=4, validators=[django.core.validators.MinValueValidator(0)])),
                        ('holiday_days', models.DecimalField(decimal_places=1, default=0, max_digits=4, validators=[django.core.validators.MinValueValidator(0)])),
                        ('late_count', models.PositiveSmallIntegerField(default=0)),
                        ('source', models.CharField(help_text='what it was read from', max_length=120)),
                        ('recorded_by', models.CharField(max_length=36)),
                        ('recorded_by_name', models.CharField(max_length=60)),
                        ('recorded_at', models.DateTimeField()),
                        ('confirmed_by', models.CharField(blank=True, max_length=36)),
                        ('confirmed_by_name', models.CharField(blank=True, max_length=60)),
                        ('confirmed_at', models.DateTimeField(null=True)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance_months', to='people.employee')),
                        ('answer', models.CharField(blank=True, choices=[('agreed', 'agreed'), ('disputed', 'disputed')], max_length=8)),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('dispute_sealed', models.BinaryField(null=True)),
                        ('holiday_minutes', models.PositiveIntegerField(default=0)),
                        ('longest_run', models.PositiveSmallIntegerField(default=0)),
                        ('open_days', models.PositiveSmallIntegerField(default=0)),
                        ('overtime_minutes', models.PositiveIntegerField(default=0, help_text='what the 36 hours are compared with')),
                        ('replied_at', models.DateTimeField(null=True)),
                        ('replied_by_name', models.CharField(blank=True, max_length=60)),
                        ('reply_sealed', models.BinaryField(null=True)),
                        ('rest_days', models.PositiveSmallIntegerField(default=0)),
                        ('sheet', models.JSONField(help_text='days and sums as computed; NULL: the month was typed', null=True)),
                        ('told_at', models.DateTimeField(null=True)),
                        ('version', models.PositiveSmallIntegerField(default=1)),
                        ('worked_minutes', models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('employee', 'month'), name='one_attendance_a_month'), models.CheckConstraint(condition=models.Q(('due_days', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('present_days'), '+', models.F('paid_leave_days')), '+', models.F('unpaid_leave_days')), '+', models.F('absent_days')))), name='every_due_day_is_accounted_for')],
                        'indexes': [models.Index(fields=['month'], name='attendance_by_month')],
                    },
                ),
                migrations.CreateModel(
                    name='LeaveYear',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('full_days', models.PositiveSmallIntegerField(help_text='0, 5, 10 or 15 by cumulative years of work; more by contract')),
                        ('taken_days', models.DecimalField(decimal_places=1, default=0, max_digits=4, validators=[django.core.validators.MinValueValidator(0)])),
                        ('carried_over_days', models.DecimalField(decimal_places=1, default=0, max_digits=4, validators=[django.core.validators.MinValueValidator(0)])),
                        ('source', models.CharField(max_length=120)),
                        ('recorded_by', models.CharField(max_length=36)),
                        ('recorded_by_name', models.CharField(max_length=60)),
                        ('recorded_at', models.DateTimeField()),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leave_years', to='people.employee')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('employee', 'year'), name='one_leave_a_year')],
                    },
                ),
                migrations.CreateModel(
                    name='BranchRules',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('valid_from', models.DateField()),
                        ('system', models.CharField(choices=[('standard_hours', 'Standard'), ('averaged_hours', 'Averaged'), ('flexible_hours', 'Flexible')], default='standard_hours', max_length=16)),
                        ('period', models.CharField(default='month', help_text='of averaged hours: month, quarter, year', max_length=8)),
                        ('rules', models.JSONField(help_text='core.attendance.shifts.Rules')),
                        ('rest_minutes', models.PositiveSmallIntegerField(default=660, help_text='between two shifts of a roster')),
                        ('pays_holidays', models.BooleanField(default=False, help_text='legal holidays under flexible hours')),
                        ('noshow_days', models.PositiveSmallIntegerField(default=3, help_text='absent days in a row that are looked at')),
                        ('permit', models.CharField(blank=True, help_text='approval of averaged or flexible hours', max_length=120)),
                        ('added_by_name', models.CharField(max_length=60)),
                        ('added_at', models.DateTimeField()),
                        ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance_rules', to='accounts.branch')),
                        ('default_shift', models.ForeignKey(help_text='worked on working days without a roster', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attendance.shiftkind')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('branch', 'valid_from'), name='one_set_of_rules_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='NoShow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('first_day', models.DateField()),
                        ('days', models.PositiveSmallIntegerField()),
                        ('found_at', models.DateTimeField()),
                        ('settled_at', models.DateTimeField(null=True)),
                        ('settled_by_name', models.CharField(blank=True, max_length=60)),
                        ('outcome', models.CharField(blank=True, choices=[('explained', 'explained'), ('returned', 'returned'), ('case', 'case')], max_length=10)),
                        ('note_sealed', models.BinaryField(null=True)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='noshows', to='people.employee')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('employee', 'first_day'), name='one_noshow_a_beginning')],
                    },
                ),
                migrations.CreateModel(
                    name='Punch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('source', models.CharField(help_text='device, api, correction', max_length=10)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='punches', to='people.employee')),
                        ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attendance.punchimport')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('employee', 'at'), name='one_punch_a_minute')],
                    },
                ),
                migrations.CreateModel(
                    name='PunchImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('name', models.CharField(max_length=120)),
                        ('sha256', models.CharField(max_length=64)),
                        ('rows', models.PositiveIntegerField()),
                        ('taken', models.PositiveIntegerField()),
                        ('known', models.PositiveIntegerField(help_text='punches that were there before')),
                        ('bad', models.JSONField(default=list, help_text='[row, column, reason, what stood there]')),
                        ('added_by_name', models.CharField(max_length=60)),
                        ('added_at', models.DateTimeField()),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.company')),
                        ('bad_count', models.PositiveIntegerField(help_text='NULL: as many as `bad` holds', null=True)),
                        ('repeated', models.PositiveIntegerField(default=0, help_text='rows of a minute that stood in the file before')),
                    ],
                ),
                migrations.CreateModel(
                    name='Request',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('leave', 'Leave'), ('overtime', 'Overtime'), ('correction', 'Correction')], max_length=10)),
                        ('state', models.CharField(choices=[('asked', 'Asked'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='asked', max_length=10)),
                        ('first_day', models.DateField()),
                        ('last_day', models.DateField()),
                        ('first_half', models.PositiveSmallIntegerField(default=1, help_text='leave begins with half 1 or 2 of its day')),
                        ('last_half', models.PositiveSmallIntegerField(default=2)),
                        ('leave_kind', models.CharField(blank=True, help_text='core.attendance.leave.KINDS', max_length=12)),
                        ('days', models.DecimalField(decimal_places=1, help_text='of leave', max_digits=5, null=True)),
                        ('minutes', models.PositiveSmallIntegerField(help_text='of overtime', null=True)),
                        ('in_lieu', models.BooleanField(default=False, help_text='overtime on a rest day, given back as time')),
                        ('at', models.DateTimeField(help_text='the punch that is missing', null=True)),
                        ('reason_sealed', models.BinaryField(null=True)),
                        ('asked_at', models.DateTimeField()),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('decided_by', models.CharField(blank=True, max_length=36)),
                        ('decided_by_name', models.CharField(blank=True, max_length=60)),
                        ('answer_sealed', models.BinaryField(null=True)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance_requests', to='people.employee')),
                        ('proof', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['employee', 'first_day'], name='requests_by_day'), models.Index(fields=['state', 'asked_at'], name='requests_waiting')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='request_ends_after_it_begins')],
                    },
                ),
                migrations.CreateModel(
                    name='RosterDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('published_at', models.DateTimeField(null=True)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster', to='people.employee')),
                        ('shift', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attendance.shiftkind')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['day'], name='roster_by_day')],
                        'constraints': [models.UniqueConstraint(fields=('employee', 'day'), name='one_roster_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='ShiftKind',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('key', models.CharField(help_text="what stands in the roster's cells", max_length=12)),
                        ('title', models.CharField(max_length=40)),
                        ('begins', models.PositiveSmallIntegerField()),
                        ('ends', models.PositiveSmallIntegerField(help_text='beyond 1440: on the next day')),
                        ('breaks', models.JSONField(default=list, help_text='pairs of minutes')),
                        ('added_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(help_text='in no new roster', null=True)),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.company')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('company', 'key'), name='one_shift_of_a_key')],
                    },
                ),
                migrations.CreateModel(
                    name='ShiftNeed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('people', models.JSONField()),
                        ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department')),
                        ('shift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attendance.shiftkind')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('department', 'shift'), name='one_need_a_shift')],
                    },
                ),
            ],
        ),
    ]
