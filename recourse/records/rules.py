"""When a record may be shown, and when it must be gone: decided from dates alone.

The sources name different days as the start of the clock: the day of the document
(Order 36), of first disclosure (its draft), of service or finality, and of the end
of the conduct (Shandong art. 38, Credit Reporting Regulations art. 16). All are
kept. Each start opens a window, and the window that ends earliest is the
record's; so no delay of a department can lengthen it.

An end is a civil date in Asia/Shanghai and exclusive. It does not roll forward
over holidays (Civil Code art. 203 is for terms in which somebody has to act): to
stop showing a record needs no office hours, and the earlier day favours the person.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Protocol

from recourse.catalogue.terms import DOCUMENT_NUMBER_FIELD, Item, Window
from recourse.ground.calendar import add_months, civil_date, first_of_month
from recourse.ground.keydir import month_key_name
from recourse.intake.rules import delivery_gone_on
from recourse.records.errors import AlreadyEnded
from recourse.records.terms import Dates, Erasure, Event, Happening, Life, RecordCard, State

OPEN_ENDED = date(2099, 12, 31)
"""The public feed's way to write "no end" (XK_YXQZI)."""

CAP_MONTHS = 60
"""Adverse records end five years after the conduct at the latest (Shandong art. 38)."""

_DASHES = re.compile("-{2,}")
_OPENING, _CLOSING, _DASH = "<«‹", ">»›", "−─━"
"""Signs that stand for a bracket or a dash without being one in the eyes of Unicode."""


class Condition(Protocol):
    """The columns on which standing and state depend; a card has them."""

    @property
    def usable_from_on(self) -> date | None:
        """First day anyone but the person may see it; None is never."""

    @property
    def ends_on(self) -> date:
        """First day it may no longer be shown."""

    @property
    def erase_on(self) -> date:
        """First day its contents are gone."""

    @property
    def silenced(self) -> int:
        """Objections open."""

    @property
    def ended_at(self) -> datetime | None:
        """Instant at which it ended early."""

    @property
    def falls_at(self) -> datetime | None:
        """Instant at which it falls unless somebody decides before."""

    @property
    def has_contents(self) -> bool:
        """Whether the sealed fields are still there."""


def life_of(item: Item, dates: Dates) -> Life:
    """Return the dates fixed at entry for a record of `item`.

    Raises:
        AlreadyEnded: Every window was over when the record reached us.

    Law:
        Order 36 of 2025 (windows by tier); Shandong Social Credit Regulations art. 38
        (five years from the end of the conduct); PIPL art. 19; Civil Code art. 202.

    """
    ends_on = _adverse_end(item.window, dates) if item.is_adverse else _other_end(item, dates)
    if ends_on <= dates.received_on:
        raise AlreadyEnded
    return Life(
        repair_from_on=_repair_from(item.window, dates) if item.is_adverse else None,
        ends_on=ends_on,
        erase_on=add_months(ends_on, item.keep_months_after_end),
    )


def clock_starts(dates: Dates) -> list[date]:
    """Return the days from which some source counts, as far as they are known."""
    starts = (
        dates.conduct_ended_on,
        dates.decided_on,
        dates.served_on,
        dates.final_on,
        dates.received_on,
    )
    return [start for start in starts if start is not None]


def _adverse_end(window: Window, dates: Dates) -> date:
    """Return the earliest end of all windows, never past five years from the conduct."""
    ends = [add_months(start, window.max_months) for start in clock_starts(dates)]
    if dates.conduct_ended_on is not None:
        cap_months = min(window.cap_months, CAP_MONTHS)
        ends.append(add_months(dates.conduct_ended_on, cap_months))
    return min(ends)


def _other_end(item: Item, dates: Dates) -> date:
    """Return the day after a licence's last valid day, or the window's end from the decision."""
    if dates.valid_until_on is not None and dates.valid_until_on < OPEN_ENDED:
        return dates.valid_until_on + timedelta(days=1)
    return add_months(dates.decided_on, item.window.max_months)


def _repair_from(window: Window, dates: Dates) -> date:
    """Return the earliest day any source lets repair be asked (Order 36: a right)."""
    return add_months(min(clock_starts(dates)), window.min_months)


