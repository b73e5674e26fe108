"""Next of kin: papers at a counter, a code for one person, days in which the living say no."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from recourse.faces.doors import oneself
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import end_of
from recourse.ground.identifiers import citizen_number
from recourse.journeys.admit_kin import admit_kin
from recourse.ledger import queries as ledger
from recourse.notice import queries as notices
from recourse.people import actions as accounts
from recourse.people import queries as people
from recourse.people.entrustments import actions, codes
from recourse.people.entrustments import queries as entrustments
from recourse.people.entrustments.errors import (
    CodeOpensNothing,
    HelpEnded,
    NotAtThisCounter,
    OnlyThemselves,
)
from recourse.people.entrustments.terms import TO_READ, NewEntrustment, Relation, Scope
from recourse.people.errors import NothingHeld
from recourse.people.terms import DocumentType, Identity
from recourse.redress import queries as cases
from recourse.redress.terms import Kind
from tests.faces.test_helpers import ACCEPT, MINE, clock_at
from tests.faces.test_own_cases import at, words
from tests.faces.town import logged_in
from tests.records.making import NOON

COUNTER = "/en/desk/next-of-kin/"
NOW = NOON + timedelta(hours=1)
WAITS_UNTIL = date(2026, 12, 7)
BEGINS = end_of(WAITS_UNTIL)
LAST = date(2027, 6, 8)
SECOND = timedelta(seconds=1)


def number(sequence: int) -> str:
    return citizen_number(region="000001", born_on=date(1990, 1, 1), sequence=sequence)


@pytest.fixture
def officer(town, settings):
    settings.HOLDER = town.office.steward.agency.code
    return logged_in("case-officer")


def papers(**more) -> dict[str, str]:
    """Return the form: Chen Xiao has died, Zhou Ping has come."""
    return {
        "deceased_type": "01",
        "deceased_number": number(1),
        "deceased_name": "陈晓",
        "kin_type": "01",
        "kin_number": number(3),
        "kin_name": "周平",
        "relation": "child",
        "seen": "on",
    } | more


def handed(officer, **more) -> str:
    """Show papers at the counter and return the code that was printed."""
    page = officer.post(COUNTER, papers(**more))
    assert page.status_code == 200, words(page)
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.content.decode())[0]


def test_a_next_of_kin_reads_from_when_and_gives_their_own_interest(town, officer):
    kin = logged_in("helper")

    offer = words(kin.post(ACCEPT, {"code": handed(officer)}, follow=True))
    done = words(kin.post(ACCEPT, {"agreed": "on", "then": "accept"}))

    assert "From 8 December 2026" in offer
    assert "I look for a lawful interest of my own." in offer
    assert "You are let in as next of kin" in done
    assert "Open their file" not in done


def let_in(town, officer) -> Client:
    """Let Zhou Ping accept, wait, and open the file; the clock must be set by the caller."""
    kin = logged_in("helper")
    kin.post(ACCEPT, {"code": handed(officer)})
    kin.post(ACCEPT, {"agreed": "on", "then": "accept"})
    return kin


def opened(kin, town):
    (card,) = entrustments.entrusted_by(town.xiao.person)
    return kin.post(f"/en/my-file/helping/{card.id}/", follow=True)


def kinds_of(person):
    return [one.kind.value for one in ledger.entries_of(people.tag_of(person), 60, None)]


def test_from_papers_to_a_file_that_is_read(town, officer):
    kin = let_in(town, officer)

    early = opened(kin, town)
    with clock_at(BEGINS - SECOND):
        almost = opened(logged_in("helper"), town)
    with clock_at(BEGINS):
        late = logged_in("helper")
        page = opened(late, town)
        chinese = late.get("/zh-hans/my-file/")
        record = late.get(f"/en/my-file/records/{town.xiao.record}/")

    assert early.status_code == almost.status_code == 403
    assert "You see the file of 陈晓 as next of kin until 8 June 2027." in words(page)
    assert "您以近亲属身份查看陈晓的档案，最后一天是2027年6月8日。" in words(chinese)
    assert "未履行安全生产管理职责" in words(record)


def test_it_ends_with_its_last_day(town, officer):
    let_in(town, officer)

    with clock_at(end_of(LAST) - SECOND):
        assert "陈晓" in words(opened(logged_in("helper"), town))
    with clock_at(end_of(LAST)):
        assert opened(logged_in("helper"), town).status_code == 403


def test_the_living_are_told_and_end_it_at_once(town, officer):
    let_in(town, officer)
    alive = logged_in("person")

    (letter,) = [
        one for one in notices.inbox_of(town.xiao.person) if one.facts.get("what") == "kin_admitted"
    ]
    page = words(alive.get(f"/en/my-file/inbox/{letter.id}/"))
    (card,) = entrustments.entrusted_by(town.xiao.person)
    listed = words(alive.get(MINE))
    alive.post(f"{MINE}{card.id}/end/")

    assert letter.facts["on_paper"] == 1
    assert "If you are alive, end it" in page
    assert "Next of kin: Child" in listed
    assert kinds_of(town.xiao.person).count("kin-admitted") == 1
    with clock_at(BEGINS):
        assert opened(logged_in("helper"), town).status_code == 403


def test_the_code_is_for_one_person_alone(town, officer):
    code = handed(officer)
    stranger = logged_in("neighbour")

    page = stranger.post(ACCEPT, {"code": code})

    assert page.status_code == 400
    assert "opens nothing" in words(page)
    assert "陈晓" not in words(page)
    with pytest.raises(CodeOpensNothing):
        actions.accept(
            digest=codes.digest_of(code),
            helper=town.neighbour.person,
            by=oneself(town.neighbour.person),
            now=NOW,
        )


@pytest.mark.parametrize("named", [{"deceased_number": number(77)}, {"deceased_name": "陈小"}, {}])
def test_the_counter_learns_nothing_of_a_file(town, officer, named):
    if not named:
        logged_in("person").post(f"{MINE}kin/", {"kin": "refuse"})
    known = officer.post(COUNTER, papers(deceased_number=number(2), deceased_name="李安"))

    unknown = officer.post(COUNTER, papers(**named))

    assert unknown.status_code == known.status_code == 200
    code = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
    token = re.compile(r'value="\w{64}"')
    plain = [token.sub("", code.sub("", page.content.decode())) for page in (known, unknown)]
    assert plain[0] == plain[1]
    assert entrustments.entrusted_by(town.xiao.person) == []
    kin = logged_in("helper")
    page = kin.post(ACCEPT, {"code": code.search(unknown.content.decode())[0]})
    assert "opens nothing" in words(page)


def test_what_a_person_arranged_in_life_is_followed_and_can_be_changed(town, officer):
    person = logged_in("person")

    person.post(f"{MINE}kin/", {"kin": "refuse"})
    refused = words(person.get(MINE))
    handed(officer)
    none = entrustments.entrusted_by(town.xiao.person)
    person.post(f"{MINE}kin/", {"kin": "law"})
    handed(officer)

    assert "You have arranged that your next of kin do not see your file." in refused
    assert none == []
    assert len(entrustments.entrusted_by(town.xiao.person)) == 1
    assert {"kin-refused", "kin-left-to-law"} <= set(kinds_of(town.xiao.person))


def test_nobody_arranges_it_for_somebody_else(town):
    with pytest.raises(OnlyThemselves):
        actions.refuse_kin(
            person=town.xiao.person, refuses=True, by=oneself(town.neighbour.person), now=NOW
        )


def test_a_next_of_kin_asks_for_what_the_law_names_and_for_nothing_else(town, officer):
    let_in(town, officer)
    with clock_at(BEGINS):
        kin = logged_in("helper")
        opened(kin, town)
        record = words(kin.get(f"/en/my-file/records/{town.xiao.record}/"))

        kin.post(at(town, "not-me"))
        repair = kin.get(at(town, "repair", "start"))
        copy = kin.get("/en/my-file/another-form/form/")
        erasure = kin.get(at(town, "erasure", "words"))
        down = kin.post(at(town, "take-down"))
        log = words(logged_in("person").get("/en/my-file/who-looked/"))

        (card,) = cases.cases_of(town.xiao.person, at=BEGINS)
        page = words(logged_in("person").get(f"/en/my-file/cases/{card.id}/"))

    assert "Ask for it to be erased" in record
    assert "Put it right" not in record
    assert card.kind is Kind.OBJECTION
    assert "(the next of kin)" in page
    assert (repair.status_code, down.status_code) == (403, 403)
    assert (copy.status_code, erasure.status_code) == (200, 200)
    assert "The next of kin opened your file (周平)" in log


def test_once_kin_is_let_in_helpers_are_out(town, officer):
    person, helper = town.xiao.person, town.neighbour.person
    new = NewEntrustment(scope=Scope.READ, last_on=date(2027, 2, 23))
    _, code = actions.name_helper(person=person, new=new, by=oneself(person), now=NOW)
    card = actions.accept(digest=codes.digest_of(code), helper=helper, by=oneself(helper), now=NOW)
    handed(officer)

    def read_at(instant):
        with entrustments.standing_in(card, need=TO_READ, at=instant):
            return people.identity_of(person).name

    assert read_at(BEGINS - SECOND) == "陈晓"
    with pytest.raises(HelpEnded):
        read_at(BEGINS)


@pytest.mark.parametrize("login", ["steward", "signer", "agency-officer", "auditor", "person"])
def test_no_other_seat_lets_anybody_in(town, officer, login):
    other = logged_in(login)

    assert other.get(COUNTER).status_code == 403
    assert other.post(COUNTER, papers()).status_code == 403
    assert entrustments.entrusted_by(town.xiao.person) == []


def test_a_case_officer_of_another_agency_lets_nobody_in(town, officer, settings):
    settings.HOLDER = town.office.other_steward.agency.code

    page = officer.post(COUNTER, papers())

    assert page.status_code == 403
    assert "does not let next of kin" in words(page)
    assert "Let a next of kin in" not in words(officer.get("/en/desk/"))
    with pytest.raises(NotAtThisCounter):
        admit_kin(
            deceased=_identity(1, "陈晓"),
            kin=_identity(3, "周平"),
            relation=Relation.CHILD,
            by=town.office.steward,
            now=NOW,
        )


def _identity(sequence, name):
    return Identity(document_type=DocumentType.CITIZEN, number=number(sequence), name=name)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"seen": ""}, "Tick this when you have seen both papers"),
        ({"relation": "friend"}, "Choose one"),
        ({"relation": ""}, "Choose one"),
        ({"kin_number": "000001199001010010"}, "check"),
        ({"deceased_number": "370202199001010016"}, ""),
        ({"kin_name": " "}, "Fill this in"),
    ],
)
def test_papers_that_say_too_little_let_nobody_in(town, officer, given, says):
    page = officer.post(COUNTER, papers(**given))

    assert page.status_code == 400
    assert says in words(page)
    assert entrustments.entrusted_by(town.xiao.person) == []


def test_a_next_of_kin_without_a_file_is_let_in_by_the_code_and_nobody_else_is(town, officer):
    code = codes.digest_of(handed(officer, kin_number=number(78), kin_name="吴敏"))
    with pytest.raises(NothingHeld):
        accounts.come_in(identity=_identity(79, "郑强"), code=code, by=SYSTEM, now=NOW)
    card = accounts.come_in(identity=_identity(78, "吴敏"), code=code, by=SYSTEM, now=NOW)

    assert people.identity_of(card.person).name == "吴敏"
