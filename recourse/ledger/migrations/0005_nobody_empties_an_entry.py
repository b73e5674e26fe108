"""Nobody but the owner of the tables can empty an entry: no rule takes a single one out."""

from django.db import migrations


class Migration(migrations.Migration):
    """Take back what nothing ever used."""

    dependencies = [("ledger", "0004_entry_by_name")]
    operations = [
        migrations.RunSQL(
            [
                "REVOKE SELECT ON ledger_entry FROM recourse_eraser",
                "REVOKE UPDATE (sealed, erased_by) ON ledger_entry FROM recourse_eraser",
                (
                    "COMMENT ON COLUMN ledger_entry.erased_by IS"
                    " 'plain: the log, below 0, whose link tells of the loss; no other rule empties an entry'"
                ),
            ],
            [
                "GRANT SELECT ON ledger_entry TO recourse_eraser",
                "GRANT UPDATE (sealed, erased_by) ON ledger_entry TO recourse_eraser",
                (
                    "COMMENT ON COLUMN ledger_entry.erased_by IS"
                    " 'plain: tombstone that accounts for it; below 0 the log whose link tells of its loss'"
                ),
            ],
        ),
    ]
