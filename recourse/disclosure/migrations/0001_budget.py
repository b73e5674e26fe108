"""Budgets: how many look-ups a seat and an agency have made today."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Create the counter, in slots so that busy seats do not wait for each other's commits."""

    initial = True
    dependencies = [("store", "0001_roles")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE look_ups_spent (
                agency_id uuid NOT NULL,
                seat_id uuid NOT NULL,
                day date NOT NULL,
                slot smallint NOT NULL,
                spent integer NOT NULL,
                PRIMARY KEY (agency_id, day, seat_id, slot),
                CONSTRAINT look_ups_spent_counts_up CHECK (spent >= 0)
            );
            COMMENT ON COLUMN look_ups_spent.agency_id IS 'plain';
            COMMENT ON COLUMN look_ups_spent.seat_id IS 'plain';
            COMMENT ON COLUMN look_ups_spent.day IS 'plain: civil date, Asia/Shanghai';
            COMMENT ON COLUMN look_ups_spent.slot IS 'plain: one writer each';
            COMMENT ON COLUMN look_ups_spent.spent IS 'plain: look-ups, answered or refused';
            """,
            "DROP TABLE look_ups_spent",
        ),
        grant("SELECT, INSERT, UPDATE", on="look_ups_spent"),
    ]
