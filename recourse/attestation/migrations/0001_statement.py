"""Statements that people asked for, by hash of person; contents sealed; codes for a counter."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view, partitions_by_person


class Migration(migrations.Migration):
    """Create statements and their codes, and the doors to one person's.

    * `statement_follows_records`: a trigger, so that it holds for every writer in the writer's
      own transaction. When a record ends early, or is to be erased sooner, each statement that
      carries it is erased no later, and one line waits for the worker that takes it back.
    * `statement_to_erase`, `statement_stop_to_tell`: hand the worker one at a time.
    * `statements_doubt`, `statement_doubtful_next`: put every statement from before an instant
      that still holds on the list of those a stolen key may have signed, and say how many; hand
      the worker one of them at a time.
    * `statement_share_take`: uses a code up, by its digest and for whom it was made, and by
      nothing else; whether it never was, is used or is over is not told.
    """

    initial = True
    dependencies = [("store", "0001_roles"), ("records", "0013_unused_by_index")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE statement (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                number text NOT NULL,
                kind text NOT NULL,
                catalogue_version text NOT NULL,
                issued_at timestamptz NOT NULL,
                valid_until date NOT NULL,
                planned_on date NOT NULL,
                erase_on date NOT NULL,
                key_month date NOT NULL,
                carries uuid[] NOT NULL DEFAULT '{}',
                wrapped_key bytea,
                contents bytea,
                taken_back_at timestamptz,
                taken_back_why text,
                PRIMARY KEY (person_id, id),
                CONSTRAINT statement_kind_known CHECK (kind IN
                    ('no-violation', 'report', 'correction', 'benefit-eligibility')),
                CONSTRAINT statement_is_good_briefly CHECK (
                    valid_until >= (issued_at AT TIME ZONE 'Asia/Shanghai')::date
                    AND valid_until <= (issued_at AT TIME ZONE 'Asia/Shanghai')::date
                        + CASE kind WHEN 'no-violation' THEN 31 WHEN 'report' THEN 14
                                    WHEN 'correction' THEN 365 ELSE 90 END),
                CONSTRAINT statement_erased_no_later_than_planned CHECK (erase_on <= planned_on),
                CONSTRAINT statement_key_dies_with_it CHECK (
                    key_month = date_trunc('month', planned_on)::date),
                CONSTRAINT statement_carries_no_record CHECK (
                    kind IN ('report', 'correction') OR carries = '{}'),
                CONSTRAINT statement_erased_wholly CHECK (
                    (contents IS NULL) = (wrapped_key IS NULL)),
                CONSTRAINT statement_taking_back_is_explained CHECK (
                    (taken_back_at IS NULL) = (taken_back_why IS NULL)
                    AND (taken_back_why IS NULL OR taken_back_why IN ('wrong', 'wish', 'key')))
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN statement.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN statement.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN statement.number IS 'plain: number people use';
            COMMENT ON COLUMN statement.kind IS 'personal';
            COMMENT ON COLUMN statement.catalogue_version IS 'plain: whose words it uses';
            COMMENT ON COLUMN statement.issued_at IS 'plain';
            COMMENT ON COLUMN statement.valid_until IS 'plain: last day on which it is good';
            COMMENT ON COLUMN statement.planned_on IS 'plain: day of its erasure as first fixed';
            COMMENT ON COLUMN statement.erase_on IS 'plain: day from which nobody can read it';
            COMMENT ON COLUMN statement.key_month IS 'plain: month whose key wraps the data key';
            COMMENT ON COLUMN statement.carries IS 'personal: identifiers of records it shows';
            COMMENT ON COLUMN statement.wrapped_key IS 'personal: data key, wrapped';
            COMMENT ON COLUMN statement.contents IS 'personal: sealed, what it says';
            COMMENT ON COLUMN statement.taken_back_at IS 'personal';
            COMMENT ON COLUMN statement.taken_back_why IS
                'personal: wrong when issued, the wish of the person, or a key in wrong hands';
            CREATE INDEX statement_to_erase ON statement (erase_on, person_id, id)
                WHERE wrapped_key IS NOT NULL;
            """,
            "DROP TABLE statement",
        ),
        partitions_by_person("statement"),
        grant("INSERT", on="statement"),
        one_person_view(
            "statement_of_one",
            of="statement",
            update=("erase_on", "wrapped_key", "contents", "taken_back_at", "taken_back_why"),
        ),
        migrations.RunSQL(
            """
            CREATE TABLE statement_share (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                statement_id uuid NOT NULL,
                code_digest bytea,
                recipient text NOT NULL,
                made_at timestamptz NOT NULL,
                until_at timestamptz NOT NULL,
                opened_at timestamptz,
                PRIMARY KEY (person_id, id),
                CONSTRAINT statement_share_lasts_a_day CHECK (
                    until_at > made_at AND until_at <= made_at + interval '1 day'),
                CONSTRAINT statement_share_opens_once CHECK (
                    (opened_at IS NULL) = (code_digest IS NOT NULL)
                    AND (code_digest IS NULL OR length(code_digest) = 32))
            );
            COMMENT ON COLUMN statement_share.person_id IS 'personal: whose statement';
            COMMENT ON COLUMN statement_share.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN statement_share.statement_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN statement_share.code_digest IS
                'plain: keyed digest of the code, until it is used';
            COMMENT ON COLUMN statement_share.recipient IS 'personal: who may open it, by code';
            COMMENT ON COLUMN statement_share.made_at IS 'plain';
            COMMENT ON COLUMN statement_share.until_at IS 'plain: from when the code opens nothing';
            COMMENT ON COLUMN statement_share.opened_at IS 'personal: when it was shown, once';
            CREATE INDEX statement_share_by_code ON statement_share (code_digest)
                WHERE code_digest IS NOT NULL;
            CREATE INDEX statement_share_over ON statement_share (until_at);
            CREATE TABLE statement_share_attempt (
                id uuid NOT NULL PRIMARY KEY,
                asker bytea NOT NULL,
                at timestamptz NOT NULL
            );
            COMMENT ON COLUMN statement_share_attempt.id IS 'plain';
            COMMENT ON COLUMN statement_share_attempt.asker IS
                'plain: keyed digest of the address a wrong code came from, for a day';
            COMMENT ON COLUMN statement_share_attempt.at IS 'plain';
            CREATE INDEX statement_share_attempt_lately ON statement_share_attempt (asker, at);
            """,
            "DROP TABLE statement_share_attempt; DROP TABLE statement_share;",
        ),
        grant("INSERT", on="statement_share"),
        one_person_view("statement_share_of_one", of="statement_share"),
        grant("SELECT, INSERT, DELETE", on="statement_share_attempt"),
        migrations.RunSQL(
            """
            CREATE TABLE statement_stop (
                person_id uuid NOT NULL,
                id uuid NOT NULL DEFAULT gen_random_uuid(),
                record_id uuid NOT NULL,
                noted_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (person_id, id)
            );
            COMMENT ON COLUMN statement_stop.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN statement_stop.id IS 'plain';
            COMMENT ON COLUMN statement_stop.record_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN statement_stop.noted_at IS 'plain';
            CREATE INDEX statement_stop_next ON statement_stop (noted_at);
            CREATE TABLE statement_doubtful (
                person_id uuid NOT NULL,
                statement_id uuid NOT NULL,
                PRIMARY KEY (person_id, statement_id)
            );
            COMMENT ON COLUMN statement_doubtful.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN statement_doubtful.statement_id IS
                'plain: UUIDv7; a key in wrong hands may have signed it';
            """,
            "DROP TABLE statement_doubtful; DROP TABLE statement_stop",
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION statement_follows_records() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            BEGIN
                UPDATE statement s SET erase_on = NEW.erase_on
                WHERE s.person_id = NEW.person_id AND NEW.id = ANY (s.carries)
                    AND s.erase_on > NEW.erase_on;
                IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL THEN
                    INSERT INTO statement_stop (person_id, record_id)
                    SELECT NEW.person_id, NEW.id WHERE EXISTS (
                        SELECT FROM statement s WHERE s.person_id = NEW.person_id
                            AND NEW.id = ANY (s.carries) AND s.taken_back_at IS NULL);
                END IF;
                RETURN NULL;
            END $$;
            REVOKE ALL ON FUNCTION statement_follows_records FROM PUBLIC;
            CREATE TRIGGER statement_follows_records
                AFTER UPDATE OF ended_at, erase_on ON record
                FOR EACH ROW EXECUTE FUNCTION statement_follows_records();
            CREATE FUNCTION statement_stays() RETURNS trigger
            LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
            BEGIN
                IF (NEW.person_id, NEW.id, NEW.number, NEW.kind, NEW.catalogue_version,
                    NEW.issued_at, NEW.valid_until, NEW.planned_on, NEW.key_month, NEW.carries)
                   IS DISTINCT FROM
                   (OLD.person_id, OLD.id, OLD.number, OLD.kind, OLD.catalogue_version,
                    OLD.issued_at, OLD.valid_until, OLD.planned_on, OLD.key_month, OLD.carries)
                   OR NEW.erase_on > OLD.erase_on
                   OR NEW.contents IS DISTINCT FROM OLD.contents AND NEW.contents IS NOT NULL
                   OR NEW.wrapped_key IS DISTINCT FROM OLD.wrapped_key
                       AND NEW.wrapped_key IS NOT NULL
                   OR OLD.taken_back_at IS NOT NULL
                       AND (NEW.taken_back_at, NEW.taken_back_why)
                           IS DISTINCT FROM (OLD.taken_back_at, OLD.taken_back_why) THEN
                    RAISE EXCEPTION 'a statement is taken back and erased, never changed'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'statement_stays';
                END IF;
                RETURN NEW;
            END $$;
            REVOKE ALL ON FUNCTION statement_stays FROM PUBLIC;
            CREATE TRIGGER statement_stays BEFORE UPDATE ON statement
                FOR EACH ROW EXECUTE FUNCTION statement_stays();
            """,
            """
            DROP TRIGGER statement_stays ON statement;
            DROP FUNCTION statement_stays();
            DROP TRIGGER statement_follows_records ON record;
            DROP FUNCTION statement_follows_records();
            """,
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION statement_to_erase(today date)
            RETURNS TABLE (person_id uuid, statement_id uuid)
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT s.person_id, s.id FROM statement s
                WHERE s.erase_on <= today AND s.wrapped_key IS NOT NULL
                ORDER BY s.erase_on, s.person_id, s.id LIMIT 1 FOR UPDATE SKIP LOCKED
            $$;
            CREATE FUNCTION statement_stop_to_tell()
            RETURNS TABLE (person_id uuid, record_id uuid)
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                DELETE FROM statement_stop s WHERE (s.person_id, s.id) = (
                    SELECT d.person_id, d.id FROM statement_stop d
                    ORDER BY d.noted_at, d.person_id, d.id LIMIT 1 FOR UPDATE SKIP LOCKED
                ) RETURNING s.person_id, s.record_id
            $$;
            CREATE FUNCTION statement_share_take(digest bytea, whom text, at timestamptz)
            RETURNS TABLE (person_id uuid, id uuid, statement_id uuid)
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                UPDATE statement_share h SET opened_at = at, code_digest = NULL
                FROM statement s
                WHERE h.code_digest = digest AND h.recipient = whom AND at < h.until_at
                    AND s.person_id = h.person_id AND s.id = h.statement_id
                    AND s.taken_back_at IS NULL AND s.contents IS NOT NULL
                    AND (at AT TIME ZONE 'Asia/Shanghai')::date <= s.valid_until
                    AND (at AT TIME ZONE 'Asia/Shanghai')::date < s.erase_on
                RETURNING h.person_id, h.id, h.statement_id
            $$;
            CREATE FUNCTION statement_share_forget(before timestamptz) RETURNS bigint
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH gone AS (
                    DELETE FROM statement_share h WHERE h.until_at < before RETURNING 1
                ) SELECT count(*) FROM gone
            $$;
            CREATE FUNCTION statements_doubt(before timestamptz, today date) RETURNS bigint
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH put AS (
                    INSERT INTO statement_doubtful (person_id, statement_id)
                    SELECT s.person_id, s.id FROM statement s
                    WHERE s.issued_at < before AND s.valid_until >= today
                        AND s.taken_back_at IS NULL
                    ON CONFLICT DO NOTHING RETURNING 1
                ) SELECT count(*) FROM put
            $$;
            CREATE FUNCTION statement_doubtful_next()
            RETURNS TABLE (person_id uuid, statement_id uuid)
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                DELETE FROM statement_doubtful s WHERE (s.person_id, s.statement_id) = (
                    SELECT d.person_id, d.statement_id FROM statement_doubtful d
                    ORDER BY d.person_id, d.statement_id LIMIT 1 FOR UPDATE SKIP LOCKED
                ) RETURNING s.person_id, s.statement_id
            $$;
            REVOKE ALL ON FUNCTION statement_to_erase, statement_stop_to_tell, statements_doubt,
                statement_doubtful_next, statement_share_take, statement_share_forget FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION statement_to_erase, statement_stop_to_tell, statements_doubt,
                statement_doubtful_next, statement_share_take, statement_share_forget
                TO recourse_app;
            """,
            """
            DROP FUNCTION statement_share_forget;
            DROP FUNCTION statement_share_take;
            DROP FUNCTION statement_doubtful_next;
            DROP FUNCTION statements_doubt;
            DROP FUNCTION statement_stop_to_tell;
            DROP FUNCTION statement_to_erase;
            """,
        ),
    ]
