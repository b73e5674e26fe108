"""What is taken is taken at once: on a first day, and from a seat that was left."""

from django.db import migrations, models
from django.db.models import F, Q

KNOWN = """
ALTER TABLE seat ADD CONSTRAINT {name}
CHECK (valid_until_on IS NULL OR valid_until_on {than} valid_from_on) NOT VALID
"""
DROP = """
-- squawk-ignore ban-drop-constraint
ALTER TABLE seat DROP CONSTRAINT {name}
"""


class Migration(migrations.Migration):
    """Let a period have no day; keep since when a seat is held."""

    dependencies = [("agencies", "0009_proposals")]
    operations = [
        migrations.AddField(
            model_name="seat",
            name="held_since_at",
            field=models.DateTimeField(
                null=True,
                db_comment="plain: when it last changed hands; null if never since it was made",
            ),
        ),
        migrations.RunSQL(
            [
                KNOWN.format(name="seat_period_not_backward", than=">="),
                DROP.format(name="seat_period_forward"),
            ],
            [
                KNOWN.format(name="seat_period_forward", than=">"),
                DROP.format(name="seat_period_not_backward"),
            ],
            state_operations=[
                migrations.RemoveConstraint(model_name="seat", name="seat_period_forward"),
                migrations.AddConstraint(
                    model_name="seat",
                    constraint=models.CheckConstraint(
                        name="seat_period_not_backward",
                        condition=Q(valid_until_on__isnull=True)
                        | Q(valid_until_on__gte=F("valid_from_on")),
                    ),
                ),
            ],
        ),
    ]
