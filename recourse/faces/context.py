"""What every page needs: language links, menu, large print, the sample-data strip."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, gettext, pgettext

from recourse.agencies.terms import Role
from recourse.faces import helping
from recourse.faces.doors import came_by_letter, seat_of
from recourse.faces.officials import sessions

LARGE_PRINT = "rc_text"
CASES = (
    *("case", "case-sent", "take-back", "add-file"),
    *("not-me", "not-applied", "take-down"),
)
"""Pages that belong to a person's cases."""

BENEFITS = (
    *("benefit", "benefit-try", "benefit-apply", "benefit-receipt"),
    *("application", "application-withdraw"),
)
"""Pages that belong to benefits."""

STATEMENTS = (
    *("new-no-violation", "new-report", "correction", "own-statement"),
    *("share-statement", "take-back-attested"),
)
"""Pages that belong to what a person carries away."""

HELPERS = ("name-helper", "end-help", "lay-down", "accept")
"""Pages that belong to a person's helpers, and to those they help."""

ADMINISTRATION = (
    *("agency", "seat", "new-seat", "end-seat", "invite", "close-sign-in", "new-mandate"),
    *("end-mandate", "new-machine", "new-secret", "stop-old-secret", "stop-machine"),
    *("new-address", "remove-address"),
)
"""Pages that belong to agencies and their seats."""

PROPOSALS = ("proposal", "approve-proposal", "refuse-proposal", "withdraw-proposal")
"""Pages that belong to what administrators propose."""

