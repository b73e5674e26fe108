"""The identity vault: sealed identities, and the keyed digest that finds one."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view


class Migration(migrations.Migration):
    """Create the two tables and the view that shows one person."""

    dependencies = [("people", "0001_initial"), ("store", "0001_roles")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE person (
                person_id uuid PRIMARY KEY,
                sealed bytea NOT NULL,
                wrapped_key bytea NOT NULL,
                key_name text NOT NULL,
                language text NOT NULL DEFAULT 'zh-hans',
                electronic_service_on date,
                created_at timestamptz NOT NULL,
                CONSTRAINT person_wrapped_key_length CHECK (length(wrapped_key) = 60)
            );
            COMMENT ON COLUMN person.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN person.sealed IS 'personal: sealed name, number, contact';
            COMMENT ON COLUMN person.wrapped_key IS 'personal: data key, wrapped by key_name';
            COMMENT ON COLUMN person.key_name IS 'plain: key of the vault';
            COMMENT ON COLUMN person.language IS 'personal: language of letters';
            COMMENT ON COLUMN person.electronic_service_on IS
                'personal: day the person agreed to be served electronically';
            COMMENT ON COLUMN person.created_at IS 'plain';
            CREATE INDEX person_key_name ON person (key_name, person_id);
            CREATE TABLE person_identity (
                identity_digest bytea PRIMARY KEY,
                name_digest bytea NOT NULL,
                person_id uuid NOT NULL,
                CONSTRAINT person_identity_digest_length CHECK (length(identity_digest) = 32),
                CONSTRAINT person_identity_name_length CHECK (length(name_digest) = 16)
            );
            COMMENT ON COLUMN person_identity.identity_digest IS
                'personal: HMAC-SHA-256 of document type and number';
            COMMENT ON COLUMN person_identity.name_digest IS
                'personal: first 16 bytes of HMAC-SHA-256 of the name, bound to the number';
            COMMENT ON COLUMN person_identity.person_id IS 'personal: UUIDv7';
            CREATE INDEX person_identity_person ON person_identity (person_id);
            """,
            "DROP TABLE person_identity; DROP TABLE person;",
        ),
        grant("INSERT", on="person"),
        grant("SELECT, INSERT", on="person_identity"),
        one_person_view(
            "person_of_one",
            of="person",
            update=("sealed", "wrapped_key", "key_name", "language", "electronic_service_on"),
        ),
    ]
