from django.db import migrations


class Migration(migrations.Migration):
    # The model lives in law from now on, in the table it always had.

    dependencies = [
        ('law', '0001_initial'),
        ('settlements', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name='FigureConfirmation')]),
    ]
