"""G8: One person at a time.

No API, page, export, report, role or database grant that the application uses returns
records of more than one person, or finds people by what they did.
"""

import os
import re
from uuid import uuid4

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import Error, connection, transaction
from django.test import Client

from recourse.ground.actor import SYSTEM
from recourse.notice import queries as notices
from recourse.people import actions as people
from recourse.people import queries as people_queries
from recourse.people.terms import AccountKind
from recourse.records import queries as records
from recourse.records.errors import NoSuchRecord
from recourse.store.dsn import LOGIN, OWN, dsn, login_sees_everything
from recourse.store.gate import one_person
from tests.conftest import owner
from tests.guarantees.asking import ask, bearer, question
from tests.guarantees.city import FINE, NOON, as_the_application
from tests.residents import LIN, WANG

pytestmark = pytest.mark.storage

GATED = ("record", "record_event", "notice", "person", "person_identity", "look_up_untold")
ROLES = ("recourse_app", "recourse_sequencer", "recourse_eraser")
DENIED = r"denied|must (be|have)|permission|required|not allowed|cannot|unsupported"


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def as_app(django_db_setup):
    """Come in as the application's own login does; grants need no rows to be tried on."""
    given = psycopg.conninfo.conninfo_to_dict(os.environ["RECOURSE_DATABASE_URL"])
    with psycopg.connect(**{**given, "user": "recourse_app"}, autocommit=True) as session:
        yield session


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", GATED)
def test_no_role_of_the_house_selects_from_a_table_of_people(role, table):
    with owner() as session:
        session.execute(f"SET ROLE {role}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(f"SELECT * FROM {table} LIMIT 1")


def test_no_partition_lets_in_who_the_table_keeps_out(as_app):
    with owner() as past_the_gate:
        partitions = past_the_gate.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent::regclass::text"
            " IN ('record', 'record_event', 'notice')"
        ).fetchall()

    assert len(partitions) == 48
    for (partition,) in partitions:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_app.execute(f"SELECT 1 FROM {partition}")


ESCAPES = (
    "RESET ROLE",
    "SET ROLE NONE",
    "RESET ALL",
    "DISCARD ALL",
    "SET SESSION AUTHORIZATION DEFAULT",
    "RESET SESSION AUTHORIZATION",
    "SET SESSION ROLE recourse_app",
)


@pytest.mark.parametrize("escape", ESCAPES)
def test_putting_the_role_off_leads_nowhere(as_app, escape):
    as_app.execute(escape)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute("SELECT * FROM record")


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE postgres",
        "SET ROLE recourse_sequencer",
        "SET ROLE recourse_eraser",
        "SET ROLE pg_read_all_data",
        "SET SESSION AUTHORIZATION postgres",
        "GRANT pg_read_all_data TO recourse_app",
        "ALTER ROLE recourse_app SUPERUSER",
        "ALTER TABLE record OWNER TO recourse_app",
        "CREATE VIEW public.everybody AS SELECT 1",
        "CREATE TABLE public.everybody (id int)",
        "CREATE TEMP TABLE everybody (id int)",
        "CREATE FUNCTION pg_temp.everybody() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE VIEW record_of_one AS SELECT * FROM record",
        "ALTER VIEW record_of_one SET (security_barrier = false)",
        "ALTER FUNCTION disclosure_door OWNER TO recourse_app",
        "COPY record TO STDOUT",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "COPY batch FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "TABLE person",
        "DELETE FROM record",
        "UPDATE record SET adverse = false",
        "INSERT INTO record SELECT * FROM record",
        "INSERT INTO record_event SELECT * FROM record_event",
        "INSERT INTO notice SELECT * FROM notice",
        "MERGE INTO record USING agency a ON true WHEN MATCHED THEN DELETE",
        "SELECT query_to_xml('SELECT * FROM record', true, true, '')",
        "SELECT table_to_xml('person', true, true, '')",
        "EXPLAIN ANALYZE SELECT * FROM record",
        "SELECT * FROM pg_statistic",
        "SELECT * FROM pg_authid",
        "CREATE PUBLICATION everybody FOR TABLE record",
        "SELECT pg_create_logical_replication_slot('x', 'test_decoding')",
    ],
)
def test_no_statement_takes_the_application_further_than_its_grants(as_app, statement):
    with pytest.raises(psycopg.Error, match=DENIED):
        as_app.execute(statement)


