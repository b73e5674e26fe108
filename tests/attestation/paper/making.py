"""Statements to print, all of made-up people, and ways to read the paper back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

import pypdfium2
from django.conf import settings

from recourse.attestation.paper import sealing, sheets
from recourse.attestation.terms import (
    NO_ADVERSE_ENTRY,
    Benefit,
    Correction,
    Entry,
    Kind,
    Mark,
    Period,
    Recipient,
    Section,
    Statement,
    StatusIndex,
    Subject,
    Undone,
)
from recourse.catalogue import reading
from recourse.catalogue.terms import Catalogue
from recourse.ground.words import Words
from recourse.notice.terms import Row

NOW = datetime(2026, 11, 27, 4, 5, tzinfo=UTC)
URL = "https://records.example"
STATUS = StatusIndex(uri=f"{URL}/status/17", list_id=17, index=123_456)
CREDENTIAL = "eyJ0eXAiOiJkYytzZC1qd3QifQ.e30.c2lnbmVk~WyJzYWx0Il0~"
CHEN = Subject(name="陈晓", id_last4="0017", birth_year=1990)
BUREAU = Words(zh="示例市应急管理局", en="Sample City Emergency Management Bureau")
ADVERSE = (
    *("accounting_audit", "administration", "construction", "environment", "food_drug"),
    *("labour_social_security", "medical_health", "science", "tax", "work_safety"),
)
NO_VIOLATION = Statement(
    id=UUID(int=7),
    number="S-20261127-04HM-ASW9",
    kind=Kind.NO_VIOLATION,
    as_of=NOW,
    valid_until=date(2026, 12, 27),
    catalogue_version="2026.11",
    subject=CHEN,
    title=Words(
        zh="在下列范围内没有记录的声明", en="Statement: no record within the scope named below"
    ),
    says=(
        Words(
            zh="截至2026年11月27日12:05，下列领域的下列事项中没有陈晓的使用中的记录。",
            en="As of 27 November 2026, 12:05, there is no record in use about this person in the"
            " items of the domains below.",
        ),
    ),
    limits=(
        Words(
            zh="没有列出的领域和事项，本声明什么也没有说。",
            en="It says nothing of domains and items that are not named.",
        ),
        Words(
            zh="截至时间以后发生的事，本声明不包括。", en="It covers nothing that happened later."
        ),
    ),
    domains=("work_safety",),
    items=("adv.work_safety_person",),
    period=Period(first=date(2021, 11, 28), last=date(2026, 11, 27)),
    finding=NO_ADVERSE_ENTRY,
)
RECIPIENT = Recipient(
    id=UUID(int=9),
    name=Words(zh="示例市住房公积金中心", en="Sample City Housing Fund Centre"),
    address="https://fund.example",
    request="work_safety.person_in_charge",
)
ENTRY = Entry(
    title=Words(zh="行政处罚：未按规定组织安全培训", en="Penalty: safety training not organised"),
    authority=BUREAU,
    decided_on=date(2026, 3, 2),
    rows=(
        Row(
            name=Words(zh="决定书文号", en="Number of the decision"),
            value=Words(zh="示应急罚〔2026〕7号", en="示应急罚〔2026〕7号"),
        ),
        Row(
            name=Words(zh="违法事实", en="Facts"),
            value=Words(
                zh="2026年2月1日检查时，未按规定组织安全生产教育培训。",
                en="At an inspection on 1 February 2026 no safety training had been held.",
            ),
        ),
        Row(name=Words(zh="罚款", en="Fine"), value=Words(zh="2.5万元", en="CNY 25,000")),
    ),
    marks=(Mark.CORRECTED, Mark.DISPUTED),
    own_words="我当时不在岗，\n培训由接任者负责。",
)
REPORT = replace(
    NO_VIOLATION,
    kind=Kind.REPORT,
    title=Words(zh="本人档案报告", en="Report of the person's own file"),
    finding="",
    domains=("work_safety", "honour"),
    items=("adv.work_safety_person", "pos.honour"),
    sections=(
        Section(
            domain="work_safety",
            name=Words(zh="安全生产", en="Work safety"),
            entries=(ENTRY, replace(ENTRY, marks=(Mark.REPAIRED, Mark.ENDED), own_words="")),
        ),
        Section(domain="honour", name=Words(zh="表彰奖励", en="Honours"), entries=()),
    ),
)
CORRECTION = replace(
    NO_VIOLATION,
    kind=Kind.CORRECTION,
    title=Words(zh="更正通知", en="Notice of a correction"),
    finding="",
    domains=(),
    items=(),
    period=None,
    correction=Correction(
        title=ENTRY.title,
        authority=BUREAU,
        decided_on=date(2026, 3, 2),
        what=Undone.WITHDRAWN,
        on=date(2026, 11, 3),
    ),
)
BENEFIT = replace(
    CORRECTION,
    kind=Kind.BENEFIT,
    title=Words(zh="优待资格声明", en="Statement of a benefit"),
    correction=None,
    benefit=Benefit(
        scheme="library",
        name=Words(zh="图书免押金借阅", en="Library card without a deposit"),
        rule_version="2026.1",
    ),
)
EVERY_KIND = (NO_VIOLATION, REPORT, CORRECTION, BENEFIT)


@cache
def catalogue() -> Catalogue:
    return reading.read(settings.CATALOGUE_DIR)


def printed(statement: Statement, *, credential: str | None = CREDENTIAL) -> bytes:
    """Print a statement without sealing it."""
    return sheets.unsealed(statement, status=STATUS, credential=credential, catalogue=catalogue())


def sealed(statement: Statement) -> bytes:
    """Print and seal a statement."""
    return sealing.seal().applied(printed(statement), at=NOW)


def text_of(pdf: bytes) -> str:
    """Return everything the pages say."""
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)
