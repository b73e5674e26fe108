"""Files of evidence that a person has chosen and not sent yet, each sealed under its own key."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view


class Migration(migrations.Migration):
    """Create the table of chosen files, and the door to one person's rows."""

    dependencies = [("redress", "0001_redress")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE redress_draft_file (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                record_id uuid,
                kind text NOT NULL,
                media_type text NOT NULL,
                size_bytes integer NOT NULL,
                sha256 bytea NOT NULL,
                added_at timestamptz NOT NULL,
                until_on date NOT NULL,
                key_month date NOT NULL,
                wrapped_key bytea NOT NULL,
                name bytea NOT NULL,
                content bytea NOT NULL,
                PRIMARY KEY (person_id, id),
                CONSTRAINT redress_draft_file_kind_known CHECK (
                    media_type IN ('application/pdf', 'image/jpeg', 'image/png')),
                CONSTRAINT redress_draft_file_size CHECK (size_bytes BETWEEN 1 AND 20971520),
                CONSTRAINT redress_draft_file_digest_length CHECK (length(sha256) = 32)
            );
            CREATE UNIQUE INDEX redress_draft_file_once ON redress_draft_file (
                person_id, kind, coalesce(record_id, person_id), sha256);
            ALTER TABLE redress_draft_file ALTER COLUMN content SET STORAGE EXTERNAL;
            COMMENT ON COLUMN redress_draft_file.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN redress_draft_file.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN redress_draft_file.record_id IS 'personal: what it is about';
            COMMENT ON COLUMN redress_draft_file.kind IS 'personal';
            COMMENT ON COLUMN redress_draft_file.media_type IS 'plain';
            COMMENT ON COLUMN redress_draft_file.size_bytes IS 'plain';
            COMMENT ON COLUMN redress_draft_file.sha256 IS 'personal: of what was handed in';
            COMMENT ON COLUMN redress_draft_file.added_at IS 'plain';
            COMMENT ON COLUMN redress_draft_file.until_on IS 'plain: first day it is gone';
            COMMENT ON COLUMN redress_draft_file.key_month IS
                'plain: month whose key wraps the data key';
            COMMENT ON COLUMN redress_draft_file.wrapped_key IS 'personal: data key, wrapped';
            COMMENT ON COLUMN redress_draft_file.name IS 'personal: sealed';
            COMMENT ON COLUMN redress_draft_file.content IS 'personal: sealed';
            """,
            "DROP TABLE redress_draft_file",
        ),
        one_person_view("redress_draft_file_of_one", of="redress_draft_file"),
        grant("INSERT, DELETE", on="redress_draft_file_of_one"),
    ]
