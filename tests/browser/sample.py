"""What the sample site holds besides its town, so that every page there is has something to show.

All of it is done by those who would do it, through the pages, before a browser opens: cases
asked for and answered, statements, a helper, a look-up, a change, an official with a passkey.
What a page needs in its address is kept by name, who has it open by the key of their session.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from django.test import Client

    from tests.browser.conftest import Site

T = TypeVar("T")
CASE = re.compile(r"/my-file/cases/([0-9a-f-]{36})/")
BATCH = re.compile(r"B-\d{8}-\d{4,9}")
IDENTIFIER = re.compile(r"[0-9a-f-]{36}")
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
LOGINS = (
    *("person", "neighbour", "helper", "steward", "signer", "case-officer", "agency-officer"),
    *("counter-clerk", "auditor", "administrator", "second-administrator"),
)


@dataclass(slots=True)
class Sample:
    """Names for the variable parts of addresses, and the session of everybody who has one."""

    named: dict[str, str]
    browsers: dict[str, "Client"] = field(default_factory=dict)

    def session_of(self, visitor: str) -> str:
        """Return the key of a visitor's session; empty for who is not signed in."""
        cookie = self.browsers[visitor].cookies.get("sessionid")
        return cookie.value if cookie else ""


def elsewhere(deed: Callable[[], T]) -> T:
    """Do what asks the database, away from the thread in which the browser's loop runs."""
    from django.db import connection

    def done() -> T:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(done).result()


def furnished(site: "Site") -> Sample:
    """Let everybody do what leaves something to see, and return where it is."""
    from django.core import signing
    from django.test import Client
    from django.utils import timezone

    from recourse.attestation.issuer import make_demo_authority
    from recourse.faces.sign_in.views import NOTHING_HELD
    from tests.faces.town import logged_in

    now = timezone.now()
    sample = Sample({"record": site.record, "repairable": site.repairable, "look": site.look})
    sample.named |= {"agency": site.agency, "post": site.post, "version": site.version}
    sample.named["proposal"] = IDENTIFIER.search(site.proposal)[0]
    sample.named["bureau"] = str(_bureau().id)
    sample.named["held"] = "5"  # the first row of the batch that lacks something
    sample.named |= {"notice": site.notice, "batch": BATCH.search(site.batch)[0]}
    sample.browsers = {login: logged_in(login) for login in LOGINS} | {"": Client()}
    sample.named["at"] = signing.dumps(int(now.timestamp()), salt=NOTHING_HELD)
    make_demo_authority(now)
    for one in (
        _records,
        _looked_up,
        _cases,
        _benefits,
        _statements,
        _helping,
        _returned,
        _official,
        _at_counter,
        _machine,
    ):
        one(sample, now)
    return sample


def _records(sample: Sample, now: datetime) -> None:
    """Enter records that are contested, decided on, put right, erased, and one that honours."""
    from recourse.catalogue import queries as catalogue
    from recourse.ground.actor import SYSTEM
    from recourse.journeys import erasing
    from recourse.people import queries as people
    from tests.notice.making import CONTENTS
    from tests.records.making import dates, entered

    in_force, today = catalogue.current(), now.date()
    me, authority = people.account_of("person").person, _bureau().id
    for place, (name, item) in enumerate(
        (
            *(("contested", "adv.work_safety_person"), ("judged", "adv.work_safety_person")),
            *(("righted", "adv.work_safety_person"), ("erased", "adv.work_safety_person")),
            ("mistaken", "adv.work_safety_person"),
            *(("honour", "pos.volunteer"), ("certificate", "lic.special_operation")),
        )
    ):
        at = now + timedelta(milliseconds=place)  # one after another, so that they keep an order
        decided = today - timedelta(days=30)
        adverse = item.startswith("adv")
        made = entered(
            me,
            of=in_force.items[item],
            catalogue_version=in_force.version,
            authority=authority,
            on=dates(
                conduct_ended_on=decided if adverse else None,
                decided_on=decided,
                served_on=decided if adverse else None,
                valid_until_on=None if adverse else today + timedelta(days=200),
            ),
            fields=CONTENTS if adverse else {"name": "陈晓"},
            now=at,
        )
        sample.named[name] = str(made.id)
        if name == "erased":
            erasing.erase_record(person=me, record=made.id, by=SYSTEM, now=at)


def _bureau() -> object:
    from recourse.agencies import queries as agencies
    from tests.intake.office import NAME

    return next(one for one in agencies.agencies() if one.name.zh == NAME)


