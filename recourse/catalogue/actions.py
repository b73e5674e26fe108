"""Load a version of the catalogue."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from recourse.catalogue import queries, reading
from recourse.catalogue.content import Json, content_of
from recourse.catalogue.errors import NotLawful
from recourse.catalogue.models import CatalogueVersion
from recourse.catalogue.terms import Weight
from recourse.ground import calendar, canonical
from recourse.ground.actor import Actor
from recourse.ledger import actions as ledger


@transaction.atomic
def load(*, folder: Path, by: Actor, now: datetime) -> str:
    """Make the folder the catalogue in force, and return its version.

    The version is the day and a number. What was loaded before keeps its own version, so a
    record is always judged by the words it was entered under. Loading the same content again
    changes nothing and returns the version it has.

    Raises:
        CannotRead: A file is not what it should be.
        NotLawful: The content may not be loaded.

    Law:
        Shandong Social Credit Regulations art. 10 (the list of data is set before they are
        collected).

    """
    faults = reading.check(folder, on=calendar.civil_date(now))
    refused = [fault for fault in faults if fault.weight is Weight.REFUSED]
    catalogue = reading.read(folder)
    if refused:
        raise NotLawful.of(refused)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalogue_version'))")
    content = content_of(catalogue)
    digest = _digest(content)
    newest = CatalogueVersion.objects.order_by("-loaded_at", "-version").first()
    if newest is not None and bytes(newest.digest) == digest:
        return newest.version
    version = _next_version(now)
    CatalogueVersion.objects.create(
        version=version,
        digest=digest,
        content=content | {"version": version},
        loaded_at=now,
        loaded_by=by.code,
    )
    ledger.note(
        kind="catalogue-loaded",
        tag=None,
        by=by,
        now=now,
        facts={"version": version, "digest": digest.hex()},
    )
    queries.reload()
    transaction.on_commit(queries.reload)
    return version


def _digest(content: Json) -> bytes:
    """Return the SHA-256 of the canonical JSON of a content that has no version yet."""
    return hashlib.sha256(canonical.dumps(content)).digest()


def _next_version(now: datetime) -> str:
    """Return the next version of the day, such as `2026-11-23.2`."""
    day = calendar.civil_date(now).isoformat()
    loaded = CatalogueVersion.objects.filter(version__startswith=f"{day}.").count()
    return f"{day}.{loaded + 1}"
