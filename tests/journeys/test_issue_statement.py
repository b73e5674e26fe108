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


def test_it_says_its_limits_in_both_languages_and_never_more(bureau):
    said = previewed(person("赵平")).statement

    zh = "".join(one.zh for one in (*said.says, *said.limits))
    en = " ".join(one.en for one in (*said.says, *said.limits))
    assert "只说明所列事项和期间" in zh
    assert "本人可以拒绝" in zh
    assert "12345" in zh
    assert "有效至2026年12月24日" in zh
    assert "2025年11月24日至2026年11月23日" in zh
    assert "they may refuse" in en
    assert "It is no opinion of anybody" in en
    assert "Work-safety penalty" in en


def test_a_record_in_use_prevents_it_and_only_the_preview_says_which(bureau):
    case = standing(bureau)

    found = previewed(case.person)
    with pytest.raises(errors.Prevented) as refused:
        issued(case.person)

    assert found.statement is None
    assert [line.record for line in found.prevented_by] == [case.record]
    assert str(case.record) not in str(refused.value.facts)
    assert queries.statements_of(case.person, at=LATER) == []
    assert "attested" not in kinds_of(case.person)


@pytest.mark.parametrize(
    "becomes",
    ["unseen", "silenced", "ended", "withdrawn", "repaired", "fallen", "erased"],
)
def test_what_nobody_else_may_be_shown_prevents_nothing_and_stands_in_nothing(bureau, becomes):
    case = told(bureau) if becomes == "unseen" else standing(bureau)
    now = LATER
    who, record = case.person, case.record
    if becomes == "silenced":
        records.silence(person=who, record=record, by=SYSTEM, now=LATER)
    elif becomes in {"withdrawn", "repaired"}:
        ended(case, Why(becomes))
    elif becomes == "fallen":
        records.silence(person=who, record=record, by=SYSTEM, now=NOON)
        records.let_fall(
            person=who, record=record, at=LATER, why=Why.WITHDRAWN, by=SYSTEM, now=NOON
        )
    elif becomes == "erased":
        records.erase(person=who, record=record, by=SYSTEM, now=LATER)
    elif becomes == "ended":
        now = start_of(files.record_of(who, record).ends_on)

    wanted = choice(period=Period(first=date(2024, 1, 1), last=TODAY))
    card = issued(who, wanted, now)
    report = issued(who, choice(kind=REPORT, period=wanted.period), now)

    assert card.statement.finding == "no_adverse_entry"
    assert [section.entries for section in report.statement.sections] == [()]
    assert report.carries == card.carries == ()


def test_the_day_of_the_decision_counts_at_both_ends(bureau):
    case = standing(bureau)  # decided on 2 November 2026

    def prevented(first, last):
        wanted = choice(period=Period(first=first, last=last))
        return bool(previewed(case.person, wanted).prevented_by)

    assert prevented(date(2026, 11, 2), date(2026, 11, 2))
    assert not prevented(date(2026, 11, 3), TODAY)
    assert not prevented(date(2025, 11, 2), date(2026, 11, 1))


def test_a_record_of_another_field_prevents_nothing(bureau):
    case = standing(bureau)

    card = issued(case.person, choice(TAX))

    assert card.statement.domains == (TAX,)
    assert set(card.statement.items) == {"adv.tax"}


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (choice(period=Period(first=TODAY, last=TODAY - DAY)), errors.PeriodReversed),
        (choice(period=Period(first=TODAY, last=TODAY + DAY)), errors.PeriodAhead),
        (choice(period=Period(first=date(2021, 11, 22), last=TODAY)), errors.PeriodTooLong),
        (choice("education"), errors.NotStated),
        (choice("nowhere"), errors.NotStated),
    ],
    ids=["reversed", "ahead", "too long", "nothing adverse", "unknown"],
)
def test_what_cannot_be_stated_is_refused_without_a_trace(bureau, wanted, refusal):
    who = person("赵平")

    for deed in (previewed, issued):
        with pytest.raises(refusal):
            deed(who, wanted)

    assert kinds_of(who) == []


def test_five_years_to_the_day_can_be_stated(bureau):
    wanted = choice(period=Period(first=date(2021, 11, 23), last=TODAY))

    assert issued(person("赵平"), wanted).state is State.GOOD


