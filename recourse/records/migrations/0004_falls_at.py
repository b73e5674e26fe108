"""A record may have an instant at which it falls by itself unless somebody decides before."""

from django.db import migrations

VIEW = """
CREATE OR REPLACE VIEW record_of_one WITH (security_barrier) AS SELECT * FROM record
WHERE person_id = (SELECT nullif(current_setting('recourse.person', true), '')::uuid)
WITH LOCAL CHECK OPTION
"""


class Migration(migrations.Migration):
    """Add the instant and its reason, and make both part of the condition under which it stands."""

    dependencies = [("records", "0003_known_by_index")]
    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE record
                ADD COLUMN falls_at timestamptz,
                ADD COLUMN falls_why text,
                ADD CONSTRAINT record_fall_has_a_reason CHECK (
                    (falls_at IS NULL) = (falls_why IS NULL)
                    AND (falls_why IS NULL OR falls_why IN ('withdrawn', 'repaired'))
                ) NOT VALID,
                ADD CONSTRAINT record_falls_or_has_ended CHECK (
                    falls_at IS NULL OR ended_at IS NULL
                ) NOT VALID;
            COMMENT ON COLUMN record.falls_at IS
                'personal: instant at which it falls unless somebody decides before';
            COMMENT ON COLUMN record.falls_why IS 'personal';
            """,
            [
                "ALTER TABLE record DROP COLUMN falls_at, DROP COLUMN falls_why",
                VIEW,
                """
                GRANT SELECT, UPDATE (noticed_on, usable_from_on, first_disclosed_on, ends_on,
                    erase_on, silenced, ended_at, ended_why, wrapped_key, payload)
                ON record_of_one TO recourse_app
                """,
            ],
        ),
        migrations.RunSQL(
            [VIEW, "GRANT UPDATE (falls_at, falls_why) ON record_of_one TO recourse_app"],
            "DROP VIEW record_of_one",
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION record_is_standing(
                usable_from_on date, ends_on date, silenced smallint,
                ended_at timestamptz, falls_at timestamptz, at timestamptz
            ) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
            RETURN usable_from_on IS NOT NULL
                AND usable_from_on <= (at AT TIME ZONE 'Asia/Shanghai')::date
                AND (at AT TIME ZONE 'Asia/Shanghai')::date < ends_on
                AND silenced = 0
                AND (ended_at IS NULL OR at < ended_at)
                AND (falls_at IS NULL OR at < falls_at);
            """,
            """
            DROP FUNCTION record_is_standing(
                date, date, smallint, timestamptz, timestamptz, timestamptz);
            """,
        ),
    ]
