"""Pure rules of codes on paper.

* a code has sixty random bits, works once, for `DAYS`, with the document it was made for;
* a newer code voids the older ones: a person has one at most;
* for one document, known here or not, codes are tried at most `AT_ONCE` times in a quarter of an
  hour and `A_DAY` times a day.

Law:
    NIST SP 800-63B, 3.2.2 (limits); PIPL art. 19 (attempts are forgotten), 51.

"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

DAYS: Final = timedelta(days=7)
AT_ONCE: Final = 5
A_WHILE: Final = timedelta(minutes=15)
A_DAY: Final = 20
DAY: Final = timedelta(days=1)
KEEP_ATTEMPTS: Final = timedelta(days=2)


def must_wait(wrong: Sequence[datetime], *, now: datetime) -> bool:
    """Whether no code may be tried for a document now.

    Args:
        wrong: When wrong codes were tried for it, in the last day at least.
        now: When.

    """
    lately = sum(at > now - A_WHILE for at in wrong)
    return lately >= AT_ONCE or sum(at > now - DAY for at in wrong) >= A_DAY
