"""Whoever is shown a record is shown what its person says beside it."""

from django.db import migrations


class Migration(migrations.Migration):
    """Open a door that gives the statement too; the one before stays for the code still running.

    Where no contents are asked for, the key of the join is null and nothing is looked for.
    """

    dependencies = [("disclosure", "0004_recalls"), ("records", "0011_statement")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION disclosure_door(
                now_at timestamptz, digests bytea[], names bytea[], item_lists text[],
                decided_from date[], contents boolean[]
            ) RETURNS TABLE (
                place bigint, known boolean, person_id uuid, record_id uuid, item text,
                key_month date, wrapped_key bytea, payload bytea,
                statement_key bytea, statement bytea
            ) LANGUAGE plpgsql SECURITY DEFINER STABLE
            SET search_path = public, pg_temp
            SET plan_cache_mode = force_generic_plan
            SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
            AS $$
            BEGIN
                IF cardinality(digests) > 64 THEN
                    RAISE EXCEPTION 'at most 64 documents are looked up together'
                        USING ERRCODE = 'program_limit_exceeded';
                END IF;
                RETURN QUERY
                SELECT asked.place, i.person_id IS NOT NULL, p.person_id, r.id, r.item,
                    r.key_month,
                    CASE WHEN asked.contents THEN r.wrapped_key END,
                    CASE WHEN asked.contents THEN r.payload END,
                    s.wrapped_key, s.sealed
                FROM unnest(digests, names, item_lists, decided_from, contents) WITH ORDINALITY
                    AS asked (digest, name, items, decided_from, contents, place)
                LEFT JOIN person_identity i
                    ON i.identity_digest = asked.digest AND i.name_digest = asked.name
                CROSS JOIN LATERAL (
                    SELECT coalesce(i.person_id, overlay(
                        encode(substr(asked.digest, 1, 16), 'hex') PLACING '0' FROM 13
                    )::uuid) AS person_id
                ) p
                LEFT JOIN record r
                    ON r.person_id = p.person_id
                    AND r.item = ANY (string_to_array(asked.items, ' '))
                    AND (asked.decided_from IS NULL OR r.decided_on >= asked.decided_from)
                    AND record_is_standing(
                        r.usable_from_on, r.ends_on, r.silenced, r.ended_at, r.falls_at, now_at)
                LEFT JOIN record_statement s
                    ON s.person_id = CASE WHEN asked.contents THEN r.person_id END
                    AND s.record_id = r.id
                ORDER BY asked.place, r.decided_on DESC, r.id;
            END $$;
            REVOKE ALL ON FUNCTION disclosure_door FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION disclosure_door TO recourse_app;
            """,
            "DROP FUNCTION disclosure_door",
        ),
    ]
