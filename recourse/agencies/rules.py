"""Pure rules of the room `agencies`.

* A period is half-open: the first day counts, `valid_until_on` is the first that does not.
* Files spell an authority in many ways; names are compared by `plain_name`.
* A recall goes only to an address of TLS; to whom the name leads is asked when it is sent.
* To give a power takes two officials, to take one away takes one. The operator's command is
  neither: it founds the house, and its lines in the log say so.
* A secret that officials give comes in two halves: no official is ever shown a whole one.
* A second signer's seat has no machine: one program would be both of the two who sign.
* An administrator's seat has no power over anybody's data: no mandate, no machine.

Law:
    PIPL art. 51(1)(4) (powers to process are set with reason).
"""

import re
import unicodedata
from datetime import date
from typing import Final
from urllib.parse import SplitResult, urlsplit

from recourse.agencies.errors import NeedsTwo, NotForThisRole, SignedAtTheDesk, WebhookAddress
from recourse.agencies.terms import Role
from recourse.ground.actor import Actor, ActorKind

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LONGEST_ADDRESS = 500
_LEFT_OUT = re.compile(r"[\s()\[\]〔〕【】《》「」<>·・.,，、。;；:：\"'“”‘’_-]+")


WITHOUT_POWERS: Final = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Roles that neither hand anything in nor look anybody up, by hand or by machine."""


def refuse_alone(by: Actor, second: Actor | None) -> None:
    """Refuse to give a power on the word of one official.

    Args:
        by: Who gives it.
        second: The other administrator who approved it; None for the operator's command.

    Raises:
        NeedsTwo: A seat gives it, and no other seat has approved.

    """
    if by.kind is ActorKind.SYSTEM:
        return
    if second is None or second.kind is not ActorKind.SEAT or second.id == by.id:
        raise NeedsTwo


def refuse_whole(by: Actor, first_half: bytes | None) -> None:
    """Refuse to show one official a whole secret; the operator's command may.

    Args:
        by: Who gives it.
        first_half: Digest of the half that the first administrator was shown.

    Raises:
        NeedsTwo: There is no such half.

    """
    if by.kind is not ActorKind.SYSTEM and first_half is None:
        raise NeedsTwo


def approved_by(second: Actor | None) -> dict[str, str]:
    """Return what the log tells of a second administrator, if there was one."""
    return {} if second is None else {"second": str(second.id)}


def refuse_power(role: Role) -> None:
    """Refuse to give a seat of this role a mandate.

    Raises:
        NotForThisRole: Its role neither hands anything in nor looks anybody up.

    """
    if role in WITHOUT_POWERS:
        raise NotForThisRole


def refuse_machine(role: Role) -> None:
    """Refuse to let a machine act as a seat of this role.

    Raises:
        NotForThisRole: Its role neither hands anything in nor looks anybody up.
        SignedAtTheDesk: It signs what another seat sent, and a person must.

    """
    refuse_power(role)
    if role is Role.SECOND_SIGNER:
        raise SignedAtTheDesk


def is_valid(*, valid_from_on: date, valid_until_on: date | None, on: date) -> bool:
    """Whether the civil date `on` lies within the half-open period."""
    return valid_from_on <= on and (valid_until_on is None or on < valid_until_on)


def plain_name(name: str) -> str:
    """Return an authority's name or code as it is compared.

    Full-width characters are made plain; spaces, brackets and punctuation are dropped, what
    stands in brackets is kept; capitals do not matter.

    >>> plain_name("青岛市应急管理局 （黄岛）") == plain_name("青岛市应急管理局黄岛")
    True
    """
    folded = _unicode_plain(_unicode_plain(name).casefold())
    return _unicode_plain(_LEFT_OUT.sub("", folded))


def _unicode_plain(text: str) -> str:
    """Return the text in the form in which compatible characters are one."""
    return unicodedata.normalize("NFKC", text)


def check_webhook(address: str, *, loopback: bool) -> SplitResult:
    """Return the parts of an address to which recalls may be sent.

    Args:
        address: As the agency gives it.
        loopback: Whether this machine itself, without TLS, will do as well; in a demo only.

    Raises:
        WebhookAddress: It is not https, or carries more than an address.

    >>> check_webhook("https://office.example/recalls", loopback=False).hostname
    'office.example'
    """
    try:
        parts = urlsplit(address)
        _ = parts.port  # a port that is none raises here
    except ValueError as error:
        raise WebhookAddress from error
    is_plain = address.isascii() and address.isprintable() and len(address) <= LONGEST_ADDRESS
    carries_more = "@" in parts.netloc or "#" in address or " " in address
    if not (is_plain and parts.hostname) or carries_more:
        raise WebhookAddress
    is_here = loopback and parts.scheme == "http" and parts.hostname in LOOPBACK
    if parts.scheme != "https" and not is_here:
        raise WebhookAddress
    return parts
