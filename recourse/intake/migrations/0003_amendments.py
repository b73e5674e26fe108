"""What departments do to their own records after entry, and certifications of what comes back."""

import django.db.models.deletion
from django.db import migrations, models

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Add both tables; neither row says in clear whom it concerns."""

    dependencies = [
        ("intake", "0002_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.UUIDField(db_comment="plain: UUIDv7", primary_key=True, serialize=False),
                ),
                ("number", models.TextField(db_comment="plain: A-20261123-0007", unique=True)),
                ("agency_id", models.UUIDField(db_comment="plain")),
                ("seat_id", models.UUIDField(db_comment="plain: who proposed it")),
                ("item", models.TextField(db_comment="plain")),
                ("deed", models.TextField(db_comment="plain: withdraw, revoke or correct")),
                ("reason", models.TextField(db_comment="plain: code of a closed set")),
                ("learned_on", models.DateField(db_comment="plain: the department learned of it")),
                ("due_on", models.DateField(db_comment="plain: last of its three working days")),
                ("state", models.TextField(db_comment="plain")),
                (
                    "sealed",
                    models.BinaryField(
                        db_comment="personal: whom and what it concerns, sealed; empty once closed",
                        null=True,
                    ),
                ),
                ("proposed_at", models.DateTimeField(db_comment="plain")),
                ("signed_by_id", models.UUIDField(db_comment="plain: the second seat", null=True)),
                ("closed_at", models.DateTimeField(db_comment="plain: done or dropped", null=True)),
                ("receipt", models.TextField(db_comment="plain: signed receipt", default="")),
            ],
            options={
                "db_table": "amendment",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "done", "dropped"])),
                        name="amendment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deed__in", ["withdraw", "revoke", "correct"])),
                        name="amendment_deed_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_by_id__isnull", True),
                            models.Q(("signed_by_id", models.F("seat_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="amendment_second_signature_by_another_seat",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("signed_by_id__isnull", False),
                            _connector="OR",
                        ),
                        name="amendment_done_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("sealed__isnull", False),
                                ("state", "proposed"),
                            ),
                            models.Q(("closed_at__isnull", False), ("sealed__isnull", True)),
                            _connector="OR",
                        ),
                        name="amendment_concerns_nobody_once_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certification",
            fields=[
                ("id", models.BigAutoField(db_comment="plain", primary_key=True, serialize=False)),
                (
                    "row_number",
                    models.IntegerField(db_comment="plain: line of the file, heading = 1"),
                ),
                ("seat_id", models.UUIDField(db_comment="plain: who certified")),
                ("reason", models.TextField(db_comment="plain: code of a closed set")),
                ("certified_at", models.DateTimeField(db_comment="plain")),
                (
                    "batch",
                    models.ForeignKey(
                        db_comment="plain",
                        on_delete=django.db.models.deletion.CASCADE,
                        to="intake.batch",
                    ),
                ),
            ],
            options={
                "db_table": "certification",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "row_number"), name="certification_once"
                    )
                ],
            },
        ),
        grant("SELECT, INSERT, UPDATE", on="amendment"),
        grant("SELECT, INSERT", on="certification"),
        grant("USAGE", on="SEQUENCE certification_id_seq"),
    ]
