"""A code on paper takes two clerks, and works to the end of a civil day."""

from django.db import migrations, models
from django.db.models import F, Q

from recourse.store.operations import grant

SHOWN = "(SELECT nullif(current_setting('recourse.person', true), '')::uuid)"
NO_HELPER = "coalesce(current_setting('recourse.helper', true), '') = ''"
VIEW = f"""
CREATE OR REPLACE VIEW letter_code_of_one WITH (security_barrier) AS
SELECT * FROM letter_code WHERE person_id = {SHOWN} AND {NO_HELPER}
WITH LOCAL CHECK OPTION
"""
GRANT = "GRANT SELECT, INSERT, UPDATE (used_at, voided_at) ON letter_code_of_one TO recourse_app"


class Migration(migrations.Migration):
    """Keep who confirmed a code, and what one clerk has begun until another goes on with it."""

    dependencies = [("people", "0010_letter_code")]
    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE letter_code ADD COLUMN confirmed_by uuid;
            COMMENT ON COLUMN letter_code.confirmed_by IS
                'plain: the second seat, which saw the document too';
            ALTER TABLE letter_code ADD CONSTRAINT letter_code_takes_two
                CHECK (confirmed_by <> seat_id) NOT VALID;
            ALTER TABLE letter_code ADD CONSTRAINT letter_code_for_civil_days CHECK (
                code_until > issued_at AND code_until <= issued_at + interval '8 days') NOT VALID;
            -- squawk-ignore ban-drop-constraint
            ALTER TABLE letter_code DROP CONSTRAINT letter_code_for_days;
            """,
            [
                """
            DROP VIEW letter_code_of_one;
            ALTER TABLE letter_code DROP CONSTRAINT letter_code_takes_two;
            ALTER TABLE letter_code DROP CONSTRAINT letter_code_for_civil_days;
            ALTER TABLE letter_code DROP COLUMN confirmed_by;
            ALTER TABLE letter_code ADD CONSTRAINT letter_code_for_days CHECK (
                code_until > issued_at AND code_until <= issued_at + interval '7 days') NOT VALID;
                """,
                VIEW,
                GRANT,
            ],
        ),
        migrations.RunSQL(VIEW, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="LetterBegun",
            fields=[
                (
                    "id",
                    models.UUIDField(primary_key=True, serialize=False, db_comment="plain: UUIDv7"),
                ),
                (
                    "shown",
                    models.BinaryField(
                        db_comment="personal: HMAC of a document and a name, known or not"
                    ),
                ),
                (
                    "first_digest",
                    models.BinaryField(db_comment="plain: keyed digest of the first half"),
                ),
                ("agency_id", models.UUIDField(db_comment="plain: whose counter")),
                ("seat_id", models.UUIDField(db_comment="plain: where it was begun")),
                (
                    "account_id",
                    models.UUIDField(null=True, db_comment="personal: the official who began it"),
                ),
                ("at", models.DateTimeField(db_comment="personal")),
                (
                    "confirmed_by",
                    models.UUIDField(null=True, db_comment="plain: the seat that went on with it"),
                ),
                ("confirmed_at", models.DateTimeField(null=True, db_comment="personal")),
            ],
            options={
                "db_table": "letter_begun",
                "indexes": [models.Index(name="letter_begun_agency", fields=["agency_id", "-at"])],
                "constraints": [
                    models.CheckConstraint(
                        name="letter_begun_takes_two",
                        condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("seat_id")),
                    )
                ],
            },
        ),
        grant("SELECT, INSERT, DELETE, UPDATE (confirmed_by, confirmed_at)", on="letter_begun"),
    ]
