"""Powers take two administrators; a machine's secret is renewed without a gap."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from recourse.store.operations import grant

EARLIER = {
    "used_on": models.DateField(
        null=True, db_comment="plain: last day it was let in by its secret"
    ),
    "earlier_digest": models.BinaryField(
        null=True, db_comment="plain: SHA-256 of the secret before, while that one is valid too"
    ),
    "earlier_until_at": models.DateTimeField(
        null=True, db_comment="plain: first instant at which the secret before is not valid"
    ),
    "earlier_used_on": models.DateField(
        null=True, db_comment="plain: last day it was let in by the secret before"
    ),
}


def link(to: str, comment: str, *, null: bool = False) -> models.ForeignKey:
    """Return a link to a table of this room."""
    return models.ForeignKey(
        f"agencies.{to}",
        django.db.models.deletion.PROTECT,
        null=null,
        related_name="+",
        db_comment=comment,
    )


class Migration(migrations.Migration):
    """Make the table of proposals, and room for a second secret of a machine."""

    dependencies = [("agencies", "0008_roles_hold_again"), ("store", "0001_roles")]
    operations = [
        *(
            migrations.AddField(model_name="machine", name=name, field=field)
            for name, field in EARLIER.items()
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.UUIDField(primary_key=True, serialize=False, db_comment="plain: UUIDv7"),
                ),
                ("giving", models.TextField(db_comment="plain: what would be given")),
                ("agency", link("agency", "plain: whose it would be")),
                ("seat", link("seat", "plain: to which seat", null=True)),
                (
                    "asked",
                    models.JSONField(
                        db_comment="personal: what its deed takes; an invitation has a sign-in name"
                    ),
                ),
                ("law_zh", models.TextField(db_comment="plain: what it rests on")),
                ("law_en", models.TextField(db_comment="plain: what it rests on")),
                ("proposed_by", link("seat", "plain: the first administrator")),
                (
                    "account_id",
                    models.UUIDField(
                        null=True,
                        db_comment="personal: the official who held the first seat then",
                    ),
                ),
                ("proposed_at", models.DateTimeField(db_comment="plain")),
                ("state", models.TextField(default="waiting", db_comment="plain")),
                ("decided_by", link("seat", "plain: who closed it", null=True)),
                ("decided_at", models.DateTimeField(null=True, db_comment="plain")),
                ("why", models.TextField(default="", db_comment="plain: why it was refused")),
            ],
            options={
                "db_table": "proposal",
                "constraints": (
                    models.CheckConstraint(
                        name="proposal_giving_known",
                        condition=Q(
                            giving__in=[
                                *("seat", "mandate", "invitation"),
                                *("machine", "secret", "webhook"),
                            ]
                        ),
                    ),
                    models.CheckConstraint(
                        name="proposal_state_known",
                        condition=Q(state__in=["waiting", "approved", "refused", "withdrawn"]),
                    ),
                    models.CheckConstraint(
                        name="proposal_closed_by_somebody",
                        condition=Q(
                            state="waiting", decided_by__isnull=True, decided_at__isnull=True
                        )
                        | (
                            ~Q(state="waiting")
                            & Q(decided_by__isnull=False)
                            & Q(decided_at__isnull=False)
                        ),
                    ),
                    models.CheckConstraint(
                        name="proposal_approved_by_another",
                        condition=~Q(state="approved") | ~Q(decided_by=F("proposed_by")),
                    ),
                ),
            },
        ),
        grant("SELECT, INSERT, UPDATE, DELETE", on="proposal"),
    ]
