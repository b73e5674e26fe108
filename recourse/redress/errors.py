"""What the room `redress` refuses."""

from recourse.ground.provisions import PIPL, SOCIAL_CREDIT, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words


class NoSuchCase(Refused):
    """There is no such case here; says nothing of other people's."""

    code = "redress.no_such_case"
    status = 404
    says = Words(zh="没有这个事项。", en="There is no such case.")
    do = Words(zh="请回到事项列表重新选择。", en="Go back to the list of cases and choose again.")


class NoSuchFile(Refused):
    """There is no such file in this case."""

    code = "redress.no_such_file"
    status = 404
    says = Words(zh="这个事项中没有这份材料。", en="There is no such file in this case.")
    do = Words(zh="请回到事项页面重新选择。", en="Go back to the case and choose again.")


class NotAsked(Refused):
    """Something that this kind of case needs is missing, or something else came with it."""

    code = "redress.not_asked"
    says = Words(zh="缺少办理所需的内容：{missing}。", en="Something is missing: {missing}.")
    do = Words(zh="请补上后再提交。", en="Add it, then send it again.")


class WordsMissing(Refused):
    """Nobody can answer an empty page."""

    code = "redress.words_missing"
    says = Words(zh="请用自己的话说明。", en="Tell us in your own words.")
    do = Words(zh="写一两句话就可以。", en="A sentence or two will do.")


class WordsTooLong(Refused):
    """The words are longer than anybody reads."""

    code = "redress.words_too_long"
    says = Words(zh="文字超过{limit}个字。", en="The text has more than {limit} characters.")
    do = Words(zh="请缩短，其余内容可以作为文件附上。", en="Shorten it; the rest can be a file.")


class OneAtATime(Refused):
    """The same question is open already; a second one would not be heard sooner."""

    code = "redress.one_at_a_time"
    law = cite(SOCIAL_CREDIT, "39")
    status = 409
    says = Words(
        zh="同样的事项正在办理，请等待答复。",
        en="The same question is open already; the answer is on its way.",
    )
    do = Words(
        zh="有新的材料，可以在原事项中补充。",
        en="If you have something new, add it to the case that is open.",
    )


class TooEarlyToRepair(Refused):
    """The least time a record is shown is not over yet."""

    code = "redress.too_early_to_repair"
    says = Words(zh="从{first_day}起才能申请修复。", en="Repair can be asked for from {first_day}.")
    do = Words(
        zh="请在那一天以后申请。认为记录有误的，现在就可以提出异议。",
        en="Apply on or after that day. If the record is wrong, object now.",
    )


class NothingToRepair(Refused):
    """Only what speaks against a person can be repaired."""

    code = "redress.nothing_to_repair"
    says = Words(zh="这条记录不需要修复。", en="This record needs no repair.")
    do = Words(zh="内容有误的，可以提出异议。", en="If something in it is wrong, object to it.")


class NoPromise(Refused):
    """A repair needs the person's word that what they say is true, and no more."""

    code = "redress.no_promise"
    says = Words(zh="请确认承诺书的内容。", en="Please confirm the declaration.")
    do = Words(
        zh="勾选“以上内容属实”后再提交。", en="Tick that what you say is true, then send it."
    )


class NotDecidedYet(Refused):
    """Only what was decided against the person can be reviewed, and once."""

    code = "redress.not_decided_yet"
    status = 409
    says = Words(zh="这个事项现在不能申请复查。", en="This case cannot be reviewed now.")
    do = Words(
        zh="不予支持的决定作出后，可以申请一次复查。也可以依法起诉。",
        en="A refusal can be reviewed once. You can also go to court.",
    )


class CaseErased(Refused):
    """What was said and decided in the case is erased, so nobody can look at it again."""

    code = "redress.case_erased"
    law = cite(PIPL, "19; 47")
    status = 409
    says = Words(
        zh="这个事项的内容已经按期删除，无法复查。",
        en="What this case said is erased, as its day has come. It cannot be reviewed.",
    )
    do = Words(
        zh="认为记录仍有错误的，可以重新提出异议。",
        en="If the record is still wrong, object to it again.",
    )


class NotErased(Refused):
    """Nothing of the case has been erased yet, so nothing certifies it."""

    code = "redress.not_erased"
    status = 409
    says = Words(zh="这个事项还没有删除。", en="This case has not been erased yet.")
    do = Words(
        zh="删除之后，可以在这里下载证明。", en="Once it is, you can fetch the certificate here."
    )


class NeedsAnAnswer(Refused):
    """Only what speaks for a person ends at their word; anything else is answered first."""

    code = "redress.needs_an_answer"
    law = cite(PIPL, "47; 50")
    status = 409
    says = Words(
        zh="这条记录不能直接撤下。", en="This record cannot be taken down without an answer."
    )
    do = Words(
        zh="可以申请删除，由报送部门答复。",
        en="Ask for it to be erased; the department that sent it must answer.",
    )


class CaseOver(Refused):
    """The case is closed."""

    code = "redress.case_over"
    status = 409
    says = Words(zh="这个事项已经办结。", en="This case is closed.")
    do = Words(zh="有新的情况，可以重新提出。", en="If something is new, start another case.")


