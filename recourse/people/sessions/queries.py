"""Reads of sessions: those of one account."""

from datetime import datetime
from uuid import UUID

from recourse.people.models import Session
from recourse.people.sessions import rules
from recourse.people.sessions.terms import Browser, SessionCard, Way


def sessions_of(account: UUID, *, now: datetime) -> list[SessionCard]:
    """Return where an account is signed in now, the one last used first; one query."""
    rows = Session.objects.filter(account_id=account, expire_date__gt=now)
    cards = [_card(row) for row in rows.order_by("-used_at", "session_id")]
    return [
        card
        for card in cards
        if rules.goes_on(card.way, begun=card.begun_at, used=card.used_at, now=now)
    ]


def _card(row: Session) -> SessionCard:
    """Return a session as a term."""
    family, _, system = row.browser.partition("/")
    return SessionCard(
        id=row.session_id,  # type: ignore[arg-type]  # the table asks for it
        way=Way(row.way),
        browser=Browser(family, system),
        begun_at=row.begun_at,  # type: ignore[arg-type]  # the table asks for it
        used_at=row.used_at,  # type: ignore[arg-type]  # the table asks for it
    )
