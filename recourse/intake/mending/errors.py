"""What is refused of held rows that are put right."""

from recourse.ground.provisions import PIPL, SOCIAL_CREDIT, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NotHeld(Refused):
    """The batch has no held row of this number that can be put right."""

    code = "intake.row_not_held"
    status = 404
    says = Words(zh="这一行不在等待修正的行中。", en="This row does not wait to be fixed.")
    do = Words(zh="请从暂存行列表中选择。", en="Choose one of the list of held rows.")


class SentBefore(Refused):
    """The row was sent again before."""

    code = "intake.row_sent_before"
    status = 409
    says = Words(zh="这一行已经重新报送。", en="This row was sent again before.")
    do = Words(zh="请在新批次中查看结果。", en="See in the new batch what became of it.")


class StillComing(Refused):
    """A large file that brings rows again was received, and is not read yet."""

    code = "intake.correction_not_read"
    status = 409
    says = Words(
        zh="您交来的修正文件还没有核验。", en="The corrected file you handed in is not checked yet."
    )
    do = Words(
        zh="请等它核验完，再修正其余的行。",
        en="Wait until it is checked, then put the other rows right.",
    )


class NothingMended(Refused):
    """The row says what it said when it was held."""

    code = "intake.nothing_mended"
    status = 400
    says = Words(zh="这一行没有任何改动。", en="Nothing in this row was changed.")
    do = Words(zh="请修正有问题的列后再保存。", en="Correct the faulty column, then save it.")


class StillFaulty(Refused):
    """The row breaks a rule as it is now."""

    code = "intake.row_still_faulty"
    status = 400
    law = cite(PIPL, "8")
    says = Words(zh="这一行仍不符合规则 {rules}。", en="The row still breaks {rules}.")
    do = Words(zh="请修正所列的列。", en="Correct the columns that are named.")


class NothingReady(Refused):
    """No row is put right and waits to be sent."""

    code = "intake.nothing_ready"
    status = 409
    says = Words(zh="没有已修正、待报送的行。", en="No fixed row waits to be sent.")
    do = Words(zh="请先修正暂存行。", en="Fix a held row first.")


class NotCorrectable(Refused):
    """The batch does not stand where its held rows can be put right."""

    code = "intake.not_correctable"
    status = 409
    law = cite(SOCIAL_CREDIT, "16")
    says = Words(
        zh="批次正在入档或尚未核验，暂不能修正。",
        en="The batch is being entered or is not checked yet, so nothing is fixed now.",
    )
    do = Words(zh="请稍后刷新页面再试。", en="Load the page again in a moment.")
