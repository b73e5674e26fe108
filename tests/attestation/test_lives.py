"""Statements over whole lives, on a real database with time under control.

A person has three records; things happen to them in any order, and statements are issued in
between. What the file says is asked of the database's own condition, not of our rules.

After every step: no statement contradicts the file at its instant; what nobody else could be
shown is in none; what is erased is gone from all; nothing but an error or a wish takes one back.
"""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from recourse.attestation import actions, contents, queries, rules
from recourse.attestation.errors import NotGood, Prevented
from recourse.attestation.terms import Kind, Mark, Period, State, TakenBack
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import add_months, civil_date, start_of
from recourse.ground.refused import Refused
from recourse.journeys import issue_statement as journey
from recourse.journeys.take_back_wrong import take_back_next
from recourse.notice import actions as notices
from recourse.notice import queries as inbox
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.terms import State as RecordState
from recourse.records.terms import Why
from recourse.store.gate import one_person
from tests.attestation.making import SAFETY, TAX, choice, themselves
from tests.notice.making import told, town
from tests.records.making import NOON, dates, entered

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = timedelta(days=1)
WRONG = {Why.CORRECTED, Why.WITHDRAWN, Why.REVOKED}
IN_USE = """
SELECT id FROM record_of_one
WHERE adverse AND item = 'adv.work_safety_person' AND decided_on BETWEEN %s AND %s
    AND record_is_standing(usable_from_on, ends_on, silenced, ended_at, falls_at, %s)
"""


def undoable():
    """Open a transaction inside which a journey may begin one of its own, as a test's does."""
    opened = transaction.atomic()
    opened._from_testcase = True
    return opened


