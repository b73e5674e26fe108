"""What is refused of amendments and certifications."""

from recourse.ground.provisions import CREDIT_REPAIR, PIPL, SOCIAL_CREDIT, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NoSuchAmendment(Refused):
    """There is no amendment of this number, or it is another department's."""

    code = "intake.no_such_amendment"
    status = 404
    says = Words(zh="没有这项更改。", en="There is no such change.")
    do = Words(zh="请核对编号。", en="Check the number.")


class NotWaiting(Refused):
    """The amendment was signed or dropped before."""

    code = "intake.amendment_not_waiting"
    status = 409
    says = Words(zh="这项更改已经办结。", en="This change is closed already.")
    do = Words(zh="请刷新页面查看结果。", en="Look at the page of the change again.")


class NotASteward(Refused):
    """Only a data steward proposes what becomes of a record."""

    code = "intake.not_a_steward"
    status = 403
    says = Words(
        zh="只有本部门的数据管理岗位可以提出。",
        en="Only a data steward of the department may do this.",
    )
    do = Words(zh="请由本部门的数据管理岗位办理。", en="Ask the data steward of your department.")


class NotAReason(Refused):
    """The reason is none that this deed may have."""

    code = "intake.not_a_reason"
    status = 400
    says = Words(zh="理由与所办事项不符。", en="The reason does not fit what is asked for.")
    do = Words(zh="请从所列理由中选择。", en="Choose one of the reasons listed.")


class LearnedLater(Refused):
    """Nobody learned of an error on a day to come."""

    code = "intake.learned_later"
    status = 400
    law = cite(SOCIAL_CREDIT, "40")
    says = Words(zh="得知日期不能晚于今天。", en="The day of learning of it cannot lie ahead.")
    do = Words(zh="请填写实际得知的日期。", en="Give the day on which you learned of it.")


class PaperMissing(Refused):
    """Number, day and author of the paper that the deed rests on must be named."""

    code = "intake.paper_missing"
    status = 400
    law = cite(SOCIAL_CREDIT, "40")
    says = Words(
        zh="缺少所依据文书的文号、日期或者机关。",
        en="Number, date or author of the paper it rests on is missing.",
    )
    do = Words(
        zh="请填写完整，每项不超过128个字。", en="Fill in all three, up to 128 characters each."
    )


class FaultyCorrection(Refused):
    """The corrected record does not keep the rules that every row must keep."""

    code = "intake.faulty_correction"
    status = 400
    law = cite(PIPL, "8")
    says = Words(
        zh="更正后的内容不符合规则：{rules}。",
        en="The corrected record breaks these rules: {rules}.",
    )
    do = Words(zh="请逐项改正后再提交。", en="Correct each of them and try again.")


class AnotherFact(Refused):
    """Person, document number and day of decision make the fact; they are not corrected."""

    code = "intake.another_fact"
    status = 409
    law = cite(PIPL, "8")
    says = Words(
        zh="当事人、文号和决定日期不能更正。",
        en="Person, document number and day of decision cannot be corrected.",
    )
    do = Words(
        zh="请撤回这条记录，再重新报送正确的。",
        en="Withdraw the record and hand the right one in.",
    )


class NothingChanged(Refused):
    """What is said now is what was said before."""

    code = "intake.nothing_changed"
    status = 400
    says = Words(zh="没有任何更改。", en="Nothing was changed.")
    do = Words(zh="请先修改有误的内容。", en="Change what is wrong first.")


class NotComingBack(Refused):
    """The row does not wait for a certification, or for more than that."""

    code = "intake.not_coming_back"
    status = 409
    law = cite(CREDIT_REPAIR, "3")
    says = Words(zh="这一行不是等待核实的行。", en="This row does not wait for a certification.")
    do = Words(
        zh="请先改正其他问题，再重新报送。", en="Correct its other faults and hand it in again."
    )
