"""A person is told, too, when a rule granted them a benefit."""

from django.db import migrations

KNOWN = """
ALTER TABLE notice ADD CONSTRAINT {name} CHECK (kind IN ({kinds})) NOT VALID
"""
DROP = """
-- squawk-ignore ban-drop-constraint
ALTER TABLE notice DROP CONSTRAINT {name}
"""
BEFORE = (
    "'record.entered', 'look_up', 'record.ended', 'message', 'record.corrected', 'record.returned',"
    " 'helper', 'statement'"
)
AFTER = BEFORE + ", 'benefit'"


class Migration(migrations.Migration):
    """Put the longer list beside the shorter one, which then goes."""

    dependencies = [("notice", "0010_all_kinds_stand_here")]
    operations = [
        migrations.RunSQL(
            [
                KNOWN.format(name="notice_kind_is_told", kinds=AFTER),
                DROP.format(name="notice_kind_stands_here"),
            ],
            [
                KNOWN.format(name="notice_kind_stands_here", kinds=BEFORE),
                DROP.format(name="notice_kind_is_told"),
            ],
        )
    ]
