"""What a person takes along on paper holds for whoever checks it with our verifier alone."""

from datetime import timedelta

import pytest
from django.conf import settings

from recourse.attestation import errors, issuer
from recourse.attestation.status import publishing
from recourse.attestation.terms import Kind
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.uuid7 import uuid7
from recourse.journeys import few_prints
from recourse.journeys import issue_statement as journey
from recourse.journeys.attest_benefit import attest_benefit
from recourse.journeys.print_statement import print_statement
from recourse.journeys.take_file_away import take_file_away
from recourse.journeys.who_looked import log_of
from recourse.notice.errors import TooManyPrints
from recourse.people.entrustments.errors import OnlyThemselves
from recourse.records import actions as records
from recourse.records.terms import Why
from recourse_verify import sealed
from recourse_verify.credentials import Expected
from recourse_verify.errors import Wrong
from recourse_verify.trust import Trust
from tests.attestation.making import NOON, SAFETY, choice, standing, themselves, town, vouched
from tests.schemes import making as benefits

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def bureau(settings, tmp_path):
    vouched(settings, tmp_path)
    settings.STATUS_DIR = tmp_path / "status"
    return town()


def expected(now=LATER):
    publishing.publish_due(now=now)
    lists = [file.read_text() for file in settings.STATUS_DIR.iterdir() if file.name.isdecimal()]
    return Expected(at=now, trust=Trust(anchors=(issuer.issuer().anchor,)), lists=lists)


def printed(who, card, now=LATER):
    return print_statement(person=who, statement=card.id, by=themselves(who), now=now).pdf


def issued(who, kind=Kind.NO_VIOLATION, *domains):
    wanted = choice(*domains, kind=kind)
    return journey.issue(person=who, choice=wanted, by=themselves(who), now=NOON)


@pytest.mark.parametrize("kind", [Kind.NO_VIOLATION, Kind.REPORT], ids=str)
def test_a_printed_statement_holds_for_whoever_checks_it(bureau, kind):
    who = standing(bureau).person
    domains = ("tax",) if kind is Kind.NO_VIOLATION else ("tax", SAFETY)
    card = issued(who, kind, *domains)

    said = sealed.check(printed(who, card), expected())

    assert card.number in str(said)


def test_a_printed_correction_holds(bureau):
    case = standing(bureau)
    records.end_early(
        person=case.person, record=case.record, why=Why.WITHDRAWN, by=SYSTEM, now=NOON
    )
    card = journey.issue_correction(
        person=case.person, record=case.record, by=themselves(case.person), now=NOON
    )

    assert card.number in str(sealed.check(printed(case.person, card), expected()))


def test_a_benefit_that_was_granted_is_stated_and_holds(settings, tmp_path):
    vouched(settings, tmp_path)
    settings.STATUS_DIR = tmp_path / "status"
    town = benefits.settle()
    application = benefits.applied(town, benefits.RENEWAL, declared=True)

    card = attest_benefit(
        person=town.chen, application=application.id, by=town.by, now=benefits.LATER
    )
    said = sealed.check(printed(town.chen, card, benefits.LATER), expected(benefits.LATER))

    assert card.kind is Kind.BENEFIT
    assert card.number in str(said)
    assert card.valid_until < application.valid_until_on


def test_what_was_not_granted_is_not_stated(settings, tmp_path):
    vouched(settings, tmp_path)
    town = benefits.settle()
    application = benefits.applied(town, benefits.GAPS, form=True)

    with pytest.raises(errors.NothingGranted):
        attest_benefit(person=town.chen, application=application.id, by=town.by, now=benefits.LATER)


def test_every_copy_is_taken_back_at_once(bureau):
    who = standing(bureau).person
    card = issued(who, Kind.NO_VIOLATION, "tax")
    copies = [printed(who, card), printed(who, card, LATER + timedelta(hours=1))]
    journey.take_back(person=who, statement=card.id, by=themselves(who), now=LATER)

    for copy in copies:
        with pytest.raises(Wrong, match="is revoked"):
            sealed.check(copy, expected(LATER + timedelta(hours=2)))


def test_after_so_many_prints_in_an_hour_a_person_waits_and_nobody_else(bureau, monkeypatch):
    monkeypatch.setattr(few_prints, "MOST_PRINTS", 2)
    who, other = standing(bureau).person, standing(bureau, sequence=2).person
    card, others = issued(who, Kind.NO_VIOLATION, "tax"), issued(other, Kind.NO_VIOLATION, "tax")

    printed(who, card)
    take_file_away(person=who, by=themselves(who), now=LATER, to_print=True)
    before = len(log_of(who))
    with pytest.raises(TooManyPrints):
        printed(who, card)
    with pytest.raises(TooManyPrints):
        take_file_away(person=who, by=themselves(who), now=LATER, to_print=True)

    assert len(log_of(who)) == before
    assert take_file_away(person=who, by=themselves(who), now=LATER).data
    assert printed(other, others)
    assert printed(who, card, LATER + timedelta(hours=1))


def test_the_refusal_is_said_in_both_languages_and_says_what_to_do():
    refused = TooManyPrints(most=few_prints.MOST_PRINTS)

    assert refused.status == 429
    assert "20" in refused.words("zh")
    assert "20" in refused.words("en")
    assert "一小时后再试" in refused.advice("zh")
    assert "come back in an hour" in refused.advice("en")


def test_what_is_taken_back_or_over_is_printed_no_more(bureau):
    who = standing(bureau).person
    card = issued(who, Kind.NO_VIOLATION, "tax")
    with pytest.raises(errors.NotGood):
        printed(who, card, NOON + timedelta(days=33))
    journey.take_back(person=who, statement=card.id, by=themselves(who), now=LATER)
    with pytest.raises(errors.NotGood):
        printed(who, card)


def test_nobody_prints_for_another(bureau):
    who = standing(bureau).person
    card = issued(who, Kind.NO_VIOLATION, "tax")
    other = standing(bureau, sequence=2).person
    with pytest.raises(errors.NoSuchStatement):
        printed(other, card)
    helper = Actor(kind=ActorKind.HELPER, id=uuid7(NOON))
    with pytest.raises(OnlyThemselves):
        print_statement(person=who, statement=card.id, by=helper, now=LATER)
