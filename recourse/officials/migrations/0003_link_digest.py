"""An invitation that two administrators give comes in two halves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the digest of the half in the link beside that of the whole."""

    dependencies = [("officials", "0002_grants")]
    operations = [
        migrations.AddField(
            model_name="invitation",
            name="link_digest",
            field=models.BinaryField(
                null=True,
                db_comment="plain: SHA-256 of the half in the link, where the other half is typed",
            ),
        )
    ]
