"""The notices of a chunk of a batch wait in one row, until the worker takes them apart."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Add bundles: the application ties them and reads none; a function takes one apart."""

    dependencies = [("notice", "0007_held_back")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE dispatch_bundle (
                id uuid PRIMARY KEY,
                queued_at timestamptz NOT NULL,
                people uuid[] NOT NULL,
                notices uuid[] NOT NULL,
                CONSTRAINT dispatch_bundle_pairs CHECK (
                    cardinality(people) = cardinality(notices) AND cardinality(people) > 0
                )
            );
            ALTER TABLE dispatch_bundle
                ALTER people SET STORAGE EXTERNAL, ALTER notices SET STORAGE EXTERNAL;
            COMMENT ON COLUMN dispatch_bundle.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN dispatch_bundle.queued_at IS 'plain';
            COMMENT ON COLUMN dispatch_bundle.people IS 'personal: UUIDv7, whose each notice is';
            COMMENT ON COLUMN dispatch_bundle.notices IS 'plain: UUIDv7, in the same order';
            CREATE INDEX dispatch_bundle_waiting ON dispatch_bundle (queued_at, id);
            """,
            "DROP TABLE dispatch_bundle",
        ),
        grant("INSERT", on="dispatch_bundle"),
        migrations.RunSQL(
            """
            CREATE FUNCTION dispatch_unbundle(now_at timestamptz) RETURNS boolean
            LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH oldest AS (
                    SELECT b.id FROM dispatch_bundle b WHERE b.queued_at <= now_at
                    ORDER BY b.queued_at, b.id LIMIT 1 FOR UPDATE SKIP LOCKED
                ), taken AS (
                    DELETE FROM dispatch_bundle b USING oldest WHERE b.id = oldest.id
                    RETURNING b.queued_at, b.people, b.notices
                ), spread AS (
                    INSERT INTO dispatch (person_id, notice_id, channel, state, queued_at)
                    SELECT one.person_id, one.notice_id, 'inbox', 'queued', taken.queued_at
                    FROM taken, unnest(taken.people, taken.notices) AS one (person_id, notice_id)
                )
                SELECT EXISTS (SELECT FROM taken)
            $$;
            REVOKE ALL ON FUNCTION dispatch_unbundle FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION dispatch_unbundle TO recourse_app;
            """,
            "DROP FUNCTION dispatch_unbundle",
        ),
    ]
