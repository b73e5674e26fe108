"""Statements on the person's pages, and the page on which a counter opens one with a code."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from recourse.agencies import queries as agencies
from recourse.attestation import codes, issuer, queries
from recourse.attestation.errors import NoSuchRecipient
from recourse.attestation.models import Attempt
from recourse.attestation.recipients import actions as recipients
from recourse.attestation.terms import State
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse.ground.identifiers import credit_code
from recourse.ground.words import Words
from recourse.journeys import issue_statement as journey
from recourse.ledger import queries as ledger
from recourse.people import queries as people
from recourse.records import actions as records
from recourse.records.terms import Why
from recourse.store.gate import one_person
from recourse_verify import sealed
from recourse_verify.credentials import Expected
from recourse_verify.errors import Wrong
from recourse_verify.trust import Trust
from tests.attestation.making import choice, let_stand, themselves
from tests.faces.test_helpers import helping
from tests.faces.town import logged_in
from tests.intake.office import NAME
from tests.records.making import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
OWN = "/{}/my-file/statements/"
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}\b")
CHOSEN = {"domains": ["work_safety"], "period": "12"}
NOTHING = "This code opens nothing. Check the code and the organisation, or ask for a new code."


def words(page) -> str:
    """Return what a page says, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def at(more="", language="en"):
    return OWN.format(language) + more


@pytest.fixture
def bureau(town) -> str:
    (found,) = [one for one in agencies.agencies() if one.name.zh == NAME]
    return f"agency:{found.id}"


@pytest.fixture
def issued(town):
    """A statement of Xiao's, issued an hour after the town's noon."""
    who = town.xiao.person
    return journey.issue(person=who, choice=choice(), by=themselves(who), now=LATER)


@pytest.fixture
def code(as_person, issued, bureau) -> str:
    made = as_person.post(at(f"{issued.id}/share/"), {"recipient": bureau})
    return CODE.search(words(made)).group()


def opened(code, recipient, called="Counter 3", language="en", client=None, **extra):
    sent = {"code": code, "recipient": recipient, "called": called}
    return (client or Client()).post(f"/{language}/share/", sent, **extra)


def log_of(town):
    return ledger.entries_of(people.tag_of(town.xiao.person))


def test_a_person_chooses_previews_and_issues_in_both_languages(town, as_person):
    says = {"en": "no adverse record is in use", "zh-hans": "没有正在使用的不利记录"}
    for language, said in says.items():
        new, kept = at("new/", language), len(queries.statements_of(town.xiao.person, at=LATER))
        form = as_person.get(new)
        preview = as_person.post(new, {**CHOSEN, "then": "preview"})
        assert len(queries.statements_of(town.xiao.person, at=LATER)) == kept
        done = as_person.post(new, {**CHOSEN, "then": "issue"})
        page = as_person.get(done.url)

        assert (form.status_code, done.status_code, page.status_code) == (200, 302, 200)
        assert said in words(preview)
        assert said in words(page)
        assert "S-20261123-" in words(as_person.get(at("", language)))


def test_what_is_missing_is_said_beside_the_field(town, as_person):
    nothing = as_person.post(at("new/"), {"period": "days", "then": "preview"})
    ahead = as_person.post(
        at("new/"),
        {**CHOSEN, "period": "days", "first": "2026-01-01", "last": "2027-01-01", "then": "issue"},
    )
    long = as_person.post(
        at("new/"),
        {**CHOSEN, "period": "days", "first": "2010-01-01", "last": "2026-01-01", "then": "issue"},
    )

    assert [one.status_code for one in (nothing, ahead, long)] == [400, 400, 400]
    assert "Choose at least one field" in words(nothing)
    assert "The period goes beyond today." in words(ahead)
    assert "longer than five years" in words(long)
    assert queries.statements_of(town.xiao.person, at=LATER) == []


