"""The worker finds records that are not in use yet, one at a time, to count their days anew."""

from django.db import migrations


class Migration(migrations.Migration):
    """Create the narrow function; its index comes apart, so that nobody waits."""

    dependencies = [("records", "0011_statement")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION record_next_unused(
                today date, after_on date, after_person uuid, after_record uuid
            ) RETURNS TABLE (usable_from_on date, person_id uuid, record_id uuid)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT r.usable_from_on, r.person_id, r.id FROM record r
                WHERE r.noticed_on IS NOT NULL AND r.ended_at IS NULL
                    AND r.usable_from_on > today
                    AND (r.usable_from_on, r.person_id, r.id)
                        > (after_on, after_person, after_record)
                ORDER BY r.usable_from_on, r.person_id, r.id
                LIMIT 1
            $$;
            REVOKE ALL ON FUNCTION record_next_unused FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION record_next_unused TO recourse_app;
            """,
            "DROP FUNCTION record_next_unused",
        )
    ]