LANGUAGES = (("zh-hans", "zh-Hans", "简体中文"), ("en", "en", "English"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place to go; `is_here` when the page belongs to it."""

    name: str
    href: str
    is_here: bool = False
    lang: str = ""


def page(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of a page shows.

    On a page that failed before anybody was known, the frame shows nobody.
    """
    return {
        "demo": settings.DEMO,
        "large_print": request.COOKIES.get(LARGE_PRINT) == "large",
        "html_lang": "zh-Hans" if (get_language() or "zh").startswith("zh") else "en",
        "language_links": language_links(request),
        "menu": menu(request),
        "greeting": greeting(request),
        "section": section(request),
        "helping": helping.shown(request),
        "by_letter": came_by_letter(request),
    }


def language_links(request: HttpRequest) -> list[Link]:
    """Return the same page in each language."""
    here = request.get_full_path()
    active = get_language() or "zh-hans"
    return [
        Link(name=name, href=translate_url(here, code), is_here=active == code, lang=tag)
        for code, tag, name in LANGUAGES
    ]


def greeting(request: HttpRequest) -> str:
    """Return how the page greets whoever is logged in: a seat by its agency, a person by name.

    An account opened by the identity service keeps no name: it says that somebody is in.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    seat = seat_of(request)
    if seat:
        return seat.agency.name.to(get_language() or "zh")
    return str(user.display_name) or gettext("Signed in")


def section(request: HttpRequest) -> str:
    """Return whose pages these are, for the title: a record, its kind and its change read alike.

    The home of a file or a desk says so already; what anybody may open belongs to nobody.
    """
    match, user = request.resolver_match, getattr(request, "user", None)
    if match is None or user is None or not user.is_authenticated:
        return ""
    helped = helping.shown(request) if match.namespace == "portal" else None
    if helped is not None:
        return gettext("The file of %(name)s") % {"name": helped.name}
    desk = gettext("My desk")
    ours = {"portal": gettext("My file"), "desk": desk, "officials": desk}
    return "" if match.url_name == "home" else ours.get(match.namespace, "")


def menu(request: HttpRequest) -> list[Link]:
    """Return the places that exist for whoever is here; before anybody is known, none."""
    user = getattr(request, "user", None)
    if user is None:
        return []
    if not user.is_authenticated:
        return [_link(request, name, view) for name, view in _of_everybody()]
    helped = helping.shown(request)
    if helped is not None and helped.is_one_case:
        return [_to_case(helped.card.case)]
    places = _portal() if user.person_id is not None else _desk(request)
    if helped is not None:
        places = _of_helper()
    return [_link(request, name, view) for name, view in places]


def _to_case(case: UUID | None) -> Link:
    """The only place of a helper who helps with one case."""
    href = reverse("portal:case", kwargs={"case": case})
    return Link(name=gettext("The case"), href=href, is_here=True)


def _of_everybody() -> list[tuple[str, str]]:
    """The places of whoever has not signed in."""
    return [
        (gettext("What may be collected"), "public:catalogue"),
        (gettext("Your rights"), "public:rights"),
        (gettext("Learn"), "public:learn"),
        (gettext("Statistics"), "public:statistics"),
        (gettext("Check a statement"), "public:verify"),
        (gettext("All pages"), "public:pages"),
    ]


def _portal() -> list[tuple[str, str]]:
    """The places of a person."""
    return [
        (gettext("My file"), "portal:home"),
        (pgettext("page", "Who looked"), "portal:who-looked"),
        (gettext("My cases"), "portal:cases"),
        (gettext("Benefits"), "portal:benefits"),
        (gettext("Statements"), "portal:statements"),
        (gettext("Inbox"), "portal:inbox"),
        (gettext("Helpers"), "portal:helpers"),
    ]


def _of_helper() -> list[tuple[str, str]]:
    """The places of somebody who has another person's file open."""
    return [
        (gettext("Their file"), "portal:home"),
        (pgettext("page", "Who looked"), "portal:who-looked"),
        (gettext("Their cases"), "portal:cases"),
        (gettext("Their inbox"), "portal:inbox"),
    ]


def _desk(request: HttpRequest) -> list[tuple[str, str]]:
    """The places of an official, by the role of their seat."""
    seat = seat_of(request)
    places = [(gettext("My desk"), "desk:home")]
    if seat is not None and seat.role in (Role.DATA_STEWARD, Role.SECOND_SIGNER):
        places = [(gettext("Uploads"), "desk:uploads"), (gettext("Changes"), "desk:changes")]
    if seat is not None and seat.role is Role.ADMINISTRATOR:
        places = _administration()
    if seat is not None and seat.role is Role.DATA_STEWARD:
        places.append((gettext("Answers"), "desk:answers"))
        places.append((gettext("Own work"), "desk:performance"))
    if seat is not None and seat.role is Role.AGENCY_OFFICER:
        places.append((gettext("Look up"), "desk:look-up"))
    if seat is not None and seat.role in (Role.CASE_OFFICER, Role.AGENCY_OFFICER):
        places.append((gettext("Cases"), "desk:cases"))
    if seat is not None and seat.role is Role.COUNTER_CLERK:
        places.append((gettext("Counter"), "desk:counter"))
    places.append((gettext("Catalogue"), "public:catalogue"))
    if seat is not None and sessions.is_officials(request):
        places.append((gettext("Signing in"), "officials:ways-in"))
    return places


def _administration() -> list[tuple[str, str]]:
    """The places of an administrator."""
    return [
        (gettext("Agencies"), "desk:agencies"),
        (gettext("Proposals"), "desk:proposals"),
        (gettext("Keys"), "desk:keys"),
        (gettext("Versions"), "desk:versions"),
        (gettext("Deeds"), "desk:deeds"),
    ]


def _link(request: HttpRequest, name: str, view: str) -> Link:
    """Return the link to `view`; the home is here only on its own pages, not on all below it."""
    href = reverse(view)
    match = request.resolver_match
    section = "" if match is None else f"{match.namespace}:{_section(match.url_name or '')}"
    return Link(name=name, href=href, is_here=section == view)


def _section(url_name: str) -> str:
    """Return the menu's name for a page: a record belongs to the file, a letter to the inbox."""
    parents = {
        "records": "home",
        "record": "home",
        "letter": "inbox",
        **dict.fromkeys(HELPERS, "helpers"),
        **dict.fromkeys(BENEFITS, "benefits"),
        **dict.fromkeys(STATEMENTS, "statements"),
        "hold-back": "inbox",
        "statement": "home",
        "sessions": "home",
        "contact": "inbox",
        **dict.fromkeys(CASES, "cases"),
        "upload": "uploads",
        "batch": "uploads",
        "findings": "uploads",
        "returning": "uploads",
        **dict.fromkeys(("held", "held-row", "held-file"), "uploads"),
        "certify": "uploads",
        "correction": "answers",
        "find": "changes",
        "step": "changes",
        "change": "changes",
        "case": "cases",
        "case-decide": "cases",
        "counter-done": "counter",
        **dict.fromkeys(("counter-letter", "counter-letter-second"), "counter"),
        "item": "catalogue",
        **dict.fromkeys(ADMINISTRATION, "agencies"),
        **dict.fromkeys(PROPOSALS, "proposals"),
        "renew-key": "keys",
        "version": "versions",
        **dict.fromkeys(("right", "guide"), "rights"),
        **dict.fromkeys(("article", "exemplar"), "learn"),
        "log-status": "statistics",
    }
    asks = url_name.startswith("ask-")
    return "cases" if asks else parents.get(url_name, url_name)
