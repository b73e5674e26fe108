"""Records on their way into the database: each sealed, its data key wrapped, packed for COPY."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import groupby, repeat, starmap
from typing import TypeVar

import polars as pl

from recourse.ground.sealing import WRAPPED_BYTES, Sealer, envelopes
from recourse.records import rules
from recourse.records.terms import NewRecord, NewRecords
from recourse.store import copying
from recourse.store.copying import of_bool, of_bytes, of_date, of_id, of_instant, of_short, of_text
from recourse.store.keys import vault

DAYS = (
    *("conduct_ended_on", "decided_on", "served_on", "repair_notice_served_on", "final_on"),
    *("repair_from_on", "ends_on", "erase_on", "fulfilled_on"),
)
COLUMNS = (
    "person_id, id, item, catalogue_version, authority_id, batch_id, adverse, received_at,"
    f" noticed_on, usable_from_on, version, source_digest, {', '.join(DAYS)},"
    " key_month, wrapped_key, payload"
)
Made = TypeVar("Made")
HEAD = copying.row_head(24)
_BEFORE_A_KEY = copying.of_bytes(bytes(WRAPPED_BYTES))[:-WRAPPED_BYTES]
_SHARED = (
    *("item", "catalogue_version", "authority_id", "batch_id", "adverse", "received_at"),
    *("noticed_on", "usable_from_on", "version"),
)
_FACTS = {"source_digest": pl.Binary, **dict.fromkeys(DAYS, pl.Date), "payload": pl.Binary}
PACKED = "packed"
"""Column of what a record has to itself and what is not sealed: its digest, its days, its month."""


def together(records: Sequence[NewRecord]) -> Iterator[NewRecords]:
    """Yield records in their order, as many at a time as share what `NewRecords` shares."""
    for shared, alike in groupby(records, lambda new: tuple(getattr(new, n) for n in _SHARED)):
        group = list(alike)
        yield NewRecords(
            person_ids=[new.person_id.bytes for new in group],
            ids=[new.id.bytes for new in group],
            facts=packed(
                pl.DataFrame(
                    {name: [getattr(new, name) for new in group] for name in _FACTS}, schema=_FACTS
                )
            ),
            **dict(zip(_SHARED, shared, strict=True)),
        )


def packed(facts: pl.DataFrame) -> pl.DataFrame:
    """Add the column `PACKED`: it needs neither person nor database, so it is made ahead."""
    days = [copying.dates(facts[name]) for name in DAYS]
    months = _by_day(facts["erase_on"], lambda day: of_date(rules.key_month_of(day)))
    columns = (repeat(copying.OF_16_BYTES), facts["source_digest"].to_list(), *days, months)
    rows = list(map(b"".join, zip(*columns, strict=False)))
    return facts.with_columns(pl.Series(PACKED, rows, dtype=pl.Binary))


def sealed_rows(new: NewRecords) -> Iterator[bytes]:
    """Pack each record with its payload sealed and its key wrapped; a seal is bound to both ids.

    A record is sealed when its turn comes, while the database takes those before it.
    """
    owners = map(bytes.__add__, new.person_ids, new.ids)
    sealers = _sealers(new.facts["erase_on"])
    sealed = envelopes(sealers, new.facts["payload"].to_list(), bound_to=owners)
    return copying.by_columns(
        len(new.ids),
        HEAD + copying.OF_16_BYTES,
        new.person_ids,
        copying.OF_16_BYTES,
        new.ids,
        _shared(new),
        new.facts[PACKED].to_list(),
        starmap(_packed_pair, sealed),
    )


def _packed_pair(wrapped_key: bytes, payload: bytes) -> bytes:
    """Pack the last two columns; a wrapped key has one length."""
    return _BEFORE_A_KEY + wrapped_key + of_bytes(payload)


def _shared(new: NewRecords) -> bytes:
    """Pack what all records have in common."""
    return b"".join(
        (
            of_text(new.item),
            of_text(new.catalogue_version),
            of_id(new.authority_id),
            of_id(new.batch_id),
            of_bool(new.adverse),
            of_instant(new.received_at),
            of_date(new.noticed_on),
            of_date(new.usable_from_on),
            of_short(new.version),
        )
    )


def _sealers(erase_on: pl.Series) -> Iterator[Sealer]:
    """Return, for each day of erasure, what wraps data keys.

    The vault is asked once a month of the calendar, not once a day: it reads a file each time.
    """
    by_month = cache(lambda month: Sealer(vault().month_key(month)))
    return _by_day(erase_on, lambda day: by_month(rules.key_month_of(day)))


def _by_day(days: pl.Series, made: Callable[[date], Made]) -> Iterator[Made]:
    """Return what is made of each day, each distinct day once."""
    distinct = days.unique()
    of_each = dict(zip(distinct.to_physical(), map(made, distinct), strict=True))
    return map(of_each.__getitem__, days.to_physical().to_list())
