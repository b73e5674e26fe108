"""What every operation does, in both languages: the description and its page say the same."""

from collections.abc import Mapping
from typing import NamedTuple

from recourse.ground.words import Words


class Prose(NamedTuple):
    """An operation in words: its name, and what a reader would not guess."""

    name: Words
    says: Words


def _prose(zh: str, en: str, says_zh: str, says_en: str) -> Prose:
    return Prose(Words(zh=zh, en=en), Words(zh=says_zh, en=says_en))


TAGS: Mapping[str, Words] = {
    "tokens": Words(zh="访问令牌", en="Access tokens"),
    "look-ups": Words(zh="查询", en="Look-ups"),
    "recalls": Words(zh="撤回通知", en="Recalls"),
    "batches": Words(zh="批次", en="Batches"),
    "changes": Words(zh="报送后的更改", en="Changes after entry"),
    "cases": Words(zh="待答复的事项", en="Cases that wait"),
    "performance": Words(zh="本单位的工作", en="Your agency's own work"),
    "own": Words(zh="本人自己的接口", en="The person's own"),
    "catalogue": Words(zh="目录和公钥", en="Catalogue and keys"),
    "problems": Words(zh="拒绝和错误", en="Problems"),
}

OPERATIONS: Mapping[str, Prose] = {
    "token": _prose(
        "领取访问令牌",
        "Get an access token",
        "用接口的名称和密钥换取令牌，有效十分钟。",
        "A machine shows its name and secret; the token lasts ten minutes.",
    ),
    "look_up": _prose(
        "查询一个人",
        "Look one person up",
        "一个证件、一个目的、一件事。每次查询都记入本人看得到的日志，被拒绝的也记。"
        "不认识的人和没有记录的人，回答一样。",
        "One document, one purpose, one matter. Every question is in the log that the person"
        " reads, refused ones too. A person nobody knows and an empty file are answered alike.",
    ),
    "look_up_counts": _prose(
        "核对查询次数",
        "Compare your counts",
        "按天比较关口记下的次数和日志里的次数。每天结束后才比较。",
        "Compares, day by day, what the gate counted with what the log holds. A day is compared"
        " when it is over.",
    ),
    "look_up_proof": _prose(
        "领取一次查询的证明",
        "Get the proof of a look-up",
        "证明这次查询在已公布的日志里。别的单位的查询，看起来就像没有。",
        "Shows that the look-up stands in the published log. Another agency's looks as if it"
        " were not there.",
    ),
    "recalls": _prose(
        "撤回通知列表",
        "List recalls",
        "本单位的哪些查询结果不再有效，按编号排列，每页一百条。编号没有空缺。不说是谁。",
        "Which of your look-ups no longer hold, by number, 100 a page. Numbers have no gaps."
        " Nobody is named.",
    ),
    "acknowledge_recall": _prose(
        "确认撤回通知",
        "Acknowledge a recall",
        "写明读过的摘要。第一次确认算数，本人看得到。",
        "Name the digest you have read. The first time counts, and the person sees it.",
    ),
    "batches": _prose(
        "批次列表",
        "List batches",
        "本部门报送的文件，新的在前，每页一百个。用 before 翻到下一页。",
        "The files of your department, newest first, 100 a page. `before` asks for the next page.",
    ),
    "hand_in_batch": _prose(
        "报送一个文件",
        "Hand a file in",
        "接收并逐行检查。另一个岗位签署之前，什么都不入库。大文件先给回执，检查稍后完成。",
        "It is received and every row is checked. Nothing enters before another seat has signed."
        " A large file has its receipt at once and is checked soon after.",
    ),
    "batch": _prose(
        "一个批次",
        "One batch",
        "接收、重复、留置和拒绝的行数，加起来总是全部行数。",
        "Accepted, duplicate, held and refused rows are always all rows.",
    ),
    "batch_receipt": _prose(
        "批次的回执",
        "Receipt of a batch",
        "带签名的回执（JWS），写明目前的数目。",
        "A signed receipt (JWS) with the counts as they stand now.",
    ),
    "findings": _prose(
        "每行的问题",
        "What is wrong with which row",
        "先按规则汇总，再逐行列出。只说行、列和规则，不说内容。",
        "By rule first, then row by row: row, column and rule, never the value.",
    ),
    "held_rows": _prose(
        "留置的行",
        "The held rows",
        "原来的列，加一列原因。改好以后再报送。",
        "The same columns with one of reasons. Put them right and hand them in again.",
    ),
    "hand_in_held_rows": _prose(
        "再报留置的行",
        "Hand held rows in again",
        "改好的留置行作为新的一批报送，和原来的批次连在一起。原因一列不读。",
        "Held rows that were put right become a batch of their own, tied to the one that held them."
        " The column of reasons is not read.",
    ),
    "returning_rows": _prose(
        "再次出现的行",
        "Rows that come back",
        "以前撤下过的事实又报来了，等第二人核实。只说行号。",
        "Facts that were taken down and come back wait for a second person. Only row numbers.",
    ),
    "changes": _prose(
        "更改列表",
        "List changes",
        "本部门提出的撤回、撤下和更正，新的在前。不说是谁。",
        "Your department's withdrawals, revocations and corrections, newest first. Nobody is"
        " named.",
    ),
    "propose_change": _prose(
        "提出更改",
        "Propose a change",
        "写明一条自己的记录，或者它在批次里的行。另一个岗位签署后才办理。更正不符合规则时，逐项说明。",
        "Name one record of your own exactly, or its row in a batch. It is done when another seat"
        " has signed. A faulty correction is answered field by field.",
    ),
    "change": _prose(
        "一项更改",
        "One change",
        "办到哪一步、应当在哪天前办完、还要谁签署。不打开内容。",
        "Where it stands, by which day it is due, and who must sign. Its contents stay shut.",
    ),
    "change_proposal": _prose(
        "打开更改的内容",
        "Open what a change would do",
        "给提出的部门核对。本人在日志里看得到这次打开。",
        "For the department that proposed it. The person sees in their log that it was opened.",
    ),
    "change_receipt": _prose(
        "更改的回执",
        "Receipt of a change",
        "办结后的签名回执（JWS），不写当事人。",
        "A signed receipt (JWS) once it is done; it names nobody.",
    ),
    "drop_change": _prose(
        "放弃更改",
        "Drop a change",
        "还没有签署的更改，两个岗位都可以放弃。",
        "Either seat may give up a change that waits.",
    ),
    "report_fulfilled": _prose(
        "报告义务已履行",
        "Report that duties are fulfilled",
        "只对当事人有利，不用第二人签署。等候时间已过的，当场修复。",
        "It only favours the person, so no second signature is needed. Where nothing else is to"
        " be waited for, the record is repaired at once.",
    ),
    "cases": _prose(
        "待答复的事项列表",
        "List cases that wait",
        "最急的在前，写明最晚哪天答复。过期不答复，按有利于本人的办法办理。不说是谁。",
        "The most urgent first, with the last day to answer. Past it, silence decides for the"
        " person. Nobody is named.",
    ),
    "case": _prose(
        "打开一个事项",
        "Open one case",
        "本人写的话，和所涉及的记录。每次打开都记入本人的日志。决定由工作人员在工作台作出，不由机器作出。",
        "What the person says, beside the record. Each opening is in their log. An officer decides"
        " at their desk; no machine does.",
    ),
    "take_case": _prose(
        "接手一个事项",
        "Take a case on",
        "免得两个人做同一件事。",
        "So that two do not do the same work.",
    ),
    "accept_case": _prose(
        "受理修复申请",
        "Accept an application for repair",
        "受理后书面告知本人。",
        "The person is written to.",
    ),
    "performance": _prose(
        "本单位的工作情况",
        "How your agency does its work",
        "按月统计：是否按时、第一次就合格的行、答复是否及时、支持了多少异议。只说本单位，不说任何人。",
        "By month: in time, accepted first time, answered in time, objections upheld. About your"
        " agency, and about nobody.",
    ),
    "find_usage": _prose(
        "谁查过我",
        "Who looked at me",
        "本人登录以后，用自己的浏览器读取。格式与爱沙尼亚“数据追踪器”第2版相同。每次读取都记入本人的日志。",
        "The signed-in person reads it in their own browser, in the form of version 2 of Estonia's"
        " Data Tracker. Each reading is in their own log.",
    ),
    "usage_period": _prose(
        "日志从哪天开始",
        "Since when the log is kept",
        "日志最早从这一刻开始，没有终点。",
        "The log begins at this instant and has no end.",
    ),
    "heartbeat": _prose(
        "是否在运行",
        "Is it running",
        "能记录、能回答时说 OK。",
        "Says OK as long as everything can be logged and answered.",
    ),
    "catalogue": _prose(
        "目录",
        "The catalogue",
        "可以归集什么、为了什么目的可以查询，以及各自的法律依据。",
        "What may be collected and asked, with the laws it rests on.",
    ),
    "keys": _prose(
        "公钥",
        "Public keys",
        "用来核对回执的签名。",
        "To check the signatures of receipts with.",
    ),
    "problems": _prose(
        "所有拒绝和错误",
        "Every kind of problem",
        "每个代码的含义不变：说什么、依据哪条、怎么办。",
        "No code ever changes its meaning: what it says, under which article, what to do.",
    ),
    "problem": _prose(
        "一种拒绝或错误",
        "One kind of problem",
        "type 里写的就是这个地址。浏览器会看到网页。",
        "The address that `type` names. A browser is led to a page.",
    ),
}