def test_a_helper_and_a_next_of_kin_are_refused_everywhere(bureau):
    who = person("赵平")
    card = issued(who)
    deeds = [
        lambda by: journey.preview(person=who, choice=choice(), by=by, now=NOON),
        lambda by: journey.issue(person=who, choice=choice(), by=by, now=NOON),
        lambda by: journey.own_statements(person=who, by=by, now=NOON),
        lambda by: journey.open_statement(person=who, statement=card.id, by=by, now=NOON),
        lambda by: journey.take_back(person=who, statement=card.id, by=by, now=NOON),
        lambda by: journey.preview_correction(person=who, record=uuid7(NOON), by=by, now=NOON),
        lambda by: journey.issue_correction(person=who, record=uuid7(NOON), by=by, now=NOON),
    ]

    for kind in (ActorKind.HELPER, ActorKind.KIN):
        for deed in deeds:
            with pytest.raises(OnlyThemselves):
                deed(Actor(kind=kind, id=uuid7(NOON)))

    assert queries.statement_of(who, card.id, at=NOON).state is State.GOOD


def test_nobody_opens_or_takes_back_another_persons_statement(bureau):
    who, neighbour = person("赵平"), person("李安", sequence=2)
    card = issued(who)

    for deed in (journey.open_statement, journey.take_back):
        with pytest.raises(errors.NoSuchStatement):
            deed(person=neighbour, statement=card.id, by=themselves(neighbour), now=LATER)

    assert opened(who, card).state is State.GOOD


def test_a_report_shows_what_is_in_use_with_the_persons_own_words(bureau):
    case = standing(bureau)
    records.say(person=case.person, record=case.record, words="已经改正。", by=SYSTEM, now=NOON)

    card = issued(case.person, choice(kind=REPORT))

    (section,) = card.statement.sections
    (entry,) = section.entries
    assert (section.domain, entry.own_words, entry.marks) == (SAFETY, "已经改正。", ())
    assert entry.authority.zh == "示例市应急管理局"
    assert any("安全生产教育培训" in row.value.zh for row in entry.rows)
    assert not any("000001199001010018" in row.value.zh for row in entry.rows)
    assert card.carries == (case.record,)


def test_what_is_being_checked_is_shown_only_if_the_person_wants_it_and_marked(bureau):
    case = standing(bureau)
    records.silence(person=case.person, record=case.record, by=SYSTEM, now=NOON)

    silent = previewed(case.person, choice(kind=REPORT))
    wanted = choice(kind=REPORT, also=frozenset({case.record}))
    shown = issued(case.person, wanted)

    assert silent.statement.sections[0].entries == ()
    assert [line.record for line in silent.may_add] == [case.record]
    assert shown.statement.sections[0].entries[0].marks == (Mark.DISPUTED,)


def test_what_was_repaired_is_shown_only_if_the_person_wants_it_and_marked(bureau):
    case = standing(bureau)
    ended(case, Why.REPAIRED)
    wanted = choice(kind=REPORT, also=frozenset({case.record}))

    without = issued(case.person, choice(kind=REPORT), LATER)
    shown = issued(case.person, wanted, LATER)

    assert without.statement.sections[0].entries == ()
    assert shown.statement.sections[0].entries[0].marks == (Mark.REPAIRED, Mark.ENDED)


@pytest.mark.parametrize("why", ["withdrawn", "revoked", "corrected", "unseen"])
def test_what_was_wrong_or_not_seen_is_never_shown_whatever_is_ticked(bureau, why):
    case = told(bureau) if why == "unseen" else standing(bureau)
    if why != "unseen":
        ended(case, Why(why))
    wanted = choice(kind=REPORT, also=frozenset({case.record}))

    found = previewed(case.person, wanted, LATER)

    assert found.may_add == ()
    assert found.statement.sections[0].entries == ()


def test_a_new_record_that_is_silenced_before_anybody_may_see_it_is_not_shown(bureau):
    case = told(bureau)
    records.silence(person=case.person, record=case.record, by=SYSTEM, now=NOON)

    found = previewed(case.person, choice(kind=REPORT, also=frozenset({case.record})))

    assert (found.may_add, found.statement.sections[0].entries) == ((), ())


