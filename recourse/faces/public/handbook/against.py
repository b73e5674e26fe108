"""The entries of the handbook about what a person can do against a record or an answer."""

from recourse.faces.public.handbook.clocks import Clocks
from recourse.faces.public.handbook.entries import ANYBODY, ID_CARD, LETTER, law_of
from recourse.faces.public.handbook.terms import Right, Way
from recourse.ground import provisions
from recourse.ground.provisions import PIPL, SOCIAL_CREDIT, together
from recourse.ground.words import Words
from recourse.notice.outlook import COURT_LAW, RECONSIDERATION_LAW
from recourse.redress.rules import CLOCKS, MOST_FILES
from recourse.redress.terms import Kind

RECORDS = Way(view="portal:records", says=Words(zh="打开我的记录", en="Open my records"))
CASES = Way(view="portal:cases", says=Words(zh="打开我的事项", en="Open my cases"))


def object_(clocks: Clocks) -> Right:
    """To say that a record is wrong."""
    return Right(
        code="object",
        name=Words(zh="提出异议", en="Say that a record is wrong"),
        lead=Words(
            zh="记录有错，就提出来。提出当时起，别的单位就看不到它，直到查清。",
            en="If a record is wrong, say so. From that moment nobody else is shown it until"
            " it is settled.",
        ),
        who=ANYBODY,
        bring=(
            ID_CARD,
            LETTER,
            Words(
                zh=f"能说明问题的材料，有就带，最多{MOST_FILES}份。没有也可以提出。",
                en=f"Anything that shows it, up to {MOST_FILES} files, if you have it. You may"
                " object without.",
            ),
        ),
        steps=(
            Words(zh="打开这条记录，选“提出异议”。", en="Open the record and choose to object."),
            Words(
                zh="选错在哪里，用自己的话写下来。",
                en="Choose what is wrong, and say it in your own words.",
            ),
            Words(
                zh="检查一遍，提交。您会收到编号和答复日期。",
                en="Check it and send it. You get a number and the day of the answer.",
            ),
            Words(
                zh="由报送部门证明记录没错，不用您证明它错了。",
                en="The department must prove the record; you need not prove it wrong.",
            ),
        ),
        terms=(
            clocks.answer(
                Kind.OBJECTION,
                Words(zh="部门答复您的异议", en="The department answers your objection"),
            ),
            *clocks.longer(Kind.OBJECTION),
            clocks.working(
                Words(
                    zh="确认有错的，部门更正记录",
                    en="If there is a mistake, the department corrects the record",
                ),
                CLOCKS[Kind.CORRECTION].working_days,
                CLOCKS[Kind.CORRECTION].law,
            ),
        ),
        silence=Words(
            zh="逾期没有人答复，记录就撤下，不用您再做什么。",
            en="If nobody answers in time, the record is withdrawn. You need do nothing.",
        ),
        law=together(law_of(clocks.catalogue, "objection"), law_of(clocks.catalogue, "correction")),
        way=RECORDS,
        form="objection",
    )


def repair(clocks: Clocks) -> Right:
    """To have a record taken down early once things were put right."""
    return Right(
        code="repair",
        name=Words(zh="申请修复", en="Have it repaired"),
        lead=Words(
            zh="已经按决定改正、履行的，可以申请提前停止使用这条记录。",
            en="If you have done what the decision asked, the record can stop being used early.",
        ),
        who=ANYBODY,
        bring=(
            ID_CARD,
            LETTER,
            Words(
                zh="履行完毕的证明，例如缴款凭证。每条记录的页面写明要哪些。",
                en="Proof that it was done, such as a receipt. The page of each record says which.",
            ),
            Words(
                zh="签名的承诺：所说属实。表上有，不用另写。",
                en="Your signed word that it is true. It is on the form.",
            ),
        ),
        steps=(
            Words(
                zh="打开这条记录，先看从哪一天起可以申请。",
                en="Open the record and see from which day you can apply.",
            ),
            Words(zh="上传或者带上证明，提交。", en="Add your proof, or bring it, and send it."),
            Words(
                zh="批准的，这条记录当天停止使用，查过它的单位会收到通知。",
                en="If granted, the record is no longer used, and whoever was shown it is told.",
            ),
        ),
        terms=(
            clocks.answer(Kind.REPAIR, Words(zh="作出决定", en="It is decided")),
            clocks.accepted(
                Kind.REPAIR, Words(zh="告诉您是否受理", en="You are told whether it was accepted")
            ),
        ),
        silence=Words(
            zh="逾期没有人答复，就算修复，记录停止使用。",
            en="If nobody answers in time, the record counts as repaired and is no longer used.",
        ),
        law=together(law_of(clocks.catalogue, "repair"), CLOCKS[Kind.REPAIR].law),
        way=RECORDS,
        form="repair",
    )


