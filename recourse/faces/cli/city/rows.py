"""What the departments decided: rows by field code, as their files will say it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from types import MappingProxyType

from recourse.faces.cli.city.offices import Office
from recourse.faces.cli.city.residents import Resident

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What penalties of an item are about; made up, in the words such decisions use."""

    violation: str
    facts: str
    basis: str
    kinds: str
    content: str
    fine: str


MATTERS: Mapping[str, Matter] = MappingProxyType(
    {
        "adv.work_safety_person": Matter(
            violation="未履行安全生产管理职责",
            facts="作为主要负责人，未组织制定并实施本单位安全生产教育和培训计划。",
            basis="《中华人民共和国安全生产法》第九十四条",
            kinds="罚款",
            content="罚款人民币贰万元整",
            fine="2",
        ),
        "adv.food_drug_person": Matter(
            violation="食品安全责任人员未履行职责",
            facts="作为食品安全管理员，未按规定查验供货者的许可证。",
            basis="《中华人民共和国食品安全法》第一百三十五条",
            kinds="罚款；限制从业",
            content="罚款人民币伍仟元整，五年内不得从事食品安全管理工作",
            fine="0.5",
        ),
        "adv.physician": Matter(
            violation="未按注册的执业地点执业",
            facts="在注册的执业地点以外的门诊部坐诊三次。",
            basis="《中华人民共和国医师法》第五十七条",
            kinds="警告；罚款",
            content="警告，罚款人民币壹万元整",
            fine="1",
        ),
        "adv.construction_pro": Matter(
            violation="未执行工程建设强制性标准",
            facts="作为项目注册监理工程师，未对隐蔽工程进行旁站。",
            basis="《建设工程质量管理条例》第七十二条",
            kinds="限制从业",
            content="责令停止执业一年",
            fine="",
        ),
        "adv.accounting": Matter(
            violation="随意变更会计处理方法",
            facts="作为会计主管，未按规定编制一份财务会计报告。",
            basis="《中华人民共和国会计法》第四十条",
            kinds="罚款",
            content="罚款人民币壹万元整",
            fine="1",
        ),
        "adv.eia_compiler": Matter(
            violation="环境影响报告表基础资料明显不实",
            facts="作为编制主持人，引用的监测数据与原始记录不一致。",
            basis="《中华人民共和国环境影响评价法》第三十二条",
            kinds="限制从业",
            content="五年内禁止从事环境影响报告书、环境影响报告表编制工作",
            fine="",
        ),
        "adv.social_insurance_fraud": Matter(
            violation="以欺诈手段骗取社会保险待遇",
            facts="已重新就业后继续申领失业保险金两个月。",
            basis="《中华人民共和国社会保险法》第八十八条",
            kinds="罚款",
            content="退回失业保险金，并处罚款人民币叁仟元整",
            fine="0.3",
        ),
    }
)
LICENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "lic.special_operation": ("特种作业操作证", "低压电工作业"),
        "lic.physician": ("医师执业证书", "临床，内科专业"),
        "lic.construction_reg": ("一级注册建造师注册证书", "建筑工程专业"),
        "lic.teacher": ("教师资格证书", "高级中学语文"),
        "lic.tour_guide": ("电子导游证", "普通话导游"),
        "lic.lawyer": ("律师执业证", "专职律师"),
    }
)
HONOURS = ("示例市劳动模范", "示例市先进工作者", "示例市优秀青年志愿者")


PERFORMANCE = ("未到期", "已履行", "部分履行", "分期履行")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One decision to be written down: about whom, by whom, under which number, when."""

    person: Resident
    office: Office
    item: str
    number: int
    decided_on: date
    conduct_ended_on: date
    dice: Random


def row_of(scene: Scene) -> Row:
    """Return the row a department would hand in."""
    who = {
        "document_type": "身份证",
        "document_number": scene.person.number,
        "name": scene.person.name,
        "authority_name": scene.office.name.zh,
        "authority_code": scene.office.code,
        "source_name": scene.office.name.zh,
        "source_code": scene.office.code,
    }
    return who | _FAMILY[scene.item.split(".")[0]](scene)


def _penalty(scene: Scene) -> Row:
    matter = MATTERS[scene.item]
    served_on = scene.decided_on + timedelta(days=scene.dice.randrange(1, 4))
    return {
        "party_type": "自然人",
        "decision_no": _document(scene, "罚决"),
        "violation_type": matter.violation,
        "violation_facts": matter.facts,
        "penalty_basis": matter.basis,
        "penalty_kinds": matter.kinds,
        "penalty_content": matter.content,
        "fine_wan_yuan": matter.fine,
        "decided_on": scene.decided_on.isoformat(),
        "penalty_valid_until_on": "2099/12/31",
        "procedure_kind": "普通程序",
        "conduct_ended_on": scene.conduct_ended_on.isoformat(),
        "served_on": served_on.isoformat(),
        "repair_notice_served_on": served_on.isoformat(),
        "fulfilment_status": PERFORMANCE[scene.number % len(PERFORMANCE)],
    }


def _licence(scene: Scene) -> Row:
    title, content = LICENCES[scene.item]
    until_on = scene.decided_on.replace(day=1, year=scene.decided_on.year + 6)
    return {
        "party_type": "自然人",
        "licence_doc_name": f"准予{title}决定书",
        "licence_doc_no": _document(scene, "许准"),
        "licence_kind": "认可",
        "certificate_name": title,
        "certificate_no": f"{scene.decided_on.year}{scene.number:08d}",
        "licence_content": content,
        "decided_on": f"{scene.decided_on:%Y/%m/%d}",
        "valid_from_on": f"{scene.decided_on:%Y/%m/%d}",
        "valid_until_on": f"{until_on:%Y/%m/%d}",
        "status": "有效",
    }


def _positive(scene: Scene) -> Row:
    return _volunteer(scene) if scene.item == "pos.volunteer" else _honour(scene)


def _honour(scene: Scene) -> Row:
    return {
        "honour_name": scene.dice.choice(HONOURS),
        "honour_level": "市级",
        "award_doc_no": _document(scene, "表彰"),
        "decided_on": scene.decided_on.isoformat(),
    }


def _volunteer(scene: Scene) -> Row:
    hours = scene.dice.randrange(4, 160)
    return {
        "certificate_no": _document(scene, "志证"),
        "decided_on": scene.decided_on.isoformat(),
        "organisation_name": "示例市志愿者联合会",
        "service_field": scene.dice.choice(("社区服务", "助老助残", "生态环保", "大型活动")),
        "period_from_on": (scene.decided_on - timedelta(days=200)).isoformat(),
        "period_until_on": (scene.decided_on - timedelta(days=3)).isoformat(),
        "hours": f"{hours}.5" if hours % 2 else str(hours),
    }


def _document(scene: Scene, word: str) -> str:
    short = scene.office.name.zh[3]
    return f"示{short}{word}〔{scene.decided_on.year}〕{scene.number:05d}号"


_FAMILY: Mapping[str, Callable[[Scene], Row]] = MappingProxyType(
    {"adv": _penalty, "lic": _licence, "pos": _positive}
)
