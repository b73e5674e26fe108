"""Who may sign what another seat handed in or proposed.

A mandate is asked for on the day of the signature, of both seats: one that was taken from either
of them in the meantime takes what was not signed yet with it.

Law:
    Shandong Social Credit Regulations art. 15, 16 (the provider checks before it sends);
    PIPL art. 34 (within the powers the law gives).

"""

from datetime import date
from uuid import UUID

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.intake import errors
from recourse.intake.mandates import refuse_without_mandate


def refuse_as_second(*, item: str, sender: UUID, by: SeatCard, on: date) -> None:
    """Refuse a seat that may not sign what `sender` handed in or proposed.

    Args:
        item: Item of what would be signed.
        sender: The first seat.
        by: Who would sign.
        on: Day of the signature.

    Raises:
        SignerIsSender: It is the first seat itself.
        NotASigner: The seat is not a second signer.
        NoMandate: It may not hand in the item today.
        SenderHasNoMandate: The first seat may not any more.

    """
    if sender == by.id:
        raise errors.SignerIsSender
    if by.role is not Role.SECOND_SIGNER:
        raise errors.NotASigner
    refuse_without_mandate(item=item, by=by, on=on)
    if not agencies.may_hand_in(sender, item, on):
        raise errors.SenderHasNoMandate(item=item)
