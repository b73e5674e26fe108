"""The one door through which a look-up reads, and the list of look-ups nobody was told of yet."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Create the door and the list.

    Nobody can ask the door for anybody without the digest of their document, and only
    the vault's key makes digests. Whoever is unknown, or known under another name, is looked
    for among the records of nobody: the same reads for every asked person. Nobody's
    identifier is made from the digest and is of version 0, so it is never a person's.
    """

    dependencies = [
        ("disclosure", "0001_budget"),
        ("people", "0002_person"),
        ("records", "0001_record"),
    ]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION disclosure_read(
                now_at timestamptz, digests bytea[], names bytea[], item_lists text[],
                decided_from date[], contents boolean[]
            ) RETURNS TABLE (
                place bigint, known boolean, person_id uuid, record_id uuid, item text,
                key_month date, wrapped_key bytea, payload bytea
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
                    CASE WHEN asked.contents THEN r.payload END
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
                        r.usable_from_on, r.ends_on, r.silenced, r.ended_at, now_at)
                ORDER BY asked.place, r.decided_on DESC, r.id;
            END $$;
            REVOKE ALL ON FUNCTION disclosure_read FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION disclosure_read TO recourse_app;
            """,
            "DROP FUNCTION disclosure_read",
        ),
        migrations.RunSQL(
            """
            CREATE TABLE look_up_untold (
                entry_id uuid PRIMARY KEY,
                person_id uuid,
                at timestamptz NOT NULL,
                agency_id uuid NOT NULL,
                purpose text NOT NULL,
                records uuid[] NOT NULL
            );
            COMMENT ON COLUMN look_up_untold.entry_id IS 'plain: entry of the log';
            COMMENT ON COLUMN look_up_untold.person_id IS 'personal: null if nobody here was meant';
            COMMENT ON COLUMN look_up_untold.at IS 'plain';
            COMMENT ON COLUMN look_up_untold.agency_id IS 'plain: who looked';
            COMMENT ON COLUMN look_up_untold.purpose IS 'plain: or empty, if there is no such purpose';
            COMMENT ON COLUMN look_up_untold.records IS 'personal: records that were shown';
            CREATE FUNCTION look_ups_to_tell(most integer)
            RETURNS SETOF look_up_untold
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH oldest AS (
                    SELECT entry_id FROM look_up_untold ORDER BY entry_id
                    LIMIT least(most, 1000) FOR UPDATE SKIP LOCKED
                ), taken AS (
                    DELETE FROM look_up_untold u USING oldest o
                    WHERE u.entry_id = o.entry_id RETURNING u.*
                )
                SELECT * FROM taken ORDER BY entry_id
            $$;
            REVOKE ALL ON FUNCTION look_ups_to_tell FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION look_ups_to_tell TO recourse_app;
            """,
            "DROP FUNCTION look_ups_to_tell; DROP TABLE look_up_untold;",
        ),
        grant("INSERT", on="look_up_untold"),
    ]
