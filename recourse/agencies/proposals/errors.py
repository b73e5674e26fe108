"""What is refused of proposals."""

from recourse.ground.provisions import PIPL, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words

POWERS = cite(PIPL, "51(1)(4)")


class NotAnAdministrator(Refused):
    """Only an administrator proposes and approves."""

    code = "agencies.not_an_administrator"
    law = POWERS
    status = 403
    says = Words(zh="只有管理员可以办理。", en="Only an administrator may do this.")
    do = Words(zh="请联系本系统的管理员。", en="Ask an administrator of this system.")


class NoSuchProposal(Refused):
    """There is no such proposal."""

    code = "agencies.no_such_proposal"
    status = 404
    says = Words(zh="没有这项提议。", en="There is no such proposal.")
    do = Words(zh="请回到列表核对。", en="Go back to the list and check.")


class OwnProposal(Refused):
    """Nobody approves or refuses what they proposed."""

    code = "agencies.own_proposal"
    law = POWERS
    status = 403
    says = Words(
        zh="自己提出的，不能自己批准。", en="You proposed this. Somebody else decides on it."
    )
    do = Words(
        zh="请由另一名管理员决定；您可以撤回。",
        en="Ask another administrator. You can take it back.",
    )


class ProposerLeft(Refused):
    """The proposing seat has ended, or has changed hands since."""

    code = "agencies.proposer_left"
    law = POWERS
    status = 409
    says = Words(
        zh="提出的管理员已离开那个岗位，这项提议不再有效。",
        en="Whoever proposed this has left that seat. It holds no longer.",
    )
    do = Words(zh="需要的，请重新提出。", en="If it is still needed, propose it anew.")


class ProposalClosed(Refused):
    """It was approved, refused or taken back before."""

    code = "agencies.proposal_closed"
    status = 409
    says = Words(zh="这项提议已经办结。", en="This proposal is closed already.")
    do = Words(zh="请刷新页面查看结果。", en="Open its page again to see what became of it.")


class ProposalTooOld(Refused):
    """It waited too long for a second administrator."""

    code = "agencies.proposal_too_old"
    status = 409
    says = Words(
        zh="这项提议等待超过{days}天，已经失效。",
        en="This proposal waited for more than {days} days. It has lapsed.",
    )
    do = Words(zh="需要的，请重新提出。", en="If it is still needed, propose it anew.")


class WhyMissing(Refused):
    """A refusal says why, to whoever proposed."""

    code = "agencies.why_missing"
    status = 400
    says = Words(zh="请写明为什么拒绝，不超过300字。", en="Say why, in 300 characters at most.")
    do = Words(zh="请写给提出的管理员看，不写姓名。", en="Write it for who proposed. Name nobody.")


class NotOffered(Refused):
    """The catalogue gives an agency of this kind no such item or purpose."""

    code = "agencies.not_offered"
    law = POWERS
    status = 409
    says = Words(
        zh="按现行目录，这类机构不能有这项权限。",
        en="Under the catalogue in force, an agency of this kind cannot have this mandate.",
    )
    do = Words(
        zh="请从所列项目中选择，或者核对机构类别。",
        en="Choose one that is listed, or check the kind of the agency.",
    )
