"""What may never be undone in a record, and a history that only grows."""

from django.db import migrations


class Migration(migrations.Migration):
    """Guard every update, whoever makes it."""

    dependencies = [("records", "0001_record")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION record_is_never_undone() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                IF OLD.ended_at IS NOT NULL AND (NEW.ended_at, NEW.ended_why)
                    IS DISTINCT FROM (OLD.ended_at, OLD.ended_why) THEN
                    RAISE EXCEPTION 'an ended record stays ended'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_stays_ended';
                END IF;
                IF NEW.payload IS DISTINCT FROM OLD.payload AND NEW.payload IS NOT NULL THEN
                    RAISE EXCEPTION 'contents are erased, never replaced'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_contents_stay';
                END IF;
                IF OLD.noticed_on IS NOT NULL AND NEW.noticed_on IS DISTINCT FROM OLD.noticed_on
                    OR OLD.usable_from_on IS NOT NULL AND (
                        NEW.usable_from_on IS NULL OR NEW.usable_from_on < OLD.usable_from_on)
                THEN
                    RAISE EXCEPTION 'the first service counts, and use begins no earlier'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_notice_stays';
                END IF;
                IF OLD.first_disclosed_on IS NOT NULL
                    AND NEW.first_disclosed_on IS DISTINCT FROM OLD.first_disclosed_on THEN
                    RAISE EXCEPTION 'there is one first disclosure'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_first_disclosure';
                END IF;
                IF (NEW.version, NEW.adverse, NEW.catalogue_version, NEW.authority_id, NEW.batch_id,
                    NEW.conduct_ended_on, NEW.decided_on, NEW.served_on, NEW.final_on,
                    NEW.repair_notice_served_on)
                    IS DISTINCT FROM
                   (OLD.version, OLD.adverse, OLD.catalogue_version, OLD.authority_id, OLD.batch_id,
                    OLD.conduct_ended_on, OLD.decided_on, OLD.served_on, OLD.final_on,
                    OLD.repair_notice_served_on) THEN
                    RAISE EXCEPTION 'a fact is corrected by a new version, never rewritten'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_same_version';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER record_is_never_undone BEFORE UPDATE ON record
                FOR EACH ROW EXECUTE FUNCTION record_is_never_undone();
            CREATE FUNCTION record_event_only_grows() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'history is only added to'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'record_event_only_grows';
            END $$;
            CREATE TRIGGER record_event_only_grows BEFORE UPDATE OR DELETE ON record_event
                FOR EACH ROW EXECUTE FUNCTION record_event_only_grows();
            """,
            """
            DROP FUNCTION record_event_only_grows() CASCADE;
            DROP FUNCTION record_is_never_undone() CASCADE;
            """,
        )
    ]
