"""Reads of proposals."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from recourse.agencies import queries as agencies
from recourse.agencies.models import Proposal
from recourse.agencies.proposals import packing, rules
from recourse.agencies.proposals.errors import NoSuchProposal
from recourse.agencies.proposals.terms import Giving, ProposalCard, ProposalState
from recourse.ground.words import Words

PAGE = 25


def proposal(id: UUID, *, at: datetime) -> ProposalCard:  # noqa: A002 - the house's word for it
    """Return one proposal; one query.

    Raises:
        NoSuchProposal: There is none.

    """
    row = rows().filter(id=id).first()
    if row is None:
        raise NoSuchProposal
    return card_of(row, at=at)


def proposals(*, at: datetime, before: UUID | None = None, limit: int = PAGE) -> list[ProposalCard]:
    """Return proposals, newest first; one query.

    Args:
        at: When they are looked at.
        before: Last one of the page before.
        limit: Longest page.

    """
    found = rows() if before is None else rows().filter(id__lt=before)
    return [card_of(row, at=at) for row in found.order_by("-id")[:limit]]


def waiting(*, at: datetime) -> int:
    """Return how many wait for a second administrator."""
    newer = Proposal.objects.filter(state=ProposalState.WAITING, proposed_at__gt=at - rules.WAITS)
    return newer.count()


def rows() -> "QuerySet[Proposal]":
    """Return proposals with all that their cards name."""
    return Proposal.objects.select_related(
        "agency", "seat__agency", "proposed_by__agency", "decided_by__agency"
    )


def card_of(row: Proposal, *, at: datetime) -> ProposalCard:
    """Return a proposal as a term."""
    giving = Giving(row.giving)
    return ProposalCard(
        id=row.id,
        giving=giving,
        agency=agencies.agency_card(row.agency),
        seat=None if row.seat is None else agencies.seat_card(row.seat),
        asked=packing.unpacked(giving, row.asked),
        law=Words(zh=row.law_zh, en=row.law_en),
        proposed_by=agencies.seat_card(row.proposed_by),
        proposed_at=row.proposed_at,
        ends_at=row.proposed_at + rules.WAITS,
        state=rules.state_at(ProposalState(row.state), row.proposed_at, at=at),
        decided_by=None if row.decided_by is None else agencies.seat_card(row.decided_by),
        decided_at=row.decided_at,
        why=row.why,
    )
