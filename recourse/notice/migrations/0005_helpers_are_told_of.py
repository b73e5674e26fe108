"""A person is told, too, of their helpers."""

from django.db import migrations

KNOWN = """
ALTER TABLE notice ADD CONSTRAINT {name} CHECK (kind IN ({kinds})) NOT VALID
"""
DROP = """
-- squawk-ignore ban-drop-constraint
ALTER TABLE notice DROP CONSTRAINT {name}
"""
BEFORE = (
    "'record.entered', 'look_up', 'record.ended', 'message', 'record.corrected', 'record.returned'"
)
AFTER = BEFORE + ", 'helper'"


class Migration(migrations.Migration):
    """Put the longer list beside the shorter one, which then goes."""

    dependencies = [("notice", "0004_kinds_hold_of_all")]
    operations = [
        migrations.RunSQL(
            [
                KNOWN.format(name="notice_kind_is_one_of_these", kinds=AFTER),
                DROP.format(name="notice_kind_is_known"),
            ],
            [
                KNOWN.format(name="notice_kind_is_known", kinds=BEFORE),
                DROP.format(name="notice_kind_is_one_of_these"),
            ],
        )
    ]
