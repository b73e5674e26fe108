"""A case may be about a benefit that a person applied for."""

from django.db import migrations

VIEW = """
CREATE OR REPLACE VIEW redress_case_of_one WITH (security_barrier) AS SELECT * FROM redress_case
WHERE person_id = (SELECT nullif(current_setting('recourse.person', true), '')::uuid)
WITH LOCAL CHECK OPTION
"""
KIND = """
ALTER TABLE redress_case ADD CONSTRAINT {name} CHECK (kind IN ({kinds})) NOT VALID
"""
ABOUT = """
ALTER TABLE redress_case ADD CONSTRAINT {name} CHECK (
    CASE kind WHEN 'why' THEN entry_id IS NOT NULL
              WHEN 'access' THEN record_id IS NULL
              {benefit}
              WHEN 'review' THEN true
              ELSE record_id IS NOT NULL END
    AND (kind = 'review') = (reviewed_id IS NOT NULL)) NOT VALID
"""
DROP = """
-- squawk-ignore ban-drop-constraint
ALTER TABLE redress_case DROP CONSTRAINT {name}
"""
BEFORE = "'objection', 'correction', 'repair', 'review', 'why', 'access', 'erasure'"
AFTER = BEFORE + ", 'benefit'"
BENEFIT = "WHEN 'benefit' THEN record_id IS NULL AND scheme <> ''"


class Migration(migrations.Migration):
    """Name the scheme of a case, and let cases be of this kind."""

    dependencies = [("redress", "0004_erased_stays_erased")]
    operations = [
        migrations.RunSQL(
            [
                """
                ALTER TABLE redress_case
                    ADD COLUMN scheme text NOT NULL DEFAULT '',
                    ADD CONSTRAINT redress_case_scheme_of_a_benefit CHECK (
                        scheme = '' OR kind IN ('benefit', 'review')) NOT VALID
                """,
                "COMMENT ON COLUMN redress_case.scheme IS 'personal: benefit it is about'",
                VIEW,
                KIND.format(name="redress_case_kind_is_known", kinds=AFTER),
                DROP.format(name="redress_case_kind_known"),
                ABOUT.format(name="redress_case_is_about_one_thing", benefit=BENEFIT),
                DROP.format(name="redress_case_is_about_something"),
            ],
            [
                KIND.format(name="redress_case_kind_known", kinds=BEFORE),
                DROP.format(name="redress_case_kind_is_known"),
                ABOUT.format(name="redress_case_is_about_something", benefit=""),
                DROP.format(name="redress_case_is_about_one_thing"),
                "ALTER TABLE redress_case DROP CONSTRAINT redress_case_scheme_of_a_benefit",
            ],
        )
    ]
