"""What happens to a record after it entered: performance, papers, and what was taken down."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view, partitions_by_person

VIEW = """
CREATE OR REPLACE VIEW record_of_one WITH (security_barrier) AS SELECT * FROM record
WHERE person_id = (SELECT nullif(current_setting('recourse.person', true), '')::uuid)
WITH LOCAL CHECK OPTION
"""


class Migration(migrations.Migration):
    """Add the day of performance, sealed papers beside a record, and the guard's memory."""

    dependencies = [("records", "0007_stops_are_told")]
    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE record
                ADD COLUMN fulfilled_on date,
                ADD CONSTRAINT record_fulfils_what_was_decided CHECK (
                    fulfilled_on IS NULL OR adverse
                ) NOT VALID;
            COMMENT ON COLUMN record.fulfilled_on IS
                'personal: day by which the duties were fulfilled, as the department says';
            CREATE FUNCTION record_fulfilment_stays() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                IF OLD.fulfilled_on IS NOT NULL
                    AND NEW.fulfilled_on IS DISTINCT FROM OLD.fulfilled_on THEN
                    RAISE EXCEPTION 'performance once reported stays reported'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_fulfilment_stays';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER record_fulfilment_stays BEFORE UPDATE ON record
                FOR EACH ROW EXECUTE FUNCTION record_fulfilment_stays();
            """,
            [
                "DROP FUNCTION record_fulfilment_stays() CASCADE",
                "ALTER TABLE record DROP COLUMN fulfilled_on",
                VIEW,
                """
                GRANT SELECT, UPDATE (noticed_on, usable_from_on, first_disclosed_on, ends_on,
                    erase_on, silenced, ended_at, ended_why, wrapped_key, payload,
                    falls_at, falls_why, disowned_at)
                ON record_of_one TO recourse_app
                """,
            ],
        ),
        migrations.RunSQL(
            [VIEW, "GRANT UPDATE (fulfilled_on) ON record_of_one TO recourse_app"],
            "DROP VIEW record_of_one",
        ),
        migrations.RunSQL(
            """
            CREATE TABLE record_paper (
                person_id uuid NOT NULL,
                record_id uuid NOT NULL,
                sequence smallint NOT NULL,
                wrapped_key bytea,
                sealed bytea,
                PRIMARY KEY (person_id, record_id, sequence),
                CONSTRAINT record_paper_erased_wholly CHECK (
                    (sealed IS NULL) = (wrapped_key IS NULL)
                )
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN record_paper.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN record_paper.record_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN record_paper.sequence IS
                'plain: of the line of the history that rests on the paper';
            COMMENT ON COLUMN record_paper.wrapped_key IS
                'personal: data key, wrapped by the key of the month of the record';
            COMMENT ON COLUMN record_paper.sealed IS
                'personal: number, day and author of the paper, sealed';
            """,
            "DROP TABLE record_paper",
        ),
        partitions_by_person("record_paper"),
        grant("INSERT", on="record_paper"),
        one_person_view("record_paper_of_one", of="record_paper", update=("wrapped_key", "sealed")),
        migrations.RunSQL(
            """
            CREATE TABLE taken_down (
                person_id uuid NOT NULL,
                document_digest bytea NOT NULL,
                record_id uuid NOT NULL,
                PRIMARY KEY (person_id, document_digest, record_id),
                CONSTRAINT taken_down_digest_length CHECK (length(document_digest) = 16)
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN taken_down.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN taken_down.document_digest IS
                'personal: keyed digest of authority and document number, bound to the person';
            COMMENT ON COLUMN taken_down.record_id IS 'plain: UUIDv7';
            """,
            "DROP TABLE taken_down",
        ),
        partitions_by_person("taken_down"),
        grant("INSERT", on="taken_down"),
        migrations.RunSQL(
            """
            CREATE FUNCTION records_known(
                people uuid[], digests bytea[], documents bytea[], at timestamptz
            ) RETURNS TABLE (source_digest bytea, ended boolean)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT asked.source_digest, found.ended
                FROM unnest(people, digests, documents)
                    AS asked (person_id, source_digest, document_digest)
                CROSS JOIN LATERAL (
                    SELECT bool_and(r.ended_at IS NOT NULL OR coalesce(r.falls_at <= at, false))
                        AS ended
                    FROM record r
                    WHERE r.person_id = asked.person_id AND r.source_digest = asked.source_digest
                    HAVING count(*) > 0
                    UNION ALL
                    SELECT true FROM taken_down t
                    WHERE t.person_id = asked.person_id
                        AND t.document_digest = asked.document_digest
                ) AS found
            $$;
            REVOKE ALL ON FUNCTION records_known(uuid[], bytea[], bytea[], timestamptz) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION records_known(uuid[], bytea[], bytea[], timestamptz)
                TO recourse_app;
            CREATE FUNCTION record_to_repair(items text[], at timestamptz)
            RETURNS TABLE (person_id uuid, record_id uuid)
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT r.person_id, r.id FROM record r
                WHERE r.fulfilled_on IS NOT NULL AND r.ended_at IS NULL
                    AND r.repair_from_on <= (at AT TIME ZONE 'Asia/Shanghai')::date
                    AND r.fulfilled_on <= (at AT TIME ZONE 'Asia/Shanghai')::date
                    AND r.ends_on > (at AT TIME ZONE 'Asia/Shanghai')::date
                    AND r.silenced = 0
                    AND (r.falls_at IS NULL OR r.falls_at > at)
                    AND r.payload IS NOT NULL
                    AND r.item = ANY (items)
                ORDER BY r.repair_from_on, r.person_id, r.id
                LIMIT 1 FOR UPDATE SKIP LOCKED
            $$;
            REVOKE ALL ON FUNCTION record_to_repair FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION record_to_repair TO recourse_app;
            """,
            """
            DROP FUNCTION record_to_repair;
            DROP FUNCTION records_known(uuid[], bytea[], bytea[], timestamptz);
            """,
        ),
    ]