def review(clocks: Clocks) -> Right:
    """To have an answer looked at once more, by somebody else."""
    return Right(
        code="review",
        name=Words(zh="申请复查", en="Have an answer reviewed"),
        lead=Words(
            zh="不同意答复的，可以要求复查一次，由另一个岗位的另一个人办理。",
            en="If you do not agree with an answer, another officer in another seat looks at"
            " it once more.",
        ),
        who=ANYBODY,
        bring=(ID_CARD, Words(zh="事项编号。", en="The number of the case.")),
        steps=(
            Words(zh="打开这个事项，选“申请复查”。", en="Open the case and ask for a review."),
            Words(
                zh="写明哪里不同意；有新材料，一并交。",
                en="Say what you do not agree with; add new files if you have them.",
            ),
        ),
        terms=(
            clocks.answer(
                Kind.REVIEW, Words(zh="另一个人答复您", en="Another officer answers you")
            ),
        ),
        silence=Words(
            zh="逾期没有人答复，按您原来请求的办：记录撤下，或者修复。",
            en="If nobody answers in time, you get what you asked for: the record is withdrawn"
            " or repaired.",
        ),
        law=CLOCKS[Kind.REVIEW].law,
        way=CASES,
    )


def challenge(clocks: Clocks) -> Right:
    """To challenge the decision behind a record."""
    return Right(
        code="challenge",
        name=Words(zh="对决定本身不服", en="Challenge the decision itself"),
        lead=Words(
            zh="记录没写错，但您不服决定本身，可以申请行政复议，也可以起诉。",
            en="The record is right but the decision is not? Ask for reconsideration, or go to"
            " court.",
        ),
        who=Words(zh="收到决定的人。", en="The person who received the decision."),
        bring=(Words(zh="决定书和身份证件。", en="The decision and your identity document."),),
        steps=(
            Words(
                zh="行政复议向决定书写明的复议机关提出，不收费。",
                en="Reconsideration goes to the authority named in the decision. It is free.",
            ),
            Words(
                zh="起诉向有管辖权的人民法院提出，法院收少量案件受理费。",
                en="Actions go to the court in charge, which takes a small fee.",
            ),
            Words(
                zh="决定被撤销的，记录跟着撤下。",
                en="If the decision is set aside, the record goes with it.",
            ),
        ),
        terms=(clocks.reconsideration(), clocks.court()),
        silence=Words(
            zh="复议和诉讼的期限由法律规定，答复由复议机关和法院作出，不由我们。",
            en="These answers come from the authority and the court, in the times their laws"
            " set, not from us.",
        ),
        law=together(RECONSIDERATION_LAW, COURT_LAW),
    )


