"""What real files are like: one row in ten has something wrong with it."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from recourse.faces.cli.city.residents import Resident
from recourse.faces.cli.city.rows import Row

_DASHES = ("-", "—", "/", "－－", "无")
_DIRTY = ("{}（本级）", " {} ", "{}\u3000", "{}(盖章)")
_ONE_IN = 10


def blemished(rows: Sequence[Row], *, young: Sequence[Resident], dice: Random) -> list[Row]:
    """Return the rows with dashes for empty cells, and faults in one of ten.

    Every fault comes with a row of its own, so the good rows stay as many as they were.
    """
    faults = _PENALTY_FAULTS if "procedure_kind" in rows[0] else _ANY_FAULTS
    extra = [
        dice.choice(faults)(dict(dice.choice(rows)), dice, young)
        for _ in range(max(len(faults), len(rows) // _ONE_IN))
    ]
    mixed = [*rows, *(_renumbered(row, number) for number, row in enumerate(extra)), dict(rows[0])]
    dice.shuffle(mixed)
    return [_dashed(row, dice) for row in mixed]


def _renumbered(row: Row, number: int) -> Row:
    """Give a faulty row a document number of its own, so that it is no duplicate."""
    for field in ("decision_no", "licence_doc_no", "award_doc_no", "certificate_no"):
        if field in row:
            return row | {field: f"{row[field]}补{number}"}
    return row


def _dashed(row: Row, dice: Random) -> Row:
    dash = dice.choice(_DASHES)
    dirty = dice.choice(_DIRTY) if dice.randrange(12) == 0 else "{}"
    return {
        field: dirty.format(value) if field == "authority_name" else value or dash
        for field, value in row.items()
    }


def _wrong_check_digit(row: Row, _: Random, __: Sequence[Resident]) -> Row:
    number = row["document_number"]
    return row | {"document_number": number[:17] + ("1" if number[17] != "1" else "2")}


def _simplified(row: Row, _: Random, __: Sequence[Resident]) -> Row:
    return row | {"procedure_kind": "简易程序"}


def _not_served(row: Row, _: Random, __: Sequence[Resident]) -> Row:
    return row | {"served_on": ""}


def _no_repair_notice(row: Row, _: Random, __: Sequence[Resident]) -> Row:
    return row | {"repair_notice_served_on": ""}


def _impossible_date(row: Row, _: Random, __: Sequence[Resident]) -> Row:
    return row | {
        "decided_on": f"{date.fromisoformat(row['decided_on'].replace('/', '-')).year}-02-30"
    }


def _no_name(row: Row, _: Random, __: Sequence[Resident]) -> Row:
    return row | {"name": ""}


def _another_authority(row: Row, _: Random, __: Sequence[Resident]) -> Row:
    return row | {"authority_name": "某某大队直属一中队", "authority_code": ""}


def _a_company(row: Row, _: Random, __: Sequence[Resident]) -> Row:
    return row | {"party_type": "法人及非法人组织", "name": "示例市某某商贸有限公司"}


def _a_child(row: Row, dice: Random, young: Sequence[Resident]) -> Row:
    child = dice.choice(young)
    return row | {"document_number": child.number, "name": child.name}


_Fault = Callable[[Row, Random, Sequence[Resident]], Row]
_ANY_FAULTS: tuple[_Fault, ...] = (
    _wrong_check_digit,
    _impossible_date,
    _no_name,
    _another_authority,
)
_PENALTY_FAULTS: tuple[_Fault, ...] = (
    *_ANY_FAULTS,
    _simplified,
    _not_served,
    _no_repair_notice,
    _a_company,
    _a_child,
)
