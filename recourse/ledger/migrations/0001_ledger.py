"""The log of look-ups and deeds: queue, entries, heads."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Create the tables; the application adds to the queue and can change nothing in the log."""

    initial = True
    dependencies = [("store", "0001_roles")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE ledger_log (
                log_id smallint PRIMARY KEY,
                origin text NOT NULL UNIQUE,
                year smallint NOT NULL,
                state text NOT NULL DEFAULT 'open',
                previous_log_id smallint REFERENCES ledger_log,
                CONSTRAINT ledger_log_state_known CHECK (state IN ('open', 'frozen'))
            );
            CREATE TABLE ledger_head (
                log_id smallint PRIMARY KEY REFERENCES ledger_log,
                size bigint NOT NULL DEFAULT 0,
                root bytea NOT NULL,
                frontier bytea NOT NULL DEFAULT '',
                updated_at timestamptz NOT NULL
            );
            CREATE TABLE ledger_queue (
                queue_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                log_id smallint NOT NULL,
                entry_id uuid NOT NULL,
                person_tag bytea,
                at timestamptz NOT NULL,
                key_id text NOT NULL,
                sealed bytea NOT NULL,
                commitment bytea NOT NULL,
                CONSTRAINT ledger_queue_commitment_length CHECK (length(commitment) = 32)
            );
            CREATE INDEX ledger_queue_person ON ledger_queue (person_tag) WHERE person_tag IS NOT NULL;
            CREATE TABLE ledger_entry (
                log_id smallint NOT NULL,
                leaf_index bigint NOT NULL,
                entry_id uuid NOT NULL,
                person_tag bytea,
                at timestamptz NOT NULL,
                key_id text NOT NULL,
                sealed bytea,
                commitment bytea NOT NULL,
                erased_by bigint,
                PRIMARY KEY (log_id, leaf_index),
                CONSTRAINT ledger_entry_erased_under_a_rule CHECK (
                    sealed IS NOT NULL OR erased_by IS NOT NULL)
            ) PARTITION BY RANGE (leaf_index);
            CREATE TABLE ledger_entry_00 PARTITION OF ledger_entry FOR VALUES FROM (0) TO (16777216);
            CREATE TABLE ledger_entry_rest PARTITION OF ledger_entry DEFAULT;
            CREATE INDEX ledger_entry_person ON ledger_entry (person_tag, leaf_index)
                WHERE person_tag IS NOT NULL;
            CREATE TABLE ledger_person_head (
                person_tag bytea NOT NULL,
                log_id smallint NOT NULL,
                sequence integer NOT NULL DEFAULT 0,
                head bytea NOT NULL,
                wrapped_key bytea,
                PRIMARY KEY (person_tag, log_id)
            );
            COMMENT ON COLUMN ledger_log.log_id IS 'plain';
            COMMENT ON COLUMN ledger_log.origin IS 'plain: name of the log';
            COMMENT ON COLUMN ledger_log.year IS 'plain';
            COMMENT ON COLUMN ledger_log.state IS 'plain';
            COMMENT ON COLUMN ledger_log.previous_log_id IS 'plain';
            COMMENT ON COLUMN ledger_head.log_id IS 'plain';
            COMMENT ON COLUMN ledger_head.size IS 'plain: entries numbered';
            COMMENT ON COLUMN ledger_head.root IS 'plain: RFC 6962 root over them';
            COMMENT ON COLUMN ledger_head.frontier IS 'plain: the right edge, 32 bytes a subtree';
            COMMENT ON COLUMN ledger_head.updated_at IS 'plain';
            COMMENT ON COLUMN ledger_queue.queue_id IS 'plain';
            COMMENT ON COLUMN ledger_queue.log_id IS 'plain';
            COMMENT ON COLUMN ledger_queue.entry_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN ledger_queue.person_tag IS 'personal: keyed tag';
            COMMENT ON COLUMN ledger_queue.at IS 'plain';
            COMMENT ON COLUMN ledger_queue.key_id IS 'plain: year key that wraps the data key';
            COMMENT ON COLUMN ledger_queue.sealed IS 'personal: sealed payload with its opening';
            COMMENT ON COLUMN ledger_queue.commitment IS 'plain: hides what it binds';
            COMMENT ON COLUMN ledger_entry.log_id IS 'plain';
            COMMENT ON COLUMN ledger_entry.leaf_index IS 'plain: place in the tree';
            COMMENT ON COLUMN ledger_entry.entry_id IS 'plain: UUIDv7';
            COMMENT ON COLUMN ledger_entry.person_tag IS 'personal: keyed tag';
            COMMENT ON COLUMN ledger_entry.at IS 'plain';
            COMMENT ON COLUMN ledger_entry.key_id IS 'plain: year key that wraps the data key';
            COMMENT ON COLUMN ledger_entry.sealed IS 'personal: sealed payload with its opening';
            COMMENT ON COLUMN ledger_entry.commitment IS 'plain: hides what it binds';
            COMMENT ON COLUMN ledger_entry.erased_by IS 'plain: tombstone that accounts for it';
            COMMENT ON COLUMN ledger_person_head.person_tag IS 'personal: keyed tag';
            COMMENT ON COLUMN ledger_person_head.log_id IS 'plain';
            COMMENT ON COLUMN ledger_person_head.sequence IS 'personal: entries about the person';
            COMMENT ON COLUMN ledger_person_head.head IS 'personal: newest commitment of the chain';
            COMMENT ON COLUMN ledger_person_head.wrapped_key IS 'personal: data key of the year, wrapped';
            """,
            """
            DROP TABLE ledger_person_head; DROP TABLE ledger_entry; DROP TABLE ledger_queue;
            DROP TABLE ledger_head; DROP TABLE ledger_log;
            """,
        ),
        grant("SELECT", on="ledger_log"),
        grant("SELECT", on="ledger_head"),
        grant("SELECT, INSERT", on="ledger_queue"),
        grant("SELECT", on="ledger_entry"),
        grant("SELECT, INSERT, UPDATE", on="ledger_person_head"),
        grant("SELECT, INSERT", on="ledger_log", to="recourse_sequencer"),
        grant("SELECT, INSERT, UPDATE", on="ledger_head", to="recourse_sequencer"),
        grant("SELECT, DELETE", on="ledger_queue", to="recourse_sequencer"),
        grant("SELECT, INSERT", on="ledger_entry", to="recourse_sequencer"),
        grant("SELECT", on="ledger_entry", to="recourse_eraser"),
        grant("UPDATE (sealed, erased_by)", on="ledger_entry", to="recourse_eraser"),
    ]
