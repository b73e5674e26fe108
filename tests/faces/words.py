"""Find every text in two languages that a term holds, however deep."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from recourse.ground.words import Words


def every_words(value: object) -> Iterator[Words]:
    """Yield the texts of a term, of its members and of theirs."""
    if isinstance(value, Words):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from every_words(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from every_words(one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from every_words(getattr(value, one.name))
