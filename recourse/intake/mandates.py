"""Who may open what a department handed in: only a seat that may hand in its item today."""

from datetime import date

from recourse.agencies import queries as agencies
from recourse.agencies.terms import SeatCard
from recourse.intake.errors import NoMandate


def refuse_without_mandate(*, item: str, by: SeatCard, on: date) -> None:
    """Refuse a seat that may not, or no longer, hand in `item`.

    Raises:
        NoMandate: It may not.

    Law:
        PIPL art. 34 (within the powers the law gives); charter G7.

    """
    if not agencies.may_hand_in(by.id, item, on):
        raise NoMandate(item=item)
