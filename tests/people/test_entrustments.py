"""Helpers: named with a code, accepted by one, let through the gate no further and no longer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.utils import IntegrityError

from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import end_of
from recourse.ground.identifiers import citizen_number
from recourse.ledger import queries as ledger
from recourse.people import actions as people
from recourse.people import queries
from recourse.people.entrustments import actions, codes
from recourse.people.entrustments import queries as entrustments
from recourse.people.entrustments.errors import (
    AlreadyEnded,
    CodeOpensNothing,
    HelpEnded,
    HelperTooYoung,
    NoSuchEntrustment,
    NotOwnHelper,
    NotWithinTwelveMonths,
    OnlyThemselves,
    TooManyHelped,
    TooManyHelpers,
)
from recourse.people.entrustments.rules import CODE_DAYS, MOST
from recourse.people.entrustments.terms import (
    TO_ASK,
    TO_READ,
    Ended,
    NewEntrustment,
    Reach,
    Scope,
    Stage,
)
from recourse.people.errors import NotYourFile
from recourse.people.models import Entrustment
from recourse.people.terms import Contact, DocumentType, Identity
from recourse.store import gate

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
LAST = date(2027, 2, 23)
SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.django_db


def resident(name, sequence, *, born_on=date(1980, 5, 1)):
    number = citizen_number(region="000001", born_on=born_on, sequence=sequence)
    identity = Identity(document_type=DocumentType.CITIZEN, number=number, name=name)
    return people.admit(identities=[identity], by=SYSTEM, now=NOW)[0]


@pytest.fixture
def grandmother():
    return resident("陈晓", 1)


@pytest.fixture
def grandson():
    return resident("李安", 2)


def oneself(person):
    return Actor(kind=ActorKind.PERSON, id=person)


def named(person, *, scope=Scope.READ, last_on=LAST, case=None, now=NOW):
    new = NewEntrustment(scope=scope, last_on=last_on, case=case)
    return actions.name_helper(person=person, new=new, by=oneself(person), now=now)


def accepted(code, helper, *, now=NOW):
    digest = codes.digest_of(code)
    return actions.accept(digest=digest, helper=helper, by=oneself(helper), now=now)


def helping(person, helper, **more):
    _, code = named(person, **more)
    return accepted(code, helper)


def opened(card, *, need=TO_READ, at=NOW, whose=None):
    """Read, as the helper, the name of whose file it is."""
    with entrustments.standing_in(card, need=need, at=at):
        return queries.identity_of(whose or card.person).name


def kinds_noted(person):
    return [entry.kind.value for entry in ledger.entries_of(queries.tag_of(person), 20, None)]


def test_a_helper_who_accepted_is_let_through_and_both_logs_say_so(grandmother, grandson):
    card = helping(grandmother, grandson)

    assert opened(card) == "陈晓"
    assert card.stage(NOW) is Stage.IN_FORCE
    assert kinds_noted(grandmother) == ["helper-accepted", "helper-named"]
    assert kinds_noted(grandson) == ["helping-begun"]
    doer = ledger.entries_of(queries.tag_of(grandmother), 1, None)[0].by
    assert doer == f"helper:{card.id}"


def test_before_somebody_accepts_nobody_is_let_through(grandmother, grandson):
    card, _ = named(grandmother)

    for helper in (None, grandson):
        with pytest.raises(HelpEnded):
            opened(_claimed(card, helper))


def _claimed(card, helper):
    return replace(card, helper=helper)


def test_the_last_second_of_the_last_day_opens_and_the_next_one_does_not(grandmother, grandson):
    card = helping(grandmother, grandson)
    over = end_of(LAST)

    assert opened(card, at=over - SECOND) == "陈晓"
    for late in (over, over + SECOND):
        with pytest.raises(HelpEnded):
            opened(card, at=late)


def test_whoever_is_ended_or_lays_down_is_out_at_once(grandmother, grandson):
    ended, left = helping(grandmother, grandson), helping(grandmother, grandson)

    actions.end(person=grandmother, id=ended.id, by=oneself(grandmother), now=NOW)
    actions.lay_down(helper=grandson, id=left.id, by=oneself(grandson), now=NOW)

    for card, how in ((ended, Ended.PERSON), (left, Ended.HELPER)):
        with pytest.raises(HelpEnded):
            opened(card)
        assert entrustments.held(grandson, card.id).ended_how is how
    for again in (
        lambda: actions.end(person=grandmother, id=left.id, by=oneself(grandmother), now=NOW),
        lambda: actions.lay_down(helper=grandson, id=ended.id, by=oneself(grandson), now=NOW),
    ):
        with pytest.raises(AlreadyEnded):
            again()


@pytest.mark.parametrize(
    ("scope", "need", "may"),
    [
        (Scope.READ, TO_READ, True),
        (Scope.READ, TO_ASK, False),
        (Scope.ASK, TO_READ, True),
        (Scope.ASK, TO_ASK, True),
        (Scope.CASE, TO_READ, False),
        (Scope.CASE, TO_ASK, False),
    ],
)
def test_the_database_lets_nobody_further_than_was_entrusted(
    grandmother, grandson, scope, need, may
):
    case = uuid4() if scope is Scope.CASE else None
    card = helping(grandmother, grandson, scope=scope, case=case)

    assert card.reaches(need) is may
    if may:
        assert opened(card, need=need) == "陈晓"
    else:
        with pytest.raises(HelpEnded):
            opened(card, need=need)


def test_one_case_opens_that_case_and_no_other(grandmother, grandson):
    case = uuid4()
    card = helping(grandmother, grandson, scope=Scope.CASE, case=case)

    assert opened(card, need=Reach(asks=True, case=case)) == "陈晓"
    with pytest.raises(HelpEnded):
        opened(card, need=Reach(case=uuid4()))


def test_a_helper_opens_the_file_of_whoever_named_them_and_no_other(grandmother, grandson):
    stranger = resident("王芳", 3)
    card = helping(grandmother, grandson)

    with pytest.raises(HelpEnded):
        opened(card, whose=stranger)
    with pytest.raises(HelpEnded):
        opened(card, whose=grandson)


def test_what_was_entrusted_to_somebody_else_opens_nothing(grandmother, grandson):
    stranger = resident("王芳", 3)
    card = helping(grandmother, grandson)

    with pytest.raises(NoSuchEntrustment):
        entrustments.held(stranger, card.id)
    with pytest.raises(HelpEnded):
        opened(_claimed(card, stranger))
    with pytest.raises(NoSuchEntrustment):
        actions.lay_down(helper=stranger, id=card.id, by=oneself(stranger), now=NOW)
    with pytest.raises(NoSuchEntrustment):
        actions.end(person=stranger, id=card.id, by=oneself(stranger), now=NOW)
    assert entrustments.held_by(stranger) == entrustments.entrusted_by(stranger) == []


def test_a_code_works_once_for_seven_days_however_it_is_typed(grandmother, grandson):
    stranger = resident("王芳", 3)
    card, code = named(grandmother)
    _, late = named(grandmother)

    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert accepted(typed, grandson).id == card.id
    for wrong in (code, "", "AAAA-BBBB-CCCC"):
        with pytest.raises(CodeOpensNothing):
            accepted(wrong, stranger)
    assert entrustments.offer_of(codes.digest_of(late), at=NOW + CODE_DAYS - SECOND)
    with pytest.raises(CodeOpensNothing):
        entrustments.offer_of(codes.digest_of(late), at=NOW + CODE_DAYS)
    with pytest.raises(CodeOpensNothing):
        accepted(late, stranger, now=NOW + CODE_DAYS)


def test_an_offer_that_was_taken_back_opens_nothing(grandmother, grandson):
    card, code = named(grandmother)

    actions.end(person=grandmother, id=card.id, by=oneself(grandmother), now=NOW)

    with pytest.raises(CodeOpensNothing):
        accepted(code, grandson)


def test_nobody_helps_themselves_and_nobody_under_eighteen_helps(grandmother):
    _, code = named(grandmother)
    almost = resident("周小明", 4, born_on=date(2008, 11, 24))
    just = resident("吴小红", 5, born_on=date(2008, 11, 23))

    with pytest.raises(NotOwnHelper):
        accepted(code, grandmother)
    with pytest.raises(HelperTooYoung):
        accepted(code, almost)
    assert accepted(code, just).helper == just


@pytest.mark.parametrize(
    ("last_on", "fits"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2027, 11, 23), True),
        (date(2027, 11, 24), False),
    ],
)
def test_the_last_day_is_within_twelve_months(grandmother, last_on, fits):
    if fits:
        assert named(grandmother, last_on=last_on)[0].ends_at == end_of(last_on)
    else:
        with pytest.raises(NotWithinTwelveMonths):
            named(grandmother, last_on=last_on)


def test_a_person_has_few_helpers_and_what_is_over_does_not_count(grandmother):
    cards = [named(grandmother)[0] for _ in range(MOST)]

    with pytest.raises(TooManyHelpers):
        named(grandmother)
    actions.end(person=grandmother, id=cards[0].id, by=oneself(grandmother), now=NOW)
    assert named(grandmother)
    assert named(grandmother, now=NOW + CODE_DAYS)


def test_a_helper_helps_few_people_and_what_is_over_does_not_count(grandmother, grandson):
    helped = [helping(resident(f"居民{n}", 20 + n), grandson) for n in range(MOST)]

    with pytest.raises(TooManyHelped):
        helping(grandmother, grandson)
    actions.lay_down(helper=grandson, id=helped[0].id, by=oneself(grandson), now=NOW)
    assert helping(grandmother, grandson)


def test_nobody_names_accepts_or_ends_for_somebody_else(grandmother, grandson):
    card = helping(grandmother, grandson)
    _, code = named(grandmother)
    new = NewEntrustment(scope=Scope.READ, last_on=LAST)
    given = {"now": NOW}

    for by in (oneself(grandson), card.actor, SYSTEM):
        with pytest.raises(OnlyThemselves):
            actions.name_helper(person=grandmother, new=new, by=by, **given)
        with pytest.raises(OnlyThemselves):
            actions.end(person=grandmother, id=card.id, by=by, **given)
    for by in (oneself(grandmother), SYSTEM):
        with pytest.raises(OnlyThemselves):
            actions.accept(digest=codes.digest_of(code), helper=grandson, by=by, **given)
        with pytest.raises(OnlyThemselves):
            actions.lay_down(helper=grandson, id=card.id, by=by, **given)


def test_a_helper_does_not_change_how_the_person_is_told(grandmother, grandson):
    card = helping(grandmother, grandson, scope=Scope.ASK)

    with pytest.raises(NotYourFile):
        people.keep_contact(person=grandmother, contact=Contact(), by=card.actor, now=NOW)
    with (
        entrustments.standing_in(card, need=TO_ASK, at=NOW),
        pytest.raises(IntegrityError),
    ):
        people.keep_contact(person=grandmother, contact=Contact(), by=oneself(grandmother), now=NOW)


def test_behind_a_helpers_gate_nobody_is_named_and_no_helper_is_seen(grandmother, grandson):
    card = helping(grandmother, grandson, scope=Scope.ASK)

    with entrustments.standing_in(card, need=TO_READ, at=NOW), gate.one_person(grandmother):
        assert not Entrustment.objects.exists()
    with (
        entrustments.standing_in(card, need=TO_READ, at=NOW),
        pytest.raises((ProgrammingError, IntegrityError, InternalError)),
        transaction.atomic(),
        gate.one_person(grandmother),
    ):
        actions._keep(
            grandmother, uuid4(), NewEntrustment(scope=Scope.ASK, last_on=LAST), bytes(32), NOW
        )


def test_after_a_helpers_gate_their_own_is_not_open(grandmother, grandson):
    card = helping(grandmother, grandson)

    opened(card)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('recourse.person', true), current_setting('recourse.helper', true)"
        )
        assert cursor.fetchone() == ("", "")


ANYBODY = UUID(int=7)
ROW = f"'{ANYBODY}', '{ANYBODY}'"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM entrustment",
        "UPDATE entrustment SET ends_at = now()",
        "UPDATE entrustment_of_one SET last_on = last_on + 1",
        "UPDATE entrustment_of_one SET ends_at = ends_at + interval '1 day'",
        f"UPDATE entrustment_of_one SET helper_id = '{ANYBODY}'",
        "UPDATE entrustment_of_one SET scope = 'ask'",
        "UPDATE entrustment_held_of_one SET scope = 'ask'",
        "DELETE FROM entrustment_of_one",
        f"INSERT INTO entrustment_of_one (person_id, id, helper_id) VALUES ({ROW}, '{ANYBODY}')",
    ],
)
def test_the_application_cannot_make_a_helper_or_lengthen_and_widen_help(statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_what_has_ended_never_begins_again(grandmother, grandson):
    card = helping(grandmother, grandson)
    actions.end(person=grandmother, id=card.id, by=oneself(grandmother), now=NOW)

    with (
        gate.one_person(grandmother),
        pytest.raises(IntegrityError, match="does not begin again"),
        transaction.atomic(),
    ):
        Entrustment.objects.filter(id=card.id).update(ended_at=None, ended_how=None)


YEAR = timedelta(days=365)


def test_what_has_ended_is_forgotten_a_year_later_and_not_a_second_earlier(grandmother, grandson):
    ended, lapsed = helping(grandmother, grandson), named(grandmother)[0]
    actions.end(person=grandmother, id=ended.id, by=oneself(grandmother), now=NOW)
    goes_on = helping(grandmother, grandson)

    def left_at(instant):
        actions.forget(by=SYSTEM, now=instant)
        return {one.id for one in entrustments.entrusted_by(grandmother)}

    assert left_at(NOW + YEAR - SECOND) == {ended.id, lapsed.id, goes_on.id}
    assert left_at(NOW + YEAR) == {lapsed.id, goes_on.id}
    assert left_at(NOW + CODE_DAYS + YEAR) == {goes_on.id}
    assert left_at(end_of(LAST) + YEAR - SECOND) == {goes_on.id}
    assert left_at(end_of(LAST) + YEAR) == set()
