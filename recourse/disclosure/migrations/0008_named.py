"""Names under which a question may be asked again, for ten minutes."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Create the table; of an answer nothing is in it, and the question only as a keyed digest."""

    dependencies = [("disclosure", "0007_at_desk")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE look_up_named (
                key bytea PRIMARY KEY,
                request bytea NOT NULL,
                entry_id uuid NOT NULL,
                at timestamptz NOT NULL
            );
            CREATE INDEX look_up_named_by_age ON look_up_named (at);
            COMMENT ON COLUMN look_up_named.key IS
                'plain: keyed digest of the machine and the name it gave';
            COMMENT ON COLUMN look_up_named.request IS 'plain: keyed digest of the question';
            COMMENT ON COLUMN look_up_named.entry_id IS 'plain: UUIDv7 of the entry in the log';
            COMMENT ON COLUMN look_up_named.at IS 'plain';
            """,
            "DROP TABLE look_up_named",
        ),
        grant("SELECT, INSERT, UPDATE, DELETE", on="look_up_named"),
    ]
