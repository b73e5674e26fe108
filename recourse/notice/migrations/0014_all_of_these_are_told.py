"""The kinds of notices are checked of those that were there before, too."""

from django.db import migrations


class Migration(migrations.Migration):
    """Validate apart from adding, so that nobody waits for the scan."""

    dependencies = [("notice", "0013_ways_in_are_told_of")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE notice VALIDATE CONSTRAINT notice_kind_of_all",
            migrations.RunSQL.noop,
        )
    ]
