"""A person has something stated: what it says, what prevents it, what becomes of it."""

import json
from base64 import b64decode, urlsafe_b64decode
from datetime import date, timedelta

import pytest
from cryptography import x509
from django.db import connection
from django.test.utils import CaptureQueriesContext
from joserfc import jws
from joserfc.jwk import ECKey

from recourse.attestation import actions, contents, errors, issuer, queries, rules
from recourse.attestation.terms import Kind, Mark, Period, State, TakenBack, Undone
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import start_of
from recourse.ground.uuid7 import uuid7
from recourse.journeys import issue_statement as journey
from recourse.journeys.take_back_wrong import take_back_next
from recourse.ledger import queries as ledger
from recourse.notice import queries as notices
from recourse.people import queries as people
from recourse.people.entrustments.errors import OnlyThemselves
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.errors import NoSuchRecord
from recourse.records.terms import Why
from tests.attestation.making import (
    DAY,
    NOON,
    SAFETY,
    TAX,
    TODAY,
    another,
    choice,
    standing,
    themselves,
    town,
    vouched,
)
from tests.notice.making import told
from tests.records.making import person

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
REPORT = Kind.REPORT
PREVIEW_QUERIES, ISSUE_QUERIES, REPORT_QUERIES = 12, 12, 16


@pytest.fixture
def bureau():
    return town()


def previewed(who, wanted=None, now=NOON):
    return journey.preview(person=who, choice=wanted or choice(), by=themselves(who), now=now)


def issued(who, wanted=None, now=NOON):
    return journey.issue(person=who, choice=wanted or choice(), by=themselves(who), now=now)


def opened(who, card, now=LATER):
    return journey.open_statement(person=who, statement=card.id, by=themselves(who), now=now).card


def kinds_of(who):
    return [str(entry.kind) for entry in ledger.entries_of(people.tag_of(who))]


def ended(case, why, now=LATER):
    records.end_early(person=case.person, record=case.record, why=why, by=SYSTEM, now=now)


def test_a_preview_says_word_for_word_what_is_issued_and_keeps_nothing(bureau):
    who = person("赵平")

    shown = previewed(who).statement
    kept_nothing = queries.statements_of(who, at=NOON)
    card = issued(who)

    assert kept_nothing == []
    assert (card.statement.says, card.statement.limits) == (shown.says, shown.limits)
    assert (card.statement.finding, card.statement.items) == (
        "no_adverse_entry",
        ("adv.work_safety_person",),
    )
    assert card.valid_until == TODAY + 31 * DAY
    assert opened(who, card).statement == card.statement
    assert kinds_of(who) == ["own-statements", "attested", "own-statements"]
