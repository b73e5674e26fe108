"""G12: Every decision explains itself.

In plain Chinese and English: what was decided, by whom, under which article, on what evidence,
and what the person can do next by when. No adverse decision is automatic.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recourse.catalogue import queries as catalogue
from recourse.ground.actor import SYSTEM
from recourse.notice import queries as notices
from recourse.redress import actions, envelopes, errors, queries, timeline
from recourse.redress.terms import (
    REASON_CODES,
    CannotBeExpressed,
    Decision,
    EvidenceMissing,
    Ground,
    LawSaysNo,
    OfficerSaysNo,
    Outcome,
    State,
)
from recourse.store.gate import one_person
from tests.guarantees.cases import GRANTED, REFUSED, decide, objection, officer, oneself
from tests.guarantees.city import NOON

HOUR = timedelta(hours=1)
LATE = NOON + timedelta(days=30)
SPEECH = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
REASONS = st.one_of(
    st.builds(LawSaysNo, law=SPEECH, article=SPEECH),
    st.builds(OfficerSaysNo, because=SPEECH),
    st.builds(EvidenceMissing, needed=SPEECH),
    st.builds(CannotBeExpressed, gap=SPEECH),
)
SOMEBODY = "decided_by = gen_random_uuid(), decided_by_account = gen_random_uuid()"
REFUSE = "state = 'decided', outcome = 'refused', closed_at = filed_at"


def refused_for(reason):
    return Decision(outcome=Outcome.REFUSED, words="核查完毕。", reason=reason)


def attack(case, change):
    """Change a case with the application's own rights, past every action."""
    with transaction.atomic(), one_person(case.person_id), connection.cursor() as cursor:
        cursor.execute(f"UPDATE redress_case_of_one SET {change} WHERE id = %s", [case.id])


@given(REASONS)
def test_a_reason_is_read_back_as_the_one_it_is(reason):
    sealed = envelopes.decision_as_bytes(refused_for(reason))

    read = envelopes.decision_from("refused", REASON_CODES[type(reason)], sealed)

    assert read == refused_for(reason)
    assert type(read.reason) is type(reason)


@given(REASONS)
def test_no_reason_can_be_read_as_another(reason):
    sealed = envelopes.decision_as_bytes(refused_for(reason))

    for code in set(REASON_CODES.values()) - {REASON_CODES[type(reason)]}:
        with pytest.raises(TypeError):
            envelopes.decision_from("refused", code, sealed)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(reason=REASONS)
def test_a_refusal_comes_out_of_the_database_with_its_one_reason(city, reason):
    if isinstance(reason, LawSaysNo):
        named = next(iter(catalogue.bases(catalogue.current())))
        reason = LawSaysNo(law=named.law, article=named.article)
    with transaction.atomic():
        case, by = objection(city), officer(city, number=f"{uuid4().int % 10**8:08d}")

        decide(case, refused_for(reason), by, now=NOON + HOUR)

        read = queries.case_of(city.wang, case.id, at=LATE).decision
        assert read == refused_for(reason)
        transaction.set_rollback(True)


def test_a_refusal_without_a_reason_and_a_reason_without_a_refusal_do_not_exist():
    with pytest.raises(ValueError, match="has a reason"):
        Decision(outcome=Outcome.REFUSED, words="不。")
    with pytest.raises(ValueError, match="has a reason"):
        Decision(outcome=Outcome.GRANTED, words="好。", reason=OfficerSaysNo(because="不。"))


def test_a_law_that_is_not_in_the_catalogue_refuses_nothing(city):
    case = objection(city)

    with pytest.raises(errors.NoSuchArticle):
        decide(
            case,
            refused_for(LawSaysNo(law="no-such-law", article="1")),
            officer(city),
            now=NOON + HOUR,
        )

    assert queries.case_of(city.wang, case.id, at=NOON + HOUR).state is State.OPEN


