"""The very sentences of statements, in both languages: what is stated, and what is not."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from recourse.attestation.terms import (
    Benefit,
    Correction,
    Kind,
    Mark,
    Period,
    Recipient,
    State,
    TakenBack,
    Undone,
)
from recourse.catalogue.terms import Item
from recourse.ground.words import Words
from recourse.notice.wording import day, joined, moment

TITLES: Mapping[Kind, Words] = {
    Kind.NO_VIOLATION: Words(
        zh="所列事项内没有不利记录的证明", en="No adverse record within the items named"
    ),
    Kind.REPORT: Words(zh="本人记录报告", en="Report of a person’s own records"),
    Kind.CORRECTION: Words(zh="记录更正通知", en="Notice that a record was put right"),
    Kind.BENEFIT: Words(zh="惠民办法证明", en="Benefit that was granted"),
}
MARKS: Mapping[Mark, Words] = {
    Mark.CORRECTED: Words(zh="更正后的版本", en="Corrected version"),
    Mark.REPAIRED: Words(zh="已修复", en="Repaired"),
    Mark.DISPUTED: Words(zh="本人有异议，正在核查", en="Objected to, being checked"),
    Mark.ENDED: Words(zh="已停止使用", en="No longer used"),
}
STATES: Mapping[State, Words] = {
    State.GOOD: Words(zh="有效", en="Good"),
    State.OVER: Words(zh="已过期", en="Over"),
    State.TAKEN_BACK: Words(zh="已撤回", en="Taken back"),
    State.ERASED: Words(zh="已删除", en="Erased"),
}
WHY_TAKEN_BACK: Mapping[TakenBack, Words] = {
    TakenBack.WRONG: Words(
        zh="其中一条记录已经更正或者撤下。", en="A record in it was corrected or withdrawn."
    ),
    TakenBack.WISH: Words(zh="您要求撤回。", en="You asked for it."),
    TakenBack.KEY: Words(
        zh="签名密钥可能被他人使用。", en="The key that signed it may be in wrong hands."
    ),
}
_UNDONE: Mapping[Undone, Words] = {
    Undone.CORRECTED: Words(zh="已经更正", en="was corrected"),
    Undone.WITHDRAWN: Words(zh="已经撤下", en="was withdrawn"),
    Undone.REVOKED: Words(
        zh="因原决定被撤销而撤下", en="was taken down because the decision was revoked"
    ),
    Undone.REPAIRED: Words(zh="已经修复，提前停止使用", en="was repaired and ended early"),
}

NO_OPINION = Words(
    zh="本证明不评价任何人，也不把任何人与他人比较。",
    en="It is no opinion of anybody, and compares nobody with others.",
)
MAY_REFUSE = Words(
    zh="是否出示由本人决定，本人可以拒绝。拒绝后受到不公对待的，可以拨打12345投诉。",
    en="Whether to show it is for the person alone; they may refuse."
    " Whoever is treated worse for that can complain: call 12345.",
)
ONLY_WITHIN = Words(
    zh="只说明所列事项和期间。其他事项、其他期间有没有记录，本证明没有说明。",
    en="It speaks of these items and this period only."
    " It does not say whether there are records of anything else.",
)
ONLY_IN_USE = Words(
    zh="只涉及当时可以使用的记录。",
    en="It speaks only of records that could be used at that instant.",
)
AS_CHOSEN = Words(
    zh="领域和期间由本人选择。本人还有没有其他记录，本报告没有说明。",
    en="The person chose fields and period."
    " The report does not say whether the person has other records.",
)
ALL_IN_USE = Words(
    zh="所选范围内正在使用的记录，都列在其中。",
    en="Within them it shows every record that is in use.",
)
HOLDS_NO_MORE = Words(
    zh="请不要再依据这条记录办事；已经依据它作出的处理，请重新审查。",
    en="Please do not rely on this record any more. Please review what was decided because of it.",
)
NO_MORE_USE = Words(zh="请不要再使用这条记录。", en="Please do not use this record any more.")


def nothing_in_use(
    as_of: datetime, domains: Sequence[Words], items: Sequence[Item], period: Period
) -> tuple[Words, ...]:
    """Return what “no adverse record” says: the instant, the fields, the items, the period."""
    at = moment(as_of)
    return (
        Words(
            zh=f"截至{at.zh}，在下列领域、事项和期间内，没有正在使用的不利记录。",
            en=f"As of {at.en}, no adverse record is in use"
            " within the fields, items and period named below.",
        ),
        _fields(domains),
        _items(items),
        _period(period),
    )


def nothing_in_use_limits(good_until: date, recipient: Recipient | None) -> tuple[Words, ...]:
    """Return what “no adverse record” does not say."""
    return (ONLY_WITHIN, ONLY_IN_USE, NO_OPINION, MAY_REFUSE, *_bounds(good_until, recipient))


def report(as_of: datetime, domains: Sequence[Words], period: Period) -> tuple[Words, ...]:
    """Return what a report says before its entries."""
    at = moment(as_of)
    return (
        Words(
            zh=f"以下是截至{at.zh}的记录，由本人选择领域和期间。",
            en=f"These are records as of {at.en}, in fields and a period that the person chose.",
        ),
        _fields(domains),
        _period(period),
    )


def report_limits(good_until: date, recipient: Recipient | None) -> tuple[Words, ...]:
    """Return what a report does not say."""
    return (ALL_IN_USE, AS_CHOSEN, NO_OPINION, MAY_REFUSE, *_bounds(good_until, recipient))


def correction(told: Correction) -> tuple[Words, ...]:
    """Return what a correction notice says."""
    what, on, decided = _UNDONE[told.what], day(told.on), day(told.decided_on)
    follows = NO_MORE_USE if told.what is Undone.REPAIRED else HOLDS_NO_MORE
    return (
        Words(
            zh=f"下列记录于{on.zh}{what.zh}。",
            en=f"The record named below {what.en} on {on.en}.",
        ),
        Words(
            zh=f"记录：{told.title.zh}，{told.authority.zh}，{decided.zh}作出决定。",
            en=f"Record: {told.title.en}, {told.authority.en}, decided on {decided.en}.",
        ),
        follows,
    )


def correction_limits(good_until: date, recipient: Recipient | None) -> tuple[Words, ...]:
    """Return what a correction notice does not say."""
    alone = Words(
        zh="本通知只涉及这一条记录，不说明其他记录。",
        en="It speaks of this one record, and of no other.",
    )
    return (alone, MAY_REFUSE, *_bounds(good_until, recipient))


def benefit(as_of: datetime, told: Benefit, last_on: date) -> tuple[Words, ...]:
    """Return what the statement of a benefit says: which, since when it is so, until when."""
    at, last = moment(as_of), day(last_on)
    return (
        Words(
            zh=f"截至{at.zh}，本人的申请已经给予：{told.name.zh}。",
            en=f"As of {at.en}, this benefit is granted to the person: {told.name.en}.",
        ),
        Words(
            zh=f"有效期至{last.zh}。所依据的规则已公布，任何人都可以核对。",
            en=f"It is granted until {last.en}. Its rule is published, and anybody can check it.",
        ),
    )


def benefit_limits(good_until: date, recipient: Recipient | None) -> tuple[Words, ...]:
    """Return what the statement of a benefit does not say."""
    alone = Words(
        zh="本证明只涉及这一项，不说明本人的任何记录。",
        en="It speaks of this benefit only, and of no record of the person.",
    )
    return (alone, NO_OPINION, MAY_REFUSE, *_bounds(good_until, recipient))


def _bounds(good_until: date, recipient: Recipient | None) -> tuple[Words, ...]:
    """Return until when, and for whom."""
    last = day(good_until)
    until = Words(
        zh=f"有效至{last.zh}，当日仍然有效。",
        en=f"It is good until {last.en}, that day included.",
    )
    if recipient is None:
        return (until,)
    name = recipient.name
    bound = Words(
        zh=f"只供{name.zh}使用，对其他人无效。",
        en=f"It is for {name.en} only, and for nobody else.",
    )
    return (until, bound)


def _fields(domains: Iterable[Words]) -> Words:
    named = joined(list(domains))
    return Words(zh=f"领域：{named.zh}。", en=f"Fields: {named.en}.")


def _items(items: Iterable[Item]) -> Words:
    named = joined([item.name for item in items])
    return Words(zh=f"事项：{named.zh}。", en=f"Items: {named.en}.")


def _period(period: Period) -> Words:
    first, last = day(period.first), day(period.last)
    return Words(
        zh=f"期间：{first.zh}至{last.zh}作出的决定，首尾两日都包括在内。",
        en=f"Period: decisions from {first.en} to {last.en}, both days included.",
    )
