"""Every rule a row must keep, with its words; codes are stable and appear in files and pages."""

from collections.abc import Mapping

from recourse.ground.provisions import (
    CREDIT_REPAIR,
    JUVENILE,
    PENALTY,
    PIPL,
    PUBLIC_SECURITY,
    SOCIAL_CREDIT,
    cite,
    standard,
)
from recourse.ground.words import Words
from recourse.intake.terms import Outcome, Rule


def _rule(
    code: str, outcome: Outcome, says: tuple[str, str], do: tuple[str, str], law: Words
) -> Rule:
    """Write one line of the book."""
    return Rule(
        code=code,
        outcome=outcome,
        says=Words(zh=says[0], en=says[1]),
        do=Words(zh=do[0], en=do[1]),
        law=law,
    )


REPAIR_PLAN = Words(
    zh="国办发〔2025〕22号", en="State Council General Office, Document No. 22 of 2025"
)
_NOTHING = ("无需处理。", "Nothing. The row was not kept.")
_REFUSED = Outcome.REFUSED
_HELD = Outcome.HELD
_DUPLICATE = Outcome.DUPLICATE

_BOOK = [
    _rule(
        "V-001",
        _REFUSED,
        ("行政相对人不是自然人", "The party is not a natural person"),
        ("请勿在此报送单位信息。", "Do not hand in organisations here."),
        cite(SOCIAL_CREDIT, "2"),
    ),
    _rule(
        "V-002",
        _REFUSED,
        ("按简易程序作出的处罚", "Penalty under the simplified procedure"),
        ("无需处理。此类处罚不纳入。", "Nothing. Such penalties do not enter."),
        cite(SOCIAL_CREDIT, "13(2)"),
    ),
    _rule(
        "V-003",
        _REFUSED,
        (
            "决定作出之日没有有效的法律依据",
            "No law in force on the day of the decision lets this be kept",
        ),
        (
            "请核对决定日期。日期无误的，不得报送。",
            "Check the decision date. If it is right, do not hand the row in.",
        ),
        cite(SOCIAL_CREDIT, "10"),
    ),
    _rule(
        "V-004",
        _REFUSED,
        ("属于不得纳入的类别", "Belongs to a class that never enters"),
        _NOTHING,
        cite(PUBLIC_SECURITY, "136"),
    ),
    _rule(
        "V-005",
        _REFUSED,
        (
            "只有警告、通报批评等轻微处罚",
            "Nothing but a minor penalty, such as a warning",
        ),
        ("无需处理。轻微处罚原则上不披露，不纳入。", "Nothing. Minor penalties do not enter."),
        cite(CREDIT_REPAIR),
    ),
    _rule(
        "V-006",
        _REFUSED,
        ("所有期限均已届满", "Every period had already ended"),
        _NOTHING,
        cite(SOCIAL_CREDIT, "38"),
    ),
    _rule(
        "V-007",
        _REFUSED,
        ("当事人当时未满 18 周岁", "The person was under 18 at the time"),
        (
            "无需处理。未成年人的记录一律不保存。",
            "Nothing. Records about minors are never kept.",
        ),
        cite(JUVENILE, "59"),
    ),
    _rule(
        "V-101",
        _HELD,
        ("必填项为空", "A required value is missing"),
        ("请补填该列。", "Fill in this column."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-102",
        _HELD,
        ("身份证号码校验位不正确", "ID number fails its check digit"),
        ("请更正号码，不要猜测。", "Correct the number. Do not guess."),
        standard("GB 11643-1999"),
    ),
    _rule(
        "V-103",
        _HELD,
        (
            "身份证号码位数或字符不正确",
            "ID number has a wrong length or character",
        ),
        (
            "请更正号码，并将该列设为文本格式。",
            "Correct the number, and store the column as text.",
        ),
        standard("GB 11643-1999"),
    ),
    _rule(
        "V-104",
        _HELD,
        (
            "身份证号码中的地区或出生日期不存在",
            "Region or birth date in the ID number does not exist",
        ),
        ("请更正号码，不要猜测。", "Correct the number. Do not guess."),
        standard("GB 11643-1999"),
    ),
    _rule(
        "V-105",
        _HELD,
        (
            "此处不接受这类号码：演示系统只收虚构号码，正式系统不收虚构号码",
            "A demo takes made-up numbers only; a real system takes none",
        ),
        (
            "演示系统请使用以 0 开头的虚构号码。",
            "In a demo, use made-up numbers that start with 0.",
        ),
        cite(PIPL, "6"),
    ),
    _rule(
        "V-106",
        _HELD,
        ("姓名与已登记的号码不一致", "Name does not match the number we know"),
        ("请核对姓名与号码，不要猜测。", "Check name and number. Do not guess."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-107",
        _HELD,
        ("缺少姓名", "Name is missing"),
        ("请补填姓名。", "Fill in the name."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-108",
        _HELD,
        ("证件类型无法识别", "Identity document type is not known"),
        (
            "请使用代码表中的证件类型。",
            "Use a document type from the code list.",
        ),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-109",
        _HELD,
        (
            "无法从该证件判断当事人是否成年",
            "This document does not tell whether the person was an adult",
        ),
        (
            "请改用含出生日期的证件号码报送。",
            "Use a document whose number carries the date of birth.",
        ),
        cite(JUVENILE, "59"),
    ),
    _rule(
        "V-110",
        _HELD,
        ("日期无法识别或不存在", "Date cannot be read or does not exist"),
        ("请改为真实日期，如 2026-01-05。", "Write a real date, such as 2026-01-05."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-111",
        _HELD,
        ("没有送达日期", "Date of service is missing"),
        (
            "请补填决定书送达日期。未送达的不得报送。",
            "Fill in when the decision was served. An unserved decision may not be handed in.",
        ),
        cite(PENALTY, "61"),
    ),
    _rule(
        "V-112",
        _HELD,
        (
            "没有信用修复告知书送达日期",
            "Date on which the repair notice was served is missing",
        ),
        (
            "请先送达修复告知书，再补填日期。",
            "Serve the repair notice, then fill in the date.",
        ),
        REPAIR_PLAN,
    ),
    _rule(
        "V-113",
        _HELD,
        ("没有处罚程序", "Procedure kind is missing"),
        (
            "请填写普通程序或简易程序。",
            "Say whether the procedure was ordinary or simplified.",
        ),
        cite(SOCIAL_CREDIT, "13(2)"),
    ),
    _rule(
        "V-114",
        _HELD,
        ("没有违法行为终了日期", "Day on which the conduct ended is missing"),
        (
            "请补填行为终了日期，期限从该日起算。",
            "Fill in when the conduct ended. The periods count from that day.",
        ),
        cite(SOCIAL_CREDIT, "38"),
    ),
    _rule(
        "V-115",
        _HELD,
        ("行为终了日期晚于决定日期", "Conduct ended after the decision"),
        ("请更正日期。", "Correct the dates."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-116",
        _HELD,
        ("送达或生效日期早于决定日期", "Served or final before it was decided"),
        ("请更正日期。", "Correct the dates."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-117",
        _HELD,
        ("有效期止早于有效期起", "Validity ends before it begins"),
        ("请更正日期。", "Correct the dates."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-118",
        _HELD,
        ("日期晚于报送日期", "Date is after the day of handing in"),
        ("请更正日期。", "Correct the date."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-120",
        _HELD,
        ("内容超过允许长度", "Text is longer than allowed"),
        ("请缩短内容。", "Shorten the text."),
        cite(PIPL, "6"),
    ),
    _rule(
        "V-121",
        _HELD,
        ("代码不在代码表中", "Code is not in the code list"),
        ("请使用信息目录中的代码。", "Use a code from the catalogue."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-122",
        _HELD,
        ("数字无法识别", "Number cannot be read"),
        (
            "请只填数字，金额以万元为单位。",
            "Write digits only; amounts are in 10,000 yuan.",
        ),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-123",
        _HELD,
        (
            "统一社会信用代码不正确",
            "Unified code of the organisation is wrong",
        ),
        ("请更正代码。", "Correct the code."),
        standard("GB 32100-2015"),
    ),
    _rule(
        "V-124",
        _HELD,
        ("作出决定的机关无法识别", "The deciding authority is not known"),
        (
            "请填写机关全称或统一社会信用代码。",
            "Write the authority's full name or its unified code.",
        ),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-125",
        _HELD,
        ("机关名称与代码不一致", "Name and code of the authority disagree"),
        ("请更正名称或代码。", "Correct the name or the code."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-126",
        _HELD,
        ("由其他机关作出的决定", "The decision was made by another authority"),
        (
            "只能报送本部门作出的决定。",
            "Hand in your own department's decisions only.",
        ),
        cite(SOCIAL_CREDIT, "16"),
    ),
    _rule(
        "V-127",
        _HELD,
        (
            "文字中含有另一个身份证号码",
            "The text contains another ID number",
        ),
        (
            "请删去文字中的身份证号码。",
            "Take the ID number out of the text.",
        ),
        cite(PIPL, "6"),
    ),
    _rule(
        "V-128",
        _HELD,
        ("该行的列数与表头不一致", "The row has another number of cells than the headings"),
        (
            "请检查该行的分隔符和引号。",
            "Check the separators and quotation marks of this row.",
        ),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-129",
        _HELD,
        ("记录标识无法识别", "Record identifier cannot be read"),
        ("请填写原记录的标识。", "Write the identifier of the record."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-130",
        _HELD,
        (
            "姓名中含有控制字符等不可见字符",
            "The name holds control characters or others that do not show",
        ),
        ("请对照证件重新录入姓名。", "Type the name anew, as on the document."),
        cite(PIPL, "8"),
    ),
    _rule(
        "V-131",
        _DUPLICATE,
        ("同一决定此前已经报送", "The same decision was handed in before"),
        (
            "无需处理。更正已有记录请走更正流程。",
            "Nothing. To change a record, use correction.",
        ),
        cite(PIPL, "6"),
    ),
    _rule(
        "V-132",
        _DUPLICATE,
        ("文件中有相同的行", "The same decision stands twice in the file"),
        ("无需处理。只保留第一行。", "Nothing. Only the first row is kept."),
        cite(PIPL, "6"),
    ),
    _rule(
        "V-133",
        _HELD,
        (
            "该记录已撤回、更正或修复，现又报送",
            "The record was withdrawn, corrected or repaired, and comes back",
        ),
        (
            "须由第二人核实，并先告知本人。",
            "A second person must certify it, and the person is told first.",
        ),
        cite(CREDIT_REPAIR, "3"),
    ),
]
RULES: Mapping[str, Rule] = {rule.code: rule for rule in _BOOK}
MISSING: Mapping[str, str] = {
    "name": "V-107",
    "served_on": "V-111",
    "repair_notice_served_on": "V-112",
    "procedure_kind": "V-113",
    "conduct_ended_on": "V-114",
}
