"""Of each benefit one application may be open, beside one of another benefit."""

from django.db import migrations

KEPT = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {name} ON redress_case (
    person_id, kind, ground, form, {scheme}
    coalesce(record_id, entry_id, person_id), coalesce(reviewed_id, person_id)
) WHERE state = 'open'
"""


class Migration(migrations.Migration):
    """Index apart, so that nobody waits; the older index goes once the newer one holds."""

    atomic = False
    dependencies = [("redress", "0006_benefits_hold_of_all")]
    operations = [
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
