"""The file: present state in `record`, history in `record_event`; both by hash of person."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view, partitions_by_person


class Migration(migrations.Migration):
    """Create the tables, what must always hold of them, and the doors to one person's rows."""

    initial = True
    dependencies = [("store", "0001_roles")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE record (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                item text NOT NULL,
                catalogue_version text NOT NULL,
                authority_id uuid NOT NULL,
                batch_id uuid NOT NULL,
                source_digest bytea NOT NULL,
                version smallint NOT NULL DEFAULT 1,
                adverse boolean NOT NULL,
                conduct_ended_on date,
                decided_on date NOT NULL,
                served_on date,
                repair_notice_served_on date,
                final_on date,
                received_at timestamptz NOT NULL,
                noticed_on date,
                usable_from_on date,
                first_disclosed_on date,
                repair_from_on date,
                ends_on date NOT NULL,
                erase_on date NOT NULL,
                silenced smallint NOT NULL DEFAULT 0,
                ended_at timestamptz,
                ended_why text,
                key_month date NOT NULL,
                wrapped_key bytea,
                payload bytea,
                PRIMARY KEY (person_id, id),
                CONSTRAINT record_once_by_source UNIQUE (person_id, source_digest, version),
                CONSTRAINT record_source_digest_length CHECK (length(source_digest) = 16),
                CONSTRAINT record_dates_forward CHECK (
                    (conduct_ended_on IS NULL OR conduct_ended_on <= decided_on)
                    AND (served_on IS NULL OR decided_on <= served_on)
                ),
                CONSTRAINT record_adverse_is_complete CHECK (
                    NOT adverse OR (
                        conduct_ended_on IS NOT NULL AND served_on IS NOT NULL
                        AND repair_notice_served_on IS NOT NULL AND repair_from_on IS NOT NULL
                    )
                ),
                CONSTRAINT record_adverse_ends_in_five_years CHECK (
                    NOT adverse OR ends_on <= (conduct_ended_on + interval '5 years')::date
                ),
                CONSTRAINT record_erased_after_it_ends CHECK (ends_on <= erase_on),
                CONSTRAINT record_key_dies_with_it CHECK (
                    key_month = date_trunc('month', erase_on::timestamp)::date
                    OR key_month > erase_on
                ),
                CONSTRAINT record_no_notice_no_use CHECK (
                    NOT adverse OR usable_from_on IS NULL
                    OR (noticed_on IS NOT NULL AND usable_from_on > noticed_on)
                ),
                CONSTRAINT record_silence_counts_up CHECK (silenced >= 0),
                CONSTRAINT record_end_has_a_reason CHECK (
                    (ended_at IS NULL) = (ended_why IS NULL)
                    AND (ended_why IS NULL OR ended_why IN
                        ('withdrawn', 'repaired', 'corrected', 'revoked', 'erased'))
                ),
                CONSTRAINT record_erased_wholly CHECK (
                    (payload IS NULL) = (wrapped_key IS NULL)
                )
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN record.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN record.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN record.item IS 'personal: item of the catalogue';
            COMMENT ON COLUMN record.catalogue_version IS 'plain: in force at entry';
            COMMENT ON COLUMN record.authority_id IS 'personal: agency that decided';
            COMMENT ON COLUMN record.batch_id IS 'plain';
            COMMENT ON COLUMN record.source_digest IS
                'personal: keyed digest of authority, document number, item and date';
            COMMENT ON COLUMN record.version IS 'plain: 1, then one more for each correction';
            COMMENT ON COLUMN record.adverse IS 'personal';
            COMMENT ON COLUMN record.conduct_ended_on IS 'personal';
            COMMENT ON COLUMN record.decided_on IS 'personal';
            COMMENT ON COLUMN record.served_on IS 'personal: the decision, on the person';
            COMMENT ON COLUMN record.repair_notice_served_on IS 'personal';
            COMMENT ON COLUMN record.final_on IS 'personal';
            COMMENT ON COLUMN record.received_at IS 'plain';
            COMMENT ON COLUMN record.noticed_on IS 'personal: our notice served, or deemed served';
            COMMENT ON COLUMN record.usable_from_on IS
                'personal: first day anyone but the person may see it; null is never';
            COMMENT ON COLUMN record.first_disclosed_on IS 'personal';
            COMMENT ON COLUMN record.repair_from_on IS 'personal: first day repair may be asked';
            COMMENT ON COLUMN record.ends_on IS 'personal: first day it may no longer be shown';
            COMMENT ON COLUMN record.erase_on IS 'personal: day its key is destroyed, at the latest';
            COMMENT ON COLUMN record.silenced IS 'personal: objections open';
            COMMENT ON COLUMN record.ended_at IS 'personal: ended early';
            COMMENT ON COLUMN record.ended_why IS 'personal';
            COMMENT ON COLUMN record.key_month IS 'plain: month whose key wraps the data key';
            COMMENT ON COLUMN record.wrapped_key IS 'personal: data key, wrapped';
            COMMENT ON COLUMN record.payload IS 'personal: sealed fields';
            """,
            "DROP TABLE record",
        ),
        partitions_by_person("record"),
        migrations.RunSQL(
            """
            CREATE FUNCTION record_dates_move_earlier_only() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.ends_on > OLD.ends_on OR NEW.erase_on > OLD.erase_on
                    OR NEW.key_month > OLD.key_month THEN
                    RAISE EXCEPTION 'a record''s end moves earlier only'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_ends_earlier_only';
                END IF;
                IF (NEW.person_id, NEW.id, NEW.item, NEW.source_digest, NEW.received_at)
                    IS DISTINCT FROM
                   (OLD.person_id, OLD.id, OLD.item, OLD.source_digest, OLD.received_at) THEN
                    RAISE EXCEPTION 'a record stays about the same fact'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_same_fact';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER record_dates_move_earlier_only BEFORE UPDATE ON record
                FOR EACH ROW EXECUTE FUNCTION record_dates_move_earlier_only();
            """,
            "DROP FUNCTION record_dates_move_earlier_only() CASCADE",
        ),
        migrations.RunSQL(
            """
            CREATE TABLE record_event (
                person_id uuid NOT NULL,
                record_id uuid NOT NULL,
                sequence smallint NOT NULL,
                kind text NOT NULL,
                at timestamptz NOT NULL,
                by text NOT NULL,
                facts jsonb NOT NULL DEFAULT '{}',
                PRIMARY KEY (person_id, record_id, sequence),
                CONSTRAINT record_event_sequence_from_one CHECK (sequence >= 1)
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN record_event.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN record_event.record_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN record_event.sequence IS 'plain: 1, 2, 3 …';
            COMMENT ON COLUMN record_event.kind IS 'personal: what happened';
            COMMENT ON COLUMN record_event.at IS 'plain';
            COMMENT ON COLUMN record_event.by IS 'plain: who did it, as a code';
            COMMENT ON COLUMN record_event.facts IS 'personal: dates and codes, never free text';
            """,
            "DROP TABLE record_event",
        ),
        partitions_by_person("record_event"),
        migrations.RunSQL(
            """
            CREATE FUNCTION record_is_standing(
                usable_from_on date, ends_on date, silenced smallint,
                ended_at timestamptz, at timestamptz
            ) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
            RETURN usable_from_on IS NOT NULL
                AND usable_from_on <= (at AT TIME ZONE 'Asia/Shanghai')::date
                AND (at AT TIME ZONE 'Asia/Shanghai')::date < ends_on
                AND silenced = 0
                AND (ended_at IS NULL OR at < ended_at);
            CREATE FUNCTION records_known(people uuid[], digests bytea[])
            RETURNS TABLE (source_digest bytea, ended boolean)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT r.source_digest, r.ended_at IS NOT NULL
                FROM unnest(people, digests) AS asked (person_id, source_digest)
                JOIN record r USING (person_id, source_digest)
            $$;
            REVOKE ALL ON FUNCTION records_known FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION records_known TO recourse_app;
            """,
            "DROP FUNCTION records_known; DROP FUNCTION record_is_standing;",
        ),
        grant("INSERT", on="record"),
        grant("INSERT", on="record_event"),
        one_person_view(
            "record_of_one",
            of="record",
            update=(
                "noticed_on",
                "usable_from_on",
                "first_disclosed_on",
                "ends_on",
                "erase_on",
                "silenced",
                "ended_at",
                "ended_why",
                "wrapped_key",
                "payload",
            ),
        ),
        one_person_view("record_event_of_one", of="record_event"),
    ]
