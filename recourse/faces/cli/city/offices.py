"""The twelve departments that report and the eight agencies that look people up."""

from dataclasses import dataclass

from recourse.ground.identifiers import credit_code
from recourse.ground.words import Words

CITY = Words(zh="示例市", en="Sample City")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A department or an agency of the synthetic city."""

    sequence: int
    short: str
    name: Words
    kind: str
    items: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The unified social credit code."""
        return credit_code(sequence=self.sequence)


def _department(sequence: int, short: str, zh: str, en: str, kind: str, *items: str) -> Office:
    name = Words(zh=f"{CITY.zh}{zh}", en=f"{CITY.en} {en}")
    return Office(sequence=sequence, short=short, name=name, kind=kind, items=items)


def _agency(sequence: int, short: str, zh: str, en: str, kind: str, *purposes: str) -> Office:
    name = Words(zh=f"{CITY.zh}{zh}", en=f"{CITY.en} {en}")
    return Office(sequence=sequence, short=short, name=name, kind=kind, purposes=purposes)


DEPARTMENTS = (
    _department(
        101,
        "emergency",
        "应急管理局",
        "Emergency Management Bureau",
        "emergency_management",
        "adv.work_safety_person",
        "lic.special_operation",
    ),
    _department(
        102,
        "market",
        "市场监督管理局",
        "Market Regulation Bureau",
        "market_regulation",
        "adv.food_drug_person",
        "lic.special_operation",
    ),
    _department(
        103,
        "health",
        "卫生健康委员会",
        "Health Commission",
        "health",
        "adv.physician",
        "lic.physician",
    ),
    _department(
        104,
        "housing",
        "住房和城乡建设局",
        "Housing and Construction Bureau",
        "housing_construction",
        "adv.construction_pro",
        "lic.construction_reg",
    ),
    _department(105, "finance", "财政局", "Finance Bureau", "finance", "adv.accounting"),
    _department(
        106,
        "ecology",
        "生态环境局",
        "Ecology and Environment Bureau",
        "ecology_environment",
        "adv.eia_compiler",
    ),
    _department(
        107,
        "social-security",
        "人力资源和社会保障局",
        "Human Resources and Social Security Bureau",
        "human_resources_social_security",
        "adv.social_insurance_fraud",
    ),
    _department(108, "education", "教育局", "Education Bureau", "education", "lic.teacher"),
    _department(
        109,
        "tourism",
        "文化和旅游局",
        "Culture and Tourism Bureau",
        "culture_tourism",
        "lic.tour_guide",
    ),
    _department(110, "justice", "司法局", "Justice Bureau", "justice", "lic.lawyer"),
    _department(
        111, "civil-affairs", "民政局", "Civil Affairs Bureau", "civil_affairs", "pos.volunteer"
    ),
    _department(
        112, "government", "人民政府", "People’s Government", "peoples_government", "pos.honour"
    ),
)
AGENCIES = (
    _agency(
        201,
        "approval",
        "行政审批服务局",
        "Administrative Approval Service",
        "administrative_approval",
        "work_safety.licence_eligibility",
        "work_safety.licence_check",
        "education.licence_check",
        "food_drug.licence_eligibility",
        "construction.licence_check",
    ),
    _agency(
        202,
        "north-emergency",
        "北区应急管理局",
        "North District Emergency Management Bureau",
        "emergency_management",
        "work_safety.licence_check",
        "work_safety.licence_eligibility",
    ),
    _agency(
        203,
        "south-education",
        "南区教育和体育局",
        "South District Education and Sport Bureau",
        "education",
        "education.licence_check",
    ),
    _agency(
        204,
        "east-housing",
        "东区住房和城乡建设局",
        "East District Housing and Construction Bureau",
        "housing_construction",
        "construction.licence_check",
        "construction.licence_eligibility",
    ),
    _agency(
        205,
        "west-health",
        "西区卫生健康局",
        "West District Health Bureau",
        "health",
        "medical_health.licence_check",
        "medical_health.licence_eligibility",
    ),
    _agency(
        206,
        "harbour-market",
        "港区市场监督管理局",
        "Harbour District Market Regulation Bureau",
        "market_regulation",
        "food_drug.licence_eligibility",
        "work_safety.licence_check",
    ),
    _agency(
        207,
        "cpa",
        "注册会计师协会",
        "Institute of Certified Public Accountants",
        "cpa_institute",
        "accounting_audit.licence_eligibility",
    ),
    _agency(
        208,
        "lake-tourism",
        "湖区文化和旅游局",
        "Lake District Culture and Tourism Bureau",
        "culture_tourism",
        "tourism.licence_check",
    ),
)


def department_for(item: str) -> Office:
    """Return the first department that reports an item."""
    return next(office for office in DEPARTMENTS if item in office.items)
