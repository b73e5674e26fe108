"""The certificate that a case was erased: what was, what is not gone yet, and what stays.

It says nothing of what was said or shown in the case, and names nobody.

Law:
    PIPL art. 47 (erasure), 50 (the answer is given with reasons).

"""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.notice import certificates
from recourse.notice.terms import Certificate
from recourse.notice.wording import day
from recourse.redress.terms import Erasure
from recourse.redress.wording import KINDS


def issue(erasure: Erasure, *, issuer: str, key: Ed25519PrivateKey) -> Certificate:
    """Sign what became of a case; the same erasure, the same file.

    Args:
        erasure: What became of it.
        issuer: Who signs; the name of the log.
        key: The key that signs receipts.

    """
    return certificates.sign(_told(erasure, issuer), tuple(_says(erasure)), key=key)


def _told(erasure: Erasure, issuer: str) -> dict[str, object]:
    """Return the facts for machines."""
    return {
        "iss": issuer,
        "case": str(erasure.case),
        "number": erasure.number,
        "asked_for": str(erasure.kind),
        "filed_at": erasure.filed_at.isoformat(),
        "erased_at": erasure.erased_at.isoformat(),
        "contents": "erased",
        "data_key": "erased",
        "key_of_backups": erasure.key,
        "readable_nowhere_from": erasure.readable_nowhere_from.isoformat(),
        "journal_line": erasure.journal_line,
        "journal_digest": erasure.journal_digest,
    }


def _says(erasure: Erasure) -> Sequence[Words]:
    """Return the words: what was done, what is still somewhere and until when, what stays."""
    asked, erased = KINDS[erasure.kind], day(civil_date(erasure.erased_at))
    return [
        Words(
            zh=f"事项：{asked.zh}，编号{erasure.number}。",
            en=f"Case: {asked.en}, number {erasure.number}.",
        ),
        Words(
            zh=f"您写的话、材料、答复和打开它们的密钥，已于{erased.zh}删除。",
            en="Your words, your files, the answer and the key that opens them were erased"
            f" on {erased.en}.",
        ),
        certificates.backups(erasure.readable_nowhere_from),
        Words(
            zh="保留下来的只有事项种类、日期、办理单位、结果和材料的SHA-256。",
            en="All that stays is its kind, its dates, who answered, how it ended,"
            " and the SHA-256 of each file.",
        ),
    ]
