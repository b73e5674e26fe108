"""The look-up application over its own interface: what is refused how, and that a fault stays alone."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connections

from recourse.disclosure.terms import Ask
from recourse.faces.api import look_ups, tokens
from recourse.faces.api.coalescing import Coalescer
from recourse.faces.api.errors import DatabaseAway, OurFault
from recourse.faces.api.look_ups import LookUps
from recourse.ground.actor import SYSTEM
from recourse.ground.signing import public_bytes
from recourse.journeys import who_looked
from recourse.ledger import queries as ledger
from recourse.ledger import sequencer
from recourse.ledger.terms import LOOK_UPS, EntryCard, Gauge
from recourse.people import queries as people
from recourse.records import actions as records
from recourse.store.keys import vault
from recourse_verify.receipts import check
from tests.conftest import owner
from tests.disclosure import town as the_town
from tests.disclosure.town import SAFETY, Identity, Town
from tests.residents import STRANGER, WANG, ZHAO

NOW = datetime.now(UTC)


@pytest.fixture
def town(committed) -> Town:
    town = the_town.found(NOW)
    with sequencer.connect() as connection:
        sequencer.drain(connection, now=NOW)
    return town


class Told:
    """What the application answered."""

    def __init__(self, sent: list[dict]) -> None:
        self.status = sent[0]["status"]
        self.headers = dict(sent[0]["headers"])
        self.size = len(sent[1]["body"])
        self.json = json.loads(sent[1]["body"])


def question(who: Identity = WANG, **changed: object) -> dict[str, object]:
    asked = {
        "purpose": SAFETY,
        "document_type": who.document_type,
        "document_number": who.number,
        "name": who.name,
        "matter_number": "AQ-2026-0711",
    }
    return {**asked, **changed}


async def post(
    application: LookUps,
    body: object,
    *,
    client: str = "safety-1",
    method: str = "POST",
    **headers: str,
) -> Told:
    token = tokens.issue(client, now=datetime.now(UTC))
    given = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "method": method,
        "headers": [(k.encode(), v.encode()) for k, v in {**given, **named}.items()],
    }
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": raw, "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    await application(scope, receive, send)
    return Told(sent)


def served(story: Callable[[LookUps], Awaitable[None]]) -> None:
    """Run a story against an open application."""

    async def live() -> None:
        application = LookUps()
        await application.open()
        try:
            await story(application)
        finally:
            await application.close()

    asyncio.run(live())


def test_an_answer_carries_its_receipt(town):
    async def story(application: LookUps) -> None:
        told = await post(application, question())

        assert (told.status, told.json["found"], told.json["purpose"]) == (200, True, SAFETY)
        assert set(told.json) == {"purpose", "as_of", "found", "receipt"}
        assert told.json["receipt"]["jws"].count(".") == 2
        assert told.headers[b"cache-control"] == b"no-store"

    served(story)


def test_nobody_known_and_an_empty_file_are_answered_in_as_many_bytes(town):
    async def story(application: LookUps) -> None:
        unknown, empty = await asyncio.gather(
            post(application, question(STRANGER)), post(application, question(ZHAO))
        )

        assert unknown.size == empty.size
        assert unknown.headers.keys() == empty.headers.keys()
        assert {**unknown.json, "receipt": 0, "as_of": 0} == {
            **empty.json,
            "receipt": 0,
            "as_of": 0,
        }

    served(story)


BAD = [
    (b"{", 400, "api.not_readable"),
    (b"\xff\xfe", 400, "api.not_readable"),
    (b"[]", 422, "api.malformed"),
    ({}, 422, "api.malformed"),
    (question(extra="x"), 422, "api.malformed"),
    (question(name=["林梅"]), 422, "api.malformed"),
    (question(name="a\0b"), 422, "api.malformed"),
    (question(document_type="77"), 422, "api.malformed"),
    (question(name="x" * 201), 422, "api.malformed"),
    (b'"' + b"x" * 9_000 + b'"', 413, "api.body_too_large"),
    (question(document_number="123"), 422, "identifiers.citizen_number_shape"),
    (question(document_number="11010519491231002X"), 422, "identifiers.real_number_in_demo"),
    (question(name="*"), 200, None),
    (question(matter_number=""), 422, "disclosure.matter_number"),
    (question(matter_number="no spaces"), 422, "disclosure.matter_number"),
    (question(purpose="%"), 422, "disclosure.no_such_purpose"),
]


def test_what_is_malformed_is_refused_in_both_languages_and_logged(town):
    async def story(application: LookUps) -> None:
        for body, status, code in BAD:
            told = await post(application, body)

            assert (told.status, told.json.get("code")) == (status, code), body
            if code:
                assert told.headers[b"content-type"] == b"application/problem+json"
                assert told.json["zh"]["says"] != told.json["en"]["says"]
                assert told.json["entry"]
                assert told.json["receipt"]["entry"] == told.json["entry"]

    before = ledger.gauge().waiting
    served(story)
    assert ledger.gauge().waiting == before + len(BAD)


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ({"method": "GET"}, 405, "api.method_not_allowed"),
        ({"authorization": ""}, 401, "api.token_needed"),
        ({"authorization": "Bearer x.y.z"}, 401, "api.token_needed"),
        ({"content_type": "text/plain"}, 415, "api.media_type"),
        ({"client": "gone"}, 403, "disclosure.seat_not_valid"),
        ({"client": "school-1"}, 403, "disclosure.no_mandate"),
    ],
)
def test_how_it_is_asked_matters(town, how, status, code):
    async def story(application: LookUps) -> None:
        told = await post(application, question(), **how)

        assert (told.status, told.json["code"]) == (status, code)

    served(story)


def test_questions_that_come_together_share_a_commit_and_keep_their_own_answers(town):
    async def story(application: LookUps) -> None:
        told = await asyncio.gather(
            *(post(application, question(who)) for who in [WANG, ZHAO, STRANGER] * 20)
        )

        assert [one.json["found"] for one in told] == [True, False, False] * 20
        assert len({one.json["receipt"]["entry"] for one in told}) == 60
        for one in told:
            check(one.json["receipt"], public=public)

    public = public_bytes(vault().signing_key("receipt"))
    served(story)
    with owner() as connection:
        (batches,) = connection.execute(
            "SELECT count(DISTINCT at) FROM ledger_queue WHERE person_tag IS NOT NULL"
        ).fetchone()
    assert batches < 30


def test_what_cannot_be_answered_once_it_is_logged_is_not_logged_again(town, monkeypatch):
    def broken(entries):
        raise RuntimeError

    monkeypatch.setattr(look_ups, "receipts_of", broken)

    async def story(application: LookUps) -> None:
        told = await asyncio.gather(post(application, question()), post(application, question()))

        assert [(one.status, one.json["code"]) for one in told] == [(500, "api.our_fault")] * 2

    before = ledger.gauge().waiting
    served(story)
    assert ledger.gauge().waiting == before + 2


def test_nothing_is_disclosed_while_the_log_is_behind(town):
    async def story(application: LookUps) -> None:
        application._gauge = Gauge(waiting=1, oldest_at=datetime.now(UTC) - timedelta(seconds=11))

        told = await post(application, question())

        assert (told.status, told.json["code"]) == (503, "ledger.log_is_behind")
        assert told.headers[b"retry-after"] == b"60"

    served(story)


def test_nothing_is_disclosed_while_the_database_is_away(town, monkeypatch):
    async def away() -> None:
        raise psycopg.OperationalError("away")

    monkeypatch.setattr(look_ups.disclosure, "connect", away)

    async def story(application: LookUps) -> None:
        told = await post(application, question())

        assert (told.status, told.json["code"]) == (503, "api.database_away")

    served(story)


@pytest.mark.slow
def test_look_ups_go_on_after_the_database_has_cut_their_connections(town):
    async def story(application: LookUps) -> None:
        assert (await post(application, question())).status == 200
        with owner() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        for _ in range(50):
            told = await post(application, question())
            if told.status == 200:
                return
            assert (told.status, told.json["code"]) == (503, "api.database_away")
            await asyncio.sleep(0.05)
        pytest.fail("never came back")

    served(story)


class Steady:
    """A connection on which nothing goes wrong by itself."""

    is_closed = False

    async def roll_back(self) -> None:
        """Do nothing."""

    async def close(self) -> None:
        """Do nothing."""


def test_a_fault_in_one_question_refuses_that_one_alone():
    async def connect() -> Steady:
        return Steady()

    async def carry(asks, connection, slot):
        if any(ask.client == "breaks" for ask in asks):
            raise RuntimeError
        return [ask.client for ask in asks]

    async def story() -> list[object]:
        coalescer = Coalescer(connect, carry, writers=1)
        await coalescer.open()
        asks = [Ask(client=name) for name in ("a", "breaks", "b")]
        told = await asyncio.gather(
            *(coalescer.submit(ask) for ask in asks), return_exceptions=True
        )
        await coalescer.close()
        return told

    first, broken, last = asyncio.run(story())

    assert (first, last) == ("a", "b")
    assert isinstance(broken, OurFault)


def test_whoever_waits_when_the_house_closes_is_refused():
    async def connect() -> Steady:
        await asyncio.sleep(60)
        return Steady()

    async def story() -> object:
        coalescer = Coalescer(connect, None, writers=1)
        await coalescer.open()
        waiting = asyncio.create_task(coalescer.submit(Ask(client="a")))
        await asyncio.sleep(0)
        await coalescer.close()
        return (await asyncio.gather(waiting, return_exceptions=True))[0]

    assert isinstance(asyncio.run(story()), DatabaseAway)


def test_whoever_was_answered_together_travels_together_again_and_one_alone_waits_for_nobody():
    batches: list[int] = []

    async def connect() -> Steady:
        return Steady()

    async def carry(asks, connection, slot):
        batches.append(len(asks))
        return [ask.client for ask in asks]

    async def come_back(coalescer: Coalescer, after: int) -> None:
        for _ in range(after):
            await asyncio.sleep(0)
        await coalescer.submit(Ask(client="a"))

    async def story() -> None:
        coalescer = Coalescer(connect, carry, writers=1)
        await coalescer.open()
        await asyncio.gather(*(coalescer.submit(Ask(client="a")) for _ in range(4)))
        await asyncio.gather(*(come_back(coalescer, after) for after in range(4)))
        await coalescer.submit(Ask(client="a"))
        await coalescer.submit(Ask(client="a"))
        await coalescer.close()

    asyncio.run(story())

    assert batches == [4, 4, 1, 1]


KEY = '"8e03978e-40d5-43e8-bc93-6894a57f9324"'


def entries_of(who: Identity) -> list[EntryCard]:
    person = people.person_by_document(who.document_type, who.number)
    return [one for one in ledger.entries_of(people.tag_of(person)) if one.kind in LOOK_UPS]


def test_a_question_asked_again_under_its_name_is_answered_anew_and_logged_as_the_same(town):
    async def story(application: LookUps) -> None:
        first = await post(application, question(), idempotency_key=KEY)
        again = await post(application, question(), idempotency_key=KEY)
        new = await post(application, question(), idempotency_key='"another"')

        assert "repeats" not in first.json
        assert again.json["repeats"] == first.json["receipt"]["entry"]
        assert again.json["receipt"]["entry"] != first.json["receipt"]["entry"]
        assert again.json["found"] is True
        assert "repeats" not in new.json

    served(story)

    new, again, first = entries_of(WANG)
    assert [one.facts.get("repeats") for one in (new, again, first)] == [
        None,
        str(first.entry_id),
        None,
    ]
    shown = who_looked.look_of(town.wang, again.entry_id)
    assert shown is not None
    assert str(first.entry_id) in shown.saw.zh


def test_what_was_silenced_meanwhile_is_not_shown_again_under_the_name(town):
    async def story(application: LookUps) -> None:
        assert (await post(application, question(), idempotency_key=KEY)).json["found"] is True
        await asyncio.to_thread(_silence, town)
        assert (await post(application, question(), idempotency_key=KEY)).json["found"] is False

    served(story)


def _silence(town: Town) -> None:
    records.silence(person=town.wang, record=town.fine, by=SYSTEM, now=datetime.now(UTC))
    connections.close_all()


def test_a_name_is_of_one_question_and_another_under_it_is_refused_and_logged(town):
    async def story(application: LookUps) -> None:
        await post(application, question(), idempotency_key=KEY)
        other = await post(application, question(ZHAO), idempotency_key=KEY)

        assert (other.status, other.json["code"]) == (422, "disclosure.name_of_another")
        assert other.json["entry"] is not None

    served(story)

    assert [str(one.kind) for one in entries_of(ZHAO)] == ["lookup-refused"]


def test_the_same_sent_while_it_is_answered_is_told_so_and_asked_once(town):
    async def story(application: LookUps) -> None:
        told = await asyncio.gather(
            *(post(application, question(), idempotency_key=KEY) for _ in range(2))
        )

        assert sorted(one.status for one in told) == [200, 409]

    served(story)

    assert len(entries_of(WANG)) == 1


def test_a_name_that_is_none_is_refused_and_the_person_sees_it(town):
    async def story(application: LookUps) -> None:
        told = await post(application, question(), idempotency_key='"a"b"')

        assert (told.status, told.json["code"]) == (400, "api.idempotency_key")

    served(story)

    assert [str(one.kind) for one in entries_of(WANG)] == ["lookup-refused"]


def test_an_answer_says_what_is_left_of_the_day_and_when_it_ends(town):
    async def story(application: LookUps) -> None:
        first, second = [await post(application, question()) for _ in range(2)]

        assert (
            first.headers[b"ratelimit-policy"] == b'"seat";q=500;w=86400, "agency";q=5000;w=86400'
        )
        assert first.headers[b"ratelimit"].startswith(b'"seat";r=499;t=')
        assert second.headers[b"ratelimit"].startswith(b'"seat";r=498;t=')

    served(story)


def test_a_spent_budget_says_when_to_come_back(town):
    with owner() as connection:
        connection.execute("UPDATE seat SET look_ups_a_day = 1")

    async def story(application: LookUps) -> None:
        await post(application, question())
        told = await post(application, question())

        assert (told.status, told.json["code"]) == (429, "disclosure.seat_budget_spent")
        assert 0 < int(told.headers[b"retry-after"]) <= 86_400

    served(story)
