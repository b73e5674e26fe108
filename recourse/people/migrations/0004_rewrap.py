"""Two narrow functions by which data keys are wrapped anew without reading anybody's row."""

from django.db import migrations


class Migration(migrations.Migration):
    """Create what rotation of the vault's key needs, and nothing more.

    What the first returns opens nothing without the vault; the second changes no row that
    is already wrapped by the new generation, and nothing but the wrapping.
    """

    dependencies = [("people", "0003_account_grants")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION person_wrapped_before(current_name text, at_most integer)
            RETURNS TABLE (person_id uuid, wrapped_key bytea, key_name text)
            LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT p.person_id, p.wrapped_key, p.key_name FROM person p
                WHERE p.key_name < current_name
                ORDER BY p.key_name, p.person_id
                LIMIT least(at_most, 1000) FOR UPDATE
            $$;
            CREATE FUNCTION person_rewrap(people uuid[], keys bytea[], current_name text)
            RETURNS void
            LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
                UPDATE person p SET wrapped_key = given.wrapped_key, key_name = current_name
                FROM unnest(people, keys) AS given (person_id, wrapped_key)
                WHERE p.person_id = given.person_id AND p.key_name < current_name
                AND current_name ~ '^identity-[0-9]{4}$'
            $$;
            REVOKE ALL ON FUNCTION person_wrapped_before, person_rewrap FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION person_wrapped_before, person_rewrap TO recourse_app;
            """,
            """
            DROP FUNCTION person_rewrap;
            DROP FUNCTION person_wrapped_before;
            """,
        ),
    ]
