"""What the ledger refuses, and what stops it."""

from recourse.ground.provisions import PIPL, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class LogIsBehind(Refused):
    """Entries wait too long to be numbered: what cannot be logged in time does not happen."""

    code = "ledger.log_is_behind"
    law = cite(PIPL, "51; 54")
    status = 503
    says = Words(
        zh="查询日志暂时来不及记录，本次没有提供任何信息。",
        en="The log of look-ups cannot keep up for the moment. Nothing was disclosed.",
    )
    do = Words(zh="请一分钟后再试。", en="Try again in a minute.")


class NoSuchEntry(Refused):
    """There is no such entry about this person; says nothing of other people's."""

    code = "ledger.no_such_entry"
    status = 404
    says = Words(zh="您的日志中没有这一条。", en="There is no such entry in your log.")
    do = Words(zh="请回到“谁查看过”重新选择。", en="Go back to who looked and choose again.")


class NoSuchLookUp(Refused):
    """The agency asked no such question; says nothing of other agencies'."""

    code = "ledger.no_such_look_up"
    status = 404
    says = Words(zh="本单位没有这次查询。", en="Your agency has made no such look-up.")
    do = Words(
        zh="请使用本单位查询回执中的 entry。",
        en="Use the entry that stands on a receipt of your own agency.",
    )


class NotPublishedYet(Refused):
    """The entry waits for the next checkpoint: there is nothing yet that could prove it."""

    code = "ledger.not_published_yet"
    status = 409
    says = Words(
        zh="这一条还没有列入已公布的日志，暂时不能出具证明。",
        en="This entry is not in the published log yet, so there is no proof of it yet.",
    )
    do = Words(zh="请一分钟后再试。", en="Try again in a minute.")


class HeadDoesNotAgree(Exception):  # noqa: N818 - says what is wrong
    """The stored root is not the root of the stored right edge: somebody changed one of them."""


class LogIsFrozen(Exception):  # noqa: N818 - says what is wrong
    """Entries wait for a log that takes no more."""


class LogWasSetBack(Exception):  # noqa: N818 - says what is wrong
    """The database has fewer entries than were signed: it was restored to an earlier point."""

    def __init__(self, origin: str, signed: int, held: int) -> None:
        """Name the log and both sizes."""
        super().__init__(f"{origin}: {signed} entries were signed, the database has {held}")
        self.origin, self.signed, self.held = origin, signed, held
