"""A record, its cases and the clock, step by random step, on a real database.

After every step the promises hold for now and for one second before, at and after every limit:
a contested record is seen by nobody (G3); the instant an answer is too late has decided, whether
or not any job has run (G4); ends never move later (G5); every decision says why and was told (G12).
"""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.ground.uuid7 import uuid7
from recourse.notice import queries as inbox
from recourse.records import queries as records
from recourse.records import rules as record_rules
from recourse.records.errors import AlreadyOver
from recourse.records.terms import State as RecordState
from recourse.redress import actions, errors, queries, rules
from recourse.redress.terms import (
    Decision,
    Filing,
    Ground,
    Kind,
    NewFile,
    Outcome,
    State,
)
from recourse.store.gate import one_person
from tests.redress.making import PDF, TUESDAY, decide, granted, office, refusal, standing_record

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
FALLS = {Kind.OBJECTION, Kind.CORRECTION, Kind.REPAIR, Kind.ERASURE}
STANDING = """
SELECT array_agg(record_is_standing(usable_from_on, ends_on, silenced, ended_at, falls_at, at)
    ORDER BY line)
FROM record_of_one, unnest(%s::timestamptz[]) WITH ORDINALITY AS asked (at, line) WHERE id = %s
"""


@dataclass
class Open:
    """What the model knows of an open case."""

    kind: Kind
    asked: Kind
    silences: bool
    due_at: datetime