@pytest.mark.parametrize(
    "change",
    [
        f"{REFUSE}, reason = 'officer_says_no'",
        f"{REFUSE}, reason = 'officer_says_no', decided_by = gen_random_uuid()",
        f"{REFUSE}, reason = 'officer_says_no', decided_by_account = gen_random_uuid()",
        f"{REFUSE}, {SOMEBODY}",
        f"{REFUSE}, {SOMEBODY}, reason = 'because'",
        f"{REFUSE}, {SOMEBODY}, reason = 'officer_says_no,law_says_no'",
        "state = 'silent', closed_at = due_at, outcome = 'refused', reason = 'officer_says_no'",
        "state = 'overtaken', closed_at = due_at, outcome = 'refused', reason = 'law_says_no'",
    ],
)
def test_no_statement_of_the_application_refuses_without_seat_official_and_one_reason(city, change):
    case = objection(city)

    with pytest.raises(IntegrityError):
        attack(case, change)

    assert queries.case_of(city.wang, case.id, at=NOON).state is State.OPEN


def test_a_reason_that_stands_cannot_be_exchanged_for_another(city):
    case = decide(objection(city), REFUSED, officer(city), now=NOON + HOUR)

    with pytest.raises(IntegrityError, match="a closed case stays closed"):
        attack(case, "reason = 'law_says_no'")


def test_whatever_runs_by_itself_refuses_nobody(city):
    for ground in Ground:
        objection(city, ground=ground)

    actions.close_overdue(by=SYSTEM, now=LATE)
    actions.retime(by=SYSTEM, now=LATE)

    closed = queries.cases_of(city.wang, at=LATE)
    assert {one.state for one in closed} <= {State.SILENT, State.OVERTAKEN}
    assert [one.decided_by for one in closed] == [None] * len(Ground)


def test_every_decision_names_its_agency_and_its_seat(city):
    by = officer(city)
    first = decide(objection(city), REFUSED, by, now=NOON + HOUR)
    second = decide(objection(city, ground=Ground.NOT_ME), GRANTED, by, now=NOON + HOUR)

    for case in (first, second):
        read = queries.case_of(city.wang, case.id, at=NOON + HOUR)
        assert (read.decided_by, read.authority_id) == (by.id, by.agency.id)
        assert queries.timeline_of(city.wang, case.id)[-1].by == by.actor.code


def test_every_case_that_others_close_has_its_letter_in_the_inbox(city):
    by = officer(city)
    refused = decide(objection(city), REFUSED, by, now=NOON + HOUR)
    granted = objection(city, ground=Ground.NOT_ME)
    overtaken = objection(city, ground=Ground.EXPIRED)
    decide(granted, GRANTED, by, now=NOON + HOUR)

    told = {(one.facts.get("case"), one.facts.get("what")) for one in notices.inbox_of(city.wang)}

    assert told >= {
        (str(refused.id), "decided"),
        (str(granted.id), "decided"),
        (str(overtaken.id), "overtaken"),
    }


def test_what_silence_closed_has_its_letter_too(city):
    case = objection(city)

    actions.close_overdue(by=SYSTEM, now=LATE)

    told = [one.facts for one in notices.inbox_of(city.wang) if one.facts.get("what") == "silent"]
    assert [one["case"] for one in told] == [str(case.id)]


def test_a_decision_that_cannot_be_told_is_not_made(city, monkeypatch):
    case, by = objection(city), officer(city)

    def crash(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(timeline.notices, "write_many", crash)
    with pytest.raises(KeyboardInterrupt):
        decide(case, REFUSED, by, now=NOON + HOUR)

    assert queries.case_of(city.wang, case.id, at=NOON + HOUR).state is State.OPEN


def test_nobody_but_an_officer_of_the_agency_decides(city):
    case = objection(city)

    for seat in (city.steward, city.school_steward):
        with pytest.raises(errors.NotYours):
            decide(case, REFUSED, seat, now=NOON + HOUR)


def test_the_person_may_end_their_own_case_and_nobody_else_has_refused_it(city):
    case = objection(city)

    taken = actions.take_back(
        person=city.wang, case=case.id, by=oneself(city.wang), now=NOON + HOUR
    )

    assert (taken.state, taken.decision, taken.decided_by) == (State.TAKEN_BACK, None, None)
