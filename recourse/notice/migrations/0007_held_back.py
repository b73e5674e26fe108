"""A person may have their letters held back for some days."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view


class Migration(migrations.Migration):
    """Create the table of those days, one row a person, and the door to one person's."""

    dependencies = [("notice", "0006_these_kinds_hold_of_all")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE letters_held_back (
                person_id uuid PRIMARY KEY,
                from_on date NOT NULL,
                until_on date NOT NULL,
                CONSTRAINT letters_held_back_for_days CHECK (
                    until_on BETWEEN from_on AND from_on + 30)
            );
            COMMENT ON COLUMN letters_held_back.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN letters_held_back.from_on IS 'personal';
            COMMENT ON COLUMN letters_held_back.until_on IS
                'personal: first day on which letters leave again';
            """,
            "DROP TABLE letters_held_back",
        ),
        one_person_view(
            "letters_held_back_of_one", of="letters_held_back", update=("from_on", "until_on")
        ),
        grant("INSERT", on="letters_held_back_of_one"),
    ]
