"""What is to be erased is found by its day, and told to the worker one case or person at a time."""

from django.db import migrations

INDEXES = (
    (
        "redress_case_to_erase",
        "redress_case (erase_on, person_id, id) WHERE wrapped_key IS NOT NULL",
    ),
    ("redress_draft_over", "redress_draft (until_on, person_id)"),
    ("redress_draft_file_over", "redress_draft_file (until_on, person_id)"),
)


class Migration(migrations.Migration):
    """Index what still has contents, each index apart; the house stays open."""

    atomic = False
    dependencies = [("redress", "0002_draft_files")]
    operations = [
        *(
            migrations.RunSQL(  # an attempt that broke off leaves an index that is not valid
                [
                    f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
                    f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {on}",
                ],
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
            )
            for name, on in INDEXES
        ),
        migrations.RunSQL(
            """
            CREATE OR REPLACE FUNCTION redress_next_to_erase(today date)
            RETURNS TABLE (person_id uuid, case_id uuid)
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT c.person_id, c.id FROM redress_case c
                WHERE c.erase_on <= today AND c.wrapped_key IS NOT NULL
                ORDER BY c.erase_on, c.person_id, c.id LIMIT 1 FOR UPDATE SKIP LOCKED
            $$;
            CREATE OR REPLACE FUNCTION redress_draft_over(today date) RETURNS uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT over.person_id FROM (
                    (SELECT d.until_on, d.person_id FROM redress_draft d
                     WHERE d.until_on <= today ORDER BY d.until_on, d.person_id LIMIT 1)
                    UNION ALL
                    (SELECT f.until_on, f.person_id FROM redress_draft_file f
                     WHERE f.until_on <= today ORDER BY f.until_on, f.person_id LIMIT 1)
                ) over ORDER BY over.until_on, over.person_id LIMIT 1
            $$;
            REVOKE ALL ON FUNCTION redress_next_to_erase, redress_draft_over FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION redress_next_to_erase, redress_draft_over TO recourse_app;
            """,
            "DROP FUNCTION redress_draft_over; DROP FUNCTION redress_next_to_erase;",
        ),
    ]
