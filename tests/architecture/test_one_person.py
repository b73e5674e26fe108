"""What the database lets the application read: one person at a time.

Whatever the application's role may select that says something of people is listed
here with its reason; anything else is a hole in guarantee G8.
"""

import re

import pytest
from django.db import connection
from django.test import Client

READABLE = {
    "account": "a login finds its own account; says nothing of conduct",
    "amendment": "what a department proposed; whom it concerns is sealed, and gone once it is closed",
    "django_session": "whoever holds the cookie; sealed to its browser",
    "ledger_entry": "by keyed tag, by the name on an agency's receipt, or to be counted; every payload sealed",
    "ledger_person_head": "by keyed tag only; counts entries of the log, not conduct",
    "ledger_queue": "by keyed tag, by the name on an agency's receipt, or to be counted; every payload sealed",
    "letter_begun": "a counter's own halves of codes; a keyed digest, of documents nobody has too",
    "letter_attempt": "limits at the way in by code; a keyed digest, of documents nobody has too",
    "look_up_at_desk": "a seat's own questions, by matter; whom they were about is not in it",
    "mended": "rows a department put right; each sealed, and empty once it is sent on",
    "official_attempt": "limits at the way in, and what an official sees of their own; no person's",
    "official_code_app": "an official's own; the secret is sealed",
    "official_invitation": "whom a seat waits for; the link itself is a digest",
    "official_passkey": "an official's own; the public half of a key",
    "official_recovery_code": "an official's own; keyed digests",
    "procrastinate_events": "the worker's own queue",
    "procrastinate_jobs": "the worker's own queue; identifiers only",
    "procrastinate_periodic_defers": "the worker's own queue",
    "procrastinate_workers": "the worker's own queue",
    "session": "whoever holds the cookie; beside it what an account sees of its own",
    "proposal": "what administrators give together; an invitation has a sign-in name, no person's",
    "seat": "which official holds a post",
}
DEFINERS = {
    "disclosure_door": "standing records of a purpose's items, for at most 64 keyed digests of documents",
    "disclosure_read": "the same without statements, for a server that runs the code before",
    "dispatch_to_carry": "hands the worker the one parcel that waits longest; identifiers only",
    "dispatch_to_deem": "hands the worker the one parcel whose service is due; identifiers only",
    "dispatch_unbundle": "has the worker take a bundle of parcels apart; gives nothing back",
    "entrusted_gate": "opens the gate to one person for a helper they named, if that holds; says yes",
    "entrustment_accept": "lets whoever has the code be the helper; identifiers only",
    "entrustment_offered": "what lies behind the keyed digest of one code; identifiers and codes only",
    "letter_codes_forget": "deletes codes that a year ago worked for the last time; says how many",
    "entrustments_forget": "deletes what ended a year ago; says how many",
    "look_ups_to_account_for": "hands the worker look-ups whose people are to be told; codes and identifiers only",
    "look_ups_to_tell": "the same, for a worker that runs the code before",
    "people_claim": "lets new people in; gives back only what it was given",
    "people_known": "who has a document whose keyed digest the asker made; no name, no number",
    "people_under_keys": "how many people each vault key protects, to a ceiling; nobody's row",
    "person_digest": "the digest of one given person's document, for their place in the log",
    "person_rewrap": "puts a person's data key under the newer vault key; gives nothing back",
    "person_wrapped_before": "wrapped data keys of an older vault key, to wrap them anew; no identity",
    "recall_of_agency": "whose record one recall of an agency is about, by its random identifier; for the gate",
    "recalls_counted": "counts recalls of each agency; no person, no record",
    "recalls_of_agency": "an agency's own recalls: each names one of its look-ups by entry, and no person",
    "record_next_to_erase": "hands the worker the one record that is due longest; identifiers only",
    "record_next_unused": "hands the worker the one record that comes into use next; identifiers and a day only",
    "record_stop_again": "puts given records back on the list of stops; gives nothing back",
    "record_stop_to_tell": "hands the worker the record that stopped longest ago, one at a time; identifiers only",
    "record_to_repair": "hands the worker the one record that is due for repair longest; identifiers only",
    "records_known": "says of given people and digests whether that fact is known, to refuse a comeback",
    "redress_days_to_answer": "how many days answers of a kind took, of ten cases at least; no person, no case",
    "redress_draft_over": "hands the worker one person whose unsent draft is over its day; an identifier only",
    "redress_next_open": "the next open case, to count its days anew; identifiers only",
    "redress_next_to_erase": "hands the worker the one case that is due longest; identifiers only",
    "redress_overdue": "hands the worker the one case that is overdue longest; identifiers only",
    "scheme_next_to_erase": "hands the worker the one application that is due longest; identifiers only",
    "statement_doubtful_next": "hands the worker one statement that a stolen key may have signed; identifiers only",
    "statement_left_forget": "deletes places of erased statements that are over; says of how many",
    "statement_share_forget": "deletes codes that were over a month ago; says how many",
    "statement_share_take": "uses up one code, by its keyed digest and for whom it was made; identifiers only",
    "statement_stop_to_tell": "hands the worker one record that ended while statements carried it; identifiers only",
    "statement_to_erase": "hands the worker the one statement that is due longest; identifiers only",
    "statements_doubt": "lists for the worker what a stolen key may have signed; says how many",
    "wallet_offers_forget": "deletes what wallets were offered a day ago; says how many",
    "redress_person_of": "whose one case it is, told to the agency that must answer it",
}
GATED = (
    "kin_refusal",
    "entrustment",
    "record",
    "record_event",
    "notice",
    "dispatch",
    "letters_held_back",
    "person",
    "redress_case",
    "redress_event",
    "redress_file",
    "redress_opening",
    "redress_draft",
    "recipient",
    "recall",
    "record_paper",
    "record_statement",
    "redress_draft_file",
    "scheme_application",
    "statement",
    "statement_share",
    "wallet_offer",
    "wallet_batch",
    "statement_place",
)
NEVER_READ = (
    "dispatch_bundle",
    "statement_doubtful",
    "statement_left",
    "statement_stop",
    "taken_down",
)
ROLES = ("recourse_app", "recourse_sequencer", "recourse_eraser")
PERSONAL = """
    SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND a.attnum > 0 AND NOT a.attisdropped
      AND (a.attname IN ('person_id', 'person_tag', 'identity_digest', 'source_digest')
           OR col_description(coalesce(i.inhparent, c.oid), a.attnum) LIKE 'personal%%'
           OR c.relname LIKE 'procrastinate_%%' OR c.relname = 'django_session')
      AND has_column_privilege(%s, c.oid, a.attnum, 'SELECT')
"""
EXECUTABLE = """
    SELECT p.proname FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
      AND has_function_privilege(%s, p.oid, 'EXECUTE')
"""


