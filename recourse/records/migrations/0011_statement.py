"""What a person says beside a record of theirs."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view


class Migration(migrations.Migration):
    """Create the table of statements, at most one a record, and the door to one person's.

    Few records have one, and every look-up joins it: one table starts faster than sixteen.
    """

    dependencies = [("records", "0010_to_repair_by_index")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE record_statement (
                person_id uuid NOT NULL,
                record_id uuid NOT NULL,
                said_at timestamptz NOT NULL,
                wrapped_key bytea NOT NULL,
                sealed bytea NOT NULL,
                PRIMARY KEY (person_id, record_id)
            );
            COMMENT ON COLUMN record_statement.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN record_statement.record_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN record_statement.said_at IS 'personal: when they said it';
            COMMENT ON COLUMN record_statement.wrapped_key IS
                'personal: data key, wrapped by the key of the month of the record';
            COMMENT ON COLUMN record_statement.sealed IS
                'personal: what the person says beside the record, sealed';
            """,
            "DROP TABLE record_statement",
        ),
        one_person_view(
            "record_statement_of_one",
            of="record_statement",
            update=("said_at", "wrapped_key", "sealed"),
        ),
        grant("INSERT, DELETE", on="record_statement_of_one"),
    ]
