"""What lies ahead of a record: who may be told of it, and what the person can do about it."""

from collections.abc import Iterator
from datetime import date

from recourse.catalogue.rules import citation
from recourse.catalogue.terms import Catalogue, Item, Polarity
from recourse.ground.calendar import WorkingDays
from recourse.ground.words import Words
from recourse.notice import rules
from recourse.notice.terms import Remedy, Viewer
from recourse.notice.wording import counted_day, day, joined
from recourse.records.terms import RecordCard

OWN_WORKING_DAYS = 3
"""To answer an objection to what the department itself did (Shandong art. 39)."""

OTHERS_WORKING_DAYS = 7
"""To answer an objection that another body must look into (Shandong art. 39)."""

OBJECTION_LAW = Words(
    zh="《山东省社会信用条例》第三十九条", en="Shandong Social Credit Regulations, art. 39"
)
REPAIR_LAW = Words(
    zh="《信用修复管理办法》；《山东省社会信用条例》第四十一条",
    en="Credit Repair Measures (Order 36); Shandong Social Credit Regulations, art. 41",
)
STATEMENT_LAW = Words(
    zh="《个人信息保护法》第四十六条", en="Personal Information Protection Law, art. 46"
)
WITHDRAWAL_LAW = Words(
    zh="《个人信息保护法》第四十四条、第四十七条",
    en="Personal Information Protection Law, art. 44 and 47",
)
RECONSIDERATION_LAW = Words(
    zh="《行政复议法》第二十条", en="Administrative Reconsideration Law, art. 20"
)
COURT_LAW = Words(zh="《行政诉讼法》第四十六条", en="Administrative Litigation Law, art. 46")


def viewers(item: Item, catalogue: Catalogue) -> list[Viewer]:
    """Return every purpose for which somebody may be told of a record of `item`.

    Law:
        PIPL art. 17, 23; charter G7.

    """
    kinds = catalogue.code_lists.get("AUTHORITY_KIND", {})
    return [
        Viewer(
            who=joined([kinds.get(kind, Words(zh=kind, en=kind)) for kind in purpose.agency_kinds]),
            purpose=purpose.name,
            question=purpose.question,
            article=citation(catalogue.laws[purpose.basis.law], purpose.basis.article),
        )
        for purpose in catalogue.purposes.values()
        if purpose.enabled and item.id in purpose.items
    ]


def first_use(record: RecordCard, usable_from_on: date, *, calendar: WorkingDays) -> Words:
    """Return the first day on which others may be told of a record, as people write it."""
    return counted_day(usable_from_on, rules.notice_hangs_on(record, calendar=calendar))


def remedies(record: RecordCard, item: Item, *, calendar: WorkingDays) -> list[Remedy]:
    """Return what the person can do about a record, the simplest first.

    Law:
        Shandong Social Credit Regulations art. 39, 41; PIPL art. 44, 46, 47;
        Administrative Reconsideration Law art. 20; Administrative Litigation Law art. 46.

    """
    return [_objection(), *_repair(record, item), *_own_side(item), *_challenge(record, calendar)]


def _objection() -> Remedy:
    return Remedy(
        code="objection",
        name=Words(zh="提出异议：内容有误，或者不是我", en="Say it is wrong, or not about me"),
        says=Words(
            zh="核查期间停止使用这条记录。举证的是报送部门，不是您。",
            en="It is not used while we check. The department must prove it, not you.",
        ),
        when=Words(
            zh=f"随时可以提出，不收费。{OWN_WORKING_DAYS}个工作日内答复；"
            f"需要其他单位核实的，{OTHERS_WORKING_DAYS}个工作日内答复。",
            en=f"At any time, free of charge. The answer comes in {OWN_WORKING_DAYS} working"
            f" days, or {OTHERS_WORKING_DAYS} if another body must look into it.",
        ),
        article=OBJECTION_LAW,
    )


def _repair(record: RecordCard, item: Item) -> Iterator[Remedy]:
    """Yield the way to have an adverse record taken down early."""
    if item.repair is None or record.repair_from_on is None:
        return
    first = day(record.repair_from_on)
    accept, decide = item.repair.accept_working_days, item.repair.decide_working_days
    yield Remedy(
        code="repair",
        name=Words(zh="改正后申请提前撤下", en="Put it right and have it taken down early"),
        says=Words(
            zh="改正并履行后，可以申请修复。修复后，展示、共享和使用同时停止。",
            en="Once you have put it right, apply for repair."
            " Showing, sharing and use then stop together.",
        ),
        when=Words(
            zh=f"从{first.zh}起可以申请。不收费，不需要中介。"
            f"{accept}个工作日内告知是否受理，共{decide}个工作日内答复。",
            en=f"You can apply from {first.en}. It is free, and you need no agent."
            f" You hear in {accept} working days whether it is accepted."
            f" The answer comes within {decide}.",
        ),
        from_on=record.repair_from_on,
        needs=(*item.repair.conditions, *item.repair.papers),
        article=REPAIR_LAW,
    )


def _own_side(item: Item) -> Iterator[Remedy]:
    """Yield the person's own statement; and withdrawal of what speaks for them."""
    yield Remedy(
        code="statement",
        name=Words(zh="附上您的说明", en="Add your side of the story"),
        says=Words(
            zh="最多500个字符，谁也不审改。看到这条记录的，会同时看到您的说明。",
            en="Up to 500 characters, approved by nobody."
            " Whoever is shown the record sees your statement with it.",
        ),
        when=Words(zh="随时可以提出，不收费。", en="At any time, free of charge."),
        article=STATEMENT_LAW,
    )
    if item.polarity is Polarity.POSITIVE:
        yield Remedy(
            code="withdrawal",
            name=Words(zh="要求撤下这条记录", en="Have it taken down"),
            says=Words(
                zh="这是对您有利的记录。您不必说明理由，就可以要求撤下。",
                en="It speaks for you. It is taken down whenever you ask, without a reason.",
            ),
            when=Words(zh="随时可以提出，不收费。", en="At any time, free of charge."),
            article=WITHDRAWAL_LAW,
        )


def _challenge(record: RecordCard, calendar: WorkingDays) -> Iterator[Remedy]:
    """Yield the ways against the decision itself, with their last days."""
    if not record.adverse or record.served_on is None:
        return
    reconsider = rules.reconsider_term(record.served_on, calendar=calendar)
    by = counted_day(reconsider.last_on, reconsider.provisional)
    yield Remedy(
        code="reconsideration",
        name=Words(zh="申请行政复议", en="Ask for administrative reconsideration"),
        says=Words(
            zh="对处罚决定本身不服的，可以请复议机关审查。",
            en="If you disagree with the decision itself, ask the reviewing authority to look.",
        ),
        when=Words(
            zh=f"决定送达后60日内，即{by.zh}之前（含当日）。不收费。",
            en=f"Within 60 days of service of the decision. The last day is {by.en}. It is free.",
        ),
        until_on=reconsider.last_on,
        article=RECONSIDERATION_LAW,
    )
    sue = rules.sue_term(record.served_on, calendar=calendar)
    by = counted_day(sue.last_on, sue.provisional)
    yield Remedy(
        code="court",
        name=Words(zh="向人民法院起诉", en="Go to court"),
        says=Words(
            zh="对处罚决定本身不服的，也可以直接起诉。",
            en="If you disagree with the decision itself, you can also go to court.",
        ),
        when=Words(
            zh=f"决定送达后六个月内，即{by.zh}之前（含当日）。",
            en=f"Within six months of service of the decision. The last day is {by.en}.",
        ),
        until_on=sue.last_on,
        article=COURT_LAW,
    )
