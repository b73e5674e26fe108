"""A log may continue another: its first entry links it, and what that entry says is public."""

from django.db import migrations


class Migration(migrations.Migration):
    """Keep the opening of the link, and say what a leaf is whose entry a restored backup lost."""

    dependencies = [("ledger", "0002_partitions")]
    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE ledger_log ADD COLUMN link bytea",
                (
                    "COMMENT ON COLUMN ledger_log.link IS"
                    " 'plain: opening of its first entry, which names the head of the log before'"
                ),
                (
                    "COMMENT ON COLUMN ledger_entry.erased_by IS"
                    " 'plain: tombstone that accounts for it; below 0 the log whose link tells of its loss'"
                ),
            ],
            [
                "COMMENT ON COLUMN ledger_entry.erased_by IS 'plain: tombstone that accounts for it'",
                "ALTER TABLE ledger_log DROP COLUMN link",
            ],
        ),
    ]