def test_a_report_is_good_and_kept_no_longer_than_what_it_shows(bureau):
    case = standing(bureau)
    there = files.record_of(case.person, case.record, at=NOON)
    last_noon = start_of(there.ends_on - DAY)

    card = issued(
        case.person,
        choice(kind=REPORT, period=Period(first=date(2024, 1, 1), last=TODAY)),
        last_noon,
    )

    assert card.valid_until == there.ends_on - DAY
    assert card.erase_on <= there.erase_on


@pytest.mark.parametrize(
    ("why", "what"),
    [
        (Why.WITHDRAWN, Undone.WITHDRAWN),
        (Why.REVOKED, Undone.REVOKED),
        (Why.CORRECTED, Undone.CORRECTED),
        (Why.REPAIRED, Undone.REPAIRED),
    ],
)
def test_a_notice_tells_that_a_record_was_put_right(bureau, why, what):
    case = standing(bureau)
    ended(case, why)

    said = journey.preview_correction(
        person=case.person, record=case.record, by=themselves(case.person), now=LATER
    )
    card = journey.issue_correction(
        person=case.person, record=case.record, by=themselves(case.person), now=LATER
    )

    assert (said.correction.what, said.correction.on) == (what, TODAY)
    assert card.statement.says == said.says
    assert card.valid_until == TODAY + 365 * DAY
    assert "2026年11月23日" in said.says[0].zh


@pytest.mark.parametrize("state", ["standing", "ended", "erased"])
def test_of_what_holds_has_ended_or_is_erased_there_is_no_notice(bureau, state):
    case, now = standing(bureau), LATER
    if state == "ended":
        now = start_of(files.record_of(case.person, case.record).ends_on)
    elif state == "erased":
        ended(case, Why.WITHDRAWN)
        records.erase(person=case.person, record=case.record, by=SYSTEM, now=LATER)

    for deed in (journey.preview_correction, journey.issue_correction):
        with pytest.raises(errors.NothingUndone):
            deed(person=case.person, record=case.record, by=themselves(case.person), now=now)
        with pytest.raises(NoSuchRecord):
            deed(person=case.person, record=uuid7(now), by=themselves(case.person), now=now)


def test_a_statement_that_was_taken_back_stays_so(bureau):
    who = person("赵平")
    card = issued(who)

    taken = journey.take_back(person=who, statement=card.id, by=themselves(who), now=LATER)
    with pytest.raises(errors.NotGood):
        journey.take_back(person=who, statement=card.id, by=themselves(who), now=LATER + DAY)

    assert (taken.state, taken.taken_back_why) == (State.TAKEN_BACK, TakenBack.WISH)
    assert opened(who, card).taken_back_at == LATER
    assert "attested-no-more" in kinds_of(who)


@pytest.mark.parametrize("why", [Why.WITHDRAWN, Why.CORRECTED, Why.REVOKED])
def test_a_report_that_showed_what_was_wrong_is_taken_back_and_the_person_told(bureau, why):
    case = standing(bureau)
    report = issued(case.person, choice(kind=REPORT))
    other = issued(case.person, choice(TAX))
    ended(case, why)

    assert take_back_next(by=SYSTEM, now=LATER)
    assert not take_back_next(by=SYSTEM, now=LATER)

    card = opened(case.person, report)
    assert (card.state, card.taken_back_why) == (State.TAKEN_BACK, TakenBack.WRONG)
    assert opened(case.person, other).state is State.GOOD
    (letter,) = [one for one in notices.inbox_of(case.person) if one.kind == "statement"]
    words = notices.letter_of(letter, None)
    assert letter.facts["number"] == report.number
    assert "撤回了这份证明" in words.lead.zh
    assert "get a fresh one" in words.sections[1].paragraphs[0].en


def test_nothing_that_happens_later_takes_a_statement_back(bureau):
    case = standing(bureau)
    report = issued(case.person, choice(kind=REPORT))
    clean = issued(case.person, choice(TAX))
    records.silence(person=case.person, record=case.record, by=SYSTEM, now=LATER)
    records.end_silence(person=case.person, record=case.record, by=SYSTEM, now=LATER)
    ended(case, Why.REPAIRED)

    while take_back_next(by=SYSTEM, now=LATER):
        pass

    assert opened(case.person, report).state is State.GOOD
    assert opened(case.person, clean).state is State.GOOD