class TooLate(Refused):
    """The day of the answer is over: the outcome is what it is, for the person."""

    code = "redress.too_late"
    law = cite(SOCIAL_CREDIT, "39")
    status = 409
    says = Words(
        zh="答复期限已过，按照对本人有利的结果办结。",
        en="The day of the answer is over; the case has ended in the person's favour.",
    )
    do = Words(zh="不能再作决定。", en="No decision can be made any more.")


class NotYours(Refused):
    """The case is for another agency, or for a seat of another kind."""

    code = "redress.not_yours"
    status = 403
    says = Words(zh="这个事项不由您的岗位办理。", en="This case is not for your seat.")
    do = Words(zh="请转给有权办理的岗位。", en="Hand it to a seat that may decide it.")


class SameOfficer(Refused):
    """Whoever decided does not review their own decision."""

    code = "redress.same_officer"
    status = 403
    says = Words(
        zh="复查必须由另一岗位的另一人办理。",
        en="A review is for another officer in another seat.",
    )
    do = Words(zh="请转给没有参与原决定的人。", en="Hand it to somebody who did not decide before.")


class FilesUnread(Refused):
    """A decider signs only after having opened every file."""

    code = "redress.files_unread"
    status = 409
    says = Words(zh="还有{unread}份材料没有打开。", en="{unread} files have not been opened yet.")
    do = Words(zh="请逐份打开后再作决定。", en="Open each of them, then decide.")


class FilesUnweighed(Refused):
    """The decision must say of every file how it was weighed."""

    code = "redress.files_unweighed"
    says = Words(
        zh="决定没有说明每份材料如何采信。",
        en="The decision does not say how every file was weighed.",
    )
    do = Words(zh="请逐份说明采信与否及理由。", en="Say of each file how it counts, and why.")


class NotAnOutcome(Refused):
    """This kind of case cannot end like that."""

    code = "redress.not_an_outcome"
    says = Words(zh="这类事项不能这样办结。", en="A case of this kind cannot end like that.")
    do = Words(zh="请选择列出的结果。", en="Choose one of the outcomes that are listed.")


class NoSuchArticle(Refused):
    """A legal ground must be an article of a law that the catalogue names."""

    code = "redress.no_such_article"
    says = Words(zh="目录中没有这一条。", en="The catalogue names no such article.")
    do = Words(
        zh="由办理人员判断的，请选择“经审查不予支持”。",
        en="If it was the officer who weighed it, say so instead.",
    )


class JudgementCitesLaw(Refused):
    """What an officer judged is not to be told as if a law had decided it."""

    code = "redress.judgement_cites_law"
    law = cite(PIPL, "24")
    says = Words(
        zh="办理人员的判断里不能引用法律条文。",
        en="An officer's own judgement cannot point to an article of a law.",
    )
    do = Words(
        zh="确由法律规定的，请选择“法律不允许”。否则请只写您的判断。",
        en="If the law itself says no, choose that reason. If not, write what you judged.",
    )


class NoSuchExtension(Refused):
    """A clock runs longer only for a reason the law knows, and once."""

    code = "redress.no_such_extension"
    law = cite(SOCIAL_CREDIT, "39")
    says = Words(zh="这个事项不能延长答复期限。", en="The time to answer cannot be extended.")
    do = Words(zh="请在期限内作出决定。", en="Decide within the time that runs.")


class NothingToAccept(Refused):
    """Only an application for repair is accepted first, and once."""

    code = "redress.nothing_to_accept"
    status = 409
    says = Words(zh="这个事项无需受理。", en="There is nothing to accept here.")
    do = Words(zh="请直接作出决定。", en="Go on to the decision.")


class FileKind(Refused):
    """Evidence is a PDF, JPEG or PNG file."""

    code = "redress.file_kind"
    says = Words(
        zh="“{name}”不是 PDF、JPG 或 PNG 文件。", en="“{name}” is not a PDF, JPG or PNG file."
    )
    do = Words(zh="请转换格式，或者拍照上传。", en="Convert it, or take a photo of it.")


class FileTooLarge(Refused):
    """A file of evidence has at most so many bytes."""

    code = "redress.file_too_large"
    status = 413
    says = Words(zh="“{name}”超过{limit_mb}MB。", en="“{name}” is larger than {limit_mb} MB.")
    do = Words(zh="请拆分或者压缩后再上传。", en="Split it or make it smaller.")


class TooManyFiles(Refused):
    """A case holds so many files."""

    code = "redress.too_many_files"
    says = Words(zh="一个事项最多附{limit}份材料。", en="A case holds at most {limit} files.")
    do = Words(zh="请把几页合成一个文件。", en="Put several pages into one file.")


class NotTaken(Refused):
    """Nobody is named who could answer this kind of case."""

    code = "redress.not_taken"
    law = cite(PIPL, "50")
    status = 503
    says = Words(zh="网上暂时不能办理这类事项。", en="This cannot be asked for here yet.")
    do = Words(
        zh="请拨打12345，或携带证件到服务大厅办理。",
        en="Call 12345, or bring your ID card to a service hall.",
    )
