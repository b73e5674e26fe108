"""Pure rules of proposals.

* A proposal waits fourteen days; then nobody can approve it any more, without a job having run.
* Half a year after it was made it is deleted, whatever became of it.
* Whoever proposed approves nothing of it, and neither does whoever holds the proposing seat later.
* Once the proposing seat has ended or has changed hands, what it proposed is nobody's word any
  more; also if the same official comes back to it.

Law:
    PIPL art. 51(1)(4) (powers to process are set with reason).
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from recourse.agencies.proposals.errors import (
    NotAnAdministrator,
    OwnProposal,
    ProposalClosed,
    ProposalTooOld,
    ProposerLeft,
)
from recourse.agencies.proposals.terms import ProposalCard, ProposalState
from recourse.agencies.terms import Role, SeatCard

WAITS: Final = timedelta(days=14)
KEPT_FOR: Final = timedelta(days=180)
LONGEST_WHY: Final = 300


def state_at(stored: ProposalState, proposed_at: datetime, *, at: datetime) -> ProposalState:
    """Return how a proposal stands at the instant `at`."""
    is_over = stored is ProposalState.WAITING and at >= proposed_at + WAITS
    return ProposalState.LAPSED if is_over else stored


def refuse_others(by: SeatCard) -> None:
    """Refuse whoever is no administrator.

    Raises:
        NotAnAdministrator: The seat is another's.

    """
    if by.role is not Role.ADMINISTRATOR:
        raise NotAnAdministrator


def refuse_closed(card: ProposalCard) -> None:
    """Refuse to do anything more with a proposal that does not wait.

    Raises:
        ProposalClosed: It was approved, refused or taken back.
        ProposalTooOld: It waited too long.

    """
    if card.state is ProposalState.LAPSED:
        raise ProposalTooOld(days=WAITS.days)
    if card.state is not ProposalState.WAITING:
        raise ProposalClosed


def refuse_same_hand(
    card: ProposalCard,
    by: SeatCard,
    *,
    proposer: UUID | None,
    holds: UUID | None,
    here: UUID | None,
    stands: bool,
) -> None:
    """Refuse that one official is both the first and the second.

    Args:
        card: The proposal.
        by: Who would approve it.
        proposer: The official who held the proposing seat when it was proposed.
        holds: Who holds that seat now.
        here: Who holds the approving seat now.
        stands: Whether the proposing seat is valid today.

    Raises:
        OwnProposal: The same seat proposed it, or the same official did in another seat.
        ProposerLeft: The proposing seat has changed hands or ended since.

    """
    if card.proposed_by.id == by.id or (proposer is not None and proposer == here):
        raise OwnProposal
    if proposer != holds or not stands:
        raise ProposerLeft


def refuse_past_hand(card: ProposalCard, *, held_since: datetime | None) -> None:
    """Refuse what was proposed from a seat that was left since, also if they came back to it.

    Args:
        card: The proposal.
        held_since: When the proposing seat last changed hands; None if it never has.

    Raises:
        ProposerLeft: It has since.

    """
    if held_since is not None and held_since > card.proposed_at:
        raise ProposerLeft
