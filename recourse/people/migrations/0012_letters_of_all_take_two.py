"""Codes on paper that were there before are checked, too."""

from django.db import migrations


class Migration(migrations.Migration):
    """Validate apart from adding, so that nobody waits for the scan."""

    dependencies = [("people", "0011_letters_take_two")]
    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE letter_code VALIDATE CONSTRAINT letter_code_takes_two",
                "ALTER TABLE letter_code VALIDATE CONSTRAINT letter_code_for_civil_days",
            ],
            migrations.RunSQL.noop,
        )
    ]
