"""Statements that people asked for, by hash of person; contents sealed."""

from django.db import migrations

from recourse.store.operations import grant, one_person_view, partitions_by_person


class Migration(migrations.Migration):
    """Create statements, and the door to one person's."""

    initial = True
    dependencies = [("store", "0001_roles")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE statement (
                person_id uuid NOT NULL,
                id uuid NOT NULL,
                number text NOT NULL,
                kind text NOT NULL,
                catalogue_version text NOT NULL,
                issued_at timestamptz NOT NULL,
                valid_until date NOT NULL,
                erase_on date NOT NULL,
                key_month date NOT NULL,
                wrapped_key bytea,
                contents bytea,
                taken_back_at timestamptz,
                taken_back_why text,
                PRIMARY KEY (person_id, id),
                CONSTRAINT statement_kind_known CHECK (kind IN
                    ('no-violation', 'report', 'correction', 'benefit-eligibility')),
                CONSTRAINT statement_is_good_briefly CHECK (
                    valid_until <= (issued_at AT TIME ZONE 'Asia/Shanghai')::date
                        + CASE kind WHEN 'no-violation' THEN 31 WHEN 'report' THEN 14
                                    WHEN 'correction' THEN 365 ELSE 90 END),
                CONSTRAINT statement_erased_after_it_is_good CHECK (erase_on > valid_until),
                CONSTRAINT statement_erased_wholly CHECK (
                    (contents IS NULL) = (wrapped_key IS NULL)),
                CONSTRAINT statement_taking_back_is_explained CHECK (
                    (taken_back_at IS NULL) = (taken_back_why IS NULL)
                    AND taken_back_why IN ('wrong', 'wish', 'key'))
            ) PARTITION BY HASH (person_id);
            COMMENT ON COLUMN statement.person_id IS 'personal: UUIDv7';
            COMMENT ON COLUMN statement.id IS 'plain: UUIDv7';
            COMMENT ON COLUMN statement.number IS 'plain: number people use';
            COMMENT ON COLUMN statement.kind IS 'personal';
            COMMENT ON COLUMN statement.catalogue_version IS 'plain: whose words it uses';
            COMMENT ON COLUMN statement.issued_at IS 'plain';
            COMMENT ON COLUMN statement.valid_until IS 'plain: last day on which it is good';
            COMMENT ON COLUMN statement.erase_on IS 'plain: day its key is destroyed';
            COMMENT ON COLUMN statement.key_month IS 'plain: month whose key wraps the data key';
            COMMENT ON COLUMN statement.wrapped_key IS 'personal: data key, wrapped';
            COMMENT ON COLUMN statement.contents IS 'personal: sealed, what it says';
            COMMENT ON COLUMN statement.taken_back_at IS 'personal';
            COMMENT ON COLUMN statement.taken_back_why IS
                'personal: wrong when issued, the wish of the person, or a key in wrong hands';
            """,
            "DROP TABLE statement",
        ),
        partitions_by_person("statement"),
        grant("INSERT", on="statement"),
        one_person_view(
            "statement_of_one", of="statement", update=("taken_back_at", "taken_back_why")
        ),
    ]
