"""Agencies, seats, mandates and machines."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recourse.agencies import actions, queries, rules
from recourse.agencies.errors import (
    AgencyExists,
    EndsBeforeItBegins,
    MachineExists,
    MandateExists,
    NoSuchAgency,
    NoSuchMandate,
    NoSuchSeat,
    SeatExists,
    UnknownMachine,
)
from recourse.agencies.machines import actions as machines
from recourse.agencies.terms import MandateKind, Role
from recourse.ground.actor import SYSTEM
from recourse.ground.identifiers import NotACreditCode, credit_code
from recourse.ground.words import Words
from recourse.ledger.terms import WORDS, Kind
from tests.conftest import owner

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
UNIT = Words(zh="执法一科", en="Enforcement section 1")


def found(sequence=1, name="青岛市应急管理局", *, is_department=True, aliases=()):
    return actions.found_agency(
        code=credit_code(sequence=sequence),
        name=Words(zh=name, en=f"Agency {sequence}"),
        kind="work_safety",
        is_department=is_department,
        aliases=aliases,
        by=SYSTEM,
        now=NOW,
    )


def seat_in(agency, number="0001", role=Role.DATA_STEWARD, **more):
    return actions.create_seat(
        agency=agency, number=number, role=role, unit=UNIT, by=SYSTEM, now=NOW, **more
    )


def let_in(client_id, secret, now=NOW):
    return machines.let_in(client_id=client_id, secret=secret, by=SYSTEM, now=now)


def mandate(seat, kind=MandateKind.PURPOSE, code="work_safety.licence_eligibility", **more):
    return actions.give_mandate(seat=seat, kind=kind, code=code, by=SYSTEM, now=NOW, **more)


@pytest.mark.django_db
def test_an_agency_is_found_by_code_and_by_identifier():
    agency = found()

    card = queries.agency(agency)

    assert card == queries.agency_by_code(f" {credit_code(sequence=1).lower()} ")
    assert queries.agencies() == [card]
    assert card.name.zh == "青岛市应急管理局"
    with pytest.raises(NoSuchAgency):
        queries.agency(uuid4())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spelling",
    [
        "青岛市应急管理局",
        "  青岛市 应急管理局　",
        "青岛市应急管理局(本级)",
        "青岛市应急管理局（本级）",
        "青岛市安全生产监督管理局",
        "应急管理局",
        "agency 1",
        "ＡＧＥＮＣＹ　１",
        credit_code(sequence=1).lower(),
    ],
)
def test_dirty_names_short_names_and_old_names_mean_one_agency(spelling):
    aliases = ("青岛市安全生产监督管理局", "应急管理局", "青岛市应急管理局〔本级〕")
    agency = found(aliases=aliases)

    assert queries.authority_names()[rules.plain_name(spelling)] == agency


@pytest.mark.django_db
def test_a_branch_is_not_its_head_office():
    found()

    assert rules.plain_name("青岛市应急管理局（黄岛分局）") not in queries.authority_names()


@pytest.mark.django_db
def test_a_code_and_every_spelling_of_a_name_belong_to_one_agency():
    found(aliases=("应急局",))

    with pytest.raises(AgencyExists):
        found(sequence=1, name="另一个局")
    with pytest.raises(AgencyExists):
        found(sequence=2, name="应急 局")
    with pytest.raises(NotACreditCode):
        actions.found_agency(
            code="12345",
            name=UNIT,
            kind="work_safety",
            is_department=True,
            by=SYSTEM,
            now=NOW,
        )
    assert len(queries.agencies()) == 1


@pytest.mark.django_db
def test_a_seat_is_named_by_agency_and_number():
    agency = found(aliases=("应急局",))
    seat = seat_in(agency)

    card = queries.seat(seat)

    assert card == queries.seat_by_number(credit_code(sequence=1), "0001")
    assert card == queries.seat_by_number("应急局", "0001")
    assert card.actor.agency == agency
    for code, number in [("应急局", "0002"), ("没有的局", "0001")]:
        with pytest.raises(NoSuchSeat):
            queries.seat_by_number(code, number)
    with pytest.raises(SeatExists):
        seat_in(agency)
    with pytest.raises(NoSuchAgency):
        seat_in(uuid4())


@pytest.mark.django_db
def test_an_official_holds_a_seat_from_its_first_day_until_the_day_before_its_end():
    account = uuid4()
    until = TODAY + 10 * DAY
    seat = seat_in(found(), account=account, valid_until_on=until)

    held = [on for on in range(-2, 14) if queries.seat_of_account(account, TODAY + on * DAY)]

    assert held == list(range(10))
    assert queries.seat_of_account(account, TODAY).id == seat
    assert queries.seat_of_account(uuid4(), TODAY) is None


@pytest.mark.django_db
def test_a_seat_changes_hands_and_has_one_official_at_most():
    seat, first, second = seat_in(found()), uuid4(), uuid4()

    for account in (first, second):
        actions.let_hold(seat=seat, account=account, by=SYSTEM, now=NOW)

    assert queries.holder_of(seat) == second
    assert queries.seat_of_account(first, TODAY) is None
    actions.let_hold(seat=seat, account=None, by=SYSTEM, now=NOW)
    assert queries.holder_of(seat) is None
    with pytest.raises(NoSuchSeat):
        actions.let_hold(seat=uuid4(), account=first, by=SYSTEM, now=NOW)


@pytest.mark.django_db
def test_a_mandate_holds_for_its_period_and_its_code_only():
    seat = seat_in(found())
    mandate(seat, valid_until_on=TODAY + DAY)
    mandate(seat, MandateKind.ITEM, "adv.work_safety_person")

    assert queries.may_ask(seat, "work_safety.licence_eligibility", TODAY)
    assert not queries.may_ask(seat, "work_safety.licence_eligibility", TODAY - DAY)
    assert not queries.may_ask(seat, "work_safety.licence_eligibility", TODAY + DAY)
    assert not queries.may_ask(seat, "adv.work_safety_person", TODAY)
    assert queries.may_hand_in(seat, "adv.work_safety_person", TODAY)
    assert not queries.may_hand_in(seat, "lic.teacher", TODAY)
    assert queries.purposes_of(seat, TODAY) == ["work_safety.licence_eligibility"]
    assert queries.items_of(seat, TODAY) == ["adv.work_safety_person"]


@pytest.mark.django_db
def test_no_mandate_outlives_its_seat():
    seat = seat_in(found())
    mandate(seat)

    actions.end_seat(seat=seat, on=TODAY + DAY, by=SYSTEM, now=NOW)

    assert queries.may_ask(seat, "work_safety.licence_eligibility", TODAY)
    assert not queries.may_ask(seat, "work_safety.licence_eligibility", TODAY + DAY)
    assert queries.purposes_of(seat, TODAY + DAY) == []


@pytest.mark.django_db
def test_an_agency_that_is_no_department_hands_nothing_in():
    seat = seat_in(found(is_department=False))
    mandate(seat, MandateKind.ITEM, "adv.work_safety_person")

    assert not queries.may_hand_in(seat, "adv.work_safety_person", TODAY)
    assert queries.items_of(seat, TODAY) == []


@pytest.mark.django_db
def test_a_mandate_is_ended_once_and_may_be_given_again():
    seat = seat_in(found())
    mandate(seat)
    ending = {
        "seat": seat,
        "kind": MandateKind.PURPOSE,
        "code": "work_safety.licence_eligibility",
        "by": SYSTEM,
        "now": NOW,
    }

    with pytest.raises(MandateExists):
        mandate(seat)
    with pytest.raises(EndsBeforeItBegins):
        actions.end_mandate(on=TODAY - DAY, **ending)
    actions.end_mandate(on=TODAY + DAY, **ending)
    with pytest.raises(NoSuchMandate):
        actions.end_mandate(on=TODAY + 2 * DAY, **ending)
    mandate(seat, valid_from_on=TODAY + 5 * DAY)

    lasting = [
        day
        for day in range(8)
        if queries.may_ask(seat, "work_safety.licence_eligibility", TODAY + day * DAY)
    ]
    assert lasting == [0, 5, 6, 7]


@pytest.mark.django_db
def test_what_was_given_by_mistake_is_taken_away_on_the_same_day():
    seat = seat_in(found())
    mandate(seat)
    ending = {"seat": seat, "kind": MandateKind.PURPOSE, "by": SYSTEM, "now": NOW}

    actions.end_mandate(code="work_safety.licence_eligibility", on=TODAY, **ending)

    assert queries.purposes_of(seat, TODAY) == []


@pytest.mark.django_db
def test_a_period_without_a_day_is_refused():
    agency = found()
    seat = seat_in(agency)

    with pytest.raises(EndsBeforeItBegins):
        seat_in(agency, number="0002", valid_until_on=TODAY)
    with pytest.raises(EndsBeforeItBegins):
        mandate(seat, valid_until_on=TODAY)


@pytest.mark.django_db
def test_a_machine_acts_as_its_seat_with_its_secret_only():
    seat = seat_in(found(), role=Role.AGENCY_OFFICER)
    secret = actions.enrol_machine(client_id="licensing-desk", seat=seat, by=SYSTEM, now=NOW)

    assert let_in("licensing-desk", secret).id == seat
    for client_id, given_secret in [
        ("licensing-desk", secret[:-1]),
        ("licensing-desk", ""),
        ("nobody", secret),
        ("", "密钥"),
    ]:
        with pytest.raises(UnknownMachine):
            let_in(client_id, given_secret)
    with pytest.raises(MachineExists):
        actions.enrol_machine(client_id="licensing-desk", seat=seat, by=SYSTEM, now=NOW)


@pytest.mark.django_db
def test_a_stopped_machine_is_unknown_and_its_name_is_not_given_again():
    seat = seat_in(found())
    secret = actions.enrol_machine(client_id="desk", seat=seat, by=SYSTEM, now=NOW)

    actions.stop_machine(client_id="desk", by=SYSTEM, now=NOW)

    with pytest.raises(UnknownMachine):
        let_in("desk", secret)
    with pytest.raises(UnknownMachine):
        actions.stop_machine(client_id="desk", by=SYSTEM, now=NOW)
    with pytest.raises(MachineExists):
        actions.enrol_machine(client_id="desk", seat=seat, by=SYSTEM, now=NOW)


@pytest.mark.slow
def test_a_machines_secret_is_nowhere_in_the_database(committed):
    seat = seat_in(found())
    secret = actions.enrol_machine(client_id="desk", seat=seat, by=SYSTEM, now=NOW)

    with owner() as past_the_gate:
        rows = past_the_gate.execute("SELECT m::text, secret_digest FROM machine m").fetchall()

    assert len(secret) == 43
    assert secret not in repr(rows)
    assert secret.encode().hex() not in repr(rows)
    assert len(rows[0][1]) == 32


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "count"),
    [
        (lambda seat: queries.may_ask(seat, "x", TODAY), 1),
        (lambda seat: queries.may_hand_in(seat, "x", TODAY), 1),
        (lambda seat: queries.authority_names(), 1),
        (queries.seat, 1),
        (queries.holder_of, 1),
        (lambda seat: queries.is_valid(seat, TODAY), 1),
    ],
)
def test_a_question_is_one_query(query, count, django_assert_num_queries):
    seat = seat_in(found())
    actions.enrol_machine(client_id="desk", seat=seat, by=SYSTEM, now=NOW)

    with django_assert_num_queries(count):
        query(seat)


def test_every_deed_of_this_room_has_words_in_the_log():
    kinds = [
        kind
        for kind in Kind
        if kind.split("-")[0] in {"agency", "seat", "mandate", "machine", "proposal"}
    ]

    assert len(kinds) == 14
    assert all(kind in WORDS for kind in kinds)


@given(st.text())
def test_a_plain_name_is_plain_already(name):
    plain = rules.plain_name(name)

    assert rules.plain_name(plain) == plain


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(days, days, days)
def test_of_two_periods_that_follow_each_other_every_day_is_in_exactly_one(start, end, on):
    start, end = sorted([start, end])

    first = rules.is_valid(valid_from_on=start, valid_until_on=end, on=on)
    second = rules.is_valid(valid_from_on=end, valid_until_on=None, on=on)

    assert first + second == (on >= start)