class Lives(RuleBasedStateMachine):
    """One person, one record, many cases, one clock; `town` is set by the test."""

    town = None

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.now = TUESDAY
        self.open: dict[object, Open] = {}
        self.ended_at: datetime | None = None
        self.files = 0
        self.refused: list[object] = []
        self.timelines: dict[object, list[object]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.stack.close()

    @initialize()
    def enter(self):
        self.chen = standing_record(self.town)
        card = self.card(self.now)
        self.end, self.erasure = card.ends_on, card.erase_on

    def card(self, at):
        return records.outside_of(self.chen.person, self.chen.record, at=at)

    def case(self, case, at=None):
        return queries.case_of(self.chen.person, case, at=at or self.now)

    @property
    def falls_at(self):
        """The earliest instant at which silence decides about the record, as the charter says."""
        return min((one.due_at for one in self.open.values() if one.asked in FALLS), default=None)

    def is_over(self, at):
        return any(
            end is not None and end <= at for end in (self.ended_at, self.falls_at)
        ) or at >= start_of(self.end)

    def limits(self):
        around = [self.now, *(one.due_at for one in self.open.values())]
        around += [start_of(self.end), start_of(self.erasure)]
        instants = {at + step * SECOND for at in around for step in (-1, 0, 1)}
        return sorted(at for at in instants if at >= self.now)

    def answerable(self):
        return [case for case, one in self.open.items() if self.now < one.due_at - MINUTE]

    @rule(days=st.integers(0, 9), seconds=st.integers(0, 86_400))
    def wait(self, days, seconds):
        self.now += timedelta(days=days, seconds=seconds)

    @rule(pick=st.integers(0, 11))
    def wait_for_a_limit(self, pick):
        ahead = self.limits()
        self.now = ahead[pick % len(ahead)]

    def file(self, asked, evidence=()):
        return actions.file(
            person=self.chen.person,
            asked=asked,
            evidence=evidence,
            by=self.chen.by,
            now=self.now,
        )

    def keep(self, case, asked):
        self.open[case.id] = Open(case.kind, asked, case.silences, case.due.at)

    @rule(ground=st.sampled_from([Ground.NOT_ME, Ground.WRONG]), has_new=st.booleans())
    def object(self, ground, has_new):
        asked = Filing(kind=Kind.OBJECTION, words="不对。", ground=ground, record=self.chen.record)
        self.files += has_new
        evidence = [NewFile("新.pdf", PDF + b"%d" % self.files)] if has_new else []
        if self.is_over(self.now):
            with pytest.raises(AlreadyOver):
                self.file(asked, evidence)
            return
        again = any(
            self.case(case).ground is ground and one.kind is Kind.OBJECTION
            for case, one in self.open.items()
        )
        if again:
            with pytest.raises(errors.OneAtATime):
                self.file(asked, evidence)
            return
        decided = any(self.case(case).ground is ground for case in self.refused)
        case = self.file(asked, evidence)
        assert case.silences == (has_new or not decided)
        self.keep(case, Kind.OBJECTION)

    @rule()
    def ask_for_repair(self):
        asked = Filing(kind=Kind.REPAIR, words="已改正。", record=self.chen.record, promised=True)
        if self.is_over(self.now):
            with pytest.raises(AlreadyOver):
                self.file(asked)
        elif any(one.kind is Kind.REPAIR for one in self.open.values()):
            with pytest.raises(errors.OneAtATime):
                self.file(asked)
        else:
            self.keep(self.file(asked), Kind.REPAIR)

    @precondition(lambda self: self.refused and not self.is_over(self.now))
    @rule(pick=st.integers(0, 9))
    def ask_for_review(self, pick):
        before = self.case(self.refused[pick % len(self.refused)])
        asked = Filing(
            kind=Kind.REVIEW, words="请再看。", record=self.chen.record, reviewed=before.id
        )
        reviewed_already = any(
            case.reviewed_id == before.id
            for case in queries.cases_of(self.chen.person, at=self.now)
        )
        if reviewed_already or before.kind is Kind.REVIEW:
            with pytest.raises(errors.NotDecidedYet):
                self.file(asked)
        else:
            self.keep(self.file(asked), before.kind)

    @precondition(lambda self: self.open)
    @rule(pick=st.integers(0, 9))
    def take_back(self, pick):
        case = list(self.open)[pick % len(self.open)]
        how = {"person": self.chen.person, "case": case, "by": self.chen.by, "now": self.now}
        if self.now >= self.open[case].due_at:
            with pytest.raises(errors.TooLate):
                actions.take_back(**how)
        elif self.open[case].kind is not Kind.CORRECTION:
            before = self.falls_at
            actions.take_back(**how)
            self.forget(case, before)

    def forget(self, case, fell_at):
        """Forget a closed case; a record that had fallen with another stays fallen."""
        del self.open[case]
        if fell_at is not None and fell_at <= self.now and self.ended_at is None:
            self.ended_at = fell_at

    @precondition(lambda self: self.answerable())
    @rule(pick=st.integers(0, 9), outcome=st.sampled_from(Outcome))
    def decide(self, pick, outcome):
        waiting = self.answerable()
        case = waiting[pick % len(waiting)]
        one = self.open[case]
        if outcome not in rules.OUTCOMES[one.kind]:
            return
        card, was_over, before = self.case(case), self.is_over(self.now), self.falls_at
        seat = self.town.colleague if one.kind is Kind.REVIEW else self.town.officer
        ids = [file.id for file in queries.files_of(self.chen.person, case)]
        for file in ids:
            actions.open_file(
                person=self.chen.person, case=case, id=file, by=seat.actor, now=self.now
            )
        made = {
            Outcome.GRANTED: granted(*ids),
            Outcome.REFUSED: refusal(*ids),
            Outcome.TO_CORRECT: Decision(
                outcome=Outcome.TO_CORRECT, words="写错了。", weighed=refusal(*ids).weighed
            ),
        }[outcome]
        if outcome is Outcome.TO_CORRECT and (
            was_over or any(other.kind is Kind.CORRECTION for other in self.open.values())
        ):
            return
        decide(card, made, seat, account=uuid7(self.now), now=self.now)
        self.forget(case, before)
        if outcome is Outcome.REFUSED:
            self.refused.append(case)
        elif outcome is Outcome.GRANTED and one.kind is not Kind.CORRECTION and not was_over:
            self.ended_at = self.now
            self.open.clear()
        elif outcome is Outcome.TO_CORRECT:
            follow = next(
                new
                for new in queries.cases_of(self.chen.person, at=self.now)
                if new.kind is Kind.CORRECTION and new.state is State.OPEN
            )
            self.keep(follow, Kind.CORRECTION)

    @precondition(lambda self: self.answerable())
    @rule(pick=st.integers(0, 9))
    def extend(self, pick):
        waiting = self.answerable()
        case = waiting[pick % len(waiting)]
        how = {"person": self.chen.person, "case": case, "by": self.town.officer}
        if self.open[case].kind is Kind.OBJECTION and not self.case(case).extension:
            if self.is_over(self.now):
                return
            extended = actions.extend(**how, reason="other_body", now=self.now)
            self.open[case].due_at = extended.due.at
        else:
            with pytest.raises(errors.NoSuchExtension):
                actions.extend(**how, reason="other_body", now=self.now)

    @rule()
    def write_down_what_silence_decided(self):
        before, fell_at = self.card(self.now), self.falls_at
        overdue = [case for case, one in self.open.items() if one.due_at <= self.now]
        done = actions.close_overdue(by=SYSTEM, now=self.now)
        assert (done > 0) == bool(overdue)
        if fell_at is not None and fell_at <= self.now:
            self.ended_at = min(fell_at, self.ended_at or fell_at)
        for case in list(self.open):
            if self.case(case).state is not State.OPEN:
                del self.open[case]
        after = self.card(self.now)
        assert (after.state, after.ended_at) == (before.state, before.ended_at)

    @invariant()
    def the_promises_hold(self):
        card = self.card(self.now)
        self.seen_only_when_it_may_be(card)
        assert card.ends_on <= self.end, "G5: an end moved later"
        assert card.erase_on <= self.erasure, "G5: an erasure moved later"
        self.end, self.erasure = card.ends_on, card.erase_on
        self.cases_say_what_is_so()

    def seen_only_when_it_may_be(self, card):
        limits = self.limits()
        expected = [self.others_may_see(at) for at in limits]
        assert [record_rules.standing(card, at) for at in limits] == expected
        with one_person(self.chen.person), connection.cursor() as cursor:
            cursor.execute(STANDING, [limits, self.chen.record])
            assert cursor.fetchone()[0] == expected
        if self.is_over(self.now):
            assert card.state in {RecordState.ENDED, RecordState.ERASED}, "G4: silence did nothing"

    def others_may_see(self, at):
        """Say it again from the model alone, in the words of the charter."""
        contested = any(one.silences for one in self.open.values())
        return not contested and not self.is_over(at)

    def cases_say_what_is_so(self):
        cases = queries.cases_of(self.chen.person, at=self.now)
        stored_open = {
            case.id for case in cases if case.state is State.OPEN or case.id in self.open
        }
        assert stored_open == set(self.open)
        assert {line.id for line in queries.queue_of(self.town.agency)} == set(self.open)
        told = {
            notice.facts["case"] + notice.facts["what"]
            for notice in inbox.inbox_of(self.chen.person)
            if "case" in notice.facts
        }
        for card in cases:
            case = self.case(card.id)
            if case.id in self.open:
                late = self.now >= self.open[case.id].due_at
                assert case.state is (State.SILENT if late else State.OPEN)
            if case.state is State.DECIDED:
                assert (case.decision is None) == case.is_erased, "G12: unexplained"
                assert case.decision.words, "G12: unexplained"
                assert (case.decision.reason is None) != (
                    case.decision.outcome is Outcome.REFUSED
                ), "G12: a refusal without its reason"
                assert f"{case.id}decided" in told, "G12: the person was not told"
            lines = queries.timeline_of(self.chen.person, case.id)
            before = self.timelines.get(case.id, [])
            assert lines[: len(before)] == before, "a timeline was rewritten"
            self.timelines[case.id] = lines


def live(*, lives, steps):
    Lives.town = office()
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],  # shrinking a life takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_a_few_lives_keep_every_promise():
    live(lives=4, steps=12)


@pytest.mark.slow
@pytest.mark.storage
def test_many_lives_keep_every_promise():
    live(lives=45, steps=50)
