"""What must hold of a fall is checked of the records that were there before, too."""

from django.db import migrations


class Migration(migrations.Migration):
    """Validate apart from adding, so that nobody waits for the scan."""

    dependencies = [("records", "0004_falls_at")]
    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE record VALIDATE CONSTRAINT record_fall_has_a_reason",
                "ALTER TABLE record VALIDATE CONSTRAINT record_falls_or_has_ended",
            ],
            migrations.RunSQL.noop,
        )
    ]
