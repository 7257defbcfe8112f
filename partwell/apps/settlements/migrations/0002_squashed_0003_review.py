import django.db.models.deletion
import partwell.lib.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    # The model of figures leaves no later than law takes it; its table stays. 0001 is not part of this, because law
    # comes between.
    replaces = [('settlements', '0002_figures_moved_to_law'), ('settlements', '0003_review')]

    dependencies = [
        ('law', '0001_initial'),
        ('settlements', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name='FigureConfirmation')]),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=partwell.lib.ids.uid7, editable=False, unique=True)),
                ('answer', models.CharField(choices=[('approved', 'approved'), ('returned', 'returned')], max_length=8)),
                ('reason_sealed', models.BinaryField(null=True)),
                ('by', models.CharField(max_length=36)),
                ('by_name', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('calculation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review', to='settlements.calculation')),
            ],
        ),
    ]