class Lives(RuleBasedStateMachine):
    """One person, three records, any number of statements, one clock; `bureau` is set outside."""

    bureau = None

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(undoable())
        self.now = NOON
        self.issued = []
        self.wished = set()
        self.last = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.stack.close()

    @initialize(decided=st.lists(st.integers(1, 300), min_size=2, max_size=2))
    def begin(self, decided):
        from recourse.catalogue import queries as catalogue

        case, in_force = told(self.bureau), catalogue.current()
        self.person, self.records = case.person, [case.record]
        for days in decided:
            on = civil_date(NOON) - timedelta(days=days)
            new = entered(
                self.person,
                of=in_force.items["adv.work_safety_person"],
                on=dates(conduct_ended_on=on, decided_on=on, served_on=on),
                catalogue_version=in_force.version,
                authority=self.bureau,
            )
            self.records.append(new.id)
            self.notice(new.id, 20)

    def notice(self, record, days_ago):
        today = civil_date(self.now)
        records.mark_noticed(
            person=self.person,
            record=record,
            noticed_on=today - timedelta(days=days_ago),
            usable_from_on=today - timedelta(days=days_ago - 14),
            by=SYSTEM,
            now=self.now,
        )

    def in_use(self, period):
        """Return what anybody may be shown now, as the database has it."""
        with one_person(self.person), connection.cursor() as cursor:
            cursor.execute(IN_USE, [period.first, period.last, self.now])
            return {record for (record,) in cursor.fetchall()}

    def period(self, months):
        today = civil_date(self.now)
        return Period(first=add_months(today, -months), last=today)

    def keep(self, card):
        self.issued.append(card.id)
        said = card.statement
        assert contents.statement_from(contents.canonical_of(said)) == said

    @rule(days=st.integers(0, 40), seconds=st.integers(0, 86_399))
    def wait(self, days, seconds):
        self.now += timedelta(days=days, seconds=seconds)

    @rule(which=st.integers(0, 2), before=st.booleans())
    def wait_for_an_end(self, which, before):
        card = files.outside_of(self.person, self.records[which], at=self.now)
        ahead = [start_of(on) for on in (card.ends_on, card.erase_on) if start_of(on) > self.now]
        if ahead:
            self.now = ahead[0] - timedelta(seconds=int(before))

    @rule()
    def open_the_letters(self):
        for letter in inbox.inbox_of(self.person):
            notices.open_notice(person=self.person, notice=letter.id, by=SYSTEM, now=self.now)

    @rule(
        which=st.integers(0, 2), deed=st.sampled_from(["silence", "end_silence", "fall", "erase"])
    )
    def something_happens(self, which, deed):
        names = {
            "person": self.person,
            "record": self.records[which],
            "by": SYSTEM,
            "now": self.now,
        }
        try:
            with undoable():
                if deed == "fall":
                    records.let_fall(at=self.now + 3 * DAY, why=Why.WITHDRAWN, **names)
                else:
                    getattr(records, deed)(**names)
        except Refused:
            pass

    @rule(
        which=st.integers(0, 2), why=st.sampled_from([one for one in Why if one is not Why.ERASED])
    )
    def it_ends(self, which, why):
        names = {"person": self.person, "record": self.records[which]}
        try:
            with undoable():
                records.end_early(why=why, by=SYSTEM, now=self.now, **names)
        except Refused:
            pass

    @rule(months=st.sampled_from([1, 12, 60]))
    def ask_for_no_violation(self, months):
        period = self.period(months)
        there = self.in_use(period)
        wanted = choice(SAFETY, period=period)
        try:
            with undoable():
                card = self.issue(wanted)
        except Prevented:
            assert there
        else:
            assert not there, "it contradicts the file"
            assert card.carries == ()
            self.keep(card)

    @rule(months=st.sampled_from([1, 12, 60]), ticked=st.booleans())
    def ask_for_a_report(self, months, ticked):
        period = self.period(months)
        also = frozenset(self.records) if ticked else frozenset()
        there = self.in_use(period)
        card = self.issue(choice(SAFETY, TAX, kind=Kind.REPORT, period=period, also=also))

        marked = {
            record: entry.marks
            for record, entry in zip(card.carries, card.statement.sections[0].entries, strict=True)
        }
        unmarked = {record for record, marks in marked.items() if not marks}
        assert unmarked == there, "it shows what is in use, all of it"
        assert ticked or not marked.keys() - there
        for record in marked.keys() - there:
            state = files.outside_of(self.person, record, at=self.now).state
            assert (Mark.DISPUTED in marked[record]) == (state is RecordState.SILENCED)
            assert state in {RecordState.SILENCED, RecordState.ENDED}
        self.keep(card)

    def issue(self, wanted):
        return journey.issue(
            person=self.person, choice=wanted, by=themselves(self.person), now=self.now
        )

    @rule(pick=st.integers(0, 20))
    def take_one_back(self, pick):
        if not self.issued:
            return
        which = self.issued[pick % len(self.issued)]
        try:
            with undoable():
                actions.take_back(
                    person=self.person,
                    statement=which,
                    why=TakenBack.WISH,
                    by=SYSTEM,
                    now=self.now,
                )
        except NotGood:
            return
        self.wished.add(which)

    @rule()
    def the_worker_comes_by(self):
        for record in self.records:
            records.settle_fall(person=self.person, record=record, by=SYSTEM, now=self.now)
        while take_back_next(by=SYSTEM, now=self.now):
            pass
        while actions.erase_next(by=SYSTEM, now=self.now):
            pass
        for card in self.cards():
            assert not card.holds or not self.wrong(card)

    def cards(self):
        return [queries.statement_of(self.person, one, at=self.now) for one in self.issued]

    def wrong(self, card):
        """Whether a record it carries was found wrong after it was issued."""
        ends = [files.outside_of(self.person, one, at=self.now) for one in card.carries]
        return any(
            one.ended_at and one.ended_at > card.issued_at and one.ended_why in WRONG
            for one in ends
        )

    @invariant()
    def what_was_promised_holds(self):
        for card in self.cards():
            carried = [files.outside_of(self.person, one, at=self.now) for one in card.carries]
            gone = civil_date(self.now) >= card.erase_on
            assert (card.statement is None) == gone or card.state is State.ERASED
            assert all(card.erase_on <= one.erase_on for one in carried)
            if any(one.state is RecordState.ERASED for one in carried):
                assert (card.state, card.statement) == (State.ERASED, None)
            if card.taken_back_why is TakenBack.WISH:
                assert card.id in self.wished
            elif card.taken_back_why is TakenBack.WRONG:
                assert self.wrong(card)
            before = self.last.get(card.id)
            assert before is not State.ERASED or card.state is State.ERASED
            assert before is not State.TAKEN_BACK or card.state is not State.GOOD
            self.last[card.id] = card.state


def test_many_lives_keep_every_promise(monkeypatch):
    monkeypatch.setattr(rules, "MOST_A_DAY", 1_000)
    Lives.bureau = town()

    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.reuse, Phase.generate],  # shrinking a life takes minutes
        ),
    )