def end(clocks: Clocks) -> Right:
    """To have it end: by itself, or earlier on request."""
    return Right(
        code="end",
        name=Words(zh="让它结束", en="Have it end"),
        lead=Words(
            zh="每条记录都有最后一天，只会提前，不会推后。过后没有人看得到，然后删除。",
            en="Every record has a last day, which moves only earlier. Then nobody sees it,"
            " and it is erased.",
        ),
        who=ANYBODY,
        bring=(ID_CARD, LETTER),
        steps=(
            Words(zh="到期的：您什么也不用做。", en="On its last day: you need do nothing."),
            Words(
                zh="对您有利的记录：选“撤下”，立即生效，不用理由。",
                en="A record in your favour: choose to take it down. It ends at once, without"
                " a reason.",
            ),
            Words(
                zh="认为不该再保存的：申请删除，写明理由。",
                en="If it should no longer be kept: ask for erasure and say why.",
            ),
        ),
        terms=(
            clocks.answer(
                Kind.ERASURE,
                Words(zh="答复您的删除申请", en="Your request for erasure is answered"),
            ),
        ),
        silence=Words(
            zh="逾期没有人答复，记录停止使用并删除。",
            en="If nobody answers in time, the record ends and is erased.",
        ),
        law=together(
            provisions.cite(SOCIAL_CREDIT, "38"),
            provisions.cite(PIPL, "19"),
            CLOCKS[Kind.ERASURE].law,
        ),
        way=RECORDS,
    )


def counter(clocks: Clocks) -> Right:
    """To do all of it on paper, at a counter or by telephone."""
    return Right(
        code="counter",
        name=Words(zh="到窗口办，用纸办", en="Do it at a counter, on paper"),
        lead=Words(
            zh="网上能办的，任何一个服务大厅都能办。期限一样，不收费。",
            en="Whatever can be done here can be done at any service hall. The clocks are the"
            " same, and it is free.",
        ),
        who=Words(
            zh="任何人。可以带一个信得过的人一起来。",
            en="Anybody. Somebody you trust may come with you.",
        ),
        bring=(
            Words(zh="身份证件。", en="Your identity document."),
            LETTER,
            Words(
                zh="填好的表，或者空手来，窗口有空表。",
                en="A form you filled in, or nothing: there are empty ones.",
            ),
        ),
        steps=(
            Words(
                zh="打印本站的空表，也有大字版；或者在窗口领。",
                en="Print an empty form, also in large print, or take one at the counter.",
            ),
            Words(
                zh="填写，签名，交给窗口，当场领收据。",
                en="Fill it in, sign it, hand it in, and take the receipt.",
            ),
            Words(zh="窗口人员看不到您的档案。", en="The clerk does not see your file."),
        ),
        terms=(clocks.entered(),),
        silence=Words(
            zh="窗口录入迟了，由窗口负责，您的期限不受影响。",
            en="If the counter is late, the counter answers for it. Your clock is not touched.",
        ),
        law=Words(
            zh="国务院办公厅2025年第22号文件（线下窗口）",
            en="State Council General Office document 22 of 2025 (offline windows)",
        ),
    )


def complain(clocks: Clocks) -> Right:  # noqa: ARG001 - every entry is asked alike
    """To complain about a department, an agency, or us."""
    return Right(
        code="complain",
        name=Words(zh="投诉部门", en="Complain about a department"),
        lead=Words(
            zh="部门、查询单位或者我们做得不对，都可以投诉。投诉人受保护，不会被记录。",
            en="You may complain about a department, an agency or us. Nothing about you is"
            " recorded for it.",
        ),
        who=Words(
            zh="任何人，不一定是记录的本人。", en="Anybody; it need not be about your own record."
        ),
        bring=(
            Words(
                zh="事项编号或者查询编号，有就说。",
                en="The number of the case or the look-up, if you have one.",
            ),
        ),
        steps=(
            Words(
                zh="拨打12345，说明是哪个部门、哪件事。",
                en="Call 12345 and say which department and what happened.",
            ),
            Words(
                zh="也可以向网信、公安等个人信息保护部门举报。",
                en="Or tell an authority that protects personal information.",
            ),
            Words(zh="这里不接受对个人的举报。", en="Reports against people are not taken here."),
        ),
        silence=Words(
            zh="12345按自己的时限回复您。部门误了的期限，在统计页公布。",
            en="12345 answers in its own time. Deadlines that departments miss are in our"
            " statistics.",
        ),
        law=provisions.cite(PIPL, "50; 65"),
    )
