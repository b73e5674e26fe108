"""Whatever ends a record early leaves a line that says whom to tell: nobody can forget it."""

from django.db import migrations

VIEW = """
CREATE OR REPLACE VIEW record_of_one WITH (security_barrier) AS SELECT * FROM record
WHERE person_id = (SELECT nullif(current_setting('recourse.person', true), '')::uuid)
WITH LOCAL CHECK OPTION
"""


class Migration(migrations.Migration):
    """Add the instant at which a person disowned a record, and the list of what has stopped.

    A trigger writes the list, so that it holds for every writer, in the writer's own
    transaction. Nobody may read or change it: one function takes one line at a time.
    """

    dependencies = [("records", "0006_to_erase")]
    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE record ADD COLUMN disowned_at timestamptz",
                """
                COMMENT ON COLUMN record.disowned_at IS
                    'personal: instant since which the person says that it is not about them'
                """,
                VIEW,
                "GRANT UPDATE (disowned_at) ON record_of_one TO recourse_app",
            ],
            [
                "DROP VIEW record_of_one",
                "ALTER TABLE record DROP COLUMN disowned_at",
                VIEW,
                """
                GRANT SELECT, UPDATE (noticed_on, usable_from_on, first_disclosed_on, ends_on,
                    erase_on, silenced, ended_at, ended_why, falls_at, falls_why, wrapped_key,
                    payload)
                ON record_of_one TO recourse_app
                """,
            ],
        ),
        migrations.RunSQL(
            """
            CREATE TABLE record_stop (
                person_id uuid NOT NULL,
                id uuid NOT NULL DEFAULT gen_random_uuid(),
                record_id uuid NOT NULL,
                due_at timestamptz NOT NULL,
                PRIMARY KEY (person_id, id)
            );
            COMMENT ON COLUMN record_stop.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN record_stop.id IS 'plain';
            COMMENT ON COLUMN record_stop.record_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN record_stop.due_at IS
                'personal: instant at which it stops, unless that is taken back';
            CREATE INDEX record_stop_due ON record_stop (due_at);
            """,
            "DROP TABLE record_stop",
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION record_stop_is_listed() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            BEGIN
                INSERT INTO record_stop (person_id, record_id, due_at)
                SELECT NEW.person_id, NEW.id, stop.due_at
                FROM (VALUES
                    (NEW.ended_at, OLD.ended_at IS NULL
                        AND (NEW.ended_at AT TIME ZONE 'Asia/Shanghai')::date < OLD.ends_on),
                    (NEW.falls_at, NEW.falls_at IS DISTINCT FROM OLD.falls_at),
                    (NEW.disowned_at, NEW.disowned_at IS DISTINCT FROM OLD.disowned_at),
                    (NEW.ends_on::timestamp AT TIME ZONE 'Asia/Shanghai',
                        NEW.ends_on < OLD.ends_on AND NEW.ended_at IS NULL)
                ) AS stop (due_at, is_new)
                WHERE stop.due_at IS NOT NULL AND stop.is_new;
                RETURN NULL;
            END $$;
            REVOKE ALL ON FUNCTION record_stop_is_listed FROM PUBLIC;
            CREATE TRIGGER record_stop_is_listed
                AFTER UPDATE OF ended_at, falls_at, disowned_at, ends_on ON record
                FOR EACH ROW EXECUTE FUNCTION record_stop_is_listed();
            """,
            "DROP FUNCTION record_stop_is_listed() CASCADE",
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION record_stop_to_tell(now_at timestamptz)
            RETURNS TABLE (person_id uuid, record_id uuid, due_at timestamptz)
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                DELETE FROM record_stop s WHERE (s.person_id, s.id) = (
                    SELECT d.person_id, d.id FROM record_stop d WHERE d.due_at <= now_at
                    ORDER BY d.due_at, d.person_id, d.id LIMIT 1 FOR UPDATE SKIP LOCKED
                ) RETURNING s.person_id, s.record_id, s.due_at
            $$;
            REVOKE ALL ON FUNCTION record_stop_to_tell FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION record_stop_to_tell TO recourse_app;
            CREATE FUNCTION record_stop_again(person uuid, records uuid[]) RETURNS void
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH locked AS (
                    SELECT r.* FROM record r WHERE r.person_id = person AND r.id = ANY (records)
                    ORDER BY r.id FOR UPDATE
                )
                INSERT INTO record_stop (person_id, record_id, due_at)
                SELECT l.person_id, l.id, stop.due_at FROM locked l
                CROSS JOIN LATERAL (VALUES (l.ended_at), (l.falls_at), (l.disowned_at))
                    AS stop (due_at)
                WHERE stop.due_at IS NOT NULL
                    AND (stop.due_at AT TIME ZONE 'Asia/Shanghai')::date <= l.ends_on
            $$;
            REVOKE ALL ON FUNCTION record_stop_again FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION record_stop_again TO recourse_app;
            """,
            """
            DROP FUNCTION record_stop_again;
            DROP FUNCTION record_stop_to_tell;
            """,
        ),
    ]
