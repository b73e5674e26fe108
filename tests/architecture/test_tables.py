"""Every table says what it holds about whom, and leans only on what lies below it."""

import pytest
from django.db import connection

from tests.architecture.house import FLOORS, FORBIDDEN, room_of_table

OTHERS = ("django_", "auth_", "procrastinate_")
COLUMNS = """
    SELECT c.relname, a.attname, col_description(c.oid, a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
"""
NAMES = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
    UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
"""
FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""
FLOOR = {room: number for number, floor in enumerate(FLOORS) for room in floor}


def asked(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.mark.django_db
@pytest.mark.storage
def test_every_column_is_declared_personal_or_plain():
    columns = [row for row in asked(COLUMNS) if not row[0].startswith(OTHERS)]

    undeclared = [
        f"{table}.{column}"
        for table, column, comment in columns
        if (comment or "").split(":")[0].strip() not in ("personal", "plain")
    ]

    assert len(columns) > 100
    assert undeclared == []


@pytest.mark.django_db
def test_whatever_names_a_person_is_declared_personal():
    plain = [
        f"{table}.{column}"
        for table, column, comment in asked(COLUMNS)
        if column in ("person_id", "person", "person_tag", "account_id")
        and not table.startswith(OTHERS)
        and not (comment or "").startswith("personal")
    ]

    assert plain == []


@pytest.mark.django_db
def test_nothing_in_the_database_is_named_like_a_score_or_a_list_of_people():
    names = [name for (name,) in asked(NAMES)]

    assert [name for name in names if FORBIDDEN.search(name)] == []


@pytest.mark.django_db
def test_every_table_belongs_to_a_room():
    tables = {table for table, _, _ in asked(COLUMNS) if not table.startswith(OTHERS)}

    assert tables - set(room_of_table()) == set()


@pytest.mark.django_db
def test_foreign_keys_stay_inside_a_room_or_go_down_to_the_catalogue():
    rooms = room_of_table()
    crossing = [
        (table, target)
        for table, target in asked(FOREIGN_KEYS)
        if not table.startswith(OTHERS)
        and table in rooms
        and rooms[table] != rooms.get(target)
        and not (rooms.get(target) == "catalogue" and FLOOR[rooms[table]] > FLOOR["catalogue"])
    ]

    assert crossing == []
