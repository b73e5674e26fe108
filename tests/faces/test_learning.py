"""Articles in both languages, and honours that are shown only as long as their person agrees."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings as house

from recourse.faces.cli.content import check
from recourse.faces.content import reading, rules
from recourse.faces.content.rendering import html_of

ARTICLES = reading.articles(house.CONTENT_DIR)
STORY = """---
title: {title}
summary: {title}.
reviewed_on: 2026-11-01
---
{body}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(house.CONTENT_DIR, tmp_path / "content"))


@pytest.fixture
def story(folder: Path, settings):
    """Add a story of somebody who does not exist; return what changes its consent."""
    settings.CONTENT_DIR = folder
    place = folder / "exemplars"
    for language, body in (("zh", "测试文字。"), ("en", "A text of a test.")):
        title = "测试荣誉" if language == "zh" else "Honour of a test"
        (place / f"one.{language}.md").write_text(STORY.format(title=title, body=body))

    def consent(**told: str) -> None:
        lines = {"honour": "pos.exemplar_consent", "consented_on": "2026-11-01"} | told
        text = "\n".join(f"{key}: {value}" for key, value in lines.items())
        (place / "one.consent.yaml").write_text(text)

    return consent


def said_by_check(folder: Path, on: str = "2026-11-23"):
    return CliRunner().invoke(check, ["--folder", str(folder), "--on", on])


def test_the_pages_of_the_repository_are_whole(folder):
    assert said_by_check(folder).output == ""
    assert len(ARTICLES) >= 5
    assert reading.exemplars(house.CONTENT_DIR) == ()


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.text.name)
def test_every_article_opens_in_both_languages_and_its_links_lead_somewhere(client, town, article):
    for language in ("zh-hans", "en"):
        html = client.get(f"/{language}/learn/{article.text.name}/").content.decode()

        assert article.text.title.to(language) in html
        for link in {one for one in html.split('"') if one.startswith(f"/{language}/")}:
            assert client.get(link).status_code in {200, 302, 405}, link


def test_a_text_can_carry_no_html_no_picture_and_no_script():
    html = html_of("<script>x</script> ![a](/b.png) [c](javascript:x) [d](/rights/)", language="en")

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert '<a href="/en/rights/" class="govuk-link">' in html


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (lambda place: (place / "learn/record.en.md").unlink(), "learn/record"),
        (lambda place: (place / "learn/record.en.md").write_text("no head"), "learn/record"),
        (
            lambda place: (place / "learn/record.zh.md").write_text(
                (place / "learn/record.zh.md").read_text() + "[x](https://example.org)"
            ),
            "learn/record",
        ),
    ],
)
def test_a_page_that_is_not_whole_or_leads_elsewhere_is_refused(folder, broken, fault):
    broken(folder)

    told = said_by_check(folder)

    assert told.exit_code == 1
    assert told.output.startswith(fault)


def test_without_anybody_the_page_explains_and_shows_nobody(client, town):
    answer = client.get("/en/exemplars/")

    assert "Nobody is shown here now." in answer.content.decode()
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_story_without_consent_is_refused_and_never_shown(client, town, story, folder):
    told = said_by_check(folder)

    assert told.exit_code == 1
    assert "consent is missing" in told.output
    assert "Honour of a test" not in client.get("/en/exemplars/").content.decode()


def test_a_story_is_shown_with_consent_and_disappears_by_itself(client, town, story, folder):
    story(until_on="2026-12-24")
    assert said_by_check(folder).exit_code == 0
    assert "Honour of a test" in client.get("/en/exemplars/").content.decode()
    assert "测试荣誉" in client.get("/zh-hans/exemplars/").content.decode()

    for ended in (
        {"until_on": "2026-11-23"},
        {"until_on": "2026-12-24", "withdrawn_on": "2026-11-23"},
        {"until_on": "2029-01-01"},
        {"until_on": "2026-12-24", "consented_on": "2026-11-24"},
    ):
        story(**ended)

        assert said_by_check(folder).exit_code == 1, ended
        assert "Honour of a test" not in client.get("/en/exemplars/").content.decode(), ended


def test_only_an_honour_is_shown_and_no_number_of_a_document(story, folder):
    story(until_on="2026-12-24", honour="adv.tax")
    place = folder / "exemplars" / "one.en.md"
    place.write_text(place.read_text() + "\n010101199001010016\n")

    told = said_by_check(folder).output

    assert "no honour of the catalogue" in told
    assert "number of a document" in told


def test_of_several_stories_one_is_shown_each_day():
    from recourse.faces.content.terms import Consent, Exemplar
    from recourse.ground.words import Words

    word = Words(zh="一", en="one")
    consent = Consent(honour="pos.honour", consented_on=date(2026, 1, 1), until_on=date(2027, 1, 1))
    several = [
        Exemplar(
            text=reading.Text(
                name=name, title=word, summary=word, body=word, reviewed_on=date(2026, 1, 1)
            ),
            consent=consent,
        )
        for name in ("a", "b", "c")
    ]

    shown = [rules.shown(several, on=date(2026, 5, day)) for day in (1, 2, 3)]

    assert {one.text.name for one in shown} == {"a", "b", "c"}
