"""The roles can come in by themselves, so that nobody serves as the owner of the tables."""

from django.db import migrations

ROLES = ("recourse_app", "recourse_sequencer", "recourse_eraser")


class Migration(migrations.Migration):
    """Let each role log in; it has no password until the operator gives it one.

    Only temporary tables and functions could still be made by them; now not even those.
    """

    dependencies = [("store", "0003_queue_sequences")]
    operations = [
        *(
            migrations.RunSQL(f"ALTER ROLE {role} LOGIN", f"ALTER ROLE {role} NOLOGIN")
            for role in ROLES
        ),
        migrations.RunSQL(
            """
            DO $$ BEGIN
                EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
            END $$
            """,
            """
            DO $$ BEGIN
                EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
            END $$
            """,
        ),
    ]
