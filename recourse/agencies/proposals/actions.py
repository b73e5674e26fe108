"""Writes of proposals: made, approved, refused, taken back.

The deed itself is done by the journey, in the transaction of the approval.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from recourse.agencies import queries as agencies
from recourse.agencies.models import Proposal
from recourse.agencies.proposals import packing, rules
from recourse.agencies.proposals.errors import NoSuchProposal, WhyMissing
from recourse.agencies.proposals.queries import card_of, rows
from recourse.agencies.proposals.terms import Approved, Asked, ProposalCard, ProposalState
from recourse.agencies.terms import SeatCard
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.ledger import actions as ledger


@transaction.atomic
def propose(
    *,
    agency: UUID,
    seat: UUID | None,
    asked: Asked,
    law: Words,
    first_half: bytes | None = None,
    by: SeatCard,
    now: datetime,
) -> UUID:
    """Write down what an administrator proposes to give; nothing is given yet.

    Args:
        agency: Whose it would be.
        seat: To which of its seats; None for a new seat or an address.
        asked: What.
        law: What it rests on, as the second administrator will read it.
        first_half: Digest of the half of a link or a secret that who proposes is shown.
        by: Who proposes.
        now: When.

    Raises:
        NotAnAdministrator: The seat is another's.

    """
    rules.refuse_others(by)
    row = Proposal(
        id=uuid7(now),
        giving=packing.giving_of(asked),
        agency_id=agency,
        seat_id=seat,
        asked=packing.packed(asked),
        law_zh=law.zh,
        law_en=law.en,
        proposed_by_id=by.id,
        account_id=agencies.holder_of(by.id),
        proposed_at=now,
        first_half=first_half,
    )
    row.save(force_insert=True)
    _note("proposal-made", row, by, now)
    return row.id


@transaction.atomic
def approve(*, proposal: UUID, by: SeatCard, now: datetime) -> Approved:
    """Approve what another administrator proposed, and return it; whoever asks does it now.

    The digest of the first half is handed on and forgotten here.

    Raises:
        NotAnAdministrator: The seat is another's.
        NoSuchProposal: There is none.
        ProposalClosed: It was approved, refused or taken back.
        ProposalTooOld: It waited too long.
        OwnProposal: The same official proposed it.
        ProposerLeft: The proposing seat has changed hands or ended since.

    """
    row, card = _another_s(proposal, by, now)
    half = None if row.first_half is None else bytes(row.first_half)
    _close(row, ProposalState.APPROVED, by, now)
    _note("proposal-approved", row, by, now)
    return Approved(card=card, first_half=half)


@transaction.atomic
def refuse(*, proposal: UUID, why: str, by: SeatCard, now: datetime) -> None:
    """Refuse what another administrator proposed, and say why.

    Raises:
        WhyMissing: No reason is given, or it is too long.
        NotAnAdministrator, NoSuchProposal, ProposalClosed, ProposalTooOld, OwnProposal,
        ProposerLeft: As for `approve`.

    """
    if not 0 < len(why.strip()) <= rules.LONGEST_WHY:
        raise WhyMissing
    row, _ = _another_s(proposal, by, now)
    row.why = why.strip()
    _close(row, ProposalState.REFUSED, by, now)
    _note("proposal-refused", row, by, now)


@transaction.atomic
def withdraw(*, proposal: UUID, by: SeatCard, now: datetime) -> None:
    """Take back what one's own seat proposed.

    Raises:
        NotAnAdministrator: The seat is another's.
        NoSuchProposal: There is none, or another seat proposed it.
        ProposalClosed: It was approved, refused or taken back.
        ProposalTooOld: It waited too long.

    """
    row, _ = _waiting(proposal, by, now)
    if row.proposed_by_id != by.id:
        raise NoSuchProposal
    _close(row, ProposalState.WITHDRAWN, by, now)
    _note("proposal-withdrawn", row, by, now)


@transaction.atomic
def forget(*, by: Actor, now: datetime) -> int:  # noqa: ARG001 - actions name who and when
    """Delete proposals whose time is over; return how many. The log keeps what they gave.

    Law:
        PIPL art. 19 (no longer than the purpose needs).

    """
    gone, _ = Proposal.objects.filter(proposed_at__lte=now - rules.KEPT_FOR).delete()
    return gone


def _another_s(proposal: UUID, by: SeatCard, now: datetime) -> tuple[Proposal, ProposalCard]:
    """Lock a proposal that waits, and refuse whoever is not a second official."""
    row, card = _waiting(proposal, by, now)
    first = row.proposed_by_id
    rules.refuse_same_hand(
        card,
        by,
        proposer=row.account_id,
        holds=agencies.holder_of(first),
        here=agencies.holder_of(by.id),
        stands=agencies.is_valid(first, civil_date(now)),
    )
    rules.refuse_past_hand(card, held_since=agencies.held_since(first))
    return row, card


def _waiting(proposal: UUID, by: SeatCard, now: datetime) -> tuple[Proposal, ProposalCard]:
    """Lock a proposal that waits; two who decide at once wait for each other."""
    rules.refuse_others(by)
    row = rows().select_for_update(of=("self",)).filter(id=proposal).first()
    if row is None:
        raise NoSuchProposal
    card = card_of(row, at=now)
    rules.refuse_closed(card)
    return row, card


def _close(row: Proposal, state: ProposalState, by: SeatCard, now: datetime) -> None:
    """Keep what became of a proposal."""
    row.state, row.decided_by_id, row.decided_at = state, by.id, now
    row.first_half = None
    row.save(update_fields=["state", "decided_by", "decided_at", "why", "first_half"])


def _note(kind: str, row: Proposal, by: SeatCard, now: datetime) -> None:
    """Drop the deed's line into the log; it is about a seat and no person."""
    facts = {"proposal": str(row.id), "giving": row.giving, "agency": str(row.agency_id)}
    if row.seat_id is not None:
        facts["seat"] = str(row.seat_id)
    ledger.note(kind=kind, tag=None, by=by.actor, now=now, facts=facts)
