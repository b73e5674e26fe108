"""Cases of people against the clock: what they said, what they showed, what was answered."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view


class Migration(migrations.Migration):
    """Create the tables, what must always hold of them, and the doors to one person's rows."""

    initial = True
    dependencies = [("store", "0001_roles")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE redress_case (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                number text NOT NULL,
                kind text NOT NULL,
                ground text NOT NULL DEFAULT '',
                record_id uuid,
                entry_id uuid,
                reviewed_id uuid,
                form text NOT NULL DEFAULT '',
                authority_id uuid NOT NULL,
                via text NOT NULL,
                filed_at timestamptz NOT NULL,
                due_on date NOT NULL,
                due_at timestamptz NOT NULL,
                accept_due_on date,
                accept_due_at timestamptz,
                accepted_at timestamptz,
                extension text NOT NULL DEFAULT '',
                silences boolean NOT NULL,
                state text NOT NULL,
                closed_at timestamptz,
                outcome text NOT NULL DEFAULT '',
                reason text NOT NULL DEFAULT '',
                decided_by uuid,
                decided_by_account uuid,
                erase_on date NOT NULL,
                key_month date NOT NULL,
                wrapped_key bytea,
                told bytea,
                answer bytea,
                PRIMARY KEY (person_id, id),
                CONSTRAINT redress_case_kind_known CHECK (kind IN (
                    'objection', 'correction', 'repair', 'review', 'why', 'access', 'erasure')),
                CONSTRAINT redress_case_ground_known CHECK (
                    (kind = 'objection') = (ground <> '')
                    AND ground IN ('', 'not_me', 'wrong', 'no_basis', 'expired', 'other')),
                CONSTRAINT redress_case_form_known CHECK (
                    (kind = 'access') = (form <> '')
                    AND form IN ('', 'paper', 'large_print', 'read_aloud', 'machine_readable')),
                CONSTRAINT redress_case_is_about_something CHECK (
                    CASE kind WHEN 'why' THEN entry_id IS NOT NULL
                              WHEN 'access' THEN record_id IS NULL
                              WHEN 'review' THEN true
                              ELSE record_id IS NOT NULL END
                    AND (kind = 'review') = (reviewed_id IS NOT NULL)),
                CONSTRAINT redress_case_via_known CHECK (via IN ('portal', 'helper', 'counter')),
                CONSTRAINT redress_case_state_known CHECK (state IN (
                    'open', 'decided', 'silent', 'taken_back', 'overtaken')),
                CONSTRAINT redress_case_closed_or_open CHECK (
                    (state = 'open') = (closed_at IS NULL)),
                CONSTRAINT redress_case_decision_is_whole CHECK (
                    (state = 'decided') = (outcome <> '')
                    AND (state = 'decided') = (decided_by IS NOT NULL)
                    AND (state = 'decided') = (decided_by_account IS NOT NULL)
                    AND outcome IN ('', 'granted', 'to_correct', 'refused')),
                CONSTRAINT redress_case_refusal_has_one_reason CHECK (
                    (outcome = 'refused') = (reason <> '')
                    AND reason IN ('', 'law_says_no', 'officer_says_no', 'evidence_missing',
                                   'cannot_be_expressed')),
                CONSTRAINT redress_case_decided_in_time CHECK (
                    state <> 'decided' OR closed_at < due_at),
                CONSTRAINT redress_case_due_after_filing CHECK (filed_at < due_at),
                CONSTRAINT redress_case_erased_wholly CHECK (
                    (told IS NULL) = (wrapped_key IS NULL)
                    AND (answer IS NULL OR wrapped_key IS NOT NULL))
            );
            CREATE UNIQUE INDEX redress_case_one_at_a_time ON redress_case (
                person_id, kind, ground, form,
                coalesce(record_id, entry_id, person_id), coalesce(reviewed_id, person_id)
            ) WHERE state = 'open';
            CREATE INDEX redress_case_by_id ON redress_case (id);
            COMMENT ON COLUMN redress_case.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN redress_case.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN redress_case.number IS 'plain: number people use';
            COMMENT ON COLUMN redress_case.kind IS 'personal';
            COMMENT ON COLUMN redress_case.ground IS 'personal: of an objection';
            COMMENT ON COLUMN redress_case.record_id IS 'personal: what it is about';
            COMMENT ON COLUMN redress_case.entry_id IS 'personal: look-up it is about';
            COMMENT ON COLUMN redress_case.reviewed_id IS 'personal: case to be reviewed';
            COMMENT ON COLUMN redress_case.form IS 'personal: form wished for';
            COMMENT ON COLUMN redress_case.authority_id IS 'personal: agency that must answer';
            COMMENT ON COLUMN redress_case.via IS 'personal: portal, helper or counter';
            COMMENT ON COLUMN redress_case.filed_at IS 'plain';
            COMMENT ON COLUMN redress_case.due_on IS 'plain: last day of an answer';
            COMMENT ON COLUMN redress_case.due_at IS 'plain: from here on silence has decided';
            COMMENT ON COLUMN redress_case.accept_due_on IS 'plain: last day to accept';
            COMMENT ON COLUMN redress_case.accept_due_at IS 'plain: from here on it is accepted';
            COMMENT ON COLUMN redress_case.accepted_at IS 'personal';
            COMMENT ON COLUMN redress_case.extension IS 'personal: reason the clock runs longer';
            COMMENT ON COLUMN redress_case.silences IS 'personal: keeps the record silent';
            COMMENT ON COLUMN redress_case.state IS 'personal';
            COMMENT ON COLUMN redress_case.closed_at IS 'personal';
            COMMENT ON COLUMN redress_case.outcome IS 'personal';
            COMMENT ON COLUMN redress_case.reason IS 'personal: one of four, for a refusal';
            COMMENT ON COLUMN redress_case.decided_by IS 'plain: seat';
            COMMENT ON COLUMN redress_case.decided_by_account IS 'personal: official in the seat';
            COMMENT ON COLUMN redress_case.erase_on IS 'personal: day its key is destroyed';
            COMMENT ON COLUMN redress_case.key_month IS 'plain: month whose key wraps the data key';
            COMMENT ON COLUMN redress_case.wrapped_key IS 'personal: data key, wrapped';
            COMMENT ON COLUMN redress_case.told IS 'personal: sealed words of the person';
            COMMENT ON COLUMN redress_case.answer IS 'personal: sealed words of the decision';
            """,
            "DROP TABLE redress_case",
        ),
        migrations.RunSQL(
            """
            CREATE TABLE redress_event (
                person_id uuid NOT NULL,
                case_id uuid NOT NULL,
                sequence smallint NOT NULL,
                kind text NOT NULL,
                at timestamptz NOT NULL,
                by text NOT NULL,
                facts jsonb NOT NULL DEFAULT '{}',
                PRIMARY KEY (person_id, case_id, sequence),
                CONSTRAINT redress_event_sequence_from_one CHECK (sequence >= 1)
            );
            COMMENT ON COLUMN redress_event.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN redress_event.case_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN redress_event.sequence IS 'plain: 1, 2, 3 …';
            COMMENT ON COLUMN redress_event.kind IS 'personal: what happened';
            COMMENT ON COLUMN redress_event.at IS 'plain';
            COMMENT ON COLUMN redress_event.by IS 'plain: who did it, as a code';
            COMMENT ON COLUMN redress_event.facts IS 'personal: dates and codes, never free text';
            CREATE TABLE redress_file (
                person_id uuid NOT NULL,
                case_id uuid NOT NULL,
                id uuid NOT NULL,
                media_type text NOT NULL,
                size_bytes integer NOT NULL,
                sha256 bytea NOT NULL,
                added_at timestamptz NOT NULL,
                name bytea,
                content bytea,
                PRIMARY KEY (person_id, case_id, id),
                CONSTRAINT redress_file_once UNIQUE (person_id, case_id, sha256),
                CONSTRAINT redress_file_kind_known CHECK (
                    media_type IN ('application/pdf', 'image/jpeg', 'image/png')),
                CONSTRAINT redress_file_size CHECK (size_bytes BETWEEN 1 AND 20971520),
                CONSTRAINT redress_file_digest_length CHECK (length(sha256) = 32),
                CONSTRAINT redress_file_erased_wholly CHECK ((name IS NULL) = (content IS NULL))
            );
            ALTER TABLE redress_file ALTER COLUMN content SET STORAGE EXTERNAL;
            COMMENT ON COLUMN redress_file.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN redress_file.case_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN redress_file.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN redress_file.media_type IS 'plain';
            COMMENT ON COLUMN redress_file.size_bytes IS 'plain';
            COMMENT ON COLUMN redress_file.sha256 IS 'personal: of what was handed in';
            COMMENT ON COLUMN redress_file.added_at IS 'plain';
            COMMENT ON COLUMN redress_file.name IS 'personal: sealed';
            COMMENT ON COLUMN redress_file.content IS 'personal: sealed';
            CREATE TABLE redress_opening (
                person_id uuid NOT NULL,
                case_id uuid NOT NULL,
                file_id uuid NOT NULL,
                seat_id uuid NOT NULL,
                at timestamptz NOT NULL,
                PRIMARY KEY (person_id, file_id, seat_id)
            );
            COMMENT ON COLUMN redress_opening.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN redress_opening.case_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN redress_opening.file_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN redress_opening.seat_id IS 'plain: who opened it';
            COMMENT ON COLUMN redress_opening.at IS 'plain: for the first time';
            CREATE TABLE redress_draft (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                record_id uuid,
                kind text NOT NULL,
                kept_at timestamptz NOT NULL,
                until_on date NOT NULL,
                key_month date NOT NULL,
                wrapped_key bytea NOT NULL,
                told bytea NOT NULL,
                PRIMARY KEY (person_id, id)
            );
            CREATE UNIQUE INDEX redress_draft_one ON redress_draft (
                person_id, kind, coalesce(record_id, person_id));
            COMMENT ON COLUMN redress_draft.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN redress_draft.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN redress_draft.record_id IS 'personal: what it is about';
            COMMENT ON COLUMN redress_draft.kind IS 'personal';
            COMMENT ON COLUMN redress_draft.kept_at IS 'plain';
            COMMENT ON COLUMN redress_draft.until_on IS 'plain: first day it is gone';
            COMMENT ON COLUMN redress_draft.key_month IS 'plain: month whose key wraps the data key';
            COMMENT ON COLUMN redress_draft.wrapped_key IS 'personal: data key, wrapped';
            COMMENT ON COLUMN redress_draft.told IS 'personal: sealed answers';
            CREATE TABLE redress_waiting (
                case_id uuid PRIMARY KEY,
                number text NOT NULL UNIQUE,
                authority_id uuid NOT NULL,
                kind text NOT NULL,
                is_identity boolean NOT NULL,
                filed_at timestamptz NOT NULL,
                due_on date NOT NULL,
                due_at timestamptz NOT NULL,
                accept_due_on date,
                accept_due_at timestamptz,
                taken_by uuid
            );
            CREATE INDEX redress_waiting_due ON redress_waiting (due_at, case_id);
            CREATE INDEX redress_waiting_of ON redress_waiting (authority_id, due_at, case_id);
            COMMENT ON TABLE redress_waiting IS
                'open cases as work: nobody is named, nothing says what anybody did';
            COMMENT ON COLUMN redress_waiting.case_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN redress_waiting.number IS 'plain';
            COMMENT ON COLUMN redress_waiting.authority_id IS 'plain: agency that must answer';
            COMMENT ON COLUMN redress_waiting.kind IS 'plain';
            COMMENT ON COLUMN redress_waiting.is_identity IS 'plain: a human asks who it is about';
            COMMENT ON COLUMN redress_waiting.filed_at IS 'plain';
            COMMENT ON COLUMN redress_waiting.due_on IS 'plain';
            COMMENT ON COLUMN redress_waiting.due_at IS 'plain';
            COMMENT ON COLUMN redress_waiting.accept_due_on IS 'plain';
            COMMENT ON COLUMN redress_waiting.accept_due_at IS 'plain';
            COMMENT ON COLUMN redress_waiting.taken_by IS 'plain: seat that works on it';
            """,
            """
            DROP TABLE redress_waiting; DROP TABLE redress_draft; DROP TABLE redress_opening;
            DROP TABLE redress_file; DROP TABLE redress_event;
            """,
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION redress_case_guard() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            BEGIN
                IF (NEW.person_id, NEW.id, NEW.number, NEW.kind, NEW.ground, NEW.record_id,
                    NEW.entry_id, NEW.reviewed_id, NEW.authority_id, NEW.via, NEW.filed_at)
                    IS DISTINCT FROM
                   (OLD.person_id, OLD.id, OLD.number, OLD.kind, OLD.ground, OLD.record_id,
                    OLD.entry_id, OLD.reviewed_id, OLD.authority_id, OLD.via, OLD.filed_at) THEN
                    RAISE EXCEPTION 'a case stays about the same question'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'redress_case_same';
                END IF;
                IF OLD.state <> 'open' AND (NEW.state, NEW.closed_at, NEW.outcome, NEW.reason,
                    NEW.decided_by, NEW.decided_by_account) IS DISTINCT FROM
                   (OLD.state, OLD.closed_at, OLD.outcome, OLD.reason,
                    OLD.decided_by, OLD.decided_by_account) THEN
                    RAISE EXCEPTION 'a closed case stays closed'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'redress_case_stays_closed';
                END IF;
                IF NEW.due_at > OLD.due_at AND NOT (OLD.extension = '' AND NEW.extension <> '') THEN
                    RAISE EXCEPTION 'an answer is due later only by a named extension, once'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'redress_case_due_earlier';
                END IF;
                IF NEW.erase_on > OLD.erase_on OR NEW.key_month > OLD.key_month
                    OR NEW.told IS DISTINCT FROM OLD.told AND NEW.told IS NOT NULL THEN
                    RAISE EXCEPTION 'the words of a person are erased, never replaced'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'redress_case_words_stay';
                END IF;
                IF NEW.state = 'decided' AND OLD.state = 'open' THEN
                    IF EXISTS (
                        SELECT FROM redress_file f
                        WHERE f.person_id = NEW.person_id AND f.case_id = NEW.id AND NOT EXISTS (
                            SELECT FROM redress_opening o WHERE o.person_id = f.person_id
                            AND o.file_id = f.id AND o.seat_id = NEW.decided_by)
                    ) THEN
                        RAISE EXCEPTION 'whoever decides has opened every file'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'redress_files_opened';
                    END IF;
                    IF EXISTS (
                        SELECT FROM redress_case r
                        WHERE r.person_id = NEW.person_id AND r.id = NEW.reviewed_id
                        AND (r.decided_by = NEW.decided_by
                             OR r.decided_by_account = NEW.decided_by_account)
                    ) THEN
                        RAISE EXCEPTION 'a review is for another officer in another seat'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'redress_other_officer';
                    END IF;
                END IF;
                RETURN NEW;
            END $$;
            REVOKE ALL ON FUNCTION redress_case_guard FROM PUBLIC;
            CREATE TRIGGER redress_case_guard BEFORE UPDATE ON redress_case
                FOR EACH ROW EXECUTE FUNCTION redress_case_guard();
            CREATE FUNCTION redress_event_only_grows() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'a timeline is only added to'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'redress_event_only_grows';
            END $$;
            CREATE TRIGGER redress_event_only_grows BEFORE UPDATE OR DELETE ON redress_event
                FOR EACH ROW EXECUTE FUNCTION redress_event_only_grows();
            """,
            """
            DROP FUNCTION redress_event_only_grows() CASCADE;
            DROP FUNCTION redress_case_guard() CASCADE;
            """,
        ),
        grant("SELECT, INSERT, UPDATE, DELETE", on="redress_waiting"),
        one_person_view(
            "redress_case_of_one",
            of="redress_case",
            update=(
                *("due_on", "due_at", "accept_due_on", "accept_due_at", "accepted_at"),
                *("extension", "silences", "state", "closed_at", "outcome", "reason"),
                *("decided_by", "decided_by_account", "erase_on", "wrapped_key", "told", "answer"),
            ),
        ),
        one_person_view("redress_event_of_one", of="redress_event"),
        one_person_view("redress_file_of_one", of="redress_file", update=("name", "content")),
        one_person_view("redress_opening_of_one", of="redress_opening"),
        one_person_view("redress_draft_of_one", of="redress_draft"),
        grant("INSERT", on="redress_case_of_one"),
        grant("INSERT", on="redress_event_of_one"),
        grant("INSERT", on="redress_file_of_one"),
        grant("INSERT", on="redress_opening_of_one"),
        grant("INSERT, DELETE", on="redress_draft_of_one"),
        migrations.RunSQL(
            """
            CREATE FUNCTION redress_person_of(asked uuid, authority uuid) RETURNS uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT c.person_id FROM redress_case c
                WHERE c.id = asked AND c.authority_id = authority
            $$;
            CREATE FUNCTION redress_overdue(now_at timestamptz)
            RETURNS TABLE (person_id uuid, case_id uuid)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH due AS (
                    SELECT w.case_id FROM redress_waiting w WHERE w.due_at <= now_at
                    ORDER BY w.due_at, w.case_id LIMIT 1
                )
                SELECT c.person_id, c.id FROM redress_case c JOIN due ON c.id = due.case_id
            $$;
            CREATE FUNCTION redress_next_open(following uuid)
            RETURNS TABLE (person_id uuid, case_id uuid)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH following_one AS (
                    SELECT w.case_id FROM redress_waiting w
                    WHERE following IS NULL OR w.case_id > following
                    ORDER BY w.case_id LIMIT 1
                )
                SELECT c.person_id, c.id FROM redress_case c JOIN following_one f ON c.id = f.case_id
            $$;
            REVOKE ALL ON FUNCTION redress_person_of, redress_overdue, redress_next_open
                FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION redress_person_of, redress_overdue, redress_next_open
                TO recourse_app;
            """,
            """
            DROP FUNCTION redress_next_open; DROP FUNCTION redress_overdue;
            DROP FUNCTION redress_person_of;
            """,
        ),
    ]
