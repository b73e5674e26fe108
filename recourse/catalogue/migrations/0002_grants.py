"""What the application may do with the catalogue."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Grant reading and loading; a loaded version is never changed."""

    dependencies = [("catalogue", "0001_initial"), ("store", "0001_roles")]
    operations = [grant("SELECT, INSERT", on="catalogue_version")]