def test_a_grant_by_who_owns_nothing_grants_nothing(as_app):
    as_app.execute("GRANT SELECT ON record TO recourse_app")  # the database warns, and does nothing

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute("SELECT 1 FROM record")


def test_statistics_of_the_tables_of_people_are_hidden(as_app):
    with owner() as past_the_gate:
        past_the_gate.execute("ANALYZE record; ANALYZE person; ANALYZE person_identity")

    seen = as_app.execute(
        "SELECT tablename FROM pg_stats WHERE tablename ~ '^(record|person|notice)'"
    ).fetchall()

    assert seen == []


def test_the_house_itself_comes_in_as_a_login_that_sees_one_person(city):
    if os.environ.get(LOGIN) != OWN:
        pytest.skip("this database lets the roles in under another login only")

    assert as_the_application("SELECT session_user, current_user") == [
        ("recourse_app", "recourse_app")
    ]
    assert not login_sees_everything()
    with psycopg.connect(dsn(role="recourse_sequencer")) as session:
        assert session.execute("SELECT session_user").fetchone() == ("recourse_sequencer",)


def test_outside_a_demo_nobody_serves_under_a_login_that_sees_everybody(monkeypatch):
    import click

    from recourse.faces.cli import house

    monkeypatch.setattr(house, "open_house", lambda: None)
    monkeypatch.setattr("recourse.store.dsn.login_sees_everything", lambda: True)
    monkeypatch.setattr("django.conf.settings.DEMO", False)

    with pytest.raises(click.ClickException, match="every file"):
        house.open_house_to_others()


def test_one_statement_sees_one_person_even_if_it_moves_the_gate_while_it_reads(city, as_app):
    everybody = [city.wang, city.lin, city.zhao]
    seen = as_app.execute(
        """
        SELECT r.person_id FROM unnest(%s::uuid[]) AS p (id),
            LATERAL (SELECT set_config('recourse.person', p.id::text, true)) AS moved (gate),
            LATERAL (SELECT person_id FROM record_of_one WHERE moved.gate IS NOT NULL) AS r
        """,
        [everybody],
    ).fetchall()

    assert len(set(seen)) <= 1


def test_a_gate_closes_with_its_transaction(city):
    with transaction.atomic(), one_person(city.wang):
        assert len(as_the_application("SELECT * FROM record_of_one")) == 1

    assert as_the_application("SELECT * FROM record_of_one") == []


