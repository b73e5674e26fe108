"""What was entrusted is forgotten a year after it has ended."""

from django.db import migrations


class Migration(migrations.Migration):
    """Let the worker delete what ended a year before an instant; it is shown nothing of it."""

    dependencies = [("people", "0006_entrustment")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION entrustments_forget(at timestamptz) RETURNS integer
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH gone AS (
                    DELETE FROM entrustment e
                    WHERE at - interval '365 days' >= coalesce(
                        e.ended_at, CASE WHEN e.helper_id IS NULL THEN e.code_until ELSE e.ends_at END)
                    RETURNING 1
                )
                SELECT count(*)::integer FROM gone
            $$;
            REVOKE ALL ON FUNCTION entrustments_forget FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION entrustments_forget TO recourse_app;
            """,
            "DROP FUNCTION entrustments_forget",
        ),
    ]
