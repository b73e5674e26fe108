"""A version says who loaded it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add who; what was loaded before does not say."""

    dependencies = [("catalogue", "0002_grants")]
    operations = [
        migrations.AddField(
            model_name="catalogueversion",
            name="loaded_by",
            field=models.TextField(
                null=True, db_comment="plain: who loaded it, a seat or the operator's command"
            ),
        ),
    ]