def test_nobody_can_be_listed_so_no_gate_can_be_opened_for_everybody(as_app):
    for statement in (
        "SELECT person_id FROM person_identity",
        "SELECT identity_digest FROM person_identity",
        "SELECT count(*) FROM person_identity",
        "SELECT person_id FROM person",
        "SELECT person_id FROM look_up_untold",
        "SELECT DISTINCT person_id FROM record",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_app.execute(statement)


@pytest.mark.parametrize("pattern", ["", "\\x", "%", "\\x00"])
def test_the_functions_that_know_people_need_a_whole_digest(as_app, pattern):
    found = as_app.execute(
        "SELECT * FROM people_known(ARRAY[%s::bytea], ARRAY[''::bytea])", [pattern]
    ).fetchall()

    assert found == []


def test_the_functions_that_know_people_give_no_digest_of_a_name(city, as_app):
    document, _ = people_queries.digests_of(WANG)

    ((_, _, matches),) = as_app.execute(
        "SELECT * FROM people_known(ARRAY[%s::bytea], ARRAY['\\x00'::bytea])", [document]
    ).fetchall()

    assert matches is False
    assert as_app.execute("SELECT person_digest(%s)", [city.wang]).fetchone() == (document,)


DISCLOSE = "SELECT * FROM disclosure_door(%s, %s::bytea[], %s::bytea[], %s::text[], %s::date[], %s::bool[])"


def test_the_door_of_look_ups_tells_nothing_to_who_has_no_key_of_the_vault(city, as_app):
    """Everything the database itself can give to the one who asks, put into the door."""
    document = as_app.execute("SELECT person_digest(%s)", [city.wang]).fetchone()[0]
    for digest, name in (
        (document, b""),
        (document, bytes(16)),
        (city.wang.bytes * 2, city.wang.bytes),
        (city.wang.bytes + bytes(16), b""),
    ):
        rows = as_app.execute(DISCLOSE, [NOON, [digest], [name], [FINE], [None], [True]]).fetchall()
        assert [row[3] for row in rows] == [None], "no record"


def test_the_door_of_look_ups_does_not_open_for_a_person_identifier_made_into_a_digest(
    city, as_app
):
    """Whoever is unknown is looked for among nobody's records, not among this person's."""
    digest = city.wang.bytes + bytes(16)

    rows = as_app.execute(DISCLOSE, [NOON, [digest], [b""], [FINE], [None], [True]]).fetchall()

    assert [row[3:] for row in rows] == [(None,) * 7]


def test_the_door_of_look_ups_takes_at_most_64_at_once(as_app):
    many = 65
    with pytest.raises(psycopg.errors.ProgramLimitExceeded):
        as_app.execute(
            DISCLOSE,
            [NOON, [bytes(32)] * many, [b""] * many, [FINE] * many, [None] * many, [True] * many],
        )


def test_whether_a_fact_is_known_cannot_be_asked_without_its_digest(city, as_app):
    everybody = [city.wang, city.lin, city.zhao]

    found = as_app.execute(
        "SELECT * FROM records_known(%s, %s::bytea[])", [everybody, [bytes(16)] * 3]
    ).fetchall()

    assert found == []


def test_every_function_that_looks_past_the_gate_is_one_we_know(as_app):
    found = as_app.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        " AND has_function_privilege('recourse_app', oid, 'EXECUTE')"
    ).fetchall()

    from tests.architecture.test_one_person import DEFINERS

    assert {name for (name,) in found} <= set(DEFINERS)


