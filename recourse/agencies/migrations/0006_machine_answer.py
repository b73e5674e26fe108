"""Answers to machines, kept for a day: a request that is sent twice does one thing."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Create the table; no answer about a person is ever in it."""

    dependencies = [("agencies", "0005_roles_hold_of_all")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE machine_answer (
                client_id text NOT NULL,
                key bytea NOT NULL,
                request bytea NOT NULL,
                status smallint,
                body bytea,
                until_at timestamptz NOT NULL,
                PRIMARY KEY (client_id, key),
                CONSTRAINT machine_answer_is_whole CHECK ((status IS NULL) = (body IS NULL))
            );
            CREATE INDEX machine_answer_by_age ON machine_answer (until_at);
            COMMENT ON COLUMN machine_answer.client_id IS 'plain: which machine';
            COMMENT ON COLUMN machine_answer.key IS 'plain: keyed digest of the name it gave';
            COMMENT ON COLUMN machine_answer.request IS 'plain: keyed digest of the request';
            COMMENT ON COLUMN machine_answer.status IS 'plain';
            COMMENT ON COLUMN machine_answer.body IS
                'plain: numbers and states of batches, changes and cases; no person';
            COMMENT ON COLUMN machine_answer.until_at IS 'plain: first instant it is not used';
            """,
            "DROP TABLE machine_answer",
        ),
        grant("SELECT, INSERT, UPDATE, DELETE", on="machine_answer"),
    ]