def asked(sql: str, *arguments: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments or None)
        return cursor.fetchall()


def own_rows_only(name: str) -> bool:
    return name.endswith("_of_one")


@pytest.mark.django_db
@pytest.mark.storage
@pytest.mark.parametrize("role", ROLES)
def test_a_role_reads_of_people_only_what_is_listed_with_a_reason(role: str):
    readable = {name for (name,) in asked(PERSONAL, role)}

    surprising = {name for name in readable if not own_rows_only(name)} - set(READABLE)

    assert {re.sub(r"^(ledger_entry)_\w+$", r"\1", name) for name in surprising} <= {"ledger_entry"}


@pytest.mark.django_db
@pytest.mark.parametrize("table", [*GATED, *NEVER_READ])
def test_no_role_selects_from_a_table_of_people_or_its_partitions(table: str):
    relations = asked(
        "SELECT c.oid::regclass::text FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid"
        " WHERE c.relkind IN ('r', 'p') AND coalesce(i.inhparent, c.oid) = %s::regclass",
        table,
    )

    open_to = [
        (role, relation)
        for role in (*ROLES, "public")
        for (relation,) in relations
        if asked("SELECT has_table_privilege(%s, %s, 'SELECT')", role, relation) == [(True,)]
        and role != "public"
    ]

    assert relations
    assert open_to == []