def test_every_function_that_looks_past_the_gate_has_a_search_path_of_its_own(as_app):
    found = as_app.execute(
        "SELECT proname, proconfig FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    ).fetchall()

    for name, config in found:
        assert any(line.startswith("search_path=public") for line in config or ()), name


def test_wrapped_keys_that_are_wrapped_anew_open_nothing_and_cannot_be_swapped(city, as_app):
    with owner() as past_the_gate:
        before = past_the_gate.execute("SELECT * FROM person ORDER BY person_id").fetchall()
    as_app.execute(
        "SELECT person_rewrap(%s::uuid[], %s::bytea[], 'identity-0001')",
        [[city.wang], [bytes(60)]],
    )

    with owner() as past_the_gate:
        after = past_the_gate.execute("SELECT * FROM person ORDER BY person_id").fetchall()
    assert before == after


@pytest.mark.parametrize("guess", ["other", "random", "zero"])
def test_somebody_elses_record_looks_as_if_it_were_not_there(city, guess):
    record = {"other": city.licence, "random": uuid4(), "zero": uuid4().__class__(int=0)}[guess]

    with pytest.raises(NoSuchRecord):
        records.record_of(city.wang, record, at=NOON)
    assert records.history_of(city.wang, record) == []


def client_of(person, login) -> Client:
    """Log a person in as the identity service would vouch for them."""
    people.open_account(
        login=login,
        kind=AccountKind.PERSON,
        person=person,
        display_name=login,
        by=SYSTEM,
        now=NOON,
    )
    browser = Client()
    browser.force_login(
        get_user_model().objects.get(login=login), "recourse.faces.ways_in.ReadyMadeRoles"
    )
    return browser


def test_over_http_other_peoples_records_and_letters_look_like_none(city):
    browser = client_of(city.wang, "wang")
    (letter,) = notices.inbox_of(city.lin)
    missing = uuid4()

    for kind, theirs in (("records", city.licence), ("inbox", letter.id)):
        answers = [browser.get(f"/en/my-file/{kind}/{one}/") for one in (theirs, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
        pages = [
            TOKEN.sub("", answer.content.decode().replace(str(one), ""))
            for answer, one in zip(answers, (theirs, missing), strict=True)
        ]
        assert pages[0] == pages[1]
    assert notices.notice_of(city.lin, letter.id).opened_at is None


def test_no_page_of_the_person_can_be_asked_about_anybody_else(city):
    browser = client_of(city.wang, "wang")

    for tail in ("", "records/", "who-looked/", "inbox/"):
        for trick in (f"?person={city.lin}", f"?person_id={city.lin}", f"?of={LIN.number}"):
            page = browser.get(f"/en/my-file/{tail}{trick}", headers={"x-person": str(city.lin)})
            assert page.status_code == 200
            assert str(city.licence) not in page.content.decode()
            assert LIN.name not in page.content.decode()


def test_without_a_login_no_page_about_a_person_opens(city):
    for tail in ("", "records/", f"records/{city.fine}/", "who-looked/", "inbox/"):
        assert Client().get(f"/en/my-file/{tail}").status_code == 302


@pytest.mark.parametrize(
    "body",
    [
        [question(WANG), question(LIN)],
        {"people": [question(WANG), question(LIN)]},
        question(WANG, document_number=[WANG.number, LIN.number]),
        question(WANG, document_number="%"),
        question(WANG, document_number="0" * 18),
        question(WANG, document_number=f"{WANG.number},{LIN.number}"),
        question(WANG) | {"limit": 100},
        {"purpose": "work_safety.licence_eligibility", "matter_number": "AQ-1", "name": "王磊"},
        b"\xff\xfe",
        b"",
    ],
)
def test_the_api_answers_about_one_document_and_nothing_wider(city, body):
    (reply,) = ask(body)

    assert reply.status in {400, 422}
    assert "found" not in reply.body


def test_another_departments_batch_looks_as_if_it_were_not_there(city):
    """A batch tells of many people, so it is its own department's alone."""
    from datetime import UTC, datetime

    from recourse.agencies import actions as agencies

    agencies.enrol_machine(
        client_id="school-sender", seat=city.school_steward.id, by=SYSTEM, now=NOON
    )
    with owner() as past_the_gate:
        (theirs,) = past_the_gate.execute(
            "SELECT number FROM batch WHERE agency_id = %s", [city.steward.agency.id]
        ).fetchone()
    token = bearer("school-sender", now=datetime.now(UTC))
    machine = Client(headers={"authorization": token})

    for tail in ("", "/findings", "/held-rows"):
        pages = [
            machine.get(f"/api/v1/batches/{number}{tail}") for number in (theirs, "B-20200101-0001")
        ]
        assert [page.status_code for page in pages] == [404, 404]
        assert pages[0].content == pages[1].content
    assert machine.post(f"/api/v1/batches/{theirs}/sign").status_code == 404


def test_look_ups_have_no_other_verb_and_no_list(city):
    browser = Client()
    for address in (
        "/api/v1/people",
        "/api/v1/records",
        f"/api/v1/people/{city.wang}",
        f"/api/v1/records/{city.fine}",
        "/api/v1/look-ups/",
        "/api/v1/export",
    ):
        assert browser.get(address).status_code in {404, 405}


def test_the_tables_the_application_may_read_do_not_join_a_person_to_what_they_did(as_app):
    """Whatever it may read that has a person in it has neither item, nor kind, nor contents."""
    readable = as_app.execute(
        """
        SELECT c.relname, array_agg(a.attname::text) FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
          AND c.relname NOT LIKE '%\\_of\\_one'
          AND has_column_privilege('recourse_app', c.oid, a.attnum, 'SELECT')
        GROUP BY 1
        """
    ).fetchall()

    told = {"item", "kind", "adverse", "decided_on", "record_id", "payload", "facts", "records"}
    for table, columns in readable:
        if {"person_id", "person_tag"} & set(columns) and table != "account":
            assert not told & set(columns), table


def test_an_error_of_the_database_tells_nobody_anything_of_somebody(city):
    with pytest.raises(Error) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM record WHERE item = %s", [FINE])

    assert str(city.wang) not in str(refused.value)
