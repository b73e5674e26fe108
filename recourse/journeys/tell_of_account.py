"""Whoever's way in or address has changed is told, wherever they can be reached."""

from datetime import datetime
from uuid import UUID

from recourse.catalogue import queries as catalogue
from recourse.ground.actor import Actor
from recourse.ground.uuid7 import uuid7
from recourse.notice import actions as notices
from recourse.notice.account import Turn
from recourse.notice.terms import Kind, NewNotice


def tell_of_account(
    person: UUID, turn: Turn, *, by: Actor, now: datetime, facts: dict[str, str] | None = None
) -> None:
    """Write a letter about a turn into the inbox of a person; it goes on paper too."""
    told: dict[str, str | int] = {"what": str(turn), "on_paper": 1, **(facts or {})}
    new = NewNotice(
        person_id=person,
        id=uuid7(now),
        record_id=None,
        kind=Kind.ACCOUNT,
        catalogue_version=catalogue.current().version,
        facts=told,
        written_at=now,
    )
    notices.write_many(notices=[new], by=by, now=now)
