"""The entries of the handbook about a person's own file: know, see, who looked, carry on."""

from recourse.catalogue.queries import cite
from recourse.catalogue.terms import Catalogue
from recourse.faces.public.handbook.clocks import Clocks
from recourse.faces.public.handbook.terms import Right, Way
from recourse.ground import provisions
from recourse.ground.provisions import PIPL, SOCIAL_CREDIT, together
from recourse.ground.words import Words
from recourse.people.entrustments import rules as entrusting
from recourse.people.entrustments.terms import Scope
from recourse.people.entrustments.wording import SCOPES
from recourse.records.own_words import LONGEST_STATEMENT
from recourse.redress.rules import CLOCKS
from recourse.redress.terms import Kind

ANYBODY = Words(
    zh="记录的本人，和本人设立的代办人。网上和窗口都可以。",
    en="The person the record is about, and a helper they named. On this site or at a counter.",
)
ID_CARD = Words(
    zh="窗口办理：带身份证件。网上办理：不用带任何东西。",
    en="At a counter, your identity document. On this site, nothing.",
)
LETTER = Words(
    zh="信上的记录编号，如果手边有这封信。",
    en="The number of the record, if you have the letter at hand.",
)


def law_of(catalogue: Catalogue, right: str) -> Words:
    """Return the article of a right of the catalogue."""
    return cite(catalogue, catalogue.rights[right].basis)


def know(clocks: Clocks) -> Right:
    """To be told before anybody else sees anything."""
    return Right(
        code="know",
        name=Words(zh="事先知道", en="Be told first"),
        lead=Words(
            zh="关于您的记录一到，就写信告诉您。先告诉您，别的单位才可能看到。",
            en="You are written to when a record about you arrives. You are told before"
            " anybody else may see it.",
        ),
        who=ANYBODY,
        bring=(Words(zh="不用带任何东西。", en="Nothing."),),
        steps=(
            Words(
                zh="打开收件箱里的信，或者等待纸质信。",
                en="Open the letter in your inbox, or wait for it on paper.",
            ),
            Words(
                zh="信里写明谁作的决定、依据哪一条、谁可以看到、看到哪一天。",
                en="It says who decided, under which article, who may see it, and until when.",
            ),
            Words(
                zh="信里也写明您可以做什么，最迟哪一天。",
                en="It also says what you can do, and by which day.",
            ),
        ),
        terms=(clocks.notice(),),
        silence=Words(
            zh="没有告知您，别的单位就一直看不到这条记录。",
            en="As long as you were not told, nobody else sees the record.",
        ),
        law=together(provisions.cite(PIPL, "17"), provisions.cite(SOCIAL_CREDIT, "37")),
        way=Way(view="portal:inbox", says=Words(zh="打开收件箱", en="Open my inbox")),
    )


def see(clocks: Clocks) -> Right:
    """To see everything, in a form that one can use."""
    return Right(
        code="see",
        name=Words(zh="查看自己的档案", en="See your own file"),
        lead=Words(
            zh="您可以随时查看和复制关于您的全部记录，次数不限。",
            en="You may read and copy everything kept about you at any time, as often as you like.",
        ),
        who=ANYBODY,
        bring=(ID_CARD,),
        steps=(
            Words(zh="登录，打开“我的档案”。", en="Sign in and open “My file”."),
            Words(
                zh="要带走一份，选“全部带走”，可以打印，也可以存成数据。",
                en="To take a copy, choose “Take everything with you”: to print, or as data.",
            ),
            Words(
                zh="要纸质、大字、朗读的，填表提出，或者到窗口说一声。",
                en="For paper, large print or reading aloud, use the form, or ask at a counter.",
            ),
        ),
        terms=(
            clocks.answer(
                Kind.ACCESS,
                Words(zh="按您要的形式提供档案", en="You get your file in the form you asked for"),
            ),
        ),
        silence=Words(
            zh="逾期没有提供的，记为没有答复，您看得到；可以打12345投诉。",
            en="If nobody answers in time, that is on record and you see it. You can complain:"
            " call 12345.",
        ),
        law=together(law_of(clocks.catalogue, "own_file"), provisions.cite(PIPL, "45")),
        way=Way(view="portal:home", says=Words(zh="打开我的档案", en="Open my file")),
        form="access",
    )


def who_looked(clocks: Clocks) -> Right:
    """To see every look-up."""
    return Right(
        code="who-looked",
        name=Words(zh="看谁查过", en="See who looked"),
        lead=Words(
            zh="每一次查询您都看得到：谁、何时、为何、依据哪一条、看到了什么。",
            en="You see every look-up: who, when, why, under which article, and what they saw.",
        ),
        who=ANYBODY,
        bring=(ID_CARD,),
        steps=(
            Words(zh="登录，打开“谁查过”。", en="Sign in and open “Who looked”."),
            Words(zh="按时间或者单位筛选。", en="Choose a period or an organisation."),
            Words(
                zh="可以下载整份日志，不用相信我们，自己核对。",
                en="Download the whole log and check it yourself; you need not believe us.",
            ),
        ),
        silence=Words(
            zh="不用等谁答复。查询当时就写进日志，没有看不到的查询。",
            en="Nobody has to answer. A look-up is in the log as it happens, and none is hidden.",
        ),
        law=law_of(clocks.catalogue, "who_looked"),
        way=Way(view="portal:who-looked", says=Words(zh="看谁查过", en="See who looked")),
    )


