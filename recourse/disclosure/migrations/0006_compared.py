"""Each day it is compared whether the log holds as many look-ups as the gate let through."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Keep what was compared; the application adds to it and can change nothing of it."""

    dependencies = [("disclosure", "0005_with_statement")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE look_ups_compared (
                day date NOT NULL,
                compared_at timestamptz NOT NULL,
                counted bigint NOT NULL,
                found bigint NOT NULL,
                fits boolean NOT NULL,
                PRIMARY KEY (day, compared_at)
            );
            CREATE TABLE look_ups_compared_of_agency (
                day date NOT NULL,
                compared_at timestamptz NOT NULL,
                agency_id uuid NOT NULL,
                counted bigint NOT NULL,
                found bigint NOT NULL,
                PRIMARY KEY (day, compared_at, agency_id)
            );
            COMMENT ON COLUMN look_ups_compared.day IS 'plain: civil date, Asia/Shanghai';
            COMMENT ON COLUMN look_ups_compared.compared_at IS 'plain';
            COMMENT ON COLUMN look_ups_compared.counted IS 'plain: look-ups the gate counted';
            COMMENT ON COLUMN look_ups_compared.found IS 'plain: look-ups that stand in the log';
            COMMENT ON COLUMN look_ups_compared.fits IS 'plain: both are the same for every agency';
            COMMENT ON COLUMN look_ups_compared_of_agency.day IS 'plain: civil date';
            COMMENT ON COLUMN look_ups_compared_of_agency.compared_at IS 'plain';
            COMMENT ON COLUMN look_ups_compared_of_agency.agency_id IS 'plain';
            COMMENT ON COLUMN look_ups_compared_of_agency.counted IS 'plain: as in the sum';
            COMMENT ON COLUMN look_ups_compared_of_agency.found IS 'plain: as in the sum';
            """,
            "DROP TABLE look_ups_compared_of_agency; DROP TABLE look_ups_compared;",
        ),
        grant("SELECT, INSERT", on="look_ups_compared"),
        grant("SELECT, INSERT", on="look_ups_compared_of_agency"),
    ]
