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


class SequencerWorks(Refused):
    """Numbering must stand still while a log is frozen and another is opened."""

    code = "ledger.sequencer_works"
    status = 409
    says = Words(
        zh="编号进程还在运行，什么都没有改动。",
        en="A sequencer is still running. Nothing was changed.",
    )
    do = Words(zh="请先停止所有编号进程，再试一次。", en="Stop every sequencer, then try again.")


class NotANoteNumber(Refused):
    """What stands in a log's first entry is public for ever: a number, never words about people."""

    code = "ledger.not_a_note_number"
    status = 422
    says = Words(
        zh="说明的编号只能有字母、数字、点、斜线和连字符，最多40个。",
        en="The number of a note has letters, digits, dots, slashes and hyphens only, 40 at most.",
    )
    do = Words(
        zh="请给出编号，例如“2026-17”；经过写在说明里。",
        en="Give its number, such as “2026-17”; what happened stands in the note.",
    )


class NothingToGoOnFrom(Refused):
    """A log goes on elsewhere only after it was set back; nobody ends a sound one."""

    code = "ledger.nothing_to_go_on_from"
    status = 409
    says = Words(
        zh="{year}年的日志没有被退回：签署过的条目全部都在。",
        en="The log of {year} was not set back: every entry that was signed is here.",
    )
    do = Words(
        zh="不需要接续。如果公布进程仍然报错，请按它说的原因处理。",
        en="There is nothing to go on from. If the publisher still complains, see to what it says.",
    )


class FilesDoNotReach(Refused):
    """Without the published files nobody knows what stood in the places that are lost."""

    code = "ledger.files_do_not_reach"
    status = 409
    says = Words(
        zh="公布的文件中没有日志“{origin}”签署过的全部{size}条。什么都没有改动。",
        en="The published files do not hold all {size} signed entries of “{origin}”."
        " Nothing was changed.",
    )
    do = Words(
        zh="请从任何一份副本（镜像、见证方、审计机构）取回这些文件，再试一次。",
        en="Bring the files back from any copy (a mirror, a witness, an auditor), then try again.",
    )


class NothingToAccountFor(Refused):
    """An account is of what was published: before that there is nothing to hold it against."""

    code = "ledger.nothing_to_account_for"
    status = 409
    says = Words(
        zh="{year}年的日志还没有公布，没有可以说明的条目。",
        en="No log of {year} was published. There is nothing to account for.",
    )
    do = Words(
        zh="请检查年份，并运行 recourse ledger publish。",
        en="Check the year, and run: recourse ledger publish.",
    )


class YearIsFull(Refused):
    """Ten logs a year have names; an eleventh incident needs people, not a command."""

    code = "ledger.year_is_full"
    status = 409
    says = Words(
        zh="{year}年已经有十本日志，不能再接续。",
        en="The year {year} has had its ten logs already.",
    )
    do = Words(
        zh="请停止服务，并请审计机构参加处理。",
        en="Keep the house closed and call the auditors in.",
    )


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
