"""The worker finds what is due for repair by index, never by reading everybody's records."""

from django.db import migrations

PARTITIONS = [f"record_{number:02d}" for number in range(16)]
INDEX = """
(repair_from_on, person_id, id) WHERE fulfilled_on IS NOT NULL AND ended_at IS NULL
"""


class Migration(migrations.Migration):
    """Index each partition apart, so that nobody waits."""

    atomic = False
    dependencies = [("records", "0009_performance_holds_of_all")]
    operations = [
        migrations.RunSQL(
            f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {table}_to_repair ON {table} {INDEX}",
            f"DROP INDEX CONCURRENTLY IF EXISTS {table}_to_repair",
        )
        for table in PARTITIONS
    ]
