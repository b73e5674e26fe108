"""A person is told, too, when a statement of theirs was taken back."""

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
    " 'helper'"
)
AFTER = BEFORE + ", 'statement'"


class Migration(migrations.Migration):
    """Put the longer list beside the shorter one, which then goes."""

    dependencies = [("notice", "0008_dispatch_bundle")]
    operations = [
        migrations.RunSQL(
            [
                KNOWN.format(name="notice_kind_stands_here", kinds=AFTER),
                DROP.format(name="notice_kind_is_one_of_these"),
            ],
            [
                KNOWN.format(name="notice_kind_is_one_of_these", kinds=BEFORE),
                DROP.format(name="notice_kind_stands_here"),
            ],
        )
    ]
