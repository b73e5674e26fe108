"""How cases of an agency ended, month by month: no person, no case, nothing to be erased."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Count from what is on file; the cases themselves are erased when their time is over."""

    dependencies = [("redress", "0007_one_of_each_benefit")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE redress_ended (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                authority_id uuid NOT NULL,
                kind text NOT NULL,
                ended text NOT NULL,
                month date NOT NULL,
                CONSTRAINT redress_ended_known CHECK (ended IN (
                    'granted', 'to_correct', 'refused', 'silent', 'taken_back', 'overtaken')),
                CONSTRAINT redress_ended_month_only CHECK (extract(day FROM month) = 1)
            );
            CREATE INDEX redress_ended_of ON redress_ended (authority_id, month, kind, ended);
            COMMENT ON TABLE redress_ended IS
                'how cases ended, to measure agencies by: no person, no case, no day';
            COMMENT ON COLUMN redress_ended.id IS 'plain';
            COMMENT ON COLUMN redress_ended.authority_id IS 'plain: agency that had to answer';
            COMMENT ON COLUMN redress_ended.kind IS 'plain';
            COMMENT ON COLUMN redress_ended.ended IS 'plain: outcome, or how else it ended';
            COMMENT ON COLUMN redress_ended.month IS 'plain: first day of the month in China';
            INSERT INTO redress_ended (authority_id, kind, ended, month)
            SELECT authority_id, kind, CASE state WHEN 'decided' THEN outcome ELSE state END,
                CASE state WHEN 'silent' THEN date_trunc('month', due_on)::date
                ELSE date_trunc('month', closed_at AT TIME ZONE 'Asia/Shanghai')::date END
            FROM redress_case WHERE state <> 'open';
            """,
            "DROP TABLE redress_ended",
        ),
        grant("SELECT, INSERT", on="redress_ended"),
    ]
