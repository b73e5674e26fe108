"""Codes on paper, by which a person whom a counter has recognised comes in once."""

from django.db import migrations, models

from recourse.store.operations import grant

SHOWN = "(SELECT nullif(current_setting('recourse.person', true), '')::uuid)"
NO_HELPER = "coalesce(current_setting('recourse.helper', true), '') = ''"


class Migration(migrations.Migration):
    """Create the table, closed to the application; its view; attempts at the way in.

    `letter_code_of_one` shows one person's, and none to a helper at work. A code is used or
    voided once and never made to work again. `letter_codes_forget` deletes what a year ago worked
    for the last time, and shows nothing of it.
    """

    dependencies = [("people", "0009_under_which_key")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE letter_code (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                code_digest bytea NOT NULL,
                seat_id uuid NOT NULL,
                issued_at timestamptz NOT NULL,
                code_until timestamptz NOT NULL,
                used_at timestamptz,
                voided_at timestamptz,
                PRIMARY KEY (person_id, id),
                CONSTRAINT letter_code_digest_length CHECK (length(code_digest) = 32),
                CONSTRAINT letter_code_for_days CHECK (
                    code_until > issued_at AND code_until <= issued_at + interval '7 days'),
                CONSTRAINT letter_code_ends_one_way CHECK (used_at IS NULL OR voided_at IS NULL)
            );
            COMMENT ON COLUMN letter_code.person_id IS 'personal: who comes in by it';
            COMMENT ON COLUMN letter_code.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN letter_code.code_digest IS 'plain: keyed digest of code and document';
            COMMENT ON COLUMN letter_code.seat_id IS 'plain: the counter that gave it out';
            COMMENT ON COLUMN letter_code.issued_at IS 'personal';
            COMMENT ON COLUMN letter_code.code_until IS 'plain: from when it works no longer';
            COMMENT ON COLUMN letter_code.used_at IS 'personal: when they came in by it';
            COMMENT ON COLUMN letter_code.voided_at IS 'personal: from when it was not to work';
            CREATE FUNCTION letter_code_ends_once() RETURNS trigger
            LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
            BEGIN
                IF OLD.used_at IS NOT NULL OR OLD.voided_at IS NOT NULL THEN
                    RAISE EXCEPTION 'a code that was used or voided works no more'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_code_ends_once';
                END IF;
                RETURN NEW;
            END
            $$;
            CREATE TRIGGER letter_code_ends_once BEFORE UPDATE ON letter_code
                FOR EACH ROW EXECUTE FUNCTION letter_code_ends_once();
            """,
            "DROP TABLE letter_code; DROP FUNCTION letter_code_ends_once;",
        ),
        migrations.RunSQL(
            f"""
            CREATE VIEW letter_code_of_one WITH (security_barrier) AS
            SELECT * FROM letter_code WHERE person_id = {SHOWN} AND {NO_HELPER}
            WITH LOCAL CHECK OPTION;
            """,
            "DROP VIEW letter_code_of_one;",
        ),
        grant("SELECT, INSERT, UPDATE (used_at, voided_at)", on="letter_code_of_one"),
        migrations.RunSQL(
            """
            CREATE FUNCTION letter_codes_forget(at timestamptz) RETURNS integer
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH gone AS (
                    DELETE FROM letter_code c
                    WHERE at - interval '365 days' >= coalesce(
                        c.used_at, c.voided_at, c.code_until)
                    RETURNING 1
                )
                SELECT count(*)::integer FROM gone
            $$;
            REVOKE ALL ON FUNCTION letter_codes_forget FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION letter_codes_forget TO recourse_app;
            """,
            "DROP FUNCTION letter_codes_forget",
        ),
        migrations.CreateModel(
            name="LetterAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(primary_key=True, serialize=False, db_comment="plain: UUIDv7"),
                ),
                (
                    "whom",
                    models.BinaryField(db_comment="personal: HMAC of a document, known or not"),
                ),
                ("at", models.DateTimeField(db_index=True, db_comment="personal")),
                ("is_refused", models.BooleanField(db_comment="personal")),
            ],
            options={
                "db_table": "letter_attempt",
                "indexes": [models.Index(name="letter_attempt_whom", fields=["whom", "-at"])],
            },
        ),
        grant("SELECT, INSERT, DELETE", on="letter_attempt"),
    ]
