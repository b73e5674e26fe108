"""What the room `records` refuses."""

from recourse.ground.provisions import PIPL, SOCIAL_CREDIT, cite, together
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class AlreadyEnded(Refused):
    """Every day on which the record could be shown is over before it reached us."""

    code = "records.already_ended"
    law = together(cite(SOCIAL_CREDIT, "38"), cite(PIPL, "19"))
    says = Words(
        zh="这条记录在收到之前，披露期限已经届满。",
        en="The time for which this record could be shown was over before it arrived.",
    )
    do = Words(
        zh="请不要再次报送。披露期限届满的信息不得入档。",
        en="Do not send it again; what is over may not enter a file.",
    )


class NoSuchRecord(Refused):
    """There is no such record in this person's file; says nothing of other files."""

    code = "records.no_such_record"
    status = 404
    says = Words(zh="您的档案中没有这条记录。", en="There is no such record in your file.")
    do = Words(zh="请回到档案首页重新选择。", en="Go back to your file and choose again.")


class AlreadyNoticed(Refused):
    """The person has been served with the notice before; the first service counts."""

    code = "records.already_noticed"
    status = 409
    says = Words(
        zh="这条记录的告知书已经送达，以首次送达为准。",
        en="Notice of this record was served before; the first service counts.",
    )
    do = Words(zh="无需再次办理。", en="Nothing more needs doing.")


class AlreadyOver(Refused):
    """The record has ended; it cannot end, be noticed or be silenced again."""

    code = "records.already_over"
    status = 409
    says = Words(zh="这条记录已经停止使用。", en="This record has ended already.")
    do = Words(
        zh="无需再办理。对停止使用的原因有异议的，请拨打12345。",
        en="Nothing more needs doing; call 12345 if the reason is wrong.",
    )


class NotSilenced(Refused):
    """No objection keeps the record silent, so none can be lifted."""

    code = "records.not_silenced"
    status = 409
    says = Words(zh="这条记录没有正在核查的异议。", en="No objection to this record is open.")
    do = Words(zh="请先核对异议编号。", en="Check the number of the objection first.")


class NotErased(Refused):
    """A certificate tells of what was done; nothing has been erased yet."""

    code = "records.not_erased"
    status = 409
    says = Words(zh="这条记录的内容还没有删除。", en="This record has not been erased yet.")
    do = Words(
        zh="删除后一小时内，可以在记录页面下载删除证明。",
        en="You find the certificate on the record's page within an hour after its erasure.",
    )


class NothingToFulfil(Refused):
    """The record lays no duty on the person, so none can be fulfilled."""

    code = "records.nothing_to_fulfil"
    status = 409
    says = Words(zh="这条记录没有需要履行的义务。", en="This record lays no duty on the person.")
    do = Words(zh="无需报告。", en="Nothing needs reporting.")


class AlreadyFulfilled(Refused):
    """Performance was reported before; the first report counts."""

    code = "records.already_fulfilled"
    status = 409
    says = Words(
        zh="这条记录的义务此前已报告履行完毕。",
        en="The duties of this record were reported fulfilled before.",
    )
    do = Words(zh="无需再次报告。", en="Nothing more needs doing.")


class FulfilledLater(Refused):
    """A day that lies ahead is no day on which something was done."""

    code = "records.fulfilled_later"
    status = 400
    says = Words(zh="履行日期不能晚于今天。", en="Duties cannot be fulfilled on a day to come.")
    do = Words(zh="请填写实际履行的日期。", en="Give the day on which it was done.")


class StatementEmpty(Refused):
    """A statement that says nothing stands beside no record."""

    code = "records.statement_empty"
    status = 400
    says = Words(zh="说明是空的。", en="The statement says nothing.")
    do = Words(
        zh="请写下您的说明。想去掉已有的说明，请选择“撤回说明”。",
        en="Write your side. To remove what you wrote before, take it back.",
    )


class StatementTooLong(Refused):
    """A statement is read beside its record, so it is short."""

    code = "records.statement_too_long"
    status = 400
    says = Words(
        zh="说明超出{over}个字符，最多{limit}个字符。",
        en="The statement is {over} characters too long; it may have {limit}.",
    )
    do = Words(
        zh="请删减后再保存。您写的内容都还在。",
        en="Shorten it and save again. Nothing you wrote is lost.",
    )


class StatementUnreadable(Refused):
    """A character steers a device and says nothing to a reader."""

    code = "records.statement_unreadable"
    status = 400
    says = Words(
        zh="第{place}个字符是控制字符，无法显示。",
        en="Character {place} is a control character; nobody can read it.",
    )
    do = Words(zh="请删去它再保存。", en="Remove it and save again.")


class NoStatement(Refused):
    """There is no statement beside this record, so none can be taken back."""

    code = "records.no_statement"
    status = 409
    says = Words(
        zh="这条记录没有附您的说明。", en="No statement of yours stands beside this record."
    )
    do = Words(zh="无需撤回。", en="Nothing needs taking back.")


class NothingLeftToState(Refused):
    """What is erased is shown to nobody, and so is no statement about it."""

    code = "records.nothing_left_to_state"
    law = cite(PIPL, "47")
    status = 409
    says = Words(
        zh="这条记录的内容已经删除，不能再附说明。",
        en="The contents of this record are erased, so no statement can stand beside them.",
    )
    do = Words(zh="无需再办理。", en="Nothing more needs doing.")
