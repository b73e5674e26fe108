"""G6: No proof, no data.

No answer about a person leaves the system except in the transaction that appends the
look-up to the log. The person sees every look-up: who, when, why, under which article,
which fields. There are no hidden look-ups.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest

from recourse.agencies import actions as agencies
from recourse.faces.api import tokens
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.journeys.open_own_file import open_own_file
from recourse.journeys.who_looked import who_looked
from recourse.ledger import checking
from tests.conftest import owner
from tests.guarantees.asking import ask, bearer, question
from tests.guarantees.city import MAY_TEACH, NOON, SECOND, log_of, look_ups_of
from tests.residents import LIN, STRANGER, WANG

FAILS = """
CREATE FUNCTION attack() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {deed}; RETURN NEW; END $$;
"""
EACH_ROW = "CREATE TRIGGER attack BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION attack()"
AT_COMMIT = (
    "CREATE CONSTRAINT TRIGGER attack AFTER INSERT ON ledger_queue"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION attack()"
)
SAYS_NO = "RAISE EXCEPTION 'no room'"
DIES = "PERFORM pg_terminate_backend(pg_backend_pid())"
UNDO = (
    "DROP FUNCTION IF EXISTS attack() CASCADE;"
    "ALTER TABLE ledger_queue DROP CONSTRAINT IF EXISTS attack;"
    "GRANT INSERT ON ledger_queue TO recourse_app;"
    "GRANT UPDATE ON ledger_person_head TO recourse_app"
)
ATTACKS = {
    "the log refuses the row": FAILS.format(deed=SAYS_NO) + EACH_ROW.format(table="ledger_queue"),
    "the log refuses the commit": FAILS.format(deed=SAYS_NO) + AT_COMMIT,
    "the connection dies while the row is written": (
        FAILS.format(deed=DIES) + EACH_ROW.format(table="ledger_queue")
    ),
    "the connection dies in the commit": FAILS.format(deed=DIES) + AT_COMMIT,
    "a constraint forbids the row": (
        "ALTER TABLE ledger_queue ADD CONSTRAINT attack CHECK (sealed IS NULL) NOT VALID"
    ),
    "the right to write the log is gone": "REVOKE INSERT ON ledger_queue FROM recourse_app",
    "the right to move the head is gone": "REVOKE UPDATE ON ledger_person_head FROM recourse_app",
    "the counter of the budget refuses": (
        FAILS.format(deed=SAYS_NO) + EACH_ROW.format(table="look_ups_spent")
    ),
    "the list of whom to tell refuses": (
        FAILS.format(deed=SAYS_NO) + EACH_ROW.format(table="look_up_untold")
    ),
}


@contextmanager
def sabotage(statements):
    """Do something to the database as its owner, and undo it afterwards."""
    with owner() as past_the_gate:
        past_the_gate.execute(statements)
        try:
            yield
        finally:
            past_the_gate.execute(UNDO)


def tells_nothing(reply):
    """Whether a reply says no more than that there is none."""
    return reply.status in {500, 503} and "found" not in reply.body and "records" not in reply.body


def test_an_answer_carries_the_entry_that_the_person_sees(city):
    (reply,) = ask(question(LIN, MAY_TEACH), client="schools")

    (entry,) = look_ups_of(LIN)

    assert reply.status == 200
    assert reply.body["receipt"]["entry"] == str(entry.entry_id)
    assert reply.body["receipt"]["commitment"] == entry.commitment.hex()


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=list(ATTACKS))
def test_when_the_log_cannot_be_written_nothing_is_answered(city, attack):
    before = [entry.entry_id for entry in log_of(WANG)]

    with sabotage(attack):
        (reply,) = ask(question(WANG))

    assert tells_nothing(reply)
    assert [entry.entry_id for entry in log_of(WANG)] == before
    assert checking.check().faults == []


@pytest.mark.parametrize("who", [WANG, STRANGER])
def test_the_refusal_for_want_of_a_log_is_the_same_whoever_is_asked_about(city, who):
    with sabotage(ATTACKS["the log refuses the commit"]):
        (reply,) = ask(question(who))

    assert (reply.status, reply.body["code"]) == (500, "api.our_fault")


def test_a_connection_killed_before_the_question_answers_nothing_or_answers_with_an_entry(city):
    from tests.guarantees.city import as_the_application

    ((ours,),) = as_the_application("SELECT pg_backend_pid()")

    def kill():
        with owner() as past_the_gate:
            past_the_gate.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename = 'recourse_app' AND datname = current_database() AND pid <> %s",
                [ours],
            )

    (reply,) = ask(question(WANG), meanwhile=kill)

    assert tells_nothing(reply) or reply.status == 200
    assert len(look_ups_of(WANG)) == (reply.status == 200)


def test_when_the_log_has_been_behind_for_a_second_too_long_nothing_is_answered(city):
    queued_at = NOON - timedelta(seconds=11)
    seat = Actor(kind=ActorKind.SEAT, id=city.approval.id, agency=city.approval.agency.id)

    def fall_behind():
        from django.db import connection

        from recourse.ledger import actions as ledger

        ledger.note(kind="config", tag=None, by=seat, now=queued_at, facts={})
        connection.close()

    import time

    (reply,) = ask(question(WANG), meanwhile=lambda: (fall_behind(), time.sleep(1.3)))

    assert (reply.status, reply.body["code"]) == (503, "ledger.log_is_behind")
    assert look_ups_of(WANG) == []


def test_a_person_reads_their_own_file_even_when_the_log_is_behind(city):
    oneself = Actor(kind=ActorKind.PERSON, id=city.wang)
    with owner() as past_the_gate:
        past_the_gate.execute("UPDATE ledger_queue SET at = at - interval '1 day'")

    found = open_own_file(person=city.wang, by=oneself, now=NOON)

    assert len(found.records) == 1


def test_the_person_sees_who_asked_when_why_under_which_article_and_what_was_seen(city):
    ask(question(LIN, MAY_TEACH, matter_number="JS-2026-7"), client="schools")

    oneself = Actor(kind=ActorKind.PERSON, id=city.lin)
    seen = who_looked(person=city.lin, by=oneself, now=NOON)

    (entry,) = look_ups_of(LIN)
    shown = repr(seen)
    assert str(entry.entry_id) in shown
    for told in ("虚构市南区教育局", "0418", "JS-2026-7", "教师法"):
        assert told in shown


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "no.such_purpose"},
        {"purpose": "food_drug.licence_eligibility"},
        {"matter_number": ""},
        {"matter_number": "x" * 41},
    ],
)
def test_a_look_up_that_was_refused_is_seen_too(city, change):
    (reply,) = ask(question(WANG, **change))

    (entry,) = look_ups_of(WANG)

    assert reply.status >= 400
    assert entry.kind == "lookup-refused"
    assert reply.body["entry"] == str(entry.entry_id)


def test_whoever_is_not_known_yet_will_see_that_somebody_asked(city):
    ask(question(STRANGER))

    assert [entry.kind for entry in look_ups_of(STRANGER)] == ["lookup-miss"]


def test_of_many_look_ups_at_once_each_has_an_entry_of_its_own(city):
    replies = ask(*[question(WANG)] * 20, question(LIN), question(STRANGER))

    named = {reply.body["receipt"]["entry"] for reply in replies}
    logged = {str(entry.entry_id) for who in (WANG, LIN, STRANGER) for entry in look_ups_of(who)}
    assert len(named) == 22
    assert named == logged
    assert checking.check().faults == []


def test_one_question_that_breaks_takes_no_other_with_it_and_none_goes_unlogged(city):
    attack = FAILS.format(
        deed="IF length(NEW.person_tag) > 0 AND NEW.person_tag = "
        f"'\\x{tag(WANG).hex()}'::bytea THEN {SAYS_NO}; END IF"
    ) + EACH_ROW.format(table="ledger_queue")

    with sabotage(attack):
        broken, fine = ask(question(WANG), question(LIN, MAY_TEACH))

    assert tells_nothing(broken)
    assert (fine.status, fine.body["found"]) == (200, True)
    assert (len(look_ups_of(WANG)), len(look_ups_of(LIN))) == (0, 1)


def tag(who):
    from recourse.people import queries, rules
    from recourse.store.keys import vault

    return rules.person_tag(vault().named("person-tag"), queries.digests_of(who)[0])


def test_the_application_can_take_nothing_out_of_the_log_and_change_nothing_in_it(city):
    from django.db import ProgrammingError, connection, transaction

    ask(question(WANG))
    for statement in (
        "DELETE FROM ledger_queue",
        "UPDATE ledger_queue SET sealed = ''",
        "TRUNCATE ledger_queue",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_entry SET sealed = NULL, erased_by = 1",
        "UPDATE ledger_head SET size = 0",
        "DELETE FROM ledger_person_head",
        "DROP TABLE ledger_queue",
        "ALTER TABLE ledger_queue DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ):
        with (
            pytest.raises(ProgrammingError, match=r"denied|must be owner|required"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger_queue WHERE person_tag IS NOT NULL",
        "UPDATE ledger_queue SET sealed = decode(repeat('00', 300), 'hex')",
        "UPDATE ledger_person_head SET sequence = sequence - 1",
    ],
)
def test_what_the_owner_hides_the_check_finds(city, statement):
    ask(question(WANG))
    with owner() as past_the_gate:
        past_the_gate.execute(statement)

    assert checking.check().faults


FORGED = {
    "nothing": "",
    "another scheme": "Basic YXBwcm92YWw6c2VjcmV0",
    "no signature": "Bearer eyJhbGciOiJub25lIn0.eyJjbGllbnRfaWQiOiJhcHByb3ZhbCJ9.",
    "rubbish": "Bearer a.b.c",
    "too long": "Bearer " + "a" * 5_000,
}


def test_a_forged_token_opens_nothing(city):
    for forgery, header in FORGED.items():
        (reply,) = ask(question(WANG), authorization=header)

        assert (reply.status, reply.body["code"]) == (401, "api.token_needed"), forgery

    assert look_ups_of(WANG) == []


def test_a_token_signed_with_another_key_or_changed_by_a_bit_opens_nothing(city):
    import base64

    from joserfc import jwt
    from joserfc.jwk import OKPKey

    real = bearer("approval").removeprefix("Bearer ")
    head, body, signature = real.split(".")
    foreign = jwt.encode(
        {"alg": "Ed25519", "typ": "at+jwt"},
        {"aud": tokens.AUDIENCE, "client_id": "approval", "exp": 9_999_999_999},
        OKPKey.generate_key("Ed25519"),
        algorithms=["Ed25519"],
    )
    flipped = bytearray(base64.urlsafe_b64decode(signature + "=="))
    flipped[0] ^= 1
    changed = base64.urlsafe_b64encode(bytes(flipped)).rstrip(b"=").decode()

    for token in (foreign, f"{head}.{body}.{changed}", f"{head}.{body}."):
        (reply,) = ask(question(WANG), authorization=f"Bearer {token}")
        assert reply.status == 401

    assert look_ups_of(WANG) == []


def test_a_receipt_of_a_look_up_is_no_token(city):
    (reply,) = ask(question(WANG))

    (again,) = ask(question(WANG), authorization=f"Bearer {reply.body['receipt']['jws']}")

    assert again.status == 401


@pytest.mark.parametrize(("late", "status"), [(-SECOND * 5, 200), (SECOND, 401)])
def test_a_token_replayed_after_its_end_opens_nothing(city, late, status):
    old = bearer("approval", now=NOON - timedelta(seconds=tokens.LIFE_SECONDS) - late)

    (reply,) = ask(question(WANG), authorization=old)

    assert reply.status == status


def test_a_token_outlives_a_stopped_machine_by_nothing(city):
    token = bearer("approval")
    agencies.stop_machine(client_id="approval", by=SYSTEM, now=NOON)

    (reply,) = ask(question(WANG), authorization=token)

    assert (reply.status, reply.body["code"]) == (403, "disclosure.seat_not_valid")
    assert [entry.kind for entry in look_ups_of(WANG)] == ["lookup-refused"]
