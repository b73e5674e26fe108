"""The constraints of benefits are checked of the cases before, too."""

from django.db import migrations

NAMES = (
    "redress_case_scheme_of_a_benefit",
    "redress_case_kind_is_known",
    "redress_case_is_about_one_thing",
)


class Migration(migrations.Migration):
    """Validate apart from adding, so that nobody waits for the scan."""

    dependencies = [("redress", "0005_benefits")]
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE redress_case VALIDATE CONSTRAINT {name}", migrations.RunSQL.noop
        )
        for name in NAMES
    ]
