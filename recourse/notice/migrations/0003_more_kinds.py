"""A person is told, too, that a record was corrected, and that one came back."""

from django.db import migrations

KNOWN = """
ALTER TABLE notice ADD CONSTRAINT {name} CHECK (kind IN ({kinds})) NOT VALID
"""
DROP = """
-- squawk-ignore ban-drop-constraint
ALTER TABLE notice DROP CONSTRAINT {name}
"""
BEFORE = "'record.entered', 'look_up', 'record.ended', 'message'"
AFTER = BEFORE + ", 'record.corrected', 'record.returned'"


class Migration(migrations.Migration):
    """Put the longer list beside the shorter one, which then goes."""

    dependencies = [("notice", "0002_dispatch_of_one")]
    operations = [
        migrations.RunSQL(
            [
                KNOWN.format(name="notice_kind_is_known", kinds=AFTER),
                DROP.format(name="notice_kind_known"),
            ],
            [
                KNOWN.format(name="notice_kind_known", kinds=BEFORE),
                DROP.format(name="notice_kind_is_known"),
            ],
        )
    ]
