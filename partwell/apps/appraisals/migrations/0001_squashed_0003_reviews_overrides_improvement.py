import django.db.models.deletion
import partwell.lib.creation
import partwell.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('appraisals', '0001_initial'), ('appraisals', '0002_tasks_ratings_and_frozen_papers'), ('appraisals', '0003_reviews_overrides_improvement')]

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('files', '0001_initial'),
        ('people', '0002_silent_since'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        partwell.lib.creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Plan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('version', models.PositiveSmallIntegerField()),
                        ('title', models.CharField(max_length=80)),
                        ('metrics', models.JSONField()),
                        ('sha256', models.CharField(help_text='of the canonical form of title and metrics', max_length=64)),
                        ('created_at', models.DateTimeField()),
                        ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.company')),
                        ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('position', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='people.position')),
                        ('valid_from', models.DateField(help_text='first day it is handed out; NULL: from the day it was written', null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('position', 'version'), name='plan_version_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PlanReceipt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('handed_at', models.DateTimeField()),
                        ('received_on', models.DateField(help_text='day of the signature or of the press; NULL: not yet', null=True)),
                        ('how', models.CharField(blank=True, choices=[('in_app', 'In App'), ('paper', 'Paper')], max_length=10)),
                        ('entry', models.UUIDField(help_text='the evidence entry of the receipt', null=True)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='people.employee')),
                        ('paper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='appraisals.plan')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('plan', 'employee'), name='one_receipt_each')],
                    },
                ),
                migrations.CreateModel(
                    name='MonthlyReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('month', models.DateField(help_text='first day of the month')),
                        ('begins_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('state', models.CharField(choices=[('drafted', 'Drafted'), ('published', 'Published'), ('acknowledged', 'Acknowledged'), ('objected', 'Objected'), ('unanswered', 'Unanswered')], default='drafted', max_length=12)),
                        ('inputs_sealed', models.BinaryField(null=True)),
                        ('result', models.JSONField(default=dict)),
                        ('sha256', models.CharField(blank=True, help_text='of the canonical form of all that was published', max_length=64)),
                        ('published_at', models.DateTimeField(null=True)),
                        ('answer_due', models.DateTimeField(help_text="the company's own deadline", null=True)),
                        ('opened_at', models.DateTimeField(null=True)),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('objection_sealed', models.BinaryField(null=True)),
                        ('reply_sealed', models.BinaryField(null=True)),
                        ('replied_at', models.DateTimeField(null=True)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appraisals', to='people.employee')),
                        ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('scored_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='appraisals.planreceipt')),
                        ('comment_sealed', models.BinaryField(null=True)),
                        ('paper', models.ForeignKey(help_text='frozen as PDF/A', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                        ('remarks_sealed', models.BinaryField(null=True)),
                        ('self_assessed_at', models.DateTimeField(null=True)),
                        ('self_assessment_sealed', models.BinaryField(null=True)),
                        ('sources', models.JSONField(default=dict, help_text='by metric: taken over from records, or typed by hand')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['state', 'month'], name='appraisals__state_ac50e7_idx')],
                        'constraints': [models.UniqueConstraint(fields=('employee', 'month'), name='one_report_a_month'), models.CheckConstraint(condition=models.Q(('state', 'drafted'), ('published_at__isnull', False), _connector='OR'), name='report_is_answered_after_publication')],
                    },
                ),
                migrations.CreateModel(
                    name='Rating',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('asked_at', models.DateTimeField()),
                        ('score_sealed', models.BinaryField(null=True)),
                        ('sentence_sealed', models.BinaryField(null=True)),
                        ('given_at', models.DateTimeField(null=True)),
                        ('stepped_out_at', models.DateTimeField(help_text='declared a conflict', null=True)),
                        ('reason_sealed', models.BinaryField(null=True)),
                        ('reminded_on', models.DateField(null=True)),
                        ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('rater', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.employee')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='appraisals.monthlyreport')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('report', 'rater'), name='one_rating_each'), models.CheckConstraint(condition=models.Q(('given_at__isnull', True), ('stepped_out_at__isnull', True), _connector='OR'), name='rating_is_given_or_stepped_out')],
                    },
                ),
                migrations.CreateModel(
                    name='Task',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('title_sealed', models.BinaryField(null=True)),
                        ('due_on', models.DateField()),
                        ('set_at', models.DateTimeField()),
                        ('done_on', models.DateField(help_text='the day stated', null=True)),
                        ('done_at', models.DateTimeField(help_text='when the completion was recorded', null=True)),
                        ('cancelled_at', models.DateTimeField(null=True)),
                        ('reason_sealed', models.BinaryField(null=True)),
                        ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='people.employee')),
                        ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['employee', 'due_on'], name='appraisals__employe_65b71b_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('done_on__isnull', True), ('cancelled_at__isnull', True), _connector='OR'), name='task_is_completed_or_cancelled'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_on__isnull', True)), models.Q(('done_at__isnull', False), ('done_on__isnull', False)), _connector='OR'), name='task_done_and_logged')],
                    },
                ),
                migrations.CreateModel(
                    name='ProbationReview',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('conclusion', models.CharField(choices=[('met', 'Met'), ('not_met', 'Not Met'), ('undecided', 'Undecided')], max_length=10)),
                        ('reason_sealed', models.BinaryField()),
                        ('by_name', models.CharField(max_length=60)),
                        ('at', models.DateTimeField()),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='probation_reviews', to='people.employee')),
                    ],
                ),
                migrations.CreateModel(
                    name='GroundOverride',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('risks', models.JSONField(help_text='codes of the checks that were missing when it was asked for')),
                        ('reason_sealed', models.BinaryField()),
                        ('asked_by', models.CharField(max_length=36)),
                        ('asked_by_name', models.CharField(max_length=60)),
                        ('asked_at', models.DateTimeField()),
                        ('answer', models.CharField(blank=True, choices=[('confirmed', 'confirmed'), ('declined', 'declined')], max_length=9)),
                        ('answered_by', models.CharField(blank=True, max_length=36)),
                        ('answered_by_name', models.CharField(blank=True, max_length=60)),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ground_overrides', to='people.employee')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('answer', ''), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='ground_overridden_by_two_persons'), models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('employee',), name='one_open_override_each')],
                    },
                ),
                migrations.CreateModel(
                    name='ImprovementPlan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                        ('measure', models.CharField(choices=[('training', 'Training'), ('transfer', 'Transfer')], max_length=10)),
                        ('shortfall_sealed', models.BinaryField()),
                        ('goals_sealed', models.BinaryField()),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('set_by_name', models.CharField(max_length=60)),
                        ('set_at', models.DateTimeField()),
                        ('received_at', models.DateTimeField(null=True)),
                        ('objection_sealed', models.BinaryField(null=True)),
                        ('outcome', models.CharField(blank=True, choices=[('met', 'Met'), ('not_met', 'Not Met')], max_length=8)),
                        ('result_sealed', models.BinaryField(null=True)),
                        ('judged_by_name', models.CharField(blank=True, max_length=60)),
                        ('judged_at', models.DateTimeField(null=True)),
                        ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='improvement_plans', to='people.employee')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='plan_ends_later')],
                    },
                ),
            ],
        ),
    ]
