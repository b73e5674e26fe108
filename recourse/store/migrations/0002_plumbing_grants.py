"""What the application may do with the tables of Django and of the queue."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Grant sessions and jobs."""

    dependencies = [
        ("store", "0001_roles"),
        ("sessions", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        grant("SELECT, INSERT, UPDATE, DELETE", on="django_session"),
        grant("SELECT, INSERT, UPDATE, DELETE", on="procrastinate_jobs"),
        grant("SELECT, INSERT, UPDATE, DELETE", on="procrastinate_events"),
        grant("SELECT, INSERT, UPDATE, DELETE", on="procrastinate_periodic_defers"),
        grant("SELECT, INSERT, UPDATE, DELETE", on="procrastinate_workers"),
        grant("SELECT", on="django_migrations"),
    ]
