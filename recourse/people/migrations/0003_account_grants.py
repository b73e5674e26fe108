"""What the application may do with accounts."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Grant reads and writes."""

    dependencies = [("people", "0002_person")]
    operations = [grant("SELECT, INSERT, UPDATE", on="account")]