def ended_early(life: Life, on: date) -> Life:
    """Return the dates of a record that ends on `on`; the time kept afterwards stays as long.

    Both dates move earlier or stay; a record that is over already keeps its dates.
    """
    ends_on = min(life.ends_on, on)
    kept = life.erase_on - life.ends_on
    return Life(repair_from_on=life.repair_from_on, ends_on=ends_on, erase_on=ends_on + kept)


def corrected_life(old: Life, new: Life) -> Life:
    """Return the dates of the next version of a record: the earlier day of each.

    A correction never restarts a window: what the right dates would have made longer stays as it
    was, and what they make shorter is shorter.
    """
    starts = [on for on in (old.repair_from_on, new.repair_from_on) if on is not None]
    return Life(
        repair_from_on=min(starts, default=None),
        ends_on=min(old.ends_on, new.ends_on),
        erase_on=min(old.erase_on, new.erase_on),
    )


def repair_is_due(record: RecordCard, item: Item, on: date) -> bool:
    """Return whether a record is to be repaired on the civil date `on` without anybody asking.

    The shortest time has passed, the department itself reports the duties fulfilled, and the
    catalogue says that nothing else has to be handed in. The letter of commitment vouches for
    papers that an applicant brings; where nobody applies and nobody brings any, it has nothing to
    vouch for. While an objection is open the record waits: being found wrong is more than repair.

    Law:
        Order 36 art. 2, 3 (repair is a right; all use stops together); State Council General
        Office document 22 of 2025 (departments fetch the proof themselves).

    """
    return (
        item.repair is not None
        and item.repair.by_itself
        and record.fulfilled_on is not None
        and record.repair_from_on is not None
        and max(record.fulfilled_on, record.repair_from_on) <= on < record.ends_on
        and record.state in {State.UNSEEN, State.STANDING}
    )


def key_month_of(erase_on: date) -> date:
    """Return the month whose key wraps a record's data key: the month of its erasure."""
    return first_of_month(erase_on)


def readable_nowhere_from(*, key_month: date, received_at: datetime, key_copies_days: int) -> date:
    """Return the first day on which nothing of an erased record can be read in any backup.

    The key of its month is destroyed when the month is over, that of the delivery it came in
    likewise; copies of the vault may hold either for some days longer.

    Args:
        key_month: Month whose key wraps the record's data key.
        received_at: When the delivery it came in was received.
        key_copies_days: For how long copies of the vault are kept; days.

    Law:
        PIPL art. 47.

    """
    last = max(key_month, first_of_month(delivery_gone_on(received_at)))
    return add_months(last, 1) + timedelta(days=key_copies_days)


def erasure_of(card: RecordCard, history: Sequence[Event]) -> Erasure | None:
    """Return what became of a record when it was erased; None while that has not been done."""
    told = next((event for event in history if event.kind is Happening.ERASED), None)
    if told is None:
        return None
    gone_on = delivery_gone_on(card.received_at)
    return Erasure(
        record=card.id,
        item=card.item,
        catalogue_version=card.catalogue_version,
        received_at=card.received_at,
        erased_at=told.at,
        key=month_key_name(card.key_month),
        readable_nowhere_from=date.fromisoformat(str(told.facts["readable_nowhere_from"])),
        delivery_gone_on=gone_on if gone_on > civil_date(told.at) else None,
        journal_line=int(told.facts.get("journal_line", 0)),
        journal_digest=str(told.facts.get("journal_digest", "")),
    )


def standing(card: Condition, at: datetime) -> bool:
    """Return whether anyone but the person may be shown the record at the instant `at`.

    The same condition stands in the database as `record_is_standing`; a property
    test holds the two together.

    Law:
        Charter G2 (no notice, no use), G3 (contested means silent), G4 (silence favours the
        person), G5 (everything ends).

    """
    on = civil_date(at)
    return (
        card.usable_from_on is not None
        and card.usable_from_on <= on < card.ends_on
        and card.silenced == 0
        and not has_ended_early(card, at)
    )


def has_ended_early(card: Condition, at: datetime) -> bool:
    """Return whether somebody ended the record, or nobody decided in time, by the instant `at`."""
    ends = (card.ended_at, card.falls_at)
    return any(end is not None and end <= at for end in ends)


