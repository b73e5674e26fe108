"""The kinds of notices are checked of those that were there before, too."""

from django.db import migrations


class Migration(migrations.Migration):
    """Validate apart from adding, so that nobody waits for the scan."""

    dependencies = [("notice", "0011_benefits_are_told_of")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE notice VALIDATE CONSTRAINT notice_kind_is_told",
            migrations.RunSQL.noop,
        )
    ]
