"""What the application may do with officials' ways in."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Grant reads and writes; an attempt is written once and forgotten later."""

    dependencies = [("officials", "0001_initial"), ("store", "0001_roles")]
    operations = [
        grant("SELECT, INSERT, UPDATE, DELETE", on="official_invitation"),
        grant("SELECT, INSERT, UPDATE, DELETE", on="official_passkey"),
        grant("SELECT, INSERT, UPDATE, DELETE", on="official_code_app"),
        grant("SELECT, INSERT, DELETE", on="official_recovery_code"),
        grant("SELECT, INSERT, DELETE", on="official_attempt"),
    ]
