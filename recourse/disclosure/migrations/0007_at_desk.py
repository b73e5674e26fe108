"""Questions asked at desks: an official sees their own again, without whom they were about."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Create the list; it names matters of the agency and entries of the log, never a person."""

    dependencies = [("disclosure", "0006_compared")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE look_up_at_desk (
                seat_id uuid NOT NULL,
                entry_id uuid NOT NULL,
                at timestamptz NOT NULL,
                purpose text NOT NULL,
                matter text NOT NULL,
                was_answered boolean NOT NULL,
                PRIMARY KEY (seat_id, entry_id)
            );
            CREATE INDEX look_up_at_desk_by_age ON look_up_at_desk (at);
            COMMENT ON COLUMN look_up_at_desk.seat_id IS 'plain: whose desk';
            COMMENT ON COLUMN look_up_at_desk.entry_id IS 'plain: UUIDv7 of the entry in the log';
            COMMENT ON COLUMN look_up_at_desk.at IS 'plain';
            COMMENT ON COLUMN look_up_at_desk.purpose IS 'plain: code of the purpose';
            COMMENT ON COLUMN look_up_at_desk.matter IS
                'personal: number of the matter, as the agency gave it';
            COMMENT ON COLUMN look_up_at_desk.was_answered IS 'plain: or refused';
            """,
            "DROP TABLE look_up_at_desk",
        ),
        grant("SELECT, INSERT, DELETE", on="look_up_at_desk"),
    ]
