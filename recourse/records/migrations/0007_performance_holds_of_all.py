"""What must hold of performance is checked of all records, and the worker finds them by index."""

from django.db import migrations

PARTITIONS = [f"record_{number:02d}" for number in range(16)]
INDEX = """
(repair_from_on, person_id, id) WHERE fulfilled_on IS NOT NULL AND ended_at IS NULL
"""


class Migration(migrations.Migration):
    """Validate and index apart from adding, so that nobody waits for the scan."""

    atomic = False
    dependencies = [("records", "0006_after_entry")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE record VALIDATE CONSTRAINT record_fulfils_what_was_decided",
            migrations.RunSQL.noop,
        ),
        *(
            migrations.RunSQL(
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {table}_to_repair ON {table} {INDEX}",
                f"DROP INDEX CONCURRENTLY IF EXISTS {table}_to_repair",
            )
            for table in PARTITIONS
        ),
    ]
