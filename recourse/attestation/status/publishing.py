"""Publish the lists: sign each, and lay it where any web server can serve it.

What was published as revoked stays revoked, whatever the database says: a restored backup takes
nothing back. A list that was published later than the database knows comes from before such a
restore; no place is given out of it any more, since it may have been given out before.

A list that another key signed, or that others vouched for, is signed anew at once.

A list that cannot be signed anew ends by itself, and with it everything that has a place in it.

Law:
    Token Status List (draft-ietf-oauth-status-list-21), sections 5.1, 8.1.

"""

import base64
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import orjson
from django.conf import settings

from recourse.attestation.issuer import issuer
from recourse.attestation.signing import Signer
from recourse.attestation.status import actions, queries, rules
from recourse.attestation.status.terms import ListCard
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse_verify.memory import write_whole

TYPE = "statuslist+jwt"
MEDIA_TYPE = f"application/{TYPE}"


class Published(NamedTuple):
    """What lies where others read it."""

    head: str
    signed_at: datetime
    array: bytes


def publish_due(*, now: datetime) -> int:
    """Publish every list that changed or was not signed for some hours; return how many were.

    Raises:
        NotVouchedFor: Nobody vouches for the key.

    """
    signer = Signer(issuer(), typ=TYPE)
    actions.keep_open(by=SYSTEM, now=now)
    known = queries.lists()
    strays = _on_disk() - {card.id for card in known}
    if strays:
        actions.adopt(ids=sorted(strays), by=SYSTEM, now=now)
        known = queries.lists()
    moved = sum(_publish(card, signer, now) for card in known)
    _forget_over(civil_date(now - rules.GOOD_FOR), now)
    return moved


def publish_first(list_id: int, *, now: datetime) -> bool:
    """Publish a list that was opened since the last hour; return whether there is such a list.

    Raises:
        NotVouchedFor: Nobody vouches for the key.

    """
    cards = queries.lists(only=list_id)
    for card in cards:
        _publish(card, Signer(issuer(), typ=TYPE), now)
    return bool(cards)


def _publish(card: ListCard, signer: Signer, now: datetime) -> bool:
    """Sign a list if it is due; return whether it was."""
    before = published_in(file_of(card.id))
    old = bytes(rules.ENTRIES // 8) if before is None else before.array
    array = bytes(rules.with_revoked(old, card.revoked))
    if before is not None and card.is_open and _was_set_back(card, before):
        actions.close(id=card.id, by=SYSTEM, now=now)
    is_same = before and before.array == array and before.head == signer.head
    if before and is_same and _is_fresh(before, now):
        return False
    file_of(card.id).parent.mkdir(parents=True, exist_ok=True)
    write_whole(file_of(card.id), signer.sign(_payload(card.id, array, now)).encode())
    actions.published(id=card.id, by=SYSTEM, now=now)
    return True


def _was_set_back(card: ListCard, before: Published) -> bool:
    """Whether a list was published later than the database knows."""
    return card.published_at is None or card.published_at + timedelta(seconds=1) < before.signed_at


def _is_fresh(before: Published, now: datetime) -> bool:
    """Whether a list was signed a short time ago."""
    return now - before.signed_at < rules.SIGN_AGAIN_AFTER


def _payload(list_id: int, array: bytes, now: datetime) -> dict[str, object]:
    """Return what a list says, for 48 hours."""
    return {
        "sub": queries.uri_of(list_id),
        "iat": int(now.timestamp()),
        "exp": int((now + rules.GOOD_FOR).timestamp()),
        "ttl": rules.TTL_SECONDS,
        "status_list": {"bits": rules.BITS, "lst": rules.written(array)},
    }


def _forget_over(before: date, now: datetime) -> None:
    """Take away lists of which everything is over; the file first, so that none is left behind."""
    for id_ in queries.over(before):
        file_of(id_).unlink(missing_ok=True)
        actions.forget(id=id_, by=SYSTEM, now=now)


def file_of(list_id: int) -> Path:
    """Return where a list lies."""
    folder: Path = settings.STATUS_DIR
    return folder / str(list_id)


def published_in(file: Path) -> Published | None:
    """Return what lies in a file, if it is there."""
    try:
        head, said, _ = file.read_text(encoding="ascii").split(".")
    except FileNotFoundError:
        return None
    payload = orjson.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    signed_at = datetime.fromtimestamp(payload["iat"], UTC)
    return Published(head, signed_at, rules.read(payload["status_list"]["lst"]))


def _on_disk() -> set[int]:
    """Return the lists that were published."""
    folder: Path = settings.STATUS_DIR
    if not folder.is_dir():
        return set()
    return {int(file.name) for file in folder.iterdir() if file.name.isdecimal()}
