"""What is not in use yet is found by index, never by reading everybody's records."""

from django.db import migrations

PARTITIONS = [f"record_{number:02d}" for number in range(16)]
INDEX = """
(usable_from_on, person_id, id) WHERE noticed_on IS NOT NULL AND ended_at IS NULL
"""


class Migration(migrations.Migration):
    """Index each partition apart, so that nobody waits."""

    atomic = False
    dependencies = [("records", "0012_next_unused")]
    operations = [
        migrations.RunSQL(
            f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {table}_unused ON {table} {INDEX}",
            f"DROP INDEX CONCURRENTLY IF EXISTS {table}_unused",
        )
        for table in PARTITIONS
    ]
