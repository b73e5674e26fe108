"""What must hold of performance is checked of the records that were there before, too."""

from django.db import migrations


class Migration(migrations.Migration):
    """Validate apart from adding, so that nobody waits for the scan."""

    dependencies = [("records", "0008_after_entry")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE record VALIDATE CONSTRAINT record_fulfils_what_was_decided",
            migrations.RunSQL.noop,
        )
    ]
