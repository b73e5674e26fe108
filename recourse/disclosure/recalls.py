"""What a recall says: which look-up, what changed, what to do, under which article.

It names a look-up by what the agency has itself: the entry of its receipt, the number of its
matter. It never names a person, a record, an item or a document, and nothing of what is
right instead: whoever may still know that asks again, and that is a look-up like any other.

Law:
    PIPL art. 8 (accuracy), 23, 46, 47; GDPR art. 19 as anchor.

"""

import hashlib
from collections.abc import Mapping
from datetime import UTC
from typing import NamedTuple

from recourse.disclosure.terms import Changed, Recall
from recourse.ground import canonical
from recourse.ground.provisions import CREDIT_REPAIR, PIPL, SOCIAL_CREDIT, cite, together
from recourse.ground.words import Words


class Saying(NamedTuple):
    """A change in words: what happened, what the agency must do, and why it must."""

    says: Words
    do: Words
    law: Words


LOOK_UP_AGAIN = Words(
    zh="请勿再以这次查询的结果为依据。仍需了解情况的，请重新查询。依据它作出的决定，请重新审查。",
    en="Do not rely on this look-up any more. If you still need to know, look up again."
    " Review what you decided because of it.",
)
WAIT = Words(
    zh="核查结束前，请勿以这次查询的结果为依据。作出决定之前，请重新查询。",
    en="Do not rely on this look-up while the check goes on. Look up again before you decide.",
)
SAYINGS: Mapping[Changed, Saying] = {
    Changed.CORRECTED: Saying(
        says=Words(
            zh="这次查询所依据的一条记录已更正。",
            en="A record that this look-up rests on was corrected.",
        ),
        do=LOOK_UP_AGAIN,
        law=cite(PIPL, "8; 46"),
    ),
    Changed.WITHDRAWN: Saying(
        says=Words(
            zh="这次查询所依据的一条记录已撤下。",
            en="A record that this look-up rests on was withdrawn.",
        ),
        do=LOOK_UP_AGAIN,
        law=together(cite(SOCIAL_CREDIT, "39"), cite(PIPL, "8; 46")),
    ),
    Changed.REPAIRED: Saying(
        says=Words(
            zh="这次查询所依据的一条记录已修复。",
            en="A record that this look-up rests on was repaired.",
        ),
        do=LOOK_UP_AGAIN,
        law=cite(CREDIT_REPAIR, "3"),
    ),
    Changed.REVOKED: Saying(
        says=Words(
            zh="这次查询所依据的一项决定已被撤销。",
            en="A decision that this look-up rests on was revoked.",
        ),
        do=LOOK_UP_AGAIN,
        law=cite(SOCIAL_CREDIT, "40"),
    ),
    Changed.ENDED_EARLY: Saying(
        says=Words(
            zh="这次查询所依据的一条记录已提前停止使用。",
            en="A record that this look-up rests on ended early.",
        ),
        do=LOOK_UP_AGAIN,
        law=cite(PIPL, "8; 47"),
    ),
    Changed.SILENCED: Saying(
        says=Words(
            zh="这次查询所依据的一条记录正在核查，已暂停使用。",
            en="A record that this look-up rests on is being checked and is not used.",
        ),
        do=WAIT,
        law=together(cite(SOCIAL_CREDIT, "39"), cite(PIPL, "8; 46")),
    ),
}


def document(recall: Recall) -> dict[str, str | None]:
    """Return the members of a recall that its digest is made of; they never change."""
    return {
        "recall": str(recall.id),
        "entry": str(recall.entry_id),
        "matter_number": recall.matter,
        "changed": str(recall.changed),
        "since": recall.since.astimezone(UTC).isoformat(),
        "told_at": recall.told_at.astimezone(UTC).isoformat(),
    }


def digest(recall: Recall) -> str:
    """Return what whoever acknowledges a recall must name: they have read this one."""
    return hashlib.sha256(canonical.dumps(document(recall))).hexdigest()


def whole(recall: Recall) -> dict[str, object]:
    """Return a recall as it leaves, by page or by message: the same members, in both languages."""
    saying = SAYINGS[recall.changed]
    spoken = {
        language: {
            "says": saying.says.to(language),
            "do": saying.do.to(language),
            "law": saying.law.to(language),
        }
        for language in ("zh", "en")
    }
    return {**document(recall), "number": recall.number, "digest": digest(recall), **spoken}