PARAMETERS: Mapping[str, Words] = {
    "Idempotency-Key": Words(
        zh="给这个请求起的名字，放在引号里，最好是 UUID。连接断了，用同一个名字再发一次。",
        en="A name for this request, in quotes, best a UUID. If the connection breaks, send the"
        " same again under the same name.",
    ),
    "number": Words(zh="编号。", en="Its number."),
    "row": Words(zh="文件里的行号，表头是第1行。", en="Row of the file; the heading is row 1."),
    "form": Words(zh="文件的格式。", en="Form of the file."),
    "before": Words(zh="上一页给出的编号，用来翻到下一页。", en="Number given by the page before."),
    "after": Words(zh="上一页最后的位置，用来翻到下一页。", en="Last place of the page before."),
    "pile": Words(
        zh="全部、自己接手的，或者还没有人接手的。", en="All, your own, or what nobody took on."
    ),
    "case": Words(zh="事项的标识。", en="Identifier of the case."),
    "entry": Words(zh="回执上的记录号。", en="Entry of the log, as on your receipt."),
    "recall": Words(zh="撤回通知的标识。", en="Identifier of the recall."),
    "from": Words(zh="从哪天开始（北京时间）。", en="First civil day, in China."),
    "until": Words(
        zh="到哪天为止，当天不算（北京时间）。", en="First civil day that does not count, in China."
    ),
    "months": Words(zh="几个月，最多24个。", en="How many months, at most 24."),
    "code": Words(zh="代码。", en="The code."),
    "userCode": Words(
        zh="本人的证件号码；可以不写，写了必须与登录的人一致。",
        en="The person's own document number; may be left out, and must be theirs if given.",
    ),
    "periodStart": Words(zh="从这一刻开始。", en="From this instant on."),
    "periodEnd": Words(zh="到这一刻为止。", en="Up to this instant."),
    "limit": Words(zh="最多多少条。", en="At most so many."),
    "offset": Words(zh="跳过多少条。", en="How many to pass over."),
}
