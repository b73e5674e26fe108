"""Partitions of the log are made in time, by a function that can do nothing else."""

from django.db import migrations


class Migration(migrations.Migration):
    """Let the sequencer make the next partition; leave room for heads to be updated in place."""

    dependencies = [("ledger", "0001_ledger")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION ledger_make_partition(number integer) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            BEGIN
                IF number < 0 OR number > 65535 THEN
                    RAISE EXCEPTION 'no such partition: %', number;
                END IF;
                EXECUTE format(
                    'CREATE TABLE IF NOT EXISTS ledger_entry_%s PARTITION OF ledger_entry'
                    ' FOR VALUES FROM (%s) TO (%s)',
                    lpad(to_hex(number), 2, '0'),
                    number::bigint * 16777216, (number::bigint + 1) * 16777216);
            END $$;
            REVOKE ALL ON FUNCTION ledger_make_partition FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION ledger_make_partition TO recourse_sequencer;
            """,
            "DROP FUNCTION ledger_make_partition",
        ),
        migrations.RunSQL(
            "ALTER TABLE ledger_person_head SET (fillfactor = 70)",
            "ALTER TABLE ledger_person_head RESET (fillfactor)",
        ),
    ]
