"""The digests that find people can be asked one by one, and no longer be listed."""

from django.db import migrations


class Migration(migrations.Migration):
    """Close the table of digests to the application; leave it three questions.

    Whoever could list the digests could hand them to `disclosure_read` and see what many
    people did, without a key of the vault and without a line in the log. None of the three gives
    out a digest of a name, and without one that function knows nobody.
    """

    dependencies = [("people", "0004_rewrap")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION people_known(digests bytea[], names bytea[])
            RETURNS TABLE (place bigint, person_id uuid, name_matches boolean)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT asked.place, i.person_id, i.name_digest IS NOT DISTINCT FROM asked.name
                FROM unnest(digests, names) WITH ORDINALITY AS asked (digest, name, place)
                JOIN person_identity i ON i.identity_digest = asked.digest
            $$;
            CREATE FUNCTION people_claim(digests bytea[], names bytea[], people uuid[])
            RETURNS TABLE (identity_digest bytea, person_id uuid)
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                INSERT INTO person_identity AS i (identity_digest, name_digest, person_id)
                SELECT * FROM unnest(digests, names, people)
                ON CONFLICT (identity_digest) DO NOTHING
                RETURNING i.identity_digest, i.person_id
            $$;
            CREATE FUNCTION person_digest(person uuid) RETURNS bytea
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT i.identity_digest FROM person_identity i WHERE i.person_id = person
                ORDER BY i.identity_digest LIMIT 1
            $$;
            REVOKE ALL ON FUNCTION people_known, people_claim, person_digest FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION people_known, people_claim, person_digest TO recourse_app;
            REVOKE ALL ON person_identity FROM recourse_app;
            """,
            """
            GRANT SELECT, INSERT ON person_identity TO recourse_app;
            DROP FUNCTION person_digest;
            DROP FUNCTION people_claim;
            DROP FUNCTION people_known;
            """,
            state_operations=[migrations.DeleteModel("PersonIdentity")],
        ),
    ]
