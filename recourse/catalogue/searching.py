"""Find in the catalogue, by word, what may be collected and what never is.

Only the catalogue is read: names, laws, kinds of authorities, fields, and what never enters.
Nothing here knows of a person. Words that only make a question of it (“is my … collected?”) are
passed over. Every word must be found; if nothing carries all of them, what carries a part of one
is offered as near.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from recourse.catalogue.terms import Catalogue, Exclusion, Item, Polarity
from recourse.catalogue.wording import citation, folded
from recourse.ground.words import Words

LONGEST = 60
"""Characters of a question that are read."""

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
LATIN = re.compile(r"[a-z0-9][a-z0-9'’.\-]*")
ASKING_EN = re.compile(
    "a|about|an|and|any|anything|are|be|been|being|by|can|collect|collected|data|do|does|for|get|"
    "have|i|information|is|it|keep|kept|may|me|my|of|on|or|our|record|recorded|records|save|saved|"
    "store|stored|that|the|their|they|this|to|what|will|with|you|your"
)
ASKING_ZH = re.compile(
    "我的|我们的|我|你们|您们|是否|有没有|会不会|能不能|可不可以|可以|会被|会收集|会记录|被|"
    "收集|采集|记录|保存|吗|么|呢|什么|哪些|关于|信息|数据|的"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An item that carries what was asked for, and where: the text in which it stands."""

    item: Item
    where: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What an item never holds, though it is collected itself."""

    item: Item
    what: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a question came to. `is_near`: nothing carries all its words, this carries a part."""

    items: tuple[Hit, ...] = ()
    never: tuple[Exclusion, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    is_near: bool = False

    @property
    def never_count(self) -> int:
        """How many answers say that something is never collected."""
        return len(self.never) + len(self.left_out)

    @property
    def is_nothing(self) -> bool:
        """Whether there is no answer at all."""
        return not (self.items or self.never_count)


def search(
    catalogue: Catalogue, text: str, *, domain: str = "", polarity: Polarity | None = None
) -> Found:
    """Return what carries every word of a question.

    What is never collected belongs to no domain, and is found whatever is chosen.

    Args:
        catalogue: Where to look.
        text: The question, in either language; no words at all find every item.
        domain: Only items of this domain; empty is any.
        polarity: Only items that speak for or against a person, or neither; None is any.

    """
    shelf = [
        item
        for item in sorted(catalogue.items.values(), key=lambda item: item.name.en)
        if domain in {"", item.domain} and polarity in {None, item.polarity}
    ]
    asked = words_of(text)
    if not asked:
        whole = not folded(text).strip()
        return Found(items=tuple(Hit(item=one, where=one.name) for one in shelf if whole))
    exact = _found(catalogue, shelf, lambda known: all(_carries(known, one) for one in asked))
    if not exact.is_nothing:
        return exact
    parts = [part for one in asked for part in _parts(one)]
    near = _found(catalogue, shelf, lambda known: any(_carries(known, one) for one in parts))
    return Found(items=near.items, never=near.never, left_out=near.left_out, is_near=True)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a question that say what it is about.

    >>> words_of("Is my salary collected?")
    ('salary',)
    >>> words_of("我的工资会被收集吗")
    ('工资',)
    """
    plain = folded(text[:LONGEST])
    latin = [word for word in LATIN.findall(plain) if not ASKING_EN.fullmatch(word)]
    han = [part for run in HAN.findall(plain) for part in ASKING_ZH.split(run) if part]
    return tuple(dict.fromkeys((*latin, *han)))


def _found(catalogue: Catalogue, shelf: Sequence[Item], fits: Callable[[str], bool]) -> Found:
    """Return everything that fits."""
    hits = [
        Hit(item=item, where=where) for item in shelf if (where := _where(catalogue, item, fits))
    ]
    return Found(
        items=tuple(hits),
        never=tuple(one for one in catalogue.exclusions if fits(_told_of(one))),
        left_out=tuple(
            LeftOut(item=item, what=what)
            for item in shelf
            for what in item.not_collected
            if fits(folded(f"{what.zh}\n{what.en}"))
        ),
    )


def _where(catalogue: Catalogue, item: Item, fits: Callable[[str], bool]) -> Words | None:
    """Return the first text of an item that fits; all of them together, if only they do."""
    texts = list(_texts(catalogue, item))
    for said, known in texts:
        if fits(known):
            return said
    return item.name if fits("\n".join(known for _, known in texts)) else None


def _texts(catalogue: Catalogue, item: Item) -> Iterator[tuple[Words, str]]:
    """Yield what an item may be found by: as it is said, and as it is compared."""
    kinds = catalogue.code_lists["AUTHORITY_KIND"]
    said = [
        item.name,
        catalogue.domains[item.domain],
        *(
            citation(catalogue.laws[basis.law], basis.article)
            for basis in (*item.bases, *item.supporting)
        ),
        *(kinds[code] for code in item.authority_kinds),
    ]
    for one in said:
        yield one, folded(f"{one.zh}\n{one.en}")
    for field in item.fields:
        yield field.name, folded("\n".join((field.name.zh, field.name.en, *field.headings)))


@lru_cache(maxsize=64)
def _told_of(exclusion: Exclusion) -> str:
    """Return everything that a class of information goes by."""
    what, why = exclusion.what, exclusion.why
    return folded(
        "\n".join((what.zh, what.en, why.zh, why.en, *exclusion.words, *exclusion.asked_as))
    )


def _carries(known: str, word: str) -> bool:
    """Whether a text carries a word: Chinese anywhere, English from the beginning of a word."""
    if HAN.match(word):
        return word in known
    stem = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return re.search(rf"(?<![a-z0-9]){re.escape(stem)}", known) is not None


def _parts(word: str) -> list[str]:
    """Return the parts of a word that are still worth finding: each two characters of Chinese."""
    if not HAN.match(word):
        return [word] if len(word) > 2 else []
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]