def test_what_prevents_it_is_shown_to_the_person_with_what_helps(town, as_person):
    let_stand(town.xiao.person, town.xiao.record)

    for then in ("preview", "issue"):
        page = as_person.post(at("new/"), {**CHOSEN, "then": then})
        html = page.content.decode()
        assert "This cannot be stated now" in html
        assert f"/records/{town.xiao.record}/objection/" in html
        assert f"/records/{town.xiao.record}/repair/" in html
    assert queries.statements_of(town.xiao.person, at=LATER) == []


def test_what_was_ticked_is_previewed_before_it_is_issued(town, as_person):
    let_stand(town.xiao.person, town.xiao.record)
    records.silence(person=town.xiao.person, record=town.xiao.record, by=SYSTEM, now=LATER)
    ticked = {**CHOSEN, "also": str(town.xiao.record)}

    hasty = as_person.post(at("report/"), {**ticked, "then": "issue"})
    done = as_person.post(at("report/"), {**ticked, "seen": str(town.xiao.record), "then": "issue"})

    assert hasty.status_code == 200
    assert "Objected to, being checked" in words(hasty)
    assert done.status_code == 302
    assert "Objected to, being checked" in words(as_person.get(done.url))


def test_a_record_that_was_put_right_offers_a_notice(town, as_person):
    before = as_person.get(f"/en/my-file/records/{town.xiao.record}/")
    records.end_early(
        person=town.xiao.person,
        record=town.xiao.record,
        why=Why.WITHDRAWN,
        by=SYSTEM,
        now=LATER,
    )
    after = as_person.get(f"/en/my-file/records/{town.xiao.record}/")
    shown = as_person.get(f"/en/my-file/records/{town.xiao.record}/correction/")
    done = as_person.post(f"/en/my-file/records/{town.xiao.record}/correction/")

    assert "/correction/" not in before.content.decode()
    assert "/correction/" in after.content.decode()
    assert "was withdrawn on 23 November 2026" in words(shown)
    assert "was withdrawn on 23 November 2026" in words(as_person.get(done.url))


def test_signed_data_is_saved_and_never_shown_as_a_page(
    town, as_person, issued, settings, tmp_path
):
    settings.ISSUER_DIR = tmp_path
    issuer.make_demo_authority(LATER)

    answer = as_person.get(at(f"{issued.id}/data/"))

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert f"{issued.number}.jws" in answer["Content-Disposition"]
    assert answer.content.count(b".") == 2


