"""Who received which record, and what they are told when it no longer holds."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view, partitions_by_person

TOLD_BEFORE = """
CREATE FUNCTION look_ups_to_tell(most integer)
RETURNS TABLE (
    entry_id uuid, person_id uuid, at timestamptz, agency_id uuid, purpose text, records uuid[]
) LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.entry_id, u.person_id, u.at, u.agency_id, u.purpose, u.records
    FROM look_ups_to_account_for(most) u
$$;
REVOKE ALL ON FUNCTION look_ups_to_tell FROM PUBLIC;
GRANT EXECUTE ON FUNCTION look_ups_to_tell TO recourse_app;
"""


class Migration(migrations.Migration):
    """Keep recipients and recalls by person; let an agency read its own, without any person.

    A worker that still runs the code before asks `look_ups_to_tell` for six columns and gets
    them; `look_ups_to_account_for` gives all there are.
    """

    dependencies = [
        ("disclosure", "0003_what_has_fallen"),
        ("records", "0007_stops_are_told"),
    ]
    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE look_up_untold ADD COLUMN seat_id uuid, ADD COLUMN matter text",
                "COMMENT ON COLUMN look_up_untold.seat_id IS 'plain: which seat looked'",
                """
                COMMENT ON COLUMN look_up_untold.matter IS
                    'personal: number of the matter, as the agency gave it'
                """,
                """
                -- squawk-ignore renaming-object
                ALTER FUNCTION look_ups_to_tell RENAME TO look_ups_to_account_for;
                """,
                TOLD_BEFORE,  # its name is never missing: both happen in one transaction
            ],
            [
                "DROP FUNCTION look_ups_to_tell",
                "ALTER FUNCTION look_ups_to_account_for RENAME TO look_ups_to_tell",
                "ALTER TABLE look_up_untold DROP COLUMN seat_id, DROP COLUMN matter",
            ],
        ),
        migrations.RunSQL(
            """
            CREATE TABLE recipient (
                person_id uuid NOT NULL,
                record_id uuid NOT NULL,
                entry_id uuid NOT NULL,
                agency_id uuid NOT NULL,
                seat_id uuid,
                purpose text NOT NULL,
                matter text,
                shown_at timestamptz NOT NULL,
                PRIMARY KEY (person_id, record_id, entry_id)
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN recipient.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN recipient.record_id IS 'personal: which record was shown';
            COMMENT ON COLUMN recipient.entry_id IS 'plain: entry of the log, one for each look-up';
            COMMENT ON COLUMN recipient.agency_id IS 'personal: who was shown it';
            COMMENT ON COLUMN recipient.seat_id IS 'plain: null if nobody kept it then';
            COMMENT ON COLUMN recipient.purpose IS 'personal';
            COMMENT ON COLUMN recipient.matter IS
                'personal: number of the matter, as the agency gave it';
            COMMENT ON COLUMN recipient.shown_at IS 'personal';
            """,
            "DROP TABLE recipient",
        ),
        partitions_by_person("recipient"),
        grant("INSERT", on="recipient"),
        one_person_view("recipient_of_one", of="recipient"),
        migrations.RunSQL(
            """
            CREATE TABLE recall (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                record_id uuid NOT NULL,
                entry_id uuid NOT NULL,
                agency_id uuid NOT NULL,
                number bigint NOT NULL,
                changed text NOT NULL,
                since_at timestamptz NOT NULL,
                told_at timestamptz NOT NULL,
                acknowledged_at timestamptz,
                acknowledged_by uuid,
                PRIMARY KEY (person_id, id),
                CONSTRAINT recall_once UNIQUE (person_id, record_id, entry_id, changed, since_at),
                CONSTRAINT recall_change_known CHECK (changed IN
                    ('corrected', 'withdrawn', 'repaired', 'revoked', 'ended_early', 'silenced')),
                CONSTRAINT recall_acknowledged_by_somebody CHECK (
                    acknowledged_by IS NULL OR acknowledged_at IS NOT NULL)
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN recall.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN recall.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN recall.record_id IS 'personal: the record that changed';
            COMMENT ON COLUMN recall.entry_id IS 'plain: the look-up that showed it';
            COMMENT ON COLUMN recall.agency_id IS 'personal: who is told';
            COMMENT ON COLUMN recall.number IS 'plain: 1, 2, 3 … for each agency, without gaps';
            COMMENT ON COLUMN recall.changed IS 'personal: what became of the record';
            COMMENT ON COLUMN recall.since_at IS 'personal: since when';
            COMMENT ON COLUMN recall.told_at IS 'plain';
            COMMENT ON COLUMN recall.acknowledged_at IS 'plain';
            COMMENT ON COLUMN recall.acknowledged_by IS
                'plain: seat; null if the answer came from the address of the agency';
            CREATE INDEX recall_by_number ON recall (agency_id, number);
            """,
            "DROP TABLE recall",
        ),
        partitions_by_person("recall"),
        one_person_view(
            "recall_of_one", of="recall", update=("acknowledged_at", "acknowledged_by")
        ),
        grant("INSERT", on="recall_of_one"),
        migrations.RunSQL(
            """
            CREATE FUNCTION recall_is_acknowledged_once() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                IF OLD.acknowledged_at IS NOT NULL THEN
                    RAISE EXCEPTION 'the first acknowledgement counts' USING
                        ERRCODE = 'check_violation', CONSTRAINT = 'recall_acknowledged_once';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER recall_is_acknowledged_once BEFORE UPDATE ON recall
                FOR EACH ROW EXECUTE FUNCTION recall_is_acknowledged_once();
            """,
            "DROP FUNCTION recall_is_acknowledged_once() CASCADE",
        ),
        migrations.RunSQL(
            """
            CREATE TABLE recall_number (
                agency_id uuid PRIMARY KEY,
                last bigint NOT NULL,
                CONSTRAINT recall_number_counts_up CHECK (last >= 0)
            );
            COMMENT ON COLUMN recall_number.agency_id IS 'plain';
            COMMENT ON COLUMN recall_number.last IS 'plain: number of its newest recall';
            CREATE TABLE webhook_pause (
                agency_id uuid PRIMARY KEY,
                failures integer NOT NULL,
                until_at timestamptz NOT NULL
            );
            COMMENT ON COLUMN webhook_pause.agency_id IS 'plain';
            COMMENT ON COLUMN webhook_pause.failures IS 'plain: failed in a row';
            COMMENT ON COLUMN webhook_pause.until_at IS 'plain: its address is left alone until then';
            """,
            "DROP TABLE webhook_pause; DROP TABLE recall_number;",
        ),
        grant("SELECT, INSERT, UPDATE", on="recall_number"),
        grant("SELECT, INSERT, UPDATE, DELETE", on="webhook_pause"),
        migrations.RunSQL(
            """
            CREATE FUNCTION recalls_of_agency(agency uuid, after bigint, most integer)
            RETURNS TABLE (
                id uuid, number bigint, entry_id uuid, matter text, changed text,
                since_at timestamptz, told_at timestamptz, acknowledged_at timestamptz
            ) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH page AS MATERIALIZED (
                    SELECT * FROM recall c WHERE c.agency_id = agency AND c.number > after
                    ORDER BY c.number LIMIT least(most, 1000)
                )
                SELECT p.id, p.number, p.entry_id, r.matter, p.changed, p.since_at, p.told_at,
                    p.acknowledged_at
                FROM page p CROSS JOIN LATERAL (
                    SELECT r.matter FROM recipient r WHERE r.person_id = p.person_id
                        AND r.record_id = p.record_id AND r.entry_id = p.entry_id
                    OFFSET 0  -- keeps the planner from reading all recipients at once
                ) AS r ORDER BY p.number
            $$;
            REVOKE ALL ON FUNCTION recalls_of_agency FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION recalls_of_agency TO recourse_app;
            CREATE FUNCTION recall_of_agency(agency uuid, recall uuid)
            RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
            SET search_path = public, pg_temp AS $$
                SELECT c.person_id FROM recall c WHERE c.id = recall AND c.agency_id = agency
            $$;
            REVOKE ALL ON FUNCTION recall_of_agency FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION recall_of_agency TO recourse_app;
            CREATE FUNCTION recalls_counted(from_at timestamptz, until_at timestamptz, days integer[])
            RETURNS TABLE (agency_id uuid, sent bigint, within bigint[], open bigint)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT c.agency_id, count(*), ARRAY(
                    SELECT count(*) FILTER (WHERE took <= make_interval(days => d.days))
                    FROM unnest(array_agg(c.acknowledged_at - c.told_at)) AS took
                    CROSS JOIN unnest(days) WITH ORDINALITY AS d (days, place)
                    GROUP BY d.place ORDER BY d.place
                ), count(*) FILTER (WHERE c.acknowledged_at IS NULL)
                FROM recall c WHERE c.told_at >= from_at AND c.told_at < until_at
                GROUP BY c.agency_id ORDER BY c.agency_id
            $$;
            REVOKE ALL ON FUNCTION recalls_counted FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION recalls_counted TO recourse_app;
            """,
            """
            DROP FUNCTION recalls_counted;
            DROP FUNCTION recall_of_agency;
            DROP FUNCTION recalls_of_agency;
            """,
        ),
    ]
