"""A seat may be an administrator's."""

from django.db import migrations, models

BEFORE = [
    *("data_steward", "second_signer", "case_officer", "agency_officer", "auditor"),
    "counter_clerk",
]
AFTER = [*BEFORE, "administrator"]
KNOWN = """
ALTER TABLE seat ADD CONSTRAINT {name} CHECK (role IN ({roles})) NOT VALID
"""
DROP = """
-- squawk-ignore ban-drop-constraint
ALTER TABLE seat DROP CONSTRAINT {name}
"""


def quoted(roles: list[str]) -> str:
    """Return roles as SQL lists them."""
    return ", ".join(f"'{role}'" for role in roles)


class Migration(migrations.Migration):
    """Put the longer list beside the shorter one, which then goes."""

    dependencies = [("agencies", "0006_machine_answer")]
    operations = [
        migrations.RunSQL(
            [
                KNOWN.format(name="seat_role_known", roles=quoted(AFTER)),
                DROP.format(name="seat_role_is_known"),
            ],
            [
                KNOWN.format(name="seat_role_is_known", roles=quoted(BEFORE)),
                DROP.format(name="seat_role_known"),
            ],
            state_operations=[
                migrations.RemoveConstraint(model_name="seat", name="seat_role_is_known"),
                migrations.AddConstraint(
                    model_name="seat",
                    constraint=models.CheckConstraint(
                        condition=models.Q(role__in=AFTER), name="seat_role_known"
                    ),
                ),
            ],
        )
    ]
