"""The catalogue arranged for a reader: by domain, with the names of laws and purposes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recourse.catalogue.queries import cite
from recourse.catalogue.searching import LONGEST, Found, Hit, search
from recourse.catalogue.terms import Catalogue, Item, Polarity, Purpose
from recourse.ground import provisions
from recourse.ground.provisions import PIPL, SOCIAL_CREDIT, together
from recourse.ground.words import Words

ONLY_WHAT_IS_LISTED = together(provisions.cite(SOCIAL_CREDIT, "10"), provisions.cite(PIPL, "6; 13"))
"""Why nothing is collected that the catalogue does not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The items of one domain."""

    name: Words
    items: Sequence[Item]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A purpose, who may ask for it, under which article, and what they are told."""

    purpose: Purpose
    citation: Words
    askers: Sequence[Words]
    fields: Sequence[Words]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """One item with everything a reader wants named."""

    item: Item
    domain: Words
    authorities: Sequence[Words]
    citations: Sequence[Words]
    uses: Sequence[Use]
    version: str


def shelves(catalogue: Catalogue) -> list[Shelf]:
    """Return the items by domain, domains and items in the order of their English names."""
    items = sorted(catalogue.items.values(), key=lambda item: item.name.en)
    found = [
        Shelf(name=name, items=[item for item in items if item.domain == domain])
        for domain, name in catalogue.domains.items()
    ]
    return sorted((shelf for shelf in found if shelf.items), key=lambda shelf: shelf.name.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody looks for in the catalogue, as the form shows it again."""

    word: str
    domain: str
    polarity: str

    @property
    def is_something(self) -> bool:
        """Whether anything was asked or chosen at all."""
        return bool(self.word or self.domain or self.polarity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a question of the catalogue came to; the rule that shuts out what is not in it."""

    asked: Asked
    found: Found
    shelves: Sequence["FoundShelf"]
    rule: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundShelf:
    """The items of one domain that carry what was asked for."""

    name: Words
    hits: Sequence[Hit]


def asked_of(catalogue: Catalogue, query: Mapping[str, str]) -> Asked:
    """Return what an address asks of the catalogue; what it does not know counts as not asked."""
    domain, polarity = query.get("domain", ""), query.get("about", "")
    return Asked(
        word=query.get("word", "").strip()[:LONGEST],
        domain=domain if domain in catalogue.domains else "",
        polarity=polarity if polarity in set(Polarity) else "",
    )


def answered(catalogue: Catalogue, asked: Asked) -> Answered:
    """Return what the catalogue says to a question, by domain."""
    about = Polarity(asked.polarity) if asked.polarity else None
    found = search(catalogue, asked.word, domain=asked.domain, polarity=about)
    domains = sorted(catalogue.domains.items(), key=lambda one: one[1].en)
    shelved = [
        FoundShelf(name=name, hits=[hit for hit in found.items if hit.item.domain == domain])
        for domain, name in domains
    ]
    return Answered(
        asked=asked,
        found=found,
        shelves=[one for one in shelved if one.hits],
        rule=ONLY_WHAT_IS_LISTED,
    )


def item_page(catalogue: Catalogue, item_id: str) -> ItemPage:
    """Return one item for its page; `KeyError` if there is none of that name."""
    item = catalogue.items[item_id]
    return ItemPage(
        item=item,
        domain=catalogue.domains[item.domain],
        authorities=kinds(catalogue, item.authority_kinds),
        citations=[cite(catalogue, basis) for basis in (*item.bases, *item.supporting)],
        uses=uses_of(catalogue, item),
        version=catalogue.version,
    )


def uses_of(catalogue: Catalogue, item: Item) -> list[Use]:
    """Return the purposes that read `item` now."""
    asked = [each for each in catalogue.purposes.values() if each.enabled]
    return [use(catalogue, purpose, item) for purpose in asked if item.id in purpose.fields]


def use(catalogue: Catalogue, purpose: Purpose, item: Item | None = None) -> Use:
    """Return a purpose with its law, and the fields it is told of `item`."""
    told = purpose.fields[item.id] if item else ()
    return Use(
        purpose=purpose,
        citation=cite(catalogue, purpose.basis),
        askers=kinds(catalogue, purpose.agency_kinds),
        fields=[item.field(code).name for code in told] if item else [],
    )


def kinds(catalogue: Catalogue, codes: Sequence[str]) -> list[Words]:
    """Return the names of kinds of authorities."""
    return [catalogue.code_lists["AUTHORITY_KIND"][code] for code in codes]
