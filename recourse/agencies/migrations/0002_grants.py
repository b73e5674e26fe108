"""What the application may do with agencies, seats, mandates and machines."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Grant reads and writes; nothing is deleted."""

    dependencies = [("agencies", "0001_initial"), ("store", "0001_roles")]
    operations = [
        grant("SELECT, INSERT, UPDATE", on="agency"),
        grant("SELECT, INSERT, UPDATE", on="seat"),
        grant("SELECT, INSERT, UPDATE", on="mandate"),
        grant("SELECT, INSERT, UPDATE", on="machine"),
    ]
