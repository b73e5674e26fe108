"""The ready-made logins of the demo: names that the synthetic city opens accounts for."""

from dataclasses import dataclass
from typing import Final

from recourse.ground.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyMade:
    """A role that anybody may try in the demo, and the login of its account."""

    login: str
    role: Words
    tries: Words


READY_MADE: Final = (
    ReadyMade(
        login="person",
        role=Words(zh="本人", en="Person"),
        tries=Words(
            zh="看自己的档案，看谁查过，读告知书。",
            en="See your own file, see who looked at it, read your notices.",
        ),
    ),
    ReadyMade(
        login="helper",
        role=Words(zh="代办人", en="Helper"),
        tries=Words(
            zh="输入本人给您的委托码，代为查看档案。",
            en="Type the code that the person gave you, and see their file for them.",
        ),
    ),
    ReadyMade(
        login="steward",
        role=Words(zh="数据专员", en="Data steward"),
        tries=Words(
            zh="替一个部门报送文件，看每一行的结果。",
            en="Hand in a file for a department and see what became of every row.",
        ),
    ),
    ReadyMade(
        login="signer",
        role=Words(zh="复核签署人", en="Second signer"),
        tries=Words(
            zh="看报送会带来什么，再签署。",
            en="See what a batch would do, then sign it.",
        ),
    ),
    ReadyMade(
        login="case-officer",
        role=Words(zh="办案人员", en="Case officer"),
        tries=Words(
            zh="在期限之前答复异议和修复申请。",
            en="Answer objections and repairs before their day is over.",
        ),
    ),
    ReadyMade(
        login="review-officer",
        role=Words(zh="复查办案人员", en="Reviewing officer"),
        tries=Words(
            zh="复查另一位办案人员的决定。",
            en="Review what the other case officer has decided.",
        ),
    ),
    ReadyMade(
        login="agency-officer",
        role=Words(zh="查询单位经办人", en="Agency officer"),
        tries=Words(
            zh="看可以为哪些目的查询，依据哪一条。",
            en="See which purposes this desk may ask for, and under which article.",
        ),
    ),
    ReadyMade(
        login="counter-clerk",
        role=Words(zh="服务窗口人员", en="Counter clerk"),
        tries=Words(
            zh="为到窗口来的人录入事项，打印收据。",
            en="Enter what a person hands in at the counter, and print the receipt.",
        ),
    ),
    ReadyMade(
        login="second-counter-clerk",
        role=Words(zh="第二名窗口人员", en="Second counter clerk"),
        tries=Words(
            zh="另看一遍证件，打印登录码的第二半。",
            en="Look at the document too, and print the second half of a code.",
        ),
    ),
    ReadyMade(
        login="auditor",
        role=Words(zh="审计人员", en="Auditor"),
        tries=Words(zh="看这个岗位要做什么。", en="See what this desk is for."),
    ),
    ReadyMade(
        login="administrator",
        role=Words(zh="管理员", en="Administrator"),
        tries=Words(
            zh="提出设立岗位、授予权限，再等第二人批准。",
            en="Propose a seat or a mandate, and wait for a second person.",
        ),
    ),
    ReadyMade(
        login="second-administrator",
        role=Words(zh="第二名管理员", en="Second administrator"),
        tries=Words(
            zh="批准或者拒绝另一名管理员提出的授权。",
            en="Approve or refuse what the first administrator proposed.",
        ),
    ),
)
LOGINS: Final = frozenset(ready.login for ready in READY_MADE)
