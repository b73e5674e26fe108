"""The people of the synthetic city."""

from dataclasses import dataclass
from datetime import date
from random import Random

from recourse.ground.identifiers import citizen_number

_FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓"
    "曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
)
_GIVEN_FIRST = "晓子雨思嘉梓文志建国海春秋明立永佳俊一天宇欣若静丽红秀玉桂"
_GIVEN_LAST = "晨涵轩怡宁航洋涛强军伟芳娜敏静磊艳勇杰娟霞平刚英华辉兰鹏"
_RARE = ("䶮", "㛃", "𠮷", "堃", "翀", "喆", "玥", "祎", "赟", "頔")
_LONG_FAMILIES = ("欧阳", "司马", "上官", "诸葛", "皇甫")
_OTHER_NAMES = (
    "买买提·艾力",
    "阿依古丽·吐尔逊",
    "迪丽娜尔·阿不都热依木",
    "古丽巴哈尔·艾合买提",
    "扎西·多吉",
    "巴图·额尔敦",
)
_DISTRICTS = ("000101", "000102", "000103", "000104", "000105", "000181")
_OLDEST_YEAR, _ADULT_YEARS = 1948, 20
_SEED = 20261123


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """A made-up person."""

    number: str
    name: str
    born_on: date


def residents(count: int, *, today: date) -> list[Resident]:
    """Make `count` adults, the same ones each time; the first two are ready-made logins."""
    dice = Random(_SEED)
    first = _resident("000101", date(1988, 6, 1), 101, "陈晓")
    made = {first.number: first}
    while len(made) < count:
        person = _anyone(dice, date(_OLDEST_YEAR, 1, 1), date(today.year - _ADULT_YEARS, 1, 1))
        made.setdefault(person.number, person)
    return list(made.values())


def children(count: int, *, today: date) -> list[Resident]:
    """Make people under 18; their rows are refused."""
    dice = Random(_SEED + 1)
    return [
        _anyone(dice, date(today.year - 16, 1, 1), date(today.year - 10, 1, 1))
        for _ in range(count)
    ]


def _anyone(dice: Random, earliest: date, latest: date) -> Resident:
    born_on = date.fromordinal(dice.randrange(earliest.toordinal(), latest.toordinal()))
    return _resident(dice.choice(_DISTRICTS), born_on, dice.randrange(1, 1000), _name(dice))


def _resident(region: str, born_on: date, sequence: int, name: str) -> Resident:
    number = citizen_number(region=region, born_on=born_on, sequence=sequence)
    return Resident(number=number, name=name, born_on=born_on)


def _name(dice: Random) -> str:
    """Make a name; one in forty is rare, long, or not Han."""
    kind = dice.randrange(120)
    if kind == 0:
        return dice.choice(_OTHER_NAMES)
    family = dice.choice(_LONG_FAMILIES) if kind == 1 else dice.choice(_FAMILIES)
    last = dice.choice(_RARE) if kind == 2 else dice.choice(_GIVEN_LAST)
    return family + (dice.choice(_GIVEN_FIRST) if dice.randrange(4) else "") + last