def ask_why(clocks: Clocks) -> Right:
    """To ask why somebody looked."""
    return Right(
        code="ask-why",
        name=Words(zh="问为什么查", en="Ask why somebody looked"),
        lead=Words(
            zh="不明白某个单位为什么查您，可以问。查询的单位必须答复。",
            en="You do not see why somebody looked? Ask. The agency that looked must answer.",
        ),
        who=ANYBODY,
        bring=(ID_CARD, Words(zh="这次查询的编号。", en="The number of the look-up.")),
        steps=(
            Words(zh="在“谁查过”里找到这次查询。", en="Find the look-up in “Who looked”."),
            Words(
                zh="选“为什么查”。没有申请过的事，选“我没有申请”。",
                en="Choose “Why did you look?”. If you had not applied, choose “I did not"
                " apply for this”.",
            ),
            Words(
                zh="写一句话，提交。您会收到编号和答复日期。",
                en="Write a sentence and send it. You get a number and the day of the answer.",
            ),
        ),
        terms=(
            clocks.answer(
                Kind.WHY, Words(zh="查询的单位答复您", en="The agency that looked answers you")
            ),
        ),
        silence=Words(
            zh="逾期没有答复，会写明这个单位没有答复；您可以打12345投诉。",
            en="If nobody answers, it is written down that the agency did not. You can"
            " complain: call 12345.",
        ),
        law=CLOCKS[Kind.WHY].law,
        way=Way(view="portal:who-looked", says=Words(zh="看谁查过", en="See who looked")),
    )


def add_my_side(clocks: Clocks) -> Right:
    """To put one's own words beside a record."""
    most = LONGEST_STATEMENT
    return Right(
        code="add-my-side",
        name=Words(zh="附上自己的说明", en="Add your side"),
        lead=Words(
            zh=f"您可以给记录附一段自己的话，最多{most}字。没有人修改，没有人审批。",
            en=f"Put your own words beside a record, up to {most} characters. Nobody edits or"
            " approves them.",
        ),
        who=ANYBODY,
        bring=(ID_CARD, LETTER),
        steps=(
            Words(
                zh="打开这条记录，选“附上说明”。", en="Open the record and choose “Add your side”."
            ),
            Words(
                zh="写下来，保存。下一次查询起，看到记录的人也看到它。",
                en="Write it and keep it. From the next look-up on, whoever is shown the"
                " record sees it too.",
            ),
            Words(zh="随时可以改，可以撤回。", en="Change it or take it back at any time."),
        ),
        silence=Words(
            zh="不用等谁同意，保存即生效；记录删除时一并删除。",
            en="Nobody has to agree; it holds at once, and is erased with the record.",
        ),
        law=law_of(clocks.catalogue, "statement"),
        way=Way(view="portal:records", says=Words(zh="打开我的记录", en="Open my records")),
    )


def helper(clocks: Clocks) -> Right:  # noqa: ARG001 - every entry is asked alike
    """To be helped by somebody one trusts."""
    months, most, days = entrusting.MOST_MONTHS, entrusting.MOST, entrusting.CODE_DAYS.days
    adult = entrusting.ADULT_YEARS
    return Right(
        code="helper",
        name=Words(zh="请人代办", en="Have somebody help you"),
        lead=Words(
            zh="您可以请信得过的人帮您看、帮您办。范围和期限由您定，随时可以收回。",
            en="Somebody you trust may read or ask for you. You say how far and for how long,"
            " and can end it.",
        ),
        who=Words(
            zh=f"由记录的本人设立。代办人须满{adult}岁，同时最多{most}人。",
            en=f"The person the records are about. A helper is at least {adult}; you may have"
            f" {most} at once.",
        ),
        bring=(
            Words(
                zh="窗口办理：两个人的身份证件。",
                en="At a counter, the identity documents of both.",
            ),
        ),
        steps=(
            Words(
                zh=f"选范围：{SCOPES[Scope.READ].zh}，或者也可以提出申请。",
                en="Choose how far it goes: to read only, to ask as well, or one case only.",
            ),
            Words(
                zh=f"定最后一天，最长{months}个月。",
                en=f"Choose the last day, at most {months} months ahead.",
            ),
            Words(
                zh=f"把得到的代码交给代办人，{days}天内有效。",
                en=f"Give the code to your helper. It is good for {days} days.",
            ),
            Words(
                zh="代办人做的每件事，都写在您的日志里。",
                en="Everything a helper does stands in your log.",
            ),
        ),
        silence=Words(
            zh="到期自动终止。没有人接受，什么也不会发生。",
            en="It ends by itself. If nobody accepts, nothing happens.",
        ),
        law=Words(zh="《民法典》第161条、第165条、第173条", en="Civil Code, art. 161, 165 and 173"),
        way=Way(view="portal:helpers", says=Words(zh="设立代办人", en="Name a helper")),
        form="helper",
    )