@pytest.mark.slow
def test_a_statement_on_paper_is_sealed_and_holds_for_whoever_has_the_citys_certificate(
    town, as_person, issued, settings, tmp_path
):
    settings.ISSUER_DIR = tmp_path
    issuer.make_demo_authority(LATER)
    page = as_person.get(at(f"{issued.id}/"))

    answer = as_person.get(at(f"{issued.id}/statement.pdf"))
    again = as_person.get(at(f"{issued.id}/statement.pdf"))

    assert f"/statements/{issued.id}/statement.pdf" in page.content.decode()
    assert answer.status_code == again.status_code == 200
    assert f"{issued.number}.pdf" in answer["Content-Disposition"]
    city = Trust(anchors=[issuer.issuer().anchor])
    expected = Expected(at=LATER, trust=city, may_lack_status=True)
    said = sealed.check(answer.content, expected)
    assert said["credentials inside"] == 1
    assert said["status"] == sealed.check(again.content, expected)["status"]
    assert said["says"]["statement_id"] == issued.number
    changed = bytearray(answer.content)
    changed[len(changed) // 2] ^= 1
    with pytest.raises(Wrong):
        sealed.check(bytes(changed), expected)


def test_a_neighbour_finds_nothing(town, issued):
    neighbour = logged_in("neighbour")

    answers = [
        neighbour.get(at(f"{issued.id}/")),
        neighbour.get(at(f"{issued.id}/data/")),
        neighbour.get(at(f"{issued.id}/statement.pdf")),
        neighbour.get(at(f"{issued.id}/share/")),
        neighbour.post(at(f"{issued.id}/take-back/")),
        neighbour.post(f"/en/my-file/records/{town.xiao.record}/correction/"),
    ]

    assert {one.status_code for one in answers} <= {404, 503}
    assert not any("陈晓" in one.content.decode() for one in answers)
    state = queries.statement_of(town.xiao.person, issued.id, at=LATER).state
    assert state is State.GOOD


def test_a_statement_is_taken_back_after_one_question(town, as_person, issued, bureau):
    nobody = as_person.post(at(f"{issued.id}/share/"), {"recipient": "agency:7"})
    asked = as_person.get(at(f"{issued.id}/take-back/"))
    done = as_person.post(at(f"{issued.id}/take-back/"))
    again = as_person.post(at(f"{issued.id}/take-back/"))
    late = as_person.post(at(f"{issued.id}/share/"), {"recipient": bureau})
    page = as_person.get(done.url)

    assert "Take this statement back?" in words(asked)
    assert (nobody.status_code, again.status_code, late.status_code) == (400, 409, 409)
    assert queries.shares_of(town.xiao.person, issued.id) == []
    assert "You asked for it." in words(page)
    assert "domain=work_safety&amp;first=2025-11-24" in page.content.decode()


@pytest.mark.parametrize(
    ("language", "holds"),
    [("en", "Copies you gave away still hold."), ("zh-hans", "您交给别人的副本仍然有效。")],
)
def test_what_is_erased_here_and_still_holds_is_taken_back(
    town, as_person, issued, language, holds
):
    who = town.xiao.person
    with one_person(who), connection.cursor() as cursor:
        cursor.execute("UPDATE statement_of_one SET erase_on = %s", [civil_date(LATER)])
    page, question = at(f"{issued.id}/", language), at(f"{issued.id}/take-back/", language)

    before = words(as_person.get(page))
    asked = as_person.get(question)
    as_person.post(question)
    after = words(as_person.get(page))

    assert holds in before
    assert asked.status_code == 200
    assert holds not in after
    assert not queries.statement_of(who, issued.id, at=LATER).holds
    assert as_person.get(question).status_code == 302


def test_a_code_shows_one_statement_once_and_the_log_says_to_whom(
    town, as_person, issued, bureau, code
):
    first = opened(code.lower().replace("-", " "), bureau, called="3 <script>")
    second = opened(code, bureau)
    newest = next(one for one in log_of(town) if str(one.kind) == "share-opened")
    looked = as_person.get("/en/my-file/who-looked/")
    page = as_person.get(at(f"{issued.id}/"))

    assert first.status_code == 200
    assert issued.number in words(first)
    assert first["Cache-Control"].find("no-store") >= 0
    assert (second.status_code, NOTHING in words(second)) == (400, True)
    assert issued.number not in words(second)
    assert (newest.at, newest.facts["called"]) == (LATER, "3 <script>")
    assert "They call themselves: 3 &lt;script&gt;" in looked.content.decode()
    assert "Opened on" in words(page)
    assert code not in page.content.decode()


def test_whatever_opens_nothing_reads_alike(town, as_person, issued, bureau, code):
    (other,) = [one for one in agencies.agencies() if "第二应急" in one.name.zh]
    answers = {
        "never was": opened("ABCD-EFGH-JKMN", bureau, REMOTE_ADDR="10.0.0.1"),
        "somebody else's": opened(code, f"agency:{other.id}", REMOTE_ADDR="10.0.0.2"),
    }
    with time_machine.travel(LATER + timedelta(days=1), tick=False):
        answers["over"] = opened(code, bureau, REMOTE_ADDR="10.0.0.3")
    as_person.post(at(f"{issued.id}/take-back/"))
    answers["taken back"] = opened(code, bureau, REMOTE_ADDR="10.0.0.4")

    said = {
        re.sub(r'<option[^>]*>|value="[^"]*"', "", one.content.decode()) for one in answers.values()
    }
    assert {one.status_code for one in answers.values()} == {400}
    assert len(said) == 1, "the same answer, letter for letter"
    assert "share-opened" not in {str(one.kind) for one in log_of(town)}


def test_a_hall_of_many_counters_behind_one_address_may_type_wrong_often(town, bureau, code):
    for _ in range(20):
        assert opened("0000-0000-0000", bureau, REMOTE_ADDR="10.0.0.9").status_code == 400

    assert opened(code, bureau, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_wrong_codes_cost_whoever_types_them_and_not_the_person(town, bureau, code):
    for _ in range(codes.WRONG_AT_ONCE):
        opened("0000-0000-0000", bureau, REMOTE_ADDR="10.0.0.9")
    locked = opened(code, bureau, REMOTE_ADDR="10.0.0.9")
    elsewhere = opened(code, bureau, REMOTE_ADDR="10.0.0.10")

    assert locked.status_code == 429
    assert "Try again in 15 minutes" in words(locked)
    assert elsewhere.status_code == 200
    with time_machine.travel(LATER + codes.WAIT + timedelta(seconds=1), tick=False):
        assert opened("0000-0000-0000", bureau, REMOTE_ADDR="10.0.0.9").status_code == 400
    assert not any(b"10.0.0.9" in bytes(one.asker) for one in Attempt.objects.all())


def test_whoever_does_not_say_who_they_are_sees_nothing(town, bureau, code):
    for called in ("", " \t ", "x" * 61, "a\x07b"):
        assert opened(code, bureau, called=called).status_code == 400

    assert opened(code, bureau).status_code == 200


def test_a_helper_sees_no_statements(town, as_person, issued):
    helper = logged_in("helper")
    helping(town, as_person, helper, scope="ask")

    answers = [helper.get(at()), helper.get(at("new/")), helper.get(at(f"{issued.id}/"))]

    assert [one.status_code for one in answers] == [403, 403, 403]
    assert not any(issued.number in one.content.decode() for one in answers)


def test_a_statement_can_be_bound_to_one_registered_organisation_in_its_own_field(town, as_person):
    without = as_person.get(at("new/"))
    asker = recipients.register(
        code=credit_code(sequence=77),
        name=Words(zh="示例建设公司", en="Sample Builders"),
        address="https://builders.example",
        by=SYSTEM,
        now=NOON,
    )
    recipients.permit(
        recipient=asker,
        request="work_safety.person_in_charge",
        valid_from_on=civil_date(NOON),
        valid_until_on=civil_date(NOON + timedelta(days=90)),
        by=SYSTEM,
        now=NOON,
    )
    bound = {**CHOSEN, "recipient": f"{asker}/work_safety.person_in_charge"}

    form = as_person.get(at("new/"))
    wider = as_person.post(
        at("new/"), {**bound, "domains": ["work_safety", "tax"], "then": "preview"}
    )
    preview = as_person.post(at("new/"), {**bound, "then": "preview"})
    done = as_person.post(at("new/"), {**bound, "then": "issue"})
    page = as_person.get(done.url)
    recipients.stop(recipient=asker, by=SYSTEM, now=LATER)
    stopped = as_person.post(at("new/"), {**bound, "then": "issue"})

    assert "For one organisation only?" not in words(without)
    assert "Sample Builders" in words(form)
    assert wider.status_code == 400
    assert "request lies in one field" in words(wider)
    assert f'value="{asker}/work_safety.person_in_charge"' in preview.content.decode()
    assert "It is for Sample Builders only, and for nobody else." in words(page)
    (card,) = queries.statements_of(town.xiao.person, at=LATER)
    said = queries.statement_of(town.xiao.person, card.id, at=LATER).statement
    assert said.recipient.address == "https://builders.example"
    assert stopped.status_code == 400, "never unbound where the person saw it bound"
    with pytest.raises(NoSuchRecipient):
        journey.issue(
            person=town.xiao.person,
            choice=replace(choice(), recipient=said.recipient),
            by=themselves(town.xiao.person),
            now=LATER,
        )
