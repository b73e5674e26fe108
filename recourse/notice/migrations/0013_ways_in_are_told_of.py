"""A person is told, too, how somebody could come in as them, and that a contact was changed."""

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
    " 'helper', 'statement', 'benefit'"
)
AFTER = BEFORE + ", 'account'"


class Migration(migrations.Migration):
    """Put the longer list beside the shorter one, which then goes."""

    dependencies = [("notice", "0012_all_kinds_are_told")]
    operations = [
        migrations.RunSQL(
            [
                KNOWN.format(name="notice_kind_of_all", kinds=AFTER),
                DROP.format(name="notice_kind_is_told"),
            ],
            [
                KNOWN.format(name="notice_kind_is_told", kinds=BEFORE),
                DROP.format(name="notice_kind_of_all"),
            ],
        )
    ]
