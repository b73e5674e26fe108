"""How many days answers took in a time, for statistics: of all cases of a kind together."""

from django.db import migrations


class Migration(migrations.Migration):
    """Count for the worker; nothing it gives back is of one case."""

    dependencies = [("redress", "0008_ended")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION redress_days_to_answer(since timestamptz, until timestamptz)
            RETURNS TABLE (kind text, cases bigint, middle integer, ninth integer)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT c.kind, count(*),
                    percentile_disc(0.5) WITHIN GROUP (ORDER BY d.days),
                    percentile_disc(0.9) WITHIN GROUP (ORDER BY d.days)
                FROM redress_case c CROSS JOIN LATERAL (SELECT
                    (c.closed_at AT TIME ZONE 'Asia/Shanghai')::date
                    - (c.filed_at AT TIME ZONE 'Asia/Shanghai')::date AS days) d
                WHERE c.state = 'decided' AND c.closed_at >= since AND c.closed_at < until
                GROUP BY c.kind HAVING count(*) >= 10 ORDER BY c.kind
            $$;
            REVOKE ALL ON FUNCTION redress_days_to_answer FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION redress_days_to_answer TO recourse_app;
            """,
            "DROP FUNCTION redress_days_to_answer",
        ),
    ]
