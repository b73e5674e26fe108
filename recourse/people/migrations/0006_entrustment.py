"""What people entrust to helpers: who may open whose file, how far, and until when."""

from django.db import migrations

from recourse.store.operations import grant

NAMED = (
    "person_id, id, kind, scope, case_id, relation, code_digest, code_until, for_digest,"
    " named_at, begins_at, last_on, ends_at"
)
HELD = (
    "person_id, id, kind, scope, case_id, relation, helper_id, named_at, code_until, accepted_at,"
    " begins_at, last_on, ends_at, ended_at, ended_how"
)
SHOWN = "(SELECT nullif(current_setting('recourse.person', true), '')::uuid)"
NO_HELPER = "coalesce(current_setting('recourse.helper', true), '') = ''"


class Migration(migrations.Migration):
    """Create the tables, closed to the application; their views; three doors.

    * `entrustment_of_one`: whom a person has named. A helper at work does not see it, and
      names nobody.
    * `entrustment_held_of_one`: who has named a person.
    * `kin_refusal_of_one`: who has arranged that no next of kin is let in (PIPL art. 49).
    * `entrustment_offered`, `entrustment_accept`: by the digest of a code, and by nothing else,
      an offer is read and accepted. The application cannot write that somebody is a helper.
    * `entrusted_gate`: opens the gate to the file of whoever named a helper, at an instant at
      which that holds, and locks it until the transaction ends: who ends it waits for the page
      that is being made, and every page after that is refused. Once a next of kin is let in,
      helpers of whom has died are not (Civil Code art. 173).
    """

    dependencies = [("people", "0005_nobody_is_listed")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE entrustment (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                kind text NOT NULL,
                scope text NOT NULL,
                case_id uuid,
                relation text,
                helper_id uuid,
                code_digest bytea,
                code_until timestamptz NOT NULL,
                for_digest bytea,
                named_at timestamptz NOT NULL,
                accepted_at timestamptz,
                begins_at timestamptz NOT NULL,
                last_on date NOT NULL,
                ends_at timestamptz NOT NULL,
                ended_at timestamptz,
                ended_how text,
                PRIMARY KEY (person_id, id),
                CONSTRAINT entrustment_kind_known CHECK (kind IN ('helper', 'next_of_kin')),
                CONSTRAINT entrustment_scope_fits CHECK (
                    (kind = 'helper' AND scope IN ('read', 'ask', 'case'))
                    OR (kind = 'next_of_kin' AND scope = 'kin')),
                CONSTRAINT entrustment_case_named CHECK ((scope = 'case') = (case_id IS NOT NULL)),
                CONSTRAINT entrustment_relation_known CHECK (
                    (kind = 'next_of_kin') = (relation IS NOT NULL)
                    AND (relation IS NULL OR relation IN
                        ('spouse', 'parent', 'child', 'sibling', 'grandparent', 'grandchild'))),
                CONSTRAINT entrustment_kin_is_one CHECK (
                    (kind = 'next_of_kin') = (for_digest IS NOT NULL)
                    AND (for_digest IS NULL OR length(for_digest) = 32)),
                CONSTRAINT entrustment_not_oneself CHECK (helper_id <> person_id),
                CONSTRAINT entrustment_accepted_by_one CHECK (
                    (helper_id IS NULL) = (accepted_at IS NULL)),
                CONSTRAINT entrustment_code_once CHECK (
                    (helper_id IS NULL) = (code_digest IS NOT NULL)
                    AND (code_digest IS NULL OR length(code_digest) = 32)),
                CONSTRAINT entrustment_twelve_months CHECK (
                    last_on >= (named_at AT TIME ZONE 'Asia/Shanghai')::date
                    AND last_on <= ((begins_at AT TIME ZONE 'Asia/Shanghai')::date
                        + interval '12 months')::date),
                CONSTRAINT entrustment_ends_with_its_day CHECK (
                    ends_at = ((last_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')),
                CONSTRAINT entrustment_begins_first CHECK (
                    begins_at >= named_at AND begins_at < ends_at),
                CONSTRAINT entrustment_end_is_explained CHECK (
                    (ended_at IS NULL) = (ended_how IS NULL)
                    AND (ended_how IS NULL OR ended_how IN ('person', 'helper')))
            );
            COMMENT ON COLUMN entrustment.person_id IS 'personal: whose file';
            COMMENT ON COLUMN entrustment.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN entrustment.kind IS 'personal: helper or next_of_kin';
            COMMENT ON COLUMN entrustment.scope IS 'personal: how far it reaches';
            COMMENT ON COLUMN entrustment.case_id IS 'personal: the one case it is about';
            COMMENT ON COLUMN entrustment.relation IS 'personal: what the next of kin was to them';
            COMMENT ON COLUMN entrustment.helper_id IS 'personal: who accepted';
            COMMENT ON COLUMN entrustment.code_digest IS
                'plain: keyed digest of the code, until it is used';
            COMMENT ON COLUMN entrustment.code_until IS 'plain: from when the code opens nothing';
            COMMENT ON COLUMN entrustment.for_digest IS
                'personal: keyed digest of the document of the one who may use the code';
            COMMENT ON COLUMN entrustment.named_at IS 'plain';
            COMMENT ON COLUMN entrustment.accepted_at IS 'personal';
            COMMENT ON COLUMN entrustment.begins_at IS 'plain';
            COMMENT ON COLUMN entrustment.last_on IS 'plain: last day';
            COMMENT ON COLUMN entrustment.ends_at IS 'plain: the instant after it';
            COMMENT ON COLUMN entrustment.ended_at IS 'personal: ended before its last day';
            COMMENT ON COLUMN entrustment.ended_how IS 'personal: who ended it';
            CREATE INDEX entrustment_by_helper ON entrustment (helper_id) WHERE helper_id IS NOT NULL;
            CREATE INDEX entrustment_by_code ON entrustment (code_digest)
                WHERE code_digest IS NOT NULL;
            """,
            "DROP TABLE entrustment",
        ),
        migrations.RunSQL(
            """
            CREATE TABLE kin_refusal (
                person_id uuid PRIMARY KEY,
                since timestamptz NOT NULL
            );
            COMMENT ON COLUMN kin_refusal.person_id IS 'personal: who wants no next of kin let in';
            COMMENT ON COLUMN kin_refusal.since IS 'plain';
            """,
            "DROP TABLE kin_refusal",
        ),
        migrations.RunSQL(
            f"""
            CREATE VIEW entrustment_of_one WITH (security_barrier) AS
            SELECT * FROM entrustment WHERE person_id = {SHOWN} AND {NO_HELPER}
            WITH LOCAL CHECK OPTION;
            CREATE VIEW entrustment_held_of_one WITH (security_barrier) AS
            SELECT {HELD} FROM entrustment WHERE helper_id = {SHOWN} AND {NO_HELPER}
            WITH LOCAL CHECK OPTION;
            CREATE VIEW kin_refusal_of_one WITH (security_barrier) AS
            SELECT * FROM kin_refusal WHERE person_id = {SHOWN} AND {NO_HELPER}
            WITH LOCAL CHECK OPTION;
            """,
            """
            DROP VIEW kin_refusal_of_one;
            DROP VIEW entrustment_held_of_one;
            DROP VIEW entrustment_of_one;
            """,
        ),
        grant(
            f"SELECT, INSERT ({NAMED}), UPDATE (ended_at, ended_how)",
            on="entrustment_of_one",
        ),
        grant("SELECT, UPDATE (ended_at, ended_how)", on="entrustment_held_of_one"),
        grant("SELECT, INSERT, DELETE", on="kin_refusal_of_one"),
        migrations.RunSQL(
            """
            CREATE FUNCTION entrustment_ends_once() RETURNS trigger
            LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
            BEGIN
                IF OLD.ended_at IS NOT NULL
                    AND (NEW.ended_at, NEW.ended_how) IS DISTINCT FROM (OLD.ended_at, OLD.ended_how)
                THEN
                    RAISE EXCEPTION 'what has ended does not begin again'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'entrustment_ends_once';
                END IF;
                RETURN NEW;
            END
            $$;
            CREATE TRIGGER entrustment_ends_once BEFORE UPDATE ON entrustment
                FOR EACH ROW EXECUTE FUNCTION entrustment_ends_once();
            CREATE FUNCTION person_only_themselves() RETURNS trigger
            LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
            BEGIN
                IF coalesce(current_setting('recourse.helper', true), '') <> '' THEN
                    RAISE EXCEPTION 'a helper does not change how a person is told'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'person_only_themselves';
                END IF;
                RETURN NEW;
            END
            $$;
            CREATE TRIGGER person_only_themselves BEFORE UPDATE ON person
                FOR EACH ROW EXECUTE FUNCTION person_only_themselves();
            """,
            """
            DROP TRIGGER person_only_themselves ON person;
            DROP FUNCTION person_only_themselves;
            DROP TRIGGER entrustment_ends_once ON entrustment;
            DROP FUNCTION entrustment_ends_once;
            """,
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION entrustment_offered(
                digest bytea, reader uuid, document bytea, at timestamptz)
            RETURNS TABLE (person_id uuid, id uuid, kind text, scope text, relation text,
                begins_at timestamptz, last_on date)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT e.person_id, e.id, e.kind, e.scope, e.relation, e.begins_at, e.last_on
                FROM entrustment e
                WHERE e.code_digest = digest AND e.ended_at IS NULL
                    AND at < e.code_until AND at < e.ends_at
                    AND (e.for_digest IS NULL OR e.for_digest = document OR EXISTS (
                        SELECT FROM person_identity i
                        WHERE i.person_id = reader AND i.identity_digest = e.for_digest))
            $$;
            CREATE FUNCTION entrustment_accept(digest bytea, helper uuid, most integer, at timestamptz)
            RETURNS TABLE (outcome text, person_id uuid, id uuid)
            LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            #variable_conflict use_column
            DECLARE
                offered entrustment%ROWTYPE;
            BEGIN
                PERFORM pg_advisory_xact_lock(hashtextextended(helper::text, 6));
                SELECT e.* INTO offered FROM entrustment e
                WHERE e.code_digest = digest AND e.ended_at IS NULL
                    AND at < e.code_until AND at < e.ends_at
                FOR UPDATE;
                IF NOT FOUND OR (offered.for_digest IS NOT NULL AND NOT EXISTS (
                    SELECT FROM person_identity i
                    WHERE i.person_id = helper AND i.identity_digest = offered.for_digest))
                THEN
                    RETURN QUERY SELECT 'nothing', NULL::uuid, NULL::uuid;
                ELSIF offered.person_id = helper THEN
                    RETURN QUERY SELECT 'oneself', NULL::uuid, NULL::uuid;
                ELSIF least(most, 5) <= (
                    SELECT count(*) FROM entrustment e
                    WHERE e.helper_id = helper AND e.ended_at IS NULL AND at < e.ends_at)
                THEN
                    RETURN QUERY SELECT 'too_many', NULL::uuid, NULL::uuid;
                ELSE
                    UPDATE entrustment e
                    SET helper_id = helper, accepted_at = at, code_digest = NULL
                    WHERE e.person_id = offered.person_id AND e.id = offered.id;
                    RETURN QUERY SELECT 'accepted', offered.person_id, offered.id;
                END IF;
            END
            $$;
            CREATE FUNCTION entrusted_gate(
                entrusted uuid, whose uuid, helper uuid, asks boolean, about uuid, at timestamptz)
            RETURNS boolean
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH held AS MATERIALIZED (
                    SELECT e.person_id, e.id FROM entrustment e
                    WHERE e.person_id = whose AND e.id = entrusted AND e.helper_id = helper
                        AND e.accepted_at <= at AND e.begins_at <= at AND at < e.ends_at
                        AND e.ended_at IS NULL
                        AND (e.kind = 'next_of_kin' OR NOT EXISTS (
                            SELECT FROM entrustment k
                            WHERE k.person_id = whose AND k.kind = 'next_of_kin'
                                AND k.ended_at IS NULL AND k.begins_at <= at))
                        AND (e.scope IN ('ask', 'kin') OR (e.scope = 'read' AND NOT asks)
                            OR (e.scope = 'case' AND e.case_id = about))
                    FOR SHARE
                )
                SELECT set_config('recourse.person', held.person_id::text, true) <> ''
                    AND set_config('recourse.helper', held.id::text, true) <> ''
                FROM held
            $$;
            REVOKE ALL ON FUNCTION entrustment_offered, entrustment_accept, entrusted_gate FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION entrustment_offered, entrustment_accept, entrusted_gate
                TO recourse_app;
            """,
            """
            DROP FUNCTION entrusted_gate;
            DROP FUNCTION entrustment_accept;
            DROP FUNCTION entrustment_offered;
            """,
        ),
    ]
