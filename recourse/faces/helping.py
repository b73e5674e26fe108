"""A helper at work: whose file they have open in this browser, shown on every page.

The session keeps which entrustment, and nothing of it is believed: it is read anew for each
request as the helper's own, and the database is asked again in each transaction.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from recourse.ground.words import Words
from recourse.journeys import entrust
from recourse.people.entrustments import queries as entrustments
from recourse.people.entrustments.errors import HelpEnded, NoSuchEntrustment
from recourse.people.entrustments.terms import EntrustmentCard, Kind, Scope, Stage
from recourse.people.entrustments.wording import SCOPES

KEY = "helping"


OPEN_TO_HELPERS = frozenset({"objection", "repair", "reconsideration", "court"})
OPEN_TO_KIN = frozenset({"objection", "erasure", "reconsideration", "court"})
"""Remedies, by their code; what is asked for on this site is checked again when it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Helping:
    """Whose file a helper has open, how far it reaches, until when."""

    card: EntrustmentCard
    name: str

    @property
    def may(self) -> Words:
        """What the helper may do, in words."""
        return SCOPES[self.card.scope]

    @property
    def may_ask(self) -> bool:
        """Whether they may ask for something about any record."""
        return self.card.scope in {Scope.ASK, Scope.KIN}

    @property
    def remedies(self) -> frozenset[str]:
        """The remedies that are shown to them on a record's page."""
        if self.card.kind is Kind.NEXT_OF_KIN:
            return OPEN_TO_KIN
        return OPEN_TO_HELPERS

    @property
    def is_one_case(self) -> bool:
        """Whether they see one case and nothing else."""
        return self.card.scope is Scope.CASE


def is_on(request: HttpRequest) -> bool:
    """Whether this browser has somebody else's file open."""
    return KEY in request.session


def begin(request: HttpRequest, card: EntrustmentCard) -> None:
    """Open, in this browser, the file of whoever named this helper."""
    request.session[KEY] = str(card.id)


def leave(request: HttpRequest) -> None:
    """Go back to one's own file."""
    request.session.pop(KEY, None)


def shown(request: HttpRequest) -> Helping | None:
    """Return whose file is open, for the strip on the page; None if none is, or not any more."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.person_id is None or not is_on(request):
        return None
    if not hasattr(request, "rc_helping"):
        request.rc_helping = _found(request, user.person_id)  # type: ignore[attr-defined]  # kept for this request only
    return request.rc_helping  # type: ignore[attr-defined,no-any-return]  # set above


def at_work(request: HttpRequest) -> Helping:
    """Return whose file is open; where the help is over, forget it and say so.

    Raises:
        HelpEnded: It is over, or was never this helper's.

    """
    helping = shown(request)
    if helping is None:
        leave(request)
        raise HelpEnded
    return helping


def _found(request: HttpRequest, helper: UUID) -> Helping | None:
    """Return the entrustment that the session names, if it is this helper's and holds now."""
    now = timezone.now()
    try:
        card = entrustments.held(helper, UUID(request.session[KEY]))
        if card.stage(now) is not Stage.IN_FORCE:
            return None
        return Helping(card=card, name=entrust.name_of(card, now=now))
    except (NoSuchEntrustment, HelpEnded, ValueError):  # a session that names nothing
        return None