def state_of(card: Condition, at: datetime) -> State:
    """Return the one word for a record at the instant `at`; the later fact of its life wins."""
    on = civil_date(at)
    if not card.has_contents or on >= card.erase_on:
        return State.ERASED
    if on >= card.ends_on or has_ended_early(card, at):
        return State.ENDED
    if card.silenced:
        return State.SILENCED
    return State.STANDING if standing(card, at) else State.UNSEEN


def noticed(card: RecordCard, *, on: date, usable_from_on: date, at: datetime) -> RecordCard:
    """Return the card as it reads at `at` once its person has been told."""
    waits = card.adverse or card.usable_from_on is None
    usable = usable_from_on if waits else card.usable_from_on
    told = replace(card, noticed_on=on, usable_from_on=usable)
    return replace(told, standing=standing(told, at), state=state_of(told, at))


class _Folding(dict[int, str]):
    """Says how a character of a document's number is compared; remembers what it was asked."""

    def __missing__(self, code: int) -> str:
        """Make the character plain and capital."""
        plain = unicodedata.normalize("NFKC", chr(code)).upper()
        return self.setdefault(code, "".join(map(_folded, plain)))


def _folded(character: str) -> str:
    """Make brackets of all kinds one, and dashes; leave out what does not show."""
    kind = unicodedata.category(character)
    if kind in {"Zs", "Zl", "Zp", "Cc", "Cf"}:
        return ""
    if kind == "Ps" or character in _OPENING:
        return "("
    if kind == "Pe" or character in _CLOSING:
        return ")"
    return "-" if kind == "Pd" or character in _DASH else character


_FOLDING = _Folding()


def plain_document_number(number: str) -> str:
    """Return a document's number as it is compared: one decision, however it is spelt.

    Full-width characters are made plain, brackets and dashes of all kinds one, letters
    capital; spaces and what does not show are left out. Digits and words stay: to drop a
    leading zero or a 第 would be to guess.

    >>> plain_document_number("示应急罚【２０２６】 7号")
    '示应急罚(2026)7号'
    """
    folded = unicodedata.normalize("NFKC", number.translate(_FOLDING))
    return _DASHES.sub("-", folded) if "--" in folded else folded


def plain_document_numbers(numbers: Sequence[str]) -> list[str]:
    """Return each number as `plain_document_number` does, all of them read as one text."""
    text = "\n".join(numbers)
    if text.count("\n") != len(numbers) - 1:
        return [plain_document_number(number) for number in numbers]
    for character in set(text) - {"\n"}:
        plain = _FOLDING[ord(character)]
        if plain != character:
            text = text.replace(character, plain)
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).split("\n")


def source_digest_parts(
    *, authority: bytes, document_number: str, item: str, decided_on: date
) -> tuple[bytes, ...]:
    """Return what makes two rows tell of the same fact.

    Args:
        authority: Identifier of the authority, 16 bytes.
        document_number: As somebody writes it; compared by `plain_document_number`.
        item: Item of the catalogue.
        decided_on: Day of the decision.

    """
    plain = plain_document_number(document_number)
    return authority, plain.encode(), item.encode(), decided_on.isoformat().encode()


def document_number_in(fields: Mapping[str, str]) -> str:
    """Return the number of the document that a record rests on, or nothing if it names none."""
    named = (fields.get(code, "") for code in DOCUMENT_NUMBER_FIELD.values())
    return next(filter(None, named), "")


def document_digest_parts(*, authority: bytes, document_number: str) -> tuple[bytes, ...]:
    """Return what makes two rows rest on the same document, whatever its item and date are called.

    Args:
        authority: Identifier of the authority, 16 bytes.
        document_number: As somebody writes it; compared by `plain_document_number`.

    """
    return b"document", authority, plain_document_number(document_number).encode()


def bound_to(person: bytes, document_digest: bytes) -> bytes:
    """Return a document's digest as it is kept: nobody sees that two people share a document.

    Args:
        person: Whose record rests on it; 16 bytes.
        document_digest: Of the document; 16 bytes.

    """
    return sha256(person + document_digest).digest()[:16]
