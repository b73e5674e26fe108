"""What was said and shown in a case is erased, never replaced: not by the application either."""

from django.db import migrations


class Migration(migrations.Migration):
    """Hold the key, the answer and the files of a case to one way: there, then gone."""

    dependencies = [("redress", "0003_to_erase")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION redress_case_contents_stay() RETURNS trigger
            LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
            BEGIN
                IF NEW.wrapped_key IS DISTINCT FROM OLD.wrapped_key AND NEW.wrapped_key IS NOT NULL
                    OR NEW.answer IS DISTINCT FROM OLD.answer AND NEW.answer IS NOT NULL
                        AND OLD.state <> 'open' THEN
                    RAISE EXCEPTION 'what was said in a case is erased, never replaced'
                        USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'redress_case_contents_stay';
                END IF;
                RETURN NEW;
            END $$;
            REVOKE ALL ON FUNCTION redress_case_contents_stay FROM PUBLIC;
            CREATE TRIGGER redress_case_contents_stay BEFORE UPDATE ON redress_case
                FOR EACH ROW EXECUTE FUNCTION redress_case_contents_stay();
            CREATE FUNCTION redress_file_contents_stay() RETURNS trigger
            LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
            BEGIN
                IF (NEW.person_id, NEW.case_id, NEW.id, NEW.media_type, NEW.size_bytes,
                    NEW.sha256, NEW.added_at) IS DISTINCT FROM
                   (OLD.person_id, OLD.case_id, OLD.id, OLD.media_type, OLD.size_bytes,
                    OLD.sha256, OLD.added_at)
                    OR NEW.name IS DISTINCT FROM OLD.name AND NEW.name IS NOT NULL
                    OR NEW.content IS DISTINCT FROM OLD.content AND NEW.content IS NOT NULL THEN
                    RAISE EXCEPTION 'what was shown in a case is erased, never replaced'
                        USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'redress_file_contents_stay';
                END IF;
                RETURN NEW;
            END $$;
            REVOKE ALL ON FUNCTION redress_file_contents_stay FROM PUBLIC;
            CREATE TRIGGER redress_file_contents_stay BEFORE UPDATE ON redress_file
                FOR EACH ROW EXECUTE FUNCTION redress_file_contents_stay();
            """,
            """
            DROP TRIGGER redress_file_contents_stay ON redress_file;
            DROP FUNCTION redress_file_contents_stay();
            DROP TRIGGER redress_case_contents_stay ON redress_case;
            DROP FUNCTION redress_case_contents_stay();
            """,
        ),
    ]
