"""How many people's data keys each generation of the vault's key wraps."""

from django.db import migrations


class Migration(migrations.Migration):
    """Count, each generation up to a ceiling; nobody's row is given out."""

    dependencies = [("people", "0008_session")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION people_under_keys(names text[], ceiling integer)
            RETURNS TABLE (key_name text, people bigint)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT given.name, (
                    SELECT count(*) FROM (
                        SELECT 1 FROM person p WHERE p.key_name = given.name LIMIT ceiling
                    ) AS counted
                )
                FROM unnest(names) AS given (name)
            $$;
            REVOKE ALL ON FUNCTION people_under_keys FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION people_under_keys TO recourse_app;
            """,
            "DROP FUNCTION people_under_keys",
        ),
    ]
