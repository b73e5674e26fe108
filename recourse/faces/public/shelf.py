"""The catalogue arranged for a reader: by domain, with the names of laws and purposes."""

from collections.abc import Sequence
from dataclasses import dataclass

from recourse.catalogue.terms import (
    Basis,
    Catalogue,
    Item,
    Law,
    Purpose,
)
from recourse.ground.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The items of one domain."""

    name: Words
    items: Sequence[Item]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """A law, and the article of it that is relied on."""

    law: Law
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A purpose an item is read for, with its law and the fields it is told."""

    purpose: Purpose
    grounds: Grounds
    fields: Sequence[Words]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """One item with everything a reader wants named."""

    item: Item
    domain: Words
    grounds: Sequence[Grounds]
    uses: Sequence[Use]
    version: str


def shelves(catalogue: Catalogue) -> list[Shelf]:
    """Return the items by domain, in the order of the catalogue's domains."""
    found = [
        Shelf(name=name, items=[item for item in catalogue.items.values() if item.domain == domain])
        for domain, name in catalogue.domains.items()
    ]
    return [shelf for shelf in found if shelf.items]


def item_page(catalogue: Catalogue, item_id: str) -> ItemPage:
    """Return one item for its page; `KeyError` if there is none of that name."""
    item = catalogue.items[item_id]
    read_by = [each for each in catalogue.purposes.values() if item_id in each.fields]
    return ItemPage(
        item=item,
        domain=catalogue.domains[item.domain],
        grounds=[_grounds(catalogue, basis) for basis in item.bases],
        uses=[_use(catalogue, item, purpose) for purpose in read_by if purpose.enabled],
        version=catalogue.version,
    )


def _grounds(catalogue: Catalogue, basis: Basis) -> Grounds:
    """Return the basis with its law."""
    return Grounds(law=catalogue.laws[basis.law], basis=basis)


def _use(catalogue: Catalogue, item: Item, purpose: Purpose) -> Use:
    """Return the purpose with its law and the names of the fields it is told of `item`."""
    told = [item.field(code).name for code in purpose.fields[item.id]]
    return Use(purpose=purpose, grounds=_grounds(catalogue, purpose.basis), fields=told)
