"""Monthly figures for the public: counts only, frozen, so that old ones never change."""

from django.db import migrations

from recourse.store.operations import grant


class Migration(migrations.Migration):
    """Keep what was counted; the application adds to it and can change nothing of it."""

    initial = True
    dependencies = [("store", "0001_roles")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE statistic_month (
                month date PRIMARY KEY,
                frozen_at timestamptz NOT NULL,
                CONSTRAINT statistic_month_first_day CHECK (extract(day FROM month) = 1)
            );
            CREATE TABLE statistic (
                month date NOT NULL REFERENCES statistic_month (month),
                subject text NOT NULL,
                of_whom text NOT NULL,
                what text NOT NULL,
                count bigint NOT NULL,
                PRIMARY KEY (month, subject, of_whom, what),
                CONSTRAINT statistic_counts CHECK (count >= 0),
                CONSTRAINT statistic_subject_known CHECK (subject IN
                    ('deliveries', 'answers', 'cases', 'days', 'look_ups', 'recalls'))
            );
            COMMENT ON TABLE statistic IS 'counts of a month: no person, no record, no case, no seat';
            COMMENT ON COLUMN statistic_month.month IS 'plain: first day of the month in China';
            COMMENT ON COLUMN statistic_month.frozen_at IS 'plain';
            COMMENT ON COLUMN statistic.month IS 'plain: first day of the month in China';
            COMMENT ON COLUMN statistic.subject IS 'plain';
            COMMENT ON COLUMN statistic.of_whom IS
                'plain: agency, kind of case, or purpose; never a person';
            COMMENT ON COLUMN statistic.what IS 'plain: what is counted';
            COMMENT ON COLUMN statistic.count IS 'plain';
            """,
            "DROP TABLE statistic; DROP TABLE statistic_month;",
        ),
        grant("SELECT, INSERT", on="statistic_month"),
        grant("SELECT, INSERT", on="statistic"),
    ]