@pytest.mark.django_db
def test_every_view_of_one_person_asks_the_gate():
    views = asked(
        "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'"
        " AND viewname LIKE '%_of_one'"
    )

    assert {name for name, _ in views} >= {f"{table}_of_one" for table in GATED}
    for name, definition in views:
        assert "current_setting('recourse.person'" in definition, name
        assert asked(f"SELECT count(*) FROM {name}") == [(0,)]


@pytest.mark.django_db
def test_functions_that_look_past_the_gate_are_listed_with_a_reason():
    assert {name for (name,) in asked(EXECUTABLE, "recourse_app")} <= set(DEFINERS)


@pytest.mark.django_db
def test_the_application_owns_nothing_and_cannot_become_anyone():
    owned = asked("SELECT count(*) FROM pg_class WHERE relowner = 'recourse_app'::regrole")
    role = asked(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
        " WHERE rolname = 'recourse_app'"
    )
    member_of = asked("SELECT count(*) FROM pg_auth_members WHERE member = 'recourse_app'::regrole")

    assert owned == [(0,)]
    assert role == [(False, False, False, False)]
    assert member_of == [(0,)]


@pytest.mark.django_db
def test_the_application_cannot_make_relations_or_read_files():
    may = asked(
        "SELECT has_schema_privilege('recourse_app', 'public', 'CREATE'),"
        " pg_has_role('recourse_app', 'pg_read_server_files', 'MEMBER'),"
        " pg_has_role('recourse_app', 'pg_execute_server_program', 'MEMBER'),"
        " pg_has_role('recourse_app', 'pg_read_all_data', 'MEMBER')"
    )

    assert may == [(False, False, False, False)]


PAGES_OF_MANY = {
    "/api/v1/recalls": "an agency's own look-ups that no longer hold, each by the entry on its receipt",
}
NAMES_SOMEBODY = re.compile(r"person|record|name|document|item|tag|digest_of|born|seat|officer")


@pytest.mark.django_db
def test_a_page_about_many_names_look_ups_and_nobody():
    (columns,) = asked("SELECT pg_get_function_result('recalls_of_agency'::regproc)")[0]
    schema = Client(headers={"host": "localhost"}).get("/api/openapi.json").json()
    listed = {
        path
        for path, by_method in schema["paths"].items()
        if "Recalls" in str(by_method.get("get", {}).get("responses"))
    }
    told = set(schema["components"]["schemas"]["RecallOut"]["properties"])

    assert listed == set(PAGES_OF_MANY)
    assert not NAMES_SOMEBODY.search(columns)
    assert {field for field in told if NAMES_SOMEBODY.search(field)} == set()


OWN_WORK = {
    "BatchesOut": "BatchOut",
    "ChangesOut": "ChangeOut",
    "CasesOut": "WaitingOut",
}
"""Pages of an agency's own work: files, changes and cases by their numbers."""


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "line"), OWN_WORK.items())
def test_a_page_of_an_agencys_own_work_names_nobody(page: str, line: str):
    shapes = Client(headers={"host": "localhost"}).get("/api/openapi.json").json()["components"]
    told = set(shapes["schemas"][line]["properties"]) - {"item", "file_name"}

    assert set(shapes["schemas"][page]["properties"]) & {"before", "after"}
    assert {field for field in told if NAMES_SOMEBODY.search(field)} == set()


@pytest.mark.django_db
def test_the_list_of_what_has_stopped_is_closed_to_the_application():
    for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
        assert asked("SELECT has_table_privilege('recourse_app', 'record_stop', %s)", right) == [
            (False,)
        ]
