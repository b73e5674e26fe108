"""The erasure journal of this house, and which of its lines the database has seen done.

The order that a crash cannot break: the line is on the disk first, then the database commits.
A line whose deed did not commit waits; it is done by the next start or the next hour, and doing
it twice leaves what doing it once leaves. After a backup is restored every line since waits.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from recourse.ground.journal import Journal, Line
from recourse.ground.provisions import PIPL, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words

KEY = "key"
"""What the journal calls a key of the vault."""

CLAIM = "INSERT INTO journal_line (line, digest) VALUES (%s, %s) ON CONFLICT DO NOTHING"


class JournalCut(Refused):
    """The database has seen a line done that the journal does not have."""

    code = "journal.cut"
    law = cite(PIPL, "47; 51")
    status = 503
    says = Words(
        zh="数据库记得删除流水第{line}行，删除流水里却没有这一行。",
        en="The database knows line {line} of the erasure journal. The journal does not have it.",
    )
    do = Words(
        zh="请管理员用删除流水的副本恢复，再重新启动。",
        en="Ask the operator to restore the journal from its copy, then to start again.",
    )


class JournalMisplaced(Refused):
    """A restored backup would take the journal back with it."""

    code = "journal.misplaced"
    law = cite(PIPL, "51")
    status = 503
    says = Words(
        zh="删除流水不能放在数据库或者密钥的文件夹里。",
        en="The erasure journal may not lie in the folder of the database or of the keys.",
    )
    do = Words(
        zh="请管理员把 RECOURSE_JOURNAL_DIR 设为单独的文件夹。",
        en="Ask the operator to give RECOURSE_JOURNAL_DIR a folder of its own.",
    )


class Read(NamedTuple):
    """The whole journal, and which of its lines this database has not seen done."""

    lines: list[Line]
    waiting: list[Line]


def erasures() -> Journal:
    """Return the journal named in the settings.

    Raises:
        JournalMisplaced: It lies where a restored backup would take it back.

    """
    folder = Path(settings.JOURNAL_DIR).resolve()
    for other in (Path(settings.KEY_DIR), settings.VAR / "postgres"):
        if folder.is_relative_to(other.resolve()):
            raise JournalMisplaced
    return Journal(folder)


def write(*, erased: str, facts: Mapping[str, str], at: datetime) -> Line:
    """Write a line and note it as done, in the caller's transaction.

    The last thing before the transaction ends: from here on the deed will be done, by this
    transaction or, if it does not commit, by `journeys.erasing.replay`.

    Raises:
        JournalDamaged: The journal's last line cannot be read.
        JournalCut: The database has seen another line done under this number.
        JournalMisplaced: It lies where a restored backup would take it back.
        OSError: The disk is full or gone.

    """
    line = erasures().append(erased=erased, facts=facts, at=at)
    claim(line)
    return line


def claim(line: Line) -> None:
    """Note a line as done, in the caller's transaction; whoever else does it is waited for.

    Whoever erases a row locks it first and claims after: so nobody waits in a circle.

    Raises:
        JournalCut: The database has seen another line done under this number.

    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [line.number, line.digest])
        cursor.execute("SELECT digest FROM journal_line WHERE line = %s", [line.number])
        (known,) = cursor.fetchone()
    if bytes(known) != line.digest:
        raise JournalCut(line=line.number)


def read() -> Read:
    """Read the journal beside what the database knows of it.

    Raises:
        JournalDamaged: A line was changed.
        JournalCut: The database has seen a line done that is not there, or is another.
        JournalMisplaced: It lies where a restored backup would take it back.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT line, digest FROM journal_line ORDER BY line")
        done = {number: bytes(digest) for number, digest in cursor.fetchall()}
    lines = erasures().lines()
    written = {line.number: line.digest for line in lines}
    for number, digest in done.items():
        if written.get(number) != digest:
            raise JournalCut(line=number)
    return Read(lines, [line for line in lines if line.number not in done])
