"""The rights handbook says what the rules decide, and its forms can be read aloud."""

import dataclasses
import io
import re

import pikepdf
import pypdfium2
import pytest

from recourse.faces.public.handbook.whole import handbook
from recourse.faces.public.paper.forms import PAPERS
from recourse.faces.wording import day
from recourse.ground.calendar import civil_date
from recourse.redress import rules
from recourse.redress.terms import Kind
from recourse.store.calendar import working_days
from tests.faces.words import every_words
from tests.records.making import NOON

ASKED = {
    "see": Kind.ACCESS,
    "ask-why": Kind.WHY,
    "object": Kind.OBJECTION,
    "repair": Kind.REPAIR,
    "review": Kind.REVIEW,
    "end": Kind.ERASURE,
}


@pytest.mark.parametrize(("right", "kind"), ASKED.items())
def test_a_page_says_the_clock_of_the_rule_and_its_day_by_the_real_calendar(
    client, town, right, kind
):
    days = rules.CLOCKS[kind].working_days
    due = working_days().add(civil_date(NOON), days)

    html = client.get(f"/en/rights/{right}/").content.decode()

    assert f"<strong>{days} working days</strong>" in html
    assert f"the answer is due on {day_in_english(due)}" in html


def day_in_english(on):
    from django.utils import translation

    with translation.override("en"):
        return day(on)


def test_a_clock_that_changes_changes_its_page_and_its_form(client, town, monkeypatch):
    slower = dataclasses.replace(rules.CLOCKS[Kind.OBJECTION], working_days=19)
    monkeypatch.setitem(rules.CLOCKS, Kind.OBJECTION, slower)

    html = client.get("/zh-hans/rights/object/").content.decode()

    assert "19个工作日" in html
    assert any("19个工作日" in said.zh for said in every_words(PAPERS["objection"]()))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_right_says_who_what_to_bring_how_and_what_silence_brings(client, town, language):
    for right in handbook(now=NOON).values():
        html = client.get(f"/{language}/rights/{right.code}/").content.decode()

        for said in (right.name, right.who, right.silence, right.law, *right.bring, *right.steps):
            assert said.to(language) in html.replace("&#x27;", "'"), right.code


def test_a_right_or_a_guide_or_a_form_that_is_not_there_is_not_found(client, town):
    for address in ("rights/nonsense/", "guides/know/", "rights/forms/nonsense.pdf"):
        assert client.get(f"/en/{address}").status_code == 404


def test_the_guides_lead_into_the_portal_and_say_that_it_is_free(client, town):
    for guide in ("object", "repair"):
        html = client.get(f"/en/guides/{guide}/").content.decode()

        assert "Free, no agent needed." in html
        assert 'href="/en/my-file/records/"' in html
        assert (
            f"/en/rights/forms/large/{'objection' if guide == 'object' else 'repair'}.pdf" in html
        )


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("large", ["", "large/"])
def test_a_form_is_a_tagged_document_in_both_languages_and_sizes(client, town, language, large):
    for code, paper in PAPERS.items():
        answer = client.get(f"/{language}/rights/forms/{large}{code}.pdf")

        with pikepdf.open(io.BytesIO(answer.content)) as pdf, pdf.open_metadata() as meta:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang).startswith("zh" if language == "zh-hans" else "en")
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == paper().title.to(language)
        text = "".join(
            page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(answer.content)
        )
        assert "12345" in text
        assert re.search("\ufffd", text) is None
