"""The periods of seats are checked of those that were there before, too."""

from django.db import migrations


class Migration(migrations.Migration):
    """Validate apart from adding, so that nobody waits for the scan."""

    dependencies = [("agencies", "0010_taken_at_once")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE seat VALIDATE CONSTRAINT seat_period_not_backward", migrations.RunSQL.noop
        )
    ]
