"""A record's whole life, step by random step, on a real database with time under control.

After every step the promises hold for now and for one second before, at and after every limit:
others see a record only when its person was told and the notice days have run (G2), never
while an objection is open (G3); ends never move later (G5); SQL and Python agree; history grows.
"""

from contextlib import ExitStack
from datetime import date, datetime, timedelta

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
from recourse.ground.calendar import civil_date, start_of
from recourse.ground.refused import Refused
from recourse.notice import actions as notices
from recourse.notice import queries as inbox
from recourse.people.terms import Contact
from recourse.records import actions, queries, rules
from recourse.records.errors import AlreadyOver, NotSilenced
from recourse.records.terms import State, Why
from recourse.store.calendar import working_days
from recourse.store.gate import one_person
from tests.notice.making import CONTENTS, told, town
from tests.records.making import NOON, dates

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
CONTACTS = [Contact(), Contact(email="chen@example.org"), Contact(postal="示例路1号")]
STANDING = """
SELECT array_agg(record_is_standing(usable_from_on, ends_on, silenced, ended_at, falls_at, at) ORDER BY line)
FROM record_of_one, unnest(%s::timestamptz[]) WITH ORDINALITY AS asked (at, line) WHERE id = %s
"""


class Life(RuleBasedStateMachine):
    """One person, one record, one clock; `bureau` is set by the test."""

    bureau = None

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.now = NOON
        self.objections = 0
        self.ended_at: datetime | None = None
        self.falls_at: datetime | None = None
        self.erased = False
        self.served_on: date | None = None
        self.history: list[object] = []
        self.posted_on: date | None = None
        self.mailed_on: date | None = None
        self.is_sent = self.returned = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.stack.close()

    @initialize(
        contact=st.sampled_from(CONTACTS), agreed=st.booleans(), conduct_days=st.integers(1, 360)
    )
    def enter(self, contact, agreed, conduct_days):
        conduct = civil_date(NOON) - timedelta(days=conduct_days)
        yesterday = civil_date(NOON) - DAY
        self.case = told(
            self.bureau,
            on=dates(conduct_ended_on=conduct, decided_on=yesterday, served_on=yesterday),
            contact=contact,
            agreed=agreed,
        )
        self.contact, self.agreed = contact, agreed
        card = self.card(NOON)
        self.first_end = card.ends_on
        self.end, self.erasure = card.ends_on, card.erase_on

    def card(self, at):
        return queries.record_of(self.case.person, self.case.record, at=at)

    @property
    def names(self):
        return {"person": self.case.person, "record": self.case.record}

    @property
    def is_over(self):
        return self.has_ended_by(self.now) or self.now >= start_of(self.first_end)

    def has_ended_by(self, at):
        """Whether somebody ended it, or nobody decided in time, by the instant `at`."""
        return any(end is not None and end <= at for end in (self.ended_at, self.falls_at))

    def limits(self, card):
        """Return one second before, at and after each limit, from now on."""
        days = (card.usable_from_on, card.ends_on, card.erase_on)
        around = [start_of(on) for on in days if on is not None] + [self.now]
        around += [self.falls_at] if self.falls_at else []
        instants = {at + step * SECOND for at in around for step in (-1, 0, 1)}
        return sorted(at for at in instants if at >= self.now)

    @rule(days=st.integers(0, 45), seconds=st.integers(0, 86_400))
    def wait(self, days, seconds):
        self.now += timedelta(days=days, seconds=seconds)

    @rule(pick=st.integers(0, 11))
    def wait_for_a_limit(self, pick):
        ahead = self.limits(self.card(self.now))
        self.now = ahead[pick % len(ahead)]

    @rule()
    def open_the_letter(self):
        notices.open_notice(
            person=self.case.person, notice=self.case.notice, by=SYSTEM, now=self.now
        )
        self.served_on = self.served_on or civil_date(self.now)

    @rule()
    def send(self):
        notices.send_waiting(by=SYSTEM, now=self.now)
        if not self.is_sent and self.served_on is None:
            today = civil_date(self.now)
            self.posted_on = today if self.contact.postal and not self.agreed else None
            self.mailed_on = today if self.contact.email and self.agreed else None
        self.is_sent = True

    @rule()
    def deem(self):
        notices.serve_deemed(by=SYSTEM, now=self.now)
        due = self.mailed_on and self.mailed_on + DAY
        if self.posted_on and not self.returned:
            due = self.posted_on + 30 * DAY
        if self.served_on is None and due and due <= civil_date(self.now):
            self.served_on = due

    @precondition(lambda self: self.posted_on and not self.returned)
    @rule()
    def letter_comes_back(self):
        notices.letter_came_back(
            person=self.case.person, notice=self.case.notice, by=SYSTEM, now=self.now
        )
        self.returned = True

    @rule()
    def object(self):
        if self.is_over:
            return self.refused(AlreadyOver, actions.silence)
        actions.silence(**self.names, by=SYSTEM, now=self.now)
        self.objections += 1
        return None

    @rule()
    def decide_the_objection(self):
        if self.is_over:
            return self.refused(AlreadyOver, actions.end_silence)
        if not self.objections:
            return self.refused(NotSilenced, actions.end_silence)
        actions.end_silence(**self.names, by=SYSTEM, now=self.now)
        self.objections -= 1
        return None

    @rule(days=st.integers(0, 20), why=st.sampled_from([Why.WITHDRAWN, Why.REPAIRED]))
    def await_an_answer(self, days, why):
        at = start_of(civil_date(self.now) + (days + 1) * DAY)
        if self.is_over:
            return self.refused(AlreadyOver, actions.let_fall, at=at, why=why)
        actions.let_fall(**self.names, at=at, why=why, by=SYSTEM, now=self.now)
        self.falls_at = at
        return None

    @rule()
    def answer(self):
        if self.is_over:
            return self.refused(AlreadyOver, actions.let_fall, at=None, why=None)
        actions.let_fall(**self.names, at=None, why=None, by=SYSTEM, now=self.now)
        self.falls_at = None
        return None

    @rule()
    def settle(self):
        before = self.card(self.now)
        fell_at = actions.settle_fall(**self.names, by=SYSTEM, now=self.now)
        assert fell_at == (self.falls_at if self.falls_at and self.falls_at <= self.now else None)
        if fell_at is not None:
            assert self.card(self.now).standing == before.standing is False
            self.ended_at, self.falls_at = fell_at, None

    @rule(why=st.sampled_from([Why.WITHDRAWN, Why.REPAIRED, Why.CORRECTED, Why.REVOKED]))
    def end_early(self, why):
        if self.is_over:
            return self.refused(AlreadyOver, actions.end_early, why=why)
        actions.end_early(**self.names, why=why, by=SYSTEM, now=self.now)
        self.ended_at, self.falls_at = self.now, None
        return None

    @rule()
    def erase(self):
        if self.erased:
            return self.refused(AlreadyOver, actions.erase)
        actions.erase(**self.names, by=SYSTEM, now=self.now)
        self.erased = True
        self.ended_at, self.falls_at = self.ended_at or self.now, None
        return None

    def refused(self, refusal: type[Refused], deed, **how):
        before = self.card(self.now)
        with pytest.raises(refusal):
            deed(**self.names, **how, by=SYSTEM, now=self.now)
        assert self.card(self.now) == before

    @invariant()
    def the_promises_hold(self):
        card = self.card(self.now)
        self.others_see_it_only_when_they_may(card)
        readable = not self.erased and self.now < start_of(card.erase_on)
        assert card.fields == (CONTENTS if readable else {})
        assert card.ends_on <= self.end, "G5: an end moved later"
        assert card.erase_on <= self.erasure, "G5: an erasure moved later"
        self.end, self.erasure = card.ends_on, card.erase_on
        grown = queries.history_of(self.case.person, self.case.record)
        assert grown[: len(self.history)] == self.history, "history was rewritten"
        self.history = grown
        assert inbox.notice_of(self.case.person, self.case.notice).served_on == self.served_on

    def others_see_it_only_when_they_may(self, card):
        limits = self.limits(card)
        expected = [self.others_may_see(card, at) for at in limits]
        assert [rules.standing(card, at) for at in limits] == expected
        assert self.standing_in_sql(limits) == expected
        states = [rules.state_of(card, at) for at in limits]
        assert [state is State.STANDING for state in states] == expected
        if any(expected):
            assert card.noticed_on == self.served_on is not None, "G2: used without notice"

    def others_may_see(self, card, at):
        """Say it again from the model alone, in the words of the charter."""
        if self.served_on is None or card.noticed_on is None or self.objections:
            return False
        if self.has_ended_by(at):
            return False
        usable_from = working_days().add(self.served_on, 10) + DAY
        return start_of(usable_from) <= at < start_of(self.first_end)

    def standing_in_sql(self, instants):
        with one_person(self.case.person), connection.cursor() as cursor:
            cursor.execute(STANDING, [instants, self.case.record])
            return cursor.fetchone()[0]


def live(*, lives, steps):
    Life.bureau = town()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],  # shrinking a life takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(autouse=True)
def _spool(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path


def test_a_few_lives_keep_every_promise():
    live(lives=4, steps=10)


@pytest.mark.slow
@pytest.mark.storage
def test_many_lives_keep_every_promise():
    live(lives=30, steps=30)
