"""What the codes of the room `redress` are called, in letters and on pages."""

from collections.abc import Mapping

from recourse.ground.calendar import civil_date, start_of
from recourse.ground.words import Words
from recourse.notice.wording import day, moment
from recourse.redress.terms import (
    CaseCard,
    Form,
    Ground,
    Happening,
    Kind,
    Outcome,
    State,
    Via,
    Weight,
)

KINDS: Mapping[Kind, Words] = {
    Kind.OBJECTION: Words(zh="异议", en="Objection"),
    Kind.CORRECTION: Words(zh="更正", en="Correction"),
    Kind.REPAIR: Words(zh="修复", en="Repair"),
    Kind.REVIEW: Words(zh="复查", en="Review"),
    Kind.WHY: Words(zh="询问查询原因", en="Why did you look?"),
    Kind.ACCESS: Words(zh="其他形式的档案", en="File in another form"),
    Kind.ERASURE: Words(zh="删除", en="Erasure"),
    Kind.BENEFIT: Words(zh="惠民办法申请", en="Application for a benefit"),
}
ASKED: Mapping[Kind, Words] = {
    Kind.OBJECTION: Words(zh="异议", en="objection"),
    Kind.CORRECTION: Words(zh="更正事项", en="correction"),
    Kind.REPAIR: Words(zh="修复申请", en="application for repair"),
    Kind.REVIEW: Words(zh="复查申请", en="request for a review"),
    Kind.WHY: Words(zh="关于查询原因的询问", en="question why somebody looked"),
    Kind.ACCESS: Words(zh="其他形式档案的申请", en="request for your file in another form"),
    Kind.ERASURE: Words(zh="删除申请", en="request for erasure"),
    Kind.BENEFIT: Words(zh="惠民办法申请", en="application for a benefit"),
}
"""What a person has handed in, as a sentence says it."""

GROUNDS: Mapping[Ground, Words] = {
    Ground.NOT_ME: Words(zh="这不是我", en="It is not about me"),
    Ground.WRONG: Words(zh="内容有误", en="Something in it is wrong"),
    Ground.NO_BASIS: Words(zh="没有法律依据", en="There is no law for it"),
    Ground.EXPIRED: Words(zh="已经过期", en="Its time is over"),
    Ground.OTHER: Words(zh="其他", en="Something else"),
}
FORMS: Mapping[Form, Words] = {
    Form.PAPER: Words(zh="纸质件", en="On paper"),
    Form.LARGE_PRINT: Words(zh="大字版", en="Large print"),
    Form.READ_ALOUD: Words(zh="朗读", en="Read aloud"),
    Form.MACHINE_READABLE: Words(zh="可由机器读取的文件", en="A file that machines read"),
}
OUTCOMES: Mapping[Outcome, Words] = {
    Outcome.GRANTED: Words(zh="予以支持", en="Granted"),
    Outcome.TO_CORRECT: Words(zh="由报送部门更正", en="To be corrected by its source"),
    Outcome.REFUSED: Words(zh="不予支持", en="Refused"),
}
WEIGHTS: Mapping[Weight, Words] = {
    Weight.PROVES: Words(zh="能够证明", en="It proves what you say"),
    Weight.DOES_NOT_PROVE: Words(zh="不能证明", en="It does not prove what you say"),
    Weight.NOT_ABOUT_IT: Words(zh="与本事项无关", en="It is about something else"),
}
VIAS: Mapping[Via, Words] = {
    Via.PORTAL: Words(zh="网上", en="On this site"),
    Via.HELPER: Words(zh="由代办人办理", en="By somebody who helps you"),
    Via.COUNTER: Words(zh="服务窗口", en="At a counter"),
}
STATES: Mapping[State, Words] = {
    State.OPEN: Words(zh="正在办理", en="Open"),
    State.DECIDED: Words(zh="已作出决定", en="Decided"),
    State.SILENT: Words(zh="逾期未答复", en="Not answered in time"),
    State.TAKEN_BACK: Words(zh="本人已撤回", en="Taken back"),
    State.OVERTAKEN: Words(zh="记录已停止使用，事项办结", en="Closed: the record has ended"),
}
HAPPENINGS: Mapping[Happening, Words] = {
    Happening.FILED: Words(zh="收到事项，开始计算期限", en="Received; the clock began"),
    Happening.FILE_ADDED: Words(zh="本人补充了一份材料", en="The person added a file"),
    Happening.SILENCED: Words(zh="记录暂停使用", en="The record fell silent"),
    Happening.FILE_OPENED: Words(zh="办理人员打开了一份材料", en="An officer opened a file"),
    Happening.ACCEPTED: Words(zh="申请已受理", en="The application was accepted"),
    Happening.EXTENDED: Words(zh="延长了答复期限", en="The time to answer was extended"),
    Happening.RETIMED: Words(zh="答复期限提前", en="The answer became due earlier"),
    Happening.DECIDED: Words(zh="作出决定，写信告知本人", en="Decided; the person was written to"),
    Happening.SILENT: Words(zh="逾期未答复", en="Nobody answered in time"),
    Happening.TAKEN_BACK: Words(zh="本人撤回", en="The person took it back"),
    Happening.OVERTAKEN: Words(zh="记录停止使用，事项办结", en="The record ended; closed"),
    Happening.ERASED: Words(zh="事项内容已删除", en="What was said and shown was erased"),
}


def received_at(card: CaseCard) -> Words:
    """Return when a case came in; of one that a counter entered later, only the day is known."""
    on = civil_date(card.filed_at)
    is_day_alone = card.via is Via.COUNTER and card.filed_at == start_of(on)
    return day(on) if is_day_alone else moment(card.filed_at)
