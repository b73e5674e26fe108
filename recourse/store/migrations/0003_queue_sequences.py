"""The numbers of jobs, their events and their periodic runs."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Let the application number what it defers."""

    dependencies = [("store", "0002_plumbing_grants")]
    operations = [
        grant("USAGE", on=f"SEQUENCE procrastinate_{table}_id_seq")
        for table in ("jobs", "events", "periodic_defers")
    ]