def _looked_up(sample: Sample, now: datetime) -> None:
    """Let the agency look the person up, so that they may ask why."""
    number_entries()
    answer = sample.browsers["agency-officer"].post("/en/desk/look-up/person/", question())
    assert answer.status_code == 200, answer.content.decode()
    page = sample.browsers["agency-officer"].get("/en/desk/look-ups/").content.decode()
    sample.named["entry"] = re.search(r"look-ups/([0-9a-f-]{36})/proof", page)[1]


def number_entries() -> None:
    """Do what the sequencer does, so that the log keeps up."""
    from django.utils import timezone

    from recourse.ledger import sequencer

    with sequencer.connect() as connection:
        sequencer.drain(connection, now=timezone.now())


def matter() -> dict[str, str]:
    """Return what an agency officer types before anybody is named."""
    from tests.faces.town import PURPOSE

    return {"matter": "AQ-2026-0711", "purpose": PURPOSE}


def question() -> dict[str, str]:
    """Return what an agency officer types to look the person up."""
    return matter() | named_person()


def named_person() -> dict[str, str]:
    """Return how the person is named at a desk."""
    from datetime import date

    from recourse.ground.identifiers import citizen_number

    number = citizen_number(region="000001", born_on=date(1990, 1, 1), sequence=1)
    return {"document_type": "01", "document_number": number, "name": "陈晓"}


def _cases(sample: Sample, now: datetime) -> None:
    """Let the person object: open, refused, granted, to be corrected, and begun."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.redress.making import PDF

    me, officer = sample.browsers["person"], sample.browsers["case-officer"]
    for name, record in (
        *(("case", "contested"), ("refused", "judged"), ("granted", "righted")),
        ("to_correct", "mistaken"),
    ):
        at = f"/en/my-file/records/{sample.named[record]}/objection/"
        me.post(f"{at}ground/", {"ground": "wrong", "then": "on"})
        me.post(f"{at}words/", {"words": "我不是负责人。", "then": "on"})
        if name == "case":
            me.post(f"{at}files/", {"file": SimpleUploadedFile("证明.pdf", PDF)})
        sent = me.post(f"{at}check/")
        sample.named[name] = CASE.search(sent.url)[1]
        if name != "case":
            decided = {
                "words": "检查记录写明您是主管人员。",
                "reason": "officer",
                "because": "有签字。",
            }
            told = {"step": "sign", "outcome": name, **decided}
            answer = officer.post(f"/en/desk/cases/{sample.named[name]}/decide/", told)
            assert answer.status_code == 302, answer.content.decode()
    waits = sample.browsers["steward"].get("/en/desk/answers/").content.decode()
    sample.named["correction"] = re.search(r"/answers/([0-9a-f-]{36})/", waits)[1]
    at = f"/en/my-file/records/{sample.named['record']}/objection/"
    me.post(f"{at}ground/", {"ground": "other", "then": "on"})
    me.post(f"{at}words/", {"words": "决定书上的日期不对。", "then": "on"})
    me.post(f"{at}files/", {"file": SimpleUploadedFile("决定书.pdf", PDF)})


def _benefits(sample: Sample, now: datetime) -> None:
    """Let the person apply twice: one stands with an officer, one is granted by the rule."""
    me, bureau = sample.browsers["person"], str(_bureau().id)
    own = "/en/my-file/benefits/"
    for name, scheme, given in (
        ("application", "gaps.special_operation", {"form": "yes", "promise": "yes"}),
        ("benefit", "renewal.special_operation", {"declared": "yes"}),
    ):
        sent = me.post(f"{own}{scheme}/apply/", {"agency": bureau, **given})
        sample.named[name] = IDENTIFIER.search(sent.url)[0]


def _statements(sample: Sample, now: datetime) -> None:
    """Let the person have something stated and show it to the bureau."""
    me = sample.browsers["person"]
    chosen = {"domains": ["tax"], "period": "12", "then": "issue"}
    sent = me.post("/en/my-file/statements/new/", chosen)
    sample.named["statement"] = IDENTIFIER.search(sent.url)[0]
    shown = {"recipient": f"agency:{_bureau().id}"}
    page = me.post(f"/en/my-file/statements/{sample.named['statement']}/share/", shown)
    sample.named["code"] = CODE.search(re.sub(r"<[^>]+>", " ", page.content.decode()))[0]


def _helping(sample: Sample, now: datetime) -> None:
    """Let the neighbour help and have the file open; let somebody else be offered it."""
    from tests.faces.town import logged_in

    me, own = sample.browsers["person"], "/en/my-file/helpers/"
    codes = [_code_of(me.post(f"{own}new/", {"scope": "read", "months": "3"})) for _ in "12"]
    helper = sample.browsers["helping"] = logged_in("neighbour")
    accept = "/en/my-file/helping/accept/"
    helper.post(accept, {"code": codes[0]})
    helper.post(accept, {"agreed": "on", "then": "accept"})
    page = helper.get(own).content.decode()
    sample.named["help"] = re.search(r"/helping/([0-9a-f-]{36})/", page)[1]
    helper.post(f"/en/my-file/helping/{sample.named['help']}/")
    offered = sample.browsers["offered"] = logged_in("helper")
    offered.post(accept, {"code": codes[1]})


def _code_of(page: object) -> str:
    return CODE.search(page.content.decode())[0]


def _returned(sample: Sample, now: datetime) -> None:
    """Let a department withdraw a record and hand the same in again; and propose a change."""
    from tests.faces.test_desk_changes import proposed

    steward, signer = sample.browsers["steward"], sample.browsers["signer"]
    _handed_in(sample, _row(), now)
    where = proposed(steward, "withdraw", reason="no_basis", **_exact(_row()))
    signer.post(f"{where}sign/")
    sample.named["done"] = where.rstrip("/").rsplit("/", 1)[1]
    sample.named["returning"] = _handed_in(sample, _row() | {"remarks": "again"}, now)
    _handed_in(sample, _row(72), now)
    where = proposed(steward, "withdraw", reason="no_basis", **_exact(_row(72)))
    sample.named["change"] = where.rstrip("/").rsplit("/", 1)[1]


def _row(index: int = 71) -> dict[str, str]:
    from tests.intake import office as offices

    return offices.row(index, fulfilment_status="未到期")


def _exact(row: dict[str, str]) -> dict[str, str]:
    from tests.intake import office as offices

    return {
        "item": offices.ITEM,
        "document_type": "01",
        "document_number": row["document_number"],
        "number": row["decision_no"],
        "decided_on": row["decided_on"],
    }


def exact() -> dict[str, str]:
    """Return what names a record that stands, exactly, at the steward's desk."""
    return _exact(_row(72))


