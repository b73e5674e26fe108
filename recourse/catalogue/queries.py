"""Read the catalogue that is in force."""

import threading
import time
from dataclasses import replace
from datetime import date
from functools import lru_cache

from django.db.models import Subquery

from recourse.catalogue import rules
from recourse.catalogue.content import Json, catalogue_of, content_of, to_content
from recourse.catalogue.errors import NoSuchItem, NoSuchVersion, NothingLoaded
from recourse.catalogue.models import CatalogueVersion
from recourse.catalogue.terms import Basis, Catalogue, Fault, Item, VersionCard
from recourse.ground.words import Words

LOOK_AGAIN_SECONDS = 5.0
_lock = threading.Lock()
_current: tuple[float, Catalogue] | None = None


def current() -> Catalogue:
    """Return the newest version that was loaded.

    Kept in the process; a newer version is noticed within five seconds, or at once after
    `reload`. Costs one short query every five seconds, otherwise none.

    Raises:
        NothingLoaded: No version has been loaded yet.

    """
    global _current  # noqa: PLW0603 - one catalogue per process, guarded by the lock
    kept = _current
    if kept is not None and time.monotonic() < kept[0]:
        return kept[1]
    with _lock:
        newest = _newest()
        if newest is None:
            raise NothingLoaded
        catalogue = version(newest)
        _current = (time.monotonic() + LOOK_AGAIN_SECONDS, catalogue)
        return catalogue


def reload() -> None:
    """Forget what is kept, so that the next reader asks the database."""
    global _current  # noqa: PLW0603 - see `current`
    with _lock:
        _current = None
        version.cache_clear()
        digest_of.cache_clear()


def _newest() -> str | None:
    """Return the version that was loaded last."""
    rows = CatalogueVersion.objects.order_by("-loaded_at", "-version")
    return rows.values_list("version", flat=True).first()


@lru_cache(maxsize=8)
def version(version: str) -> Catalogue:
    """Return one version; it never changes once loaded.

    Raises:
        NoSuchVersion: No version of that name was loaded.

    """
    row = CatalogueVersion.objects.filter(version=version).first()
    if row is None:
        raise NoSuchVersion(version=version)
    return catalogue_of(row.content)


@lru_cache(maxsize=8)
def digest_of(version: str) -> str:
    """Return the SHA-256, in hexadecimal, that a version was loaded with.

    Raises:
        NoSuchVersion: No version of that name was loaded.

    """
    rows = CatalogueVersion.objects.filter(version=version).values_list("digest", flat=True)
    digest = rows.first()
    if digest is None:
        raise NoSuchVersion(version=version)
    return bytes(digest).hex()


def versions() -> list[str]:
    """Return the versions that were loaded, newest first."""
    rows = CatalogueVersion.objects.order_by("-loaded_at", "-version")
    return list(rows.values_list("version", flat=True))


def loaded(*, before: str = "", limit: int = 25) -> list[VersionCard]:
    """Return the versions that were loaded, newest first, page by page; one query.

    Args:
        before: The last one of the page before.
        limit: Longest page.

    """
    rows = CatalogueVersion.objects.order_by("-loaded_at", "-version")
    if before:
        older = CatalogueVersion.objects.filter(version=before).values("loaded_at")[:1]
        rows = rows.filter(loaded_at__lt=Subquery(older)) | rows.filter(
            loaded_at=Subquery(older), version__lt=before
        )
    columns = ("version", "digest", "loaded_at", "loaded_by")
    return [
        VersionCard(
            version=version, digest=bytes(digest).hex(), loaded_at=at, loaded_by=loaded_by or ""
        )
        for version, digest, at, loaded_by in rows.values_list(*columns)[:limit]
    ]


def before(version: str) -> str | None:
    """Return the version that was in force before this one; None for the first; one query."""
    following = loaded(before=version, limit=1)
    return following[0].version if following else None


def lapsing(catalogue: Catalogue, on: date) -> list[Fault]:
    """Return whatever rests on an article that lapses within ninety days of `on`."""
    return [fault for fault in rules.check(catalogue, on) if fault.code == rules.LAPSES]


def item(item: str) -> Item:
    """Return one item of the catalogue in force.

    Raises:
        NoSuchItem: The catalogue does not name it.

    """
    found = current().items.get(item)
    if found is None:
        raise NoSuchItem(item=item)
    return found


def cite(catalogue: Catalogue, basis: Basis) -> Words:
    """Return how the basis is cited, in both languages."""
    return rules.citation(catalogue.laws[basis.law], basis.article)


def bases(catalogue: Catalogue) -> list[Basis]:
    """Return every article the catalogue rests on: of all it names, each once."""
    found = [
        *(basis for item in catalogue.items.values() for basis in (*item.bases, *item.supporting)),
        *(purpose.basis for purpose in catalogue.purposes.values()),
        *(right.basis for right in catalogue.rights.values()),
        *(basis for scheme in catalogue.schemes.values() for basis in scheme.bases),
        *(request.basis for request in catalogue.requests.values()),
    ]
    return list({(basis.law, basis.article): basis for basis in found}.values())


def as_json(catalogue: Catalogue) -> dict[str, Json]:
    """Return the catalogue for anyone to read: as stored, every basis with its citation.

    The spellings that give an excluded class away are left out: they are for the check.
    """
    silent = tuple(replace(exclusion, words=()) for exclusion in catalogue.exclusions)
    content = content_of(replace(catalogue, exclusions=silent))
    return {key: _cited(value, catalogue) for key, value in content.items()}


def _cited(value: Json, catalogue: Catalogue) -> Json:
    """Return the value with the words of the citation beside every article."""
    if isinstance(value, list):
        return [_cited(one, catalogue) for one in value]
    if not isinstance(value, dict):
        return value
    cited = {key: _cited(one, catalogue) for key, one in value.items()}
    if "article" in cited:
        law = catalogue.laws[str(cited["law"])]
        cited["citation"] = to_content(rules.citation(law, str(cited["article"])))
    return cited
