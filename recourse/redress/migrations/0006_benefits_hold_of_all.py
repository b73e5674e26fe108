"""The new constraints are checked of the cases before; one open case of each benefit."""

from django.db import migrations

NAMES = (
    "redress_case_scheme_of_a_benefit",
    "redress_case_kind_is_known",
    "redress_case_is_about_one_thing",
)
KEPT = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {name} ON redress_case (
    person_id, kind, ground, form, {scheme}
    coalesce(record_id, entry_id, person_id), coalesce(reviewed_id, person_id)
) WHERE state = 'open'
"""


class Migration(migrations.Migration):
    """Validate and index apart from adding, so that nobody waits for the scan."""

    atomic = False
    dependencies = [("redress", "0005_benefits")]
    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE redress_case VALIDATE CONSTRAINT {name}", migrations.RunSQL.noop
            )
            for name in NAMES
        ),
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS redress_case_one_of_each",
                KEPT.format(name="redress_case_one_of_each", scheme="scheme,"),
                "DROP INDEX CONCURRENTLY IF EXISTS redress_case_one_at_a_time",
            ],
            [
                KEPT.format(name="redress_case_one_at_a_time", scheme=""),
                "DROP INDEX CONCURRENTLY IF EXISTS redress_case_one_of_each",
            ],
        ),
    ]
