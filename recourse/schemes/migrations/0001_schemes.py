"""Applications for benefits: outside in clear, what was put in and answered sealed."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view


class Migration(migrations.Migration):
    """Create the table, what must always hold of it, and the door to one person's rows."""

    initial = True
    dependencies = [("store", "0001_roles")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE scheme_application (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                number text NOT NULL,
                scheme text NOT NULL,
                catalogue_version text NOT NULL,
                rule_digest bytea NOT NULL,
                applied_at timestamptz NOT NULL,
                case_id uuid,
                outcome text NOT NULL DEFAULT '',
                valid_days smallint NOT NULL,
                withdrawn_at timestamptz,
                erase_on date NOT NULL,
                key_month date NOT NULL,
                wrapped_key bytea,
                told bytea,
                PRIMARY KEY (person_id, id),
                CONSTRAINT scheme_application_rule_length CHECK (length(rule_digest) = 32),
                CONSTRAINT scheme_application_valid_days CHECK (valid_days BETWEEN 1 AND 1830),
                CONSTRAINT scheme_application_erased_wholly CHECK (
                    (told IS NULL) = (wrapped_key IS NULL)),
                CONSTRAINT scheme_application_granted_alone_has_outcome CHECK (
                    case_id IS NOT NULL OR outcome <> '')
            );
            CREATE INDEX scheme_application_to_erase ON scheme_application (
                erase_on, person_id, id) WHERE wrapped_key IS NOT NULL;
            COMMENT ON COLUMN scheme_application.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN scheme_application.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN scheme_application.number IS 'plain: number people use';
            COMMENT ON COLUMN scheme_application.scheme IS 'personal: benefit applied for';
            COMMENT ON COLUMN scheme_application.catalogue_version IS 'plain';
            COMMENT ON COLUMN scheme_application.rule_digest IS 'plain: SHA-256 of the rule';
            COMMENT ON COLUMN scheme_application.applied_at IS 'plain';
            COMMENT ON COLUMN scheme_application.case_id IS
                'plain: case in which an officer answers; none where the rule granted it';
            COMMENT ON COLUMN scheme_application.outcome IS 'personal: what the rule gives';
            COMMENT ON COLUMN scheme_application.valid_days IS
                'plain: for how many days it is granted';
            COMMENT ON COLUMN scheme_application.withdrawn_at IS 'personal';
            COMMENT ON COLUMN scheme_application.erase_on IS 'personal: day its key is destroyed';
            COMMENT ON COLUMN scheme_application.key_month IS
                'plain: month whose key wraps the data key';
            COMMENT ON COLUMN scheme_application.wrapped_key IS 'personal: data key, wrapped';
            COMMENT ON COLUMN scheme_application.told IS 'personal: sealed inputs and receipt';
            CREATE FUNCTION scheme_application_guard() RETURNS trigger
            LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
            BEGIN
                IF (NEW.person_id, NEW.id, NEW.number, NEW.scheme, NEW.catalogue_version,
                    NEW.rule_digest, NEW.applied_at, NEW.case_id, NEW.outcome, NEW.valid_days,
                    NEW.key_month) IS DISTINCT FROM
                   (OLD.person_id, OLD.id, OLD.number, OLD.scheme, OLD.catalogue_version,
                    OLD.rule_digest, OLD.applied_at, OLD.case_id, OLD.outcome, OLD.valid_days,
                    OLD.key_month) THEN
                    RAISE EXCEPTION 'an application stays what it was'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'scheme_application_same';
                END IF;
                IF NEW.erase_on > OLD.erase_on
                    OR OLD.withdrawn_at IS NOT NULL
                        AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
                    RAISE EXCEPTION 'it ends only earlier, and stays withdrawn'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'scheme_application_ends';
                END IF;
                IF NEW.told IS DISTINCT FROM OLD.told AND NEW.told IS NOT NULL
                    OR NEW.wrapped_key IS DISTINCT FROM OLD.wrapped_key
                        AND NEW.wrapped_key IS NOT NULL THEN
                    RAISE EXCEPTION 'what was put in is erased, never replaced'
                        USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'scheme_application_contents_stay';
                END IF;
                RETURN NEW;
            END $$;
            REVOKE ALL ON FUNCTION scheme_application_guard FROM PUBLIC;
            CREATE TRIGGER scheme_application_guard BEFORE UPDATE ON scheme_application
                FOR EACH ROW EXECUTE FUNCTION scheme_application_guard();
            CREATE FUNCTION scheme_next_to_erase(today date)
            RETURNS TABLE (person_id uuid, application_id uuid)
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT a.person_id, a.id FROM scheme_application a
                WHERE a.erase_on <= today AND a.wrapped_key IS NOT NULL
                ORDER BY a.erase_on, a.person_id, a.id LIMIT 1 FOR UPDATE SKIP LOCKED
            $$;
            REVOKE ALL ON FUNCTION scheme_next_to_erase FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION scheme_next_to_erase TO recourse_app;
            """,
            """
            DROP FUNCTION scheme_next_to_erase; DROP TABLE scheme_application;
            DROP FUNCTION scheme_application_guard();
            """,
        ),
        one_person_view(
            "scheme_application_of_one",
            of="scheme_application",
            update=("withdrawn_at", "erase_on", "wrapped_key", "told"),
        ),
        grant("INSERT", on="scheme_application_of_one"),
    ]