def test_a_correction_notice_is_not_taken_back_by_the_end_it_tells_of(bureau):
    case = standing(bureau)
    ended(case, Why.WITHDRAWN)
    notice = journey.issue_correction(
        person=case.person, record=case.record, by=themselves(case.person), now=LATER
    )

    while take_back_next(by=SYSTEM, now=LATER + DAY):
        pass

    assert opened(case.person, notice).state is State.GOOD


def test_what_is_erased_is_gone_from_every_statement_at_that_instant(bureau):
    case = standing(bureau)
    report = issued(case.person, choice(kind=REPORT))
    records.erase(person=case.person, record=case.record, by=SYSTEM, now=LATER)

    before_any_job = opened(case.person, report)
    place = actions.erase_next(by=SYSTEM, now=LATER)

    assert (before_any_job.state, before_any_job.statement) == (State.ERASED, None)
    assert place == (case.person, report.id)
    assert not queries.has_contents(case.person, report.id)
    assert actions.erase_next(by=SYSTEM, now=LATER) is None


def test_a_statement_is_erased_on_its_day_and_not_a_second_before(bureau):
    who = person("赵平")
    card = issued(who)
    day = start_of(card.erase_on)

    eve = opened(who, card, day - timedelta(seconds=1))
    nothing_due = actions.erase_next(by=SYSTEM, now=day - timedelta(seconds=1))
    morning = opened(who, card, day)
    done = actions.erase_next(by=SYSTEM, now=day)

    assert (eve.state, eve.statement is None) == (State.OVER, False)
    assert nothing_due is None
    assert (morning.state, morning.statement) == (State.ERASED, None)
    assert done == (who, card.id)


def test_so_many_a_day_and_no_more(bureau, monkeypatch):
    monkeypatch.setattr(rules, "MOST_A_DAY", 2)
    who = person("赵平")
    issued(who)
    issued(who, choice(TAX))

    with pytest.raises(errors.TooManyToday):
        issued(who)

    assert issued(who, now=NOON + DAY).state is State.GOOD


def test_signed_data_is_checked_by_another_library_down_to_the_anchor(bureau, settings, tmp_path):
    vouched(settings, tmp_path)
    who = person("赵平")
    card = issued(who)

    number, token = journey.signed_data(
        person=who, statement=card.id, by=themselves(who), now=LATER
    )

    header = json.loads(urlsafe_b64decode(token.split(".")[0] + "=="))
    leaf = x509.load_der_x509_certificate(b64decode(header["x5c"][0]))
    leaf.verify_directly_issued_by(issuer.issuer().anchor)
    key = ECKey.import_key(leaf.public_key())
    registry = jws.JWSRegistry(algorithms=["ES256"])
    registry.max_header_length = 8_192  # certificates are longer than it thinks headers are
    checked = jws.deserialize_compact(token, key, registry=registry)
    assert number == card.number
    assert contents.statement_from(checked.payload) == card.statement
    assert checked.payload == contents.canonical_of(card.statement)


def test_what_is_no_longer_good_is_not_signed(bureau, settings, tmp_path):
    vouched(settings, tmp_path)
    who = person("赵平")
    card = issued(who)

    for now in (NOON + 32 * DAY, NOON + 90 * DAY):
        with pytest.raises(errors.NotGood):
            journey.signed_data(person=who, statement=card.id, by=themselves(who), now=now)


@pytest.mark.parametrize(
    ("wanted", "most"),
    [(choice(), 10), (choice(SAFETY, TAX, kind=REPORT), 13)],
    ids=["no violation", "report"],
)
def test_an_issue_asks_the_database_so_often_however_full_the_file(bureau, wanted, most):
    who = person("赵平")
    if wanted.kind is REPORT:
        for day in range(1, 6):
            another(bureau, who, decided_on=date(2026, 9, day))
    issued(who, wanted)

    with CaptureQueriesContext(connection) as asked:
        card = issued(who, wanted)

    sent = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert len(card.carries) == (5 if wanted.kind is REPORT else 0)
    assert len(sent) == most, "\n".join(sent)
