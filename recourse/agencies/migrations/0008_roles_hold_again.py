"""The longer list of roles is checked of those that were there before, too."""

from django.db import migrations


class Migration(migrations.Migration):
    """Validate apart from adding, so that nobody waits for the scan."""

    dependencies = [("agencies", "0007_administrator")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE seat VALIDATE CONSTRAINT seat_role_known", migrations.RunSQL.noop
        )
    ]
