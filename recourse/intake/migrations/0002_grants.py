"""What the application may do with batches, chunks and findings."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Grant reads and writes; findings of a batch may be made anew, batches stay."""

    dependencies = [("intake", "0001_initial"), ("store", "0001_roles")]
    operations = [
        grant("SELECT, INSERT, UPDATE", on="batch"),
        grant("SELECT, INSERT, UPDATE, DELETE", on="chunk"),
        grant("SELECT, INSERT, DELETE", on="finding"),
    ]
