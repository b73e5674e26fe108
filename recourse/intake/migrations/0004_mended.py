"""Held rows that a department puts right, the batch that brings them again, rows that came late."""

import django.db.models.deletion
from django.db import migrations, models

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Add the table and two columns that the code already running need not fill."""

    dependencies = [("intake", "0003_amendments")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="fixes_id",
            field=models.UUIDField(
                db_comment="plain: batch whose held rows it brings again, put right", null=True
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="late",
            field=models.IntegerField(
                db_comment="plain: rows in order that came late", db_default=0, default=0
            ),
        ),
        migrations.CreateModel(
            name="Mended",
            fields=[
                ("id", models.BigAutoField(db_comment="plain", primary_key=True, serialize=False)),
                (
                    "row_number",
                    models.IntegerField(db_comment="plain: line of the file, heading = 1"),
                ),
                ("seat_id", models.UUIDField(db_comment="plain: who put it right")),
                ("mended_at", models.DateTimeField(db_comment="plain")),
                (
                    "sealed",
                    models.BinaryField(
                        db_comment="personal: the row as it ought to be, sealed; empty once sent",
                        null=True,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_comment="plain: that holds the row",
                        on_delete=django.db.models.deletion.CASCADE,
                        to="intake.batch",
                    ),
                ),
                (
                    "sent_in",
                    models.ForeignKey(
                        db_comment="plain: that brought it",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="intake.batch",
                    ),
                ),
            ],
            options={
                "db_table": "mended",
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "row_number"), name="mended_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sealed__isnull", False), ("sent_in__isnull", True)),
                            models.Q(("sealed__isnull", True), ("sent_in__isnull", False)),
                            _connector="OR",
                        ),
                        name="mended_says_nothing_once_sent",
                    ),
                ],
            },
        ),
        grant("SELECT, INSERT, UPDATE, DELETE", on="mended"),
        grant("USAGE", on="SEQUENCE mended_id_seq"),
    ]
