"""What people were told, when, and how it reached them."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view, partitions_by_person


class Migration(migrations.Migration):
    """Create notices by hash of person, and the dispatches that carry them."""

    initial = True
    dependencies = [("store", "0001_roles")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE notice (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                record_id uuid,
                kind text NOT NULL,
                catalogue_version text NOT NULL,
                facts jsonb NOT NULL DEFAULT '{}',
                written_at timestamptz NOT NULL,
                opened_at timestamptz,
                served_on date,
                served_how text,
                PRIMARY KEY (person_id, id),
                CONSTRAINT notice_kind_known CHECK (kind IN
                    ('record.entered', 'look_up', 'record.ended', 'message')),
                CONSTRAINT notice_service_is_explained CHECK (
                    (served_on IS NULL) = (served_how IS NULL)
                    AND (served_how IS NULL OR served_how IN ('opened', 'electronic', 'letter')))
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN notice.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN notice.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN notice.record_id IS 'personal: the record it tells of';
            COMMENT ON COLUMN notice.kind IS 'personal';
            COMMENT ON COLUMN notice.catalogue_version IS 'plain: whose words it uses';
            COMMENT ON COLUMN notice.facts IS 'personal: dates and codes that fill the words';
            COMMENT ON COLUMN notice.written_at IS 'plain';
            COMMENT ON COLUMN notice.opened_at IS 'personal: read in the inbox';
            COMMENT ON COLUMN notice.served_on IS 'personal';
            COMMENT ON COLUMN notice.served_how IS 'personal: opened, electronic or letter';
            """,
            "DROP TABLE notice",
        ),
        partitions_by_person("notice"),
        migrations.RunSQL(
            """
            CREATE TABLE dispatch (
                person_id uuid NOT NULL,
                notice_id uuid NOT NULL,
                channel text NOT NULL,
                state text NOT NULL,
                attempts smallint NOT NULL DEFAULT 0,
                queued_at timestamptz NOT NULL,
                sent_at timestamptz,
                deemed_on date,
                PRIMARY KEY (person_id, notice_id, channel),
                CONSTRAINT dispatch_channel_known CHECK (channel IN ('inbox', 'email', 'sms', 'letter')),
                CONSTRAINT dispatch_state_known CHECK (state IN
                    ('queued', 'sent', 'failed', 'returned'))
            );
            COMMENT ON COLUMN dispatch.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN dispatch.notice_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN dispatch.channel IS 'plain';
            COMMENT ON COLUMN dispatch.state IS 'plain';
            COMMENT ON COLUMN dispatch.attempts IS 'plain';
            COMMENT ON COLUMN dispatch.queued_at IS 'plain';
            COMMENT ON COLUMN dispatch.sent_at IS 'plain';
            COMMENT ON COLUMN dispatch.deemed_on IS
                'plain: day on which service is deemed, unless it comes back';
            CREATE INDEX dispatch_waiting ON dispatch (queued_at) WHERE state = 'queued';
            CREATE INDEX dispatch_to_deem ON dispatch (deemed_on) WHERE state = 'sent';
            """,
            "DROP TABLE dispatch",
        ),
        grant("INSERT", on="notice"),
        grant("SELECT, INSERT, UPDATE", on="dispatch"),
        one_person_view(
            "notice_of_one", of="notice", update=("opened_at", "served_on", "served_how")
        ),
    ]
