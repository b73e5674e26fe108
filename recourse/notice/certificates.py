"""The certificate that a record or a case was erased: its words, our signature, how to check it.

Whoever has the file and our public key can check it without asking us. The signed part holds
the words too, so nobody can keep the signature and change what it says. It says nothing of
what was erased, and names nobody.

Law:
    PIPL art. 47 (erasure), 50 (the answer is given with reasons); RFC 7515, 8037.

"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recourse.ground import signing
from recourse.ground.calendar import civil_date
from recourse.ground.signing import BadSignature
from recourse.ground.words import Words
from recourse.notice.errors import NoCertificate
from recourse.notice.terms import Certificate
from recourse.notice.wording import day
from recourse.records.terms import Erasure

TYPE = "recourse-erasure+jws"
VERSION = 1


class Checked(NamedTuple):
    """What a certificate says, once its signature holds; a journal line of 0 is none.

    `erased` identifies the record or the case.
    """

    says: Mapping[str, Sequence[str]]
    erased: str
    journal_line: int
    journal_digest: str


def issue(erasure: Erasure, *, kind: Words, issuer: str, key: Ed25519PrivateKey) -> Certificate:
    """Sign what became of a record; the same erasure, the same file.

    Args:
        erasure: What became of it.
        kind: Name of the kind of record.
        issuer: Who signs; the name of the log.
        key: The key that signs receipts.

    """
    return sign(_told(erasure, kind, issuer), tuple(_says(erasure, kind)), key=key)


def sign(
    facts: Mapping[str, object], says: tuple[Words, ...], *, key: Ed25519PrivateKey
) -> Certificate:
    """Sign the facts of an erasure together with the words that tell them.

    Args:
        facts: For machines: what was erased (`record` or `case`), when, which line of the journal.
        says: The same in words.
        key: The key that signs receipts.

    """
    told = {
        "v": VERSION,
        **facts,
        "says": {"en": [words.en for words in says], "zh": [words.zh for words in says]},
    }
    jws = signing.compact_jws(key, told, typ=TYPE)
    file = json.dumps({**told, "jws": jws}, ensure_ascii=False, indent=2).encode() + b"\n"
    return Certificate(says=says, file=file)


def check(file: bytes, *, keys: Sequence[bytes]) -> Checked:
    """Return what a certificate says, if one of the public keys signed exactly that.

    Raises:
        NoCertificate: It is none, none of the keys signed it, or it was changed.

    """
    try:
        shown = json.loads(file)
        jws = shown.pop("jws")
        (told,) = _opened(jws, keys)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise NoCertificate from error
    if shown != told or told.get("v") != VERSION:
        raise NoCertificate
    says, line = told["says"], told["journal_line"]
    erased = told["record"] if "record" in told else told["case"]
    return Checked(says, str(erased), int(str(line)), str(told["journal_digest"]))  # type: ignore[arg-type]  # signed by us


def _opened(jws: str, keys: Sequence[bytes]) -> list[dict[str, object]]:
    """Return what the first key that signed it signed; nothing if none did."""
    for key in keys:
        try:
            return [signing.open_jws(key, jws, typ=TYPE)]
        except BadSignature:
            continue
    return []


def _told(erasure: Erasure, kind: Words, issuer: str) -> dict[str, object]:
    """Return the facts for machines."""
    return {
        "iss": issuer,
        "record": str(erasure.record),
        "item": erasure.item,
        "item_name": {"en": kind.en, "zh": kind.zh},
        "catalogue_version": erasure.catalogue_version,
        "received_at": erasure.received_at.isoformat(),
        "erased_at": erasure.erased_at.isoformat(),
        "contents": "erased",
        "data_key": "erased",
        "key_of_backups": erasure.key,
        "readable_nowhere_from": erasure.readable_nowhere_from.isoformat(),
        "delivery_gone_on": _or_nothing(erasure.delivery_gone_on),
        "journal_line": erasure.journal_line,
        "journal_digest": erasure.journal_digest,
    }


def _or_nothing(on: date | None) -> str:
    """Return a date as text; none is the empty text."""
    return "" if on is None else on.isoformat()


def _says(erasure: Erasure, kind: Words) -> list[Words]:
    """Return the words: what was done, what is still somewhere and until when, what stays."""
    erased = day(civil_date(erasure.erased_at))
    delivery = [] if erasure.delivery_gone_on is None else [_delivery(erasure.delivery_gone_on)]
    return [
        Words(zh=f"记录种类：{kind.zh}。", en=f"Kind of record: {kind.en}."),
        Words(
            zh=f"它的内容和打开内容的密钥，已于{erased.zh}从数据库中删除。",
            en=f"Its contents and the key that opens them were erased from our database"
            f" on {erased.en}.",
        ),
        *delivery,
        backups(erasure.readable_nowhere_from),
        Words(
            zh="保留下来的只有种类、日期和报送部门。",
            en="All that stays is its kind, its dates and who sent it.",
        ),
    ]


def backups(readable_nowhere_from: date) -> Words:
    """Return from which day on no backup can be read either."""
    nowhere = day(readable_nowhere_from)
    return Words(
        zh=f"更早的备份里可能还有加密的副本。最迟自{nowhere.zh}起，任何人都不能再读取。",
        en=f"Older backups may still hold a sealed copy. From {nowhere.en} at the latest,"
        " nobody can read it there either.",
    )


def _delivery(gone_on: date) -> Words:
    """Return until when the file that the record came in is kept, sealed."""
    on = day(gone_on)
    return Words(
        zh=f"报送它的文件加密保存，最迟于{on.zh}删除。",
        en=f"The file it came in is kept sealed, and is deleted by {on.en} at the latest.",
    )
