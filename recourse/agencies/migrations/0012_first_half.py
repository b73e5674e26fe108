"""A secret that two administrators give comes in two halves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the digest of the first half while the proposal waits."""

    dependencies = [("agencies", "0011_periods_hold_of_all")]
    operations = [
        migrations.AddField(
            model_name="proposal",
            name="first_half",
            field=models.BinaryField(
                null=True, db_comment="plain: SHA-256 of the half that was shown to the first one"
            ),
        )
    ]
