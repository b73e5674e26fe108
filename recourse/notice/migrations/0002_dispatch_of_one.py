"""One person's dispatches at a time: a letter exists only for somebody with an adverse record."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view

TAKE = """
CREATE FUNCTION {name}
RETURNS TABLE (person_id uuid, notice_id uuid, channel text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT d.person_id, d.notice_id, d.channel FROM dispatch d
    WHERE {condition}
    ORDER BY {first}, d.person_id, d.notice_id, d.channel
    LIMIT 1 FOR UPDATE SKIP LOCKED
$$;
REVOKE ALL ON FUNCTION {name} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {name} TO recourse_app;
"""


class Migration(migrations.Migration):
    """Close the table; hand the worker the parcel that is next, one at a time, locked."""

    dependencies = [("notice", "0001_notice")]
    operations = [
        migrations.RunSQL(
            "REVOKE SELECT, UPDATE ON dispatch FROM recourse_app",
            "GRANT SELECT, UPDATE ON dispatch TO recourse_app",
        ),
        one_person_view(
            "dispatch_of_one",
            of="dispatch",
            update=("state", "attempts", "queued_at", "sent_at", "deemed_on"),
        ),
        grant("INSERT", on="dispatch_of_one"),
        migrations.RunSQL(
            TAKE.format(
                name="dispatch_to_carry(now_at timestamptz)",
                condition="d.state = 'queued' AND d.queued_at <= now_at",
                first="d.queued_at",
            ),
            "DROP FUNCTION dispatch_to_carry",
        ),
        migrations.RunSQL(
            TAKE.format(
                name="dispatch_to_deem(today date)",
                condition="d.state = 'sent' AND d.deemed_on <= today",
                first="d.deemed_on",
            ),
            "DROP FUNCTION dispatch_to_deem",
        ),
    ]
