"""What a person is told whenever somebody asks them for a statement."""

from recourse.ground.words import Words

YOU_MAY_REFUSE = Words(
    zh="您可以拒绝，不必说明理由。对方不会知道您是拒绝了，还是没有这份声明。"
    "您也可以改为出示纸质声明。",
    en="You may refuse, and you need not say why. They cannot tell whether you refused or hold no"
    " such statement. You may show it on paper instead.",
)
WHERE_TO_COMPLAIN = Words(
    zh="认为不该要求，或者要求了更多内容的，可以拨打12345投诉，不收费。"
    "也可以向网信部门投诉（《个人信息保护法》第65条）。",
    en="If you should not have been asked, or were asked for more, call 12345; it is free. You may"
    " also complain to the cyberspace administration (Personal Information Protection Law,"
    " art. 65).",
)
