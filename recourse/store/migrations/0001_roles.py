"""The roles the house works under; none of them owns a table."""

from django.db import migrations

ROLES = ("recourse_app", "recourse_sequencer", "recourse_eraser")


class Migration(migrations.Migration):
    """Create each role unless the cluster has it, and let the migrating role act as it."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(
            f"""
            DO $$ BEGIN
                CREATE ROLE {role} NOLOGIN;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $$;
            GRANT {role} TO CURRENT_USER;
            GRANT USAGE ON SCHEMA public TO {role};
            """,
            migrations.RunSQL.noop,
        )
        for role in ROLES
    ]
