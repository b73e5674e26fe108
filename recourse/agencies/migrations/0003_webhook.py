"""An agency may name an address at which its machine is told of recalls."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the address; most agencies have none."""

    dependencies = [("agencies", "0002_grants")]
    operations = [
        migrations.AddField(
            model_name="agency",
            name="webhook",
            field=models.TextField(
                null=True, db_comment="plain: where its machine is told of recalls"
            ),
        ),
    ]
