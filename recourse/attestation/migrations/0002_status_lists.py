"""Lists of what was revoked; they say nothing of anybody."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Create the lists, how far each is given out, and what of each is revoked.

    What is revoked stays so: the application can add to it, and neither change nor delete.
    """

    dependencies = [("attestation", "0001_statement")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE status_list (
                id integer PRIMARY KEY,
                opened_at timestamptz NOT NULL,
                taken integer NOT NULL DEFAULT 0,
                good_until date NOT NULL,
                closed_at timestamptz,
                published_at timestamptz,
                CONSTRAINT status_list_number CHECK (id BETWEEN 1 AND 999999),
                CONSTRAINT status_list_half_full CHECK (taken BETWEEN 0 AND 524288)
            );
            COMMENT ON COLUMN status_list.id IS 'plain: random, stands in the address';
            COMMENT ON COLUMN status_list.opened_at IS 'plain';
            COMMENT ON COLUMN status_list.taken IS 'plain: how many places were given out';
            COMMENT ON COLUMN status_list.good_until IS
                'plain: last day of what is good longest of all that has a place here';
            COMMENT ON COLUMN status_list.closed_at IS 'plain: from then on no place is given out';
            COMMENT ON COLUMN status_list.published_at IS 'plain: when it was last signed';
            CREATE TABLE status_revoked (
                list_id integer NOT NULL REFERENCES status_list ON DELETE CASCADE,
                place integer NOT NULL,
                revoked_at timestamptz NOT NULL,
                why text NOT NULL,
                PRIMARY KEY (list_id, place),
                CONSTRAINT status_revoked_place CHECK (place BETWEEN 0 AND 1048575),
                CONSTRAINT status_revoked_why CHECK (why IN ('wrong', 'wish', 'key'))
            );
            COMMENT ON COLUMN status_revoked.list_id IS 'plain';
            COMMENT ON COLUMN status_revoked.place IS 'plain: whose it is stands with its person';
            COMMENT ON COLUMN status_revoked.revoked_at IS 'plain';
            COMMENT ON COLUMN status_revoked.why IS 'plain';
            """,
            "DROP TABLE status_revoked; DROP TABLE status_list",
        ),
        grant("SELECT, INSERT, DELETE", on="status_list"),
        grant("UPDATE (taken, good_until, closed_at, published_at)", on="status_list"),
        grant("SELECT, INSERT", on="status_revoked"),
    ]
