"""Records on their way into the database: each sealed, its data key wrapped, packed for COPY."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from recourse.ground.sealing import Sealer
from recourse.records import rules
from recourse.records.terms import NewRecord
from recourse.store import copying
from recourse.store.copying import of_bool, of_bytes, of_date, of_id, of_instant, of_short, of_text
from recourse.store.keys import vault

COLUMNS = (
    "person_id, id, item, catalogue_version, authority_id, batch_id, source_digest, adverse,"
    " conduct_ended_on, decided_on, served_on, repair_notice_served_on, final_on, received_at,"
    " noticed_on, usable_from_on, repair_from_on, ends_on, erase_on,"
    " key_month, wrapped_key, payload, version, fulfilled_on"
)
HEAD = copying.row_head(24)


def sealed_rows(records: Sequence[NewRecord], owners: Sequence[bytes]) -> Iterator[bytes]:
    """Pack each record with its payload sealed and its key wrapped.

    Args:
        records: What enters.
        owners: Person and record of each, packed; a seal is bound to both.

    """
    months = _months({new.erase_on for new in records})
    for new, owner in zip(records, owners, strict=True):
        wrapping, month = months[new.erase_on]
        bound_to = owner[4:20] + owner[24:]
        wrapped_key, payload = wrapping.envelope(new.payload, bound_to=bound_to)
        yield b"".join(
            (
                HEAD,
                owner,
                of_text(new.item),
                of_text(new.catalogue_version),
                of_id(new.authority_id),
                of_id(new.batch_id),
                of_bytes(new.source_digest),
                of_bool(new.adverse),
                of_date(new.conduct_ended_on),
                of_date(new.decided_on),
                of_date(new.served_on),
                of_date(new.repair_notice_served_on),
                of_date(new.final_on),
                of_instant(new.received_at),
                of_date(new.noticed_on),
                of_date(new.usable_from_on),
                of_date(new.repair_from_on),
                of_date(new.ends_on),
                of_date(new.erase_on),
                month,
                of_bytes(wrapped_key),
                of_bytes(payload),
                of_short(new.version),
                of_date(new.fulfilled_on),
            )
        )


def _months(days: AbstractSet[date]) -> dict[date, tuple[Sealer, bytes]]:
    """Return, for each day of erasure, what wraps data keys, and its month, packed.

    The vault is asked once a month of the calendar, not once a day: it reads a file each time.
    """
    sealers = {
        month: (Sealer(vault().month_key(month)), of_date(month))
        for month in {rules.key_month_of(erase_on) for erase_on in days}
    }
    return {erase_on: sealers[rules.key_month_of(erase_on)] for erase_on in days}