def _handed_in(sample: Sample, row: dict[str, str], now: datetime) -> str:
    from recourse.intake import queries as intake
    from recourse.journeys import take_in_batch
    from tests.faces.test_desk import handed_in

    where = handed_in(sample.browsers["steward"], [row]).url
    sample.browsers["signer"].post(f"{where}sign/")
    number = where.rstrip("/").rsplit("/", 1)[1]
    take_in_batch.enter(batch=intake.batch(number).id, now=now)
    return number


def _official(sample: Sample, now: datetime) -> None:
    """Let one official take a seat with a code app; others open an invitation, or half of one."""
    from django.test import Client

    from recourse.agencies import actions as agencies
    from recourse.agencies.terms import Role
    from recourse.ground.actor import SYSTEM
    from recourse.ground.words import Words
    from recourse.journeys.ask import holder
    from recourse.officials import actions
    from tests.faces import town as towns
    from tests.faces.test_officials import secret_on
    from tests.officials import bureau

    door = "/en/login/officials/"
    for visitor, seat in zip(("official", "invited"), bureau.found(now), strict=True):
        token = actions.invite(seat=seat.id, name=visitor, hours=72, by=SYSTEM, now=now)
        client = sample.browsers[visitor] = Client()
        client.get(f"{door}invitation/{token}/")
    post = agencies.create_seat(
        agency=holder(),
        number="52",
        role=Role.CASE_OFFICER,
        unit=Words(zh="综合科", en="General section"),
        by=SYSTEM,
        now=now,
    )
    token = actions.invite(
        seat=post, name="half", hours=72, first_half=bytes(32), by=SYSTEM, now=now
    )
    half = sample.browsers["half-invited"] = Client()
    half.get(f"{door}invitation/{token}/")
    towns.official("holder", Role.CASE_OFFICER, "51", holder(), now)
    sample.browsers["holder"] = towns.logged_in("holder")
    codes, official = f"{door}enrol/codes/", sample.browsers["official"]
    official.post(codes, {"code": bureau.code_at(now, secret_on(official.get(codes)))})


def _at_counter(sample: Sample, now: datetime) -> None:
    """Let a clerk enter what the person hands in at a counter."""
    handed = {"kind": "access", "form": "paper", "words": "请给我一份打印的档案。", "present": "on"}
    sample.browsers["counter-clerk"].post("/en/desk/counter/", named_person() | handed)


def _machine(sample: Sample, now: datetime) -> None:
    """Give the steward's seat a machine."""
    from uuid import UUID

    from recourse.agencies import actions as agencies
    from recourse.ground.actor import SYSTEM

    seat = UUID(sample.named["post"])
    agencies.enrol_machine(client_id="bureau-2", seat=seat, by=SYSTEM, now=now)
