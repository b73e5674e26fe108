"""Sessions, with whose they are beside them, so that everybody sees and ends their own."""

from django.db import migrations, models

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Create the table; sessions begun before are over."""

    dependencies = [("people", "0007_forget_entrustments"), ("store", "0001_roles")]
    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        db_comment="plain: random; whoever has it is in",
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("session_data", models.TextField(db_comment="personal: what it holds, signed")),
                ("expire_date", models.DateTimeField(db_comment="plain", db_index=True)),
                (
                    "session_id",
                    models.UUIDField(db_comment="plain: UUIDv7; opens nothing", null=True),
                ),
                (
                    "account_id",
                    models.UUIDField(db_comment="personal: who is in", db_index=True, null=True),
                ),
                ("way", models.TextField(db_comment="personal: how they came in", default="")),
                (
                    "browser",
                    models.TextField(db_comment="personal: its family and system", default=""),
                ),
                ("begun_at", models.DateTimeField(db_comment="personal", null=True)),
                ("used_at", models.DateTimeField(db_comment="personal", null=True)),
            ],
            options={
                "db_table": "session",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("account_id__isnull", True),
                            models.Q(
                                ("begun_at__isnull", False),
                                ("session_id__isnull", False),
                                ("used_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="session_of_an_account_is_whole",
                    )
                ],
            },
        ),
        grant("SELECT, INSERT, UPDATE, DELETE", on="session"),
    ]
