"""Powers take two administrators; what is taken away takes one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recourse.agencies import actions, queries, register
from recourse.agencies.errors import (
    EndsAlready,
    NeedsTwo,
    NoEarlierSecret,
    NoSuchMandate,
    NotForThisRole,
    SeatExists,
    SignedAtTheDesk,
    TwoSecretsAlready,
    UnknownMachine,
)
from recourse.agencies.machines import actions as machines
from recourse.agencies.models import Proposal
from recourse.agencies.proposals import actions as proposals
from recourse.agencies.proposals import queries as asked_for
from recourse.agencies.proposals.errors import (
    NotAnAdministrator,
    NotOffered,
    OwnProposal,
    ProposalClosed,
    ProposalTooOld,
    ProposerLeft,
    WhyMissing,
)
from recourse.agencies.proposals.terms import (
    NewAddress,
    NewInvitation,
    NewMachine,
    NewMandate,
    NewSeat,
    NewSecret,
    ProposalState,
)
from recourse.agencies.terms import MandateKind, Role
from recourse.catalogue import actions as catalogue
from recourse.config.settings import CATALOGUE_DIR
from recourse.ground.actor import SYSTEM
from recourse.ground.identifiers import credit_code
from recourse.ground.words import Words
from recourse.journeys import administer
from recourse.officials import actions as officials
from recourse.officials import queries as invitations
from recourse.officials import secrets
from recourse.officials.errors import NoSuchInvitation
from recourse.people import actions as people
from recourse.people.terms import AccountKind

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LATER = NOW + timedelta(days=3)
UNIT = Words(zh="系统管理科", en="Systems section")
ITEM, PURPOSE = "adv.work_safety_person", "work_safety.licence_eligibility"


@pytest.fixture
def bureau():
    catalogue.load(folder=CATALOGUE_DIR, by=SYSTEM, now=NOW)
    return actions.found_agency(
        code=credit_code(sequence=1),
        name=Words(zh="示例市应急管理局", en="Sample Bureau"),
        kind="emergency_management",
        is_department=True,
        by=SYSTEM,
        now=NOW,
    )


def seat(agency, number, role):
    account = people.open_account(
        login=f"holder-{number}",
        kind=AccountKind.OFFICIAL,
        display_name=f"holder-{number}",
        by=SYSTEM,
        now=NOW,
    )
    made = actions.create_seat(
        agency=agency, number=number, role=role, unit=UNIT, account=account, by=SYSTEM, now=NOW
    )
    return queries.seat(made)


@pytest.fixture
def first(bureau):
    return seat(bureau, "0901", Role.ADMINISTRATOR)


@pytest.fixture
def second(bureau):
    return seat(bureau, "0902", Role.ADMINISTRATOR)


@pytest.fixture
def steward(bureau):
    return seat(bureau, "0101", Role.DATA_STEWARD)


def mandate(code=ITEM, kind=MandateKind.ITEM, start=TODAY):
    return NewMandate(kind=kind, code=code, valid_from_on=start, valid_until_on=None)


def new_seat(number="0103", role=Role.DATA_STEWARD):
    return NewSeat(
        number=number,
        role=role,
        unit=UNIT,
        valid_from_on=TODAY,
        valid_until_on=None,
        look_ups_a_day=500,
    )


def begun(asked, by, to=None):
    """Propose; return what is proposed, and the half that is shown."""
    return administer.propose(
        agency=by.agency.id, seat=None if to is None else to.id, asked=asked, by=by, now=NOW
    )


def proposed(asked, by, to=None):
    return begun(asked, by, to).id


def every_power(steward):
    """Return one of each that may be proposed, and for which seat."""
    return [
        (new_seat(), None),
        (mandate(), steward),
        (NewInvitation(name="wang.fang", hours=72), steward),
        (NewMachine(client_id="desk-1"), steward),
        (NewAddress(address="https://office.example/recalls"), None),
    ]


def test_what_is_proposed_gives_nothing_until_a_second_administrator_approves(
    first, second, steward
):
    number = proposed(mandate(), first, steward)

    assert not queries.may_hand_in(steward.id, ITEM, TODAY)
    given = administer.approve(proposal=number, by=second, now=LATER)

    card = asked_for.proposal(number, at=LATER)
    (held,) = register.mandates_of(steward.id, on=TODAY)
    assert (card.state, card.decided_by, given.shown_once) == (ProposalState.APPROVED, second, "")
    assert card.law.en.startswith("Work Safety Law")
    assert held.valid_from_on == date(2026, 11, 26), "nothing begins before it was approved"


def test_each_power_can_be_proposed_and_is_done_on_approval(first, second, steward):
    made = [begun(asked, first, to) for asked, to in every_power(steward)]

    shown = [administer.approve(proposal=one.id, by=second, now=NOW).shown_once for one in made]

    assert [bool(one.shown_once) for one in made] == [False, False, True, True, False]
    assert [bool(one) for one in shown] == [False, False, True, True, False]
    assert queries.seat_by_number(first.agency.code, "0103").role is Role.DATA_STEWARD
    assert queries.webhook(first.agency.id) == "https://office.example/recalls"
    whole = made[3].shown_once + shown[3]
    assert machines.let_in(client_id="desk-1", secret=whole, by=SYSTEM, now=NOW) == steward


def test_neither_half_of_a_secret_opens_anything_and_the_first_one_is_forgotten(
    first, second, steward
):
    made = begun(NewMachine(client_id="desk-1"), first, steward)
    other = administer.approve(proposal=made.id, by=second, now=NOW).shown_once
    half = made.shown_once

    for presented in (half, other, other + half, half * 2, other * 2, half + other + "x", ""):
        assert not _in(presented, NOW)
    assert _in(half + other, NOW)
    assert Proposal.objects.filter(id=made.id, first_half=None).exists()


def test_neither_half_of_an_invitation_opens_the_seat(first, second, steward):
    made = begun(NewInvitation(name="wang.fang", hours=72), first, steward)
    token = administer.approve(proposal=made.id, by=second, now=NOW).shown_once
    linked, typed = secrets.token_digest(token), secrets.typed_digest(made.shown_once.lower())

    for alone in (linked, typed, secrets.both_digest(linked, typed)):
        with pytest.raises(NoSuchInvitation):
            invitations.invitation(alone, now=NOW)

    card = invitations.invitation(secrets.both_digest(typed, linked), now=NOW)
    assert (card.seat, card.name) == (steward, "wang.fang")


def test_no_official_is_shown_a_whole_secret_whatever_the_way(first, second, steward):
    actions.enrol_machine(client_id="old", seat=steward.id, by=SYSTEM, now=NOW)
    both = {"by": first.actor, "second": second.actor, "now": NOW}
    for deed in (
        lambda: actions.enrol_machine(client_id="desk", seat=steward.id, **both),
        lambda: machines.rotate(client_id="old", overlap_hours=1, **both),
        lambda: officials.invite(seat=steward.id, name="me", hours=1, **both),
    ):
        with pytest.raises(NeedsTwo):
            deed()


def test_nobody_approves_or_refuses_their_own(first, second, steward):
    for asked, to in every_power(steward):
        number = proposed(asked, first, to)
        with pytest.raises(OwnProposal):
            administer.approve(proposal=number, by=first, now=NOW)
        with pytest.raises(OwnProposal):
            proposals.refuse(proposal=number, why="否", by=first, now=NOW)
        assert asked_for.proposal(number, at=NOW).state is ProposalState.WAITING

    assert register.mandates_of(steward.id, on=TODAY) == []
    assert register.machines_of(first.agency.id, at=NOW) == []


def test_one_official_in_two_seats_is_not_two(first, second, steward):
    number = proposed(mandate(), first, steward)
    actions.let_hold(seat=second.id, account=queries.holder_of(first.id), by=SYSTEM, now=NOW)

    with pytest.raises(OwnProposal):
        administer.approve(proposal=number, by=second, now=NOW)


def test_what_was_proposed_from_a_seat_that_changed_hands_is_nobodys_word(first, second, steward):
    number = proposed(mandate(), first, steward)
    officials.close(seat=first.id, by=SYSTEM, now=NOW)

    with pytest.raises(ProposerLeft):
        administer.approve(proposal=number, by=second, now=NOW)

    assert not queries.may_hand_in(steward.id, ITEM, TODAY)


def test_what_was_proposed_from_a_seat_that_has_ended_is_nobodys_word(first, second, steward):
    number = proposed(mandate(), first, steward)
    actions.end_seat(seat=first.id, on=date(2026, 11, 25), by=SYSTEM, now=NOW)

    with pytest.raises(ProposerLeft):
        administer.approve(proposal=number, by=second, now=LATER)

    assert not queries.may_hand_in(steward.id, ITEM, TODAY)


def test_what_is_refused_on_the_day_was_not_approved_either(first, second):
    made, late = (proposed(new_seat(), first) for _ in range(2))
    administer.approve(proposal=made, by=second, now=NOW)

    with pytest.raises(SeatExists):
        administer.approve(proposal=late, by=second, now=NOW)

    assert asked_for.proposal(late, at=NOW).state is ProposalState.WAITING


def test_an_official_who_left_and_came_back_is_not_the_same_hand(first, second, steward):
    number = proposed(mandate(), first, steward)
    holder = queries.holder_of(first.id)
    for account in (None, holder):
        actions.let_hold(seat=first.id, account=account, by=SYSTEM, now=NOW + timedelta(seconds=1))

    with pytest.raises(ProposerLeft):
        administer.approve(proposal=number, by=second, now=LATER)

    assert register.mandates_of(steward.id, on=TODAY) == []


def test_a_mandate_with_a_renewal_is_taken_at_once_and_a_seat_on_its_first_day(steward):
    given = {"kind": MandateKind.ITEM, "code": ITEM, "by": SYSTEM, "now": NOW}
    end = TODAY + timedelta(days=30)
    actions.give_mandate(seat=steward.id, valid_until_on=end, **given)
    actions.give_mandate(seat=steward.id, valid_from_on=end, **given)

    actions.end_mandate(seat=steward.id, on=TODAY, **given)

    assert not any(queries.may_hand_in(steward.id, ITEM, day) for day in (TODAY, end))
    assert register.mandates_of(steward.id, on=TODAY) == []
    with pytest.raises(NoSuchMandate):
        actions.end_mandate(seat=steward.id, on=TODAY, **given)
    actions.end_seat(seat=steward.id, on=TODAY, by=SYSTEM, now=NOW)
    assert not queries.is_valid(steward.id, TODAY)
    with pytest.raises(EndsAlready):
        actions.end_seat(seat=steward.id, on=TODAY, by=SYSTEM, now=NOW)


def test_a_proposal_is_closed_once_and_lapses_by_itself(first, second, steward):
    refused, taken_back, old = (proposed(mandate(), first, steward) for _ in range(3))
    with pytest.raises(WhyMissing):
        proposals.refuse(proposal=refused, why=" ", by=second, now=NOW)
    proposals.refuse(proposal=refused, why="岗位不需要", by=second, now=NOW)
    proposals.withdraw(proposal=taken_back, by=first, now=NOW)

    for closed in (refused, taken_back):
        with pytest.raises(ProposalClosed):
            administer.approve(proposal=closed, by=second, now=NOW)
    instant = NOW + timedelta(days=14)
    with pytest.raises(ProposalTooOld):
        administer.approve(proposal=old, by=second, now=instant)
    assert asked_for.proposal(old, at=instant).state is ProposalState.LAPSED
    assert (asked_for.waiting(at=NOW), asked_for.waiting(at=instant)) == (1, 0)
    assert asked_for.proposal(refused, at=NOW).why == "岗位不需要"


def test_what_was_proposed_is_forgotten_half_a_year_later(first, second, steward):
    proposed(mandate(), first, to=steward)
    over = NOW + timedelta(days=180)

    assert proposals.forget(by=SYSTEM, now=over - timedelta(seconds=1)) == 0
    assert proposals.forget(by=SYSTEM, now=over) == 1
    assert not Proposal.objects.exists()


def test_what_would_be_refused_on_approval_is_refused_when_proposed(first, second, steward):
    officer = seat(first.agency.id, "0417", Role.AGENCY_OFFICER)
    wrong = [
        (new_seat(number="0101"), None, SeatExists),
        (mandate("lic.teacher"), steward, NotOffered),
        (mandate(PURPOSE, MandateKind.PURPOSE), steward, NotOffered),
        (mandate(), officer, NotOffered),
        (mandate(), second, NotOffered),
        (NewMachine(client_id="desk-1"), second, NotForThisRole),
        (NewSecret(client_id="nobody", overlap_hours=72), steward, UnknownMachine),
    ]

    for asked, to, why in wrong:
        with pytest.raises(why):
            proposed(asked, first, to)

    assert asked_for.proposals(at=NOW) == []
    assert register.machines_of(first.agency.id, at=NOW) == []


def test_only_administrators_propose_and_decide(first, steward):
    number = proposed(mandate(), first, steward)

    with pytest.raises(NotAnAdministrator):
        proposed(mandate(), steward, steward)
    with pytest.raises(NotAnAdministrator):
        administer.approve(proposal=number, by=steward, now=NOW)


def test_no_official_gives_a_power_alone_whatever_the_way(first, steward):
    alone = {"by": first.actor, "now": NOW}
    for second in (None, first.actor, SYSTEM):
        for deed in (
            lambda with_: actions.create_seat(
                agency=first.agency.id, number="9", role=Role.AUDITOR, unit=UNIT, **with_
            ),
            lambda with_: actions.give_mandate(
                seat=steward.id, kind=MandateKind.ITEM, code=ITEM, **with_
            ),
            lambda with_: actions.enrol_machine(client_id="desk", seat=steward.id, **with_),
            lambda with_: machines.rotate(client_id="desk", overlap_hours=1, **with_),
            lambda with_: actions.register_webhook(
                agency=first.agency.id, address="https://office.example/", **with_
            ),
            lambda with_: officials.invite(seat=steward.id, name="me", hours=1, **with_),
        ):
            with pytest.raises(NeedsTwo):
                deed(alone | {"second": second})


def test_an_administrators_seat_has_no_powers_of_its_own(first):
    for power in (
        lambda: actions.give_mandate(
            seat=first.id, kind=MandateKind.PURPOSE, code=PURPOSE, by=SYSTEM, now=NOW
        ),
        lambda: actions.enrol_machine(client_id="desk", seat=first.id, by=SYSTEM, now=NOW),
    ):
        with pytest.raises(NotForThisRole):
            power()


def test_no_machine_acts_as_a_second_signers_seat(first):
    signer = seat(first.agency.id, "0102", Role.SECOND_SIGNER)
    with pytest.raises(SignedAtTheDesk):
        actions.enrol_machine(client_id="desk-1", seat=signer.id, by=SYSTEM, now=NOW)
    with pytest.raises(SignedAtTheDesk):
        proposed(NewMachine(client_id="desk-1"), first, signer)

    assert register.machines_of(first.agency.id, at=NOW) == []


def test_an_end_moves_only_earlier(steward):
    actions.end_seat(seat=steward.id, on=date(2026, 12, 1), by=SYSTEM, now=NOW)

    for on in (date(2026, 12, 1), date(2027, 1, 1)):
        with pytest.raises(EndsAlready):
            actions.end_seat(seat=steward.id, on=on, by=SYSTEM, now=NOW)

    assert register.seat(steward.id).valid_until_on == date(2026, 12, 1)


def test_two_secrets_are_valid_until_the_named_hour_and_never_three(first, second, steward):
    old = actions.enrol_machine(client_id="desk-1", seat=steward.id, by=SYSTEM, now=NOW)
    made = begun(NewSecret(client_id="desk-1", overlap_hours=24), first, steward)
    new = made.shown_once + administer.approve(proposal=made.id, by=second, now=NOW).shown_once
    end = NOW + timedelta(hours=24)

    for secret in (old, new):
        assert _in(secret, end - timedelta(seconds=1))
    with pytest.raises(TwoSecretsAlready):
        machines.rotate(client_id="desk-1", overlap_hours=1, by=SYSTEM, now=NOW)
    assert (_in(old, end), _in(new, end)) == (False, True)
    assert register.machine("desk-1", at=end).earlier_until_at is None
    third = machines.rotate(client_id="desk-1", overlap_hours=1, by=SYSTEM, now=end)
    assert [_in(secret, end) for secret in (old, new, third)] == [False, True, True]


def test_the_earlier_secret_is_stopped_at_once_and_its_last_day_is_seen(steward):
    old = actions.enrol_machine(client_id="desk-1", seat=steward.id, by=SYSTEM, now=NOW)
    new = machines.rotate(client_id="desk-1", overlap_hours=336, by=SYSTEM, now=NOW)
    _in(old, NOW)
    seen = register.machine("desk-1", at=NOW)

    machines.stop_earlier(client_id="desk-1", by=SYSTEM, now=NOW)

    assert (seen.used_on, seen.earlier_used_on) == (None, TODAY)
    assert (_in(old, NOW), _in(new, NOW)) == (False, True)
    with pytest.raises(NoEarlierSecret):
        machines.stop_earlier(client_id="desk-1", by=SYSTEM, now=NOW)
    actions.stop_machine(client_id="desk-1", by=SYSTEM, now=NOW)
    assert not _in(new, NOW)


def _in(secret, now):
    """Whether a secret lets the machine in."""
    try:
        machines.let_in(client_id="desk-1", secret=secret, by=SYSTEM, now=now)
    except UnknownMachine:
        return False
    return True
