"""How a person is told: theirs alone to choose, proved first, and never quietly changed."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone

from recourse.ground.actor import SYSTEM
from recourse.journeys import keep_contact
from recourse.ledger import queries as log
from recourse.notice import actions as notices
from recourse.notice import apart
from recourse.notice import queries as inbox
from recourse.people import actions, queries
from recourse.people.errors import NotYourFile
from recourse.people.models import Session
from recourse.people.terms import Contact
from tests.faces.town import logged_in

HERE = "/en/my-file/contact/"
NEW = "chen.xiao@example.org"
OLD = "old@example.org"


@pytest.fixture
def me(town, settings, tmp_path):
    settings.SPOOL_DIR = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    actions.keep_contact(
        person=town.xiao.person, contact=Contact(email=OLD), by=SYSTEM, now=timezone.now()
    )
    return town.xiao.person


@pytest.fixture
def queued(monkeypatch):
    """What waits in the queue, sealed; `carry` sends it, as the worker would."""
    waiting: list[str] = []
    monkeypatch.setattr(apart.queue, "defer", lambda _task, *, sealed: waiting.append(sealed))
    return waiting


def carry(waiting: list[str]) -> None:
    for sealed in waiting:
        apart.send(sealed)


def code_in(text: str) -> str:
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)[0]


def told(person) -> list[object]:
    return [one.facts.get("what") for one in inbox.inbox_of(person)]


def test_a_new_address_is_kept_once_its_code_is_typed_and_the_old_one_is_told(
    me, as_person, queued
):
    as_person.post(HERE, {"email": NEW, "mobile": "", "postal": "泉城路1号"})

    assert queries.contact_of(me) == Contact(email=OLD, postal="泉城路1号")
    assert NEW not in "".join([*queued, *(row.session_data for row in Session.objects.all())])
    carry(queued)
    (message,) = mail.outbox
    assert message.to == [NEW]
    wrong = as_person.post(f"{HERE}email/prove/", {"code": "AAAA-BBBB-CCCC"})
    assert wrong.status_code == 400
    assert "That is not the code" in wrong.content.decode()
    assert queries.contact_of(me).email == OLD

    queued.clear()
    answer = as_person.post(f"{HERE}email/prove/", {"code": code_in(message.body)})

    assert answer.url == HERE
    assert queries.contact_of(me).email == NEW
    carry(queued)
    assert mail.outbox[-1].to == [OLD]
    assert "12345" in mail.outbox[-1].body
    assert told(me)[0] == "contact_changed"
    kinds = [entry.kind.value for entry in log.entries_of(queries.tag_of(me), 10)]
    assert kinds.count("contact-kept") >= 2


def test_a_code_is_good_for_half_an_hour_and_for_its_own_person(me, town, as_person, queued):
    as_person.post(HERE, {"email": "", "mobile": "+86 000 0000 0000", "postal": ""})
    carry(queued)
    (file,) = sorted((Path(settings.SPOOL_DIR) / "sms").iterdir())
    code = code_in(json.loads(file.read_text())["text"])
    other = logged_in("helper")
    session = other.session
    session["rc_contact"] = as_person.session["rc_contact"]
    session.save()

    assert other.post(f"{HERE}mobile/prove/", {"code": code}).status_code == 400
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=False):
        assert as_person.post(f"{HERE}mobile/prove/", {"code": code}).status_code == 400
    assert as_person.post(f"{HERE}mobile/prove/", {"code": code}).url == HERE
    assert queries.contact_of(me).mobile == "+86 000 0000 0000"


def test_electronic_service_is_agreed_to_and_ended_and_ends_with_the_last_address(
    me, as_person, queued
):
    as_person.post(f"{HERE}service/", {"service": "agree"})
    assert queries.takes_electronic_service(me)
    assert "You agreed to electronic service on" in as_person.get(HERE).content.decode()
    as_person.post(f"{HERE}service/", {"service": "end"})
    assert not queries.takes_electronic_service(me)
    as_person.post(f"{HERE}service/", {"service": "agree"})

    as_person.post(HERE, {"email": "", "mobile": "", "postal": ""})

    assert queries.contact_of(me) == Contact()
    assert not queries.takes_electronic_service(me)
    carry(queued)
    assert mail.outbox[-1].to == [OLD]
    assert as_person.post(f"{HERE}service/", {"service": "agree"}).status_code == 409


def test_language_is_kept_and_nonsense_changes_nothing(me, as_person):
    as_person.post(f"{HERE}language/", {"language": "en"})
    as_person.post(f"{HERE}language/", {"language": "xx"})

    assert queries.language_of(me) == "en"


@pytest.mark.parametrize("sent", [{"email": "no address"}, {"mobile": "call me"}])
def test_what_is_no_address_is_said_and_nothing_kept(me, as_person, queued, sent):
    answer = as_person.post(HERE, {"email": OLD, "mobile": "", "postal": ""} | sent)

    assert answer.status_code == 400
    assert "There is a problem" in answer.content.decode()
    assert queued == []


def test_nobody_is_sent_codes_without_end(me, as_person, queued):
    for number in range(7):
        as_person.post(HERE, {"email": f"a{number}@example.org", "mobile": "", "postal": ""})

    assert len(queued) == 5


def test_nobody_else_changes_how_a_person_is_told(me, town, queued):
    by, now = town.office.steward.actor, timezone.now()
    with pytest.raises(NotYourFile):
        keep_contact.choose_service(person=me, electronic=True, by=by, now=now)
    with pytest.raises(NotYourFile):
        keep_contact.keep_without_proof(
            person=me, postal="", forgets=frozenset(keep_contact.Way), by=by, now=now
        )
    assert queries.contact_of(me).email == OLD
    assert queued == []


def test_of_a_change_one_is_told_also_if_somebody_has_opened_the_letter_meanwhile(
    me, as_person, queued
):
    as_person.post(HERE, {"email": OLD, "mobile": "", "postal": "泉城路1号"})
    letter = inbox.inbox_of(me)[0]
    as_person.get(f"/en/my-file/inbox/{letter.id}/")

    notices.send_waiting(by=SYSTEM, now=timezone.now())
    notices.send_waiting(by=SYSTEM, now=timezone.now())

    assert [OLD] in [one.to for one in mail.outbox]
    papers = Path(settings.SPOOL_DIR) / "letter"
    assert f"{letter.id}.json" in {one.name for one in papers.iterdir()}
