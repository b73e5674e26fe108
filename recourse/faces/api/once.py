"""A request that its machine has named may be sent again: same name, same request, one deed.

The name comes in `Idempotency-Key`, as draft-ietf-httpapi-idempotency-key-header says: a string in
quotes. Names without quotes are taken too, for many clients send them so.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import file_digest
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from recourse.agencies.answers.terms import Asked, Kept
from recourse.faces.api.errors import IdempotencyKey
from recourse.faces.api.seats import machine_of, seat_of
from recourse.ground.digests import KeyedDigest
from recourse.journeys import once
from recourse.store.keys import vault

HEADER = "Idempotency-Key"
DIGEST_BYTES = 16
_NAME = re.compile(r'"([ !#-\[\]-~]{1,128})"|([A-Za-z0-9._:-]{1,128})')
Do = Callable[[], Schema]


def name_in(header: str) -> str:
    """Return the name that a header gives a request.

    >>> name_in('"8e03978e-40d5"'), name_in("8e03978e-40d5")
    ('8e03978e-40d5', '8e03978e-40d5')

    Raises:
        IdempotencyKey: It is not a string of 1 to 128 signs.

    """
    found = _NAME.fullmatch(header.strip(" \t"))
    if found is None:
        raise IdempotencyKey
    return found[1] or found[2]


def named(*, machine: str, header: str, request: bytes) -> Asked:
    """Return a request under its name; neither can be read back from what is kept.

    Raises:
        IdempotencyKey: The name is none.

    """
    keyed = _keyed(vault().named("machine-request"))
    name, client = name_in(header).encode(), machine.encode()
    return Asked(
        machine,
        keyed.of(b"key", client, name)[:DIGEST_BYTES],
        keyed.of(b"request", client, request)[:DIGEST_BYTES],
    )


@cache
def _keyed(key: bytes) -> KeyedDigest:
    return KeyedDigest(key)


def done(request: HttpRequest, do: Do, *, now: datetime, status: int = 200) -> HttpResponse:
    """Do what is asked, and answer; what was done already is answered as before."""
    asked = _asked(request, request.body)
    kept = once.once(asked=asked, do=_written(do, status), by=seat_of(request).actor, now=now)
    return _sent(kept)


def done_by_content(
    request: HttpRequest, do: Do, *, file: Path, parts: bytes, now: datetime, status: int
) -> HttpResponse:
    """Do what its content makes the same however often it comes."""
    asked = None
    if HEADER in request.headers:
        with file.open("rb") as content:
            digest = file_digest(content, "sha256").digest()
        asked = _asked(request, parts + digest)
    written = _written(do, status)
    return _sent(once.by_content(asked=asked, do=written, by=seat_of(request).actor, now=now))


def _asked(request: HttpRequest, content: bytes) -> Asked | None:
    header = request.headers.get(HEADER)
    if header is None:
        return None
    whole = b"\n".join(((request.method or "").encode(), request.path_info.encode(), content))
    return named(machine=machine_of(request), header=header, request=whole)


def _written(do: Do, status: int) -> Callable[[], Kept]:
    return lambda: Kept(status, do().model_dump_json().encode())


def _sent(kept: Kept) -> HttpResponse:
    return HttpResponse(kept.body, status=kept.status, content_type="application/json")
