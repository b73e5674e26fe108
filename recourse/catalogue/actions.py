"""Load a version of the catalogue."""

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from recourse.catalogue import queries, reading
from recourse.catalogue.content import to_content
from recourse.catalogue.errors import NotLawful
from recourse.catalogue.models import CatalogueVersion
from recourse.catalogue.terms import Catalogue, Weight
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
        raise NotLawful(refused)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalogue_version'))")
    digest = digest_of(catalogue)
    newest = CatalogueVersion.objects.order_by("-loaded_at", "-version").first()
    if newest is not None and bytes(newest.digest) == digest:
        return newest.version
    version = _next_version(now)
    content = to_content(replace(catalogue, version=version))
    CatalogueVersion.objects.create(version=version, digest=digest, content=content, loaded_at=now)
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


def digest_of(catalogue: Catalogue) -> bytes:
    """Return the SHA-256 of the canonical JSON of everything but the version itself."""
    content = to_content(replace(catalogue, version=""))
    return hashlib.sha256(canonical.dumps(content)).digest()


def _next_version(now: datetime) -> str:
    day = calendar.civil_date(now).isoformat()
    loaded = CatalogueVersion.objects.filter(version__startswith=f"{day}.").count()
    return f"{day}.{loaded + 1}"
