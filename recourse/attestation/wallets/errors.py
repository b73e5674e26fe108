"""What is refused: to the person in words of both languages, to a wallet by the codes it knows."""

from recourse.ground.refused import Refused
from recourse.ground.words import Words


class StatementOver(Refused):
    """The statement is not good any more, or was taken back."""

    code = "attestation.statement_over"
    status = 409
    says = Words(
        zh="这份证明已经到期，或者已经撤回，不能再放入钱包。",
        en="This statement is over or was taken back, so no wallet can have it.",
    )
    do = Words(
        zh="请重新申请一份证明，免费，马上可以得到。",
        en="Ask for a new statement. It is free and there at once.",
    )


class NotOwnStatement(Refused):
    """There is no such statement of this person."""

    code = "attestation.not_own_statement"
    status = 404
    says = Words(zh="您没有这份证明。", en="You have no such statement.")
    do = Words(zh="请从“证明”页面打开。", en="Open it from the page “Statements”.")


class TooManyOffers(Refused):
    """One statement was offered to wallets too often within an hour."""

    code = "attestation.too_many_offers"
    status = 429
    says = Words(
        zh="一小时内，一份证明最多可以放入钱包{most}次。",
        en="One statement can be offered to wallets {most} times in an hour.",
    )
    do = Words(
        zh="请一小时后再试。已经在钱包里的不受影响。",
        en="Try again in an hour. What is in a wallet already stays good.",
    )


class Unacceptable(Exception):  # noqa: N818 - says what it is; a wallet reads its code
    """What a wallet asked cannot be done; carries a code of the specification, and no more.

    Attributes:
        error: By RFC 6749 section 5.2, RFC 9449 section 5 and 7.1, RFC 6750 section 3.1, or
            OpenID4VCI 1.0 sections 6.3, 8.3.1.2 and 11.3.
        why: For whoever writes wallets; ASCII, nothing of anybody.
        status: Of HTTP.

    """

    def __init__(self, error: str, why: str, *, status: int = 400) -> None:
        """Keep what is said."""
        super().__init__(error)
        self.error, self.why, self.status = error, why, status


def unproven(why: str, *, error: str = "invalid_token") -> Unacceptable:
    """Return the refusal of somebody who does not show that a token is theirs."""
    return Unacceptable(error, why, status=401)
