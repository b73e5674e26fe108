"""What is to be erased is found by its day, and told to the worker one record at a time."""

from django.db import migrations

PARTITIONS = range(16)
INDEX = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS record_{0:02d}_to_erase ON record_{0:02d} (erase_on)
WHERE wrapped_key IS NOT NULL
"""
NO_INDEX = "DROP INDEX CONCURRENTLY IF EXISTS record_{0:02d}_to_erase"


class Migration(migrations.Migration):
    """Index what still has contents, partition by partition; the house stays open."""

    atomic = False
    dependencies = [("records", "0005_falls_hold_of_all")]
    operations = [
        *(
            migrations.RunSQL(  # an attempt that broke off leaves an index that is not valid
                [NO_INDEX.format(number), INDEX.format(number)],
                NO_INDEX.format(number),
            )
            for number in PARTITIONS
        ),
        migrations.RunSQL(
            """
            CREATE OR REPLACE FUNCTION record_next_to_erase(today date)
            RETURNS TABLE (person_id uuid, record_id uuid)
            LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
            SET plan_cache_mode = force_generic_plan
            AS $$
            BEGIN
                RETURN QUERY
                SELECT r.person_id, r.id FROM record r
                WHERE r.erase_on <= today AND r.wrapped_key IS NOT NULL
                ORDER BY r.erase_on LIMIT 1 FOR UPDATE SKIP LOCKED;
            END $$;
            REVOKE ALL ON FUNCTION record_next_to_erase FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION record_next_to_erase TO recourse_app;
            """,
            "DROP FUNCTION record_next_to_erase",
        ),
    ]
