"""An officer looks one fact up in a real browser, and the person reads who looked, and why."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from recourse.ground.identifiers import citizen_number
from recourse.ledger import sequencer
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.judging import violations, width

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NUMBER = citizen_number(region="000001", born_on=date(1990, 1, 1), sequence=1)
WORDS = {
    "zh-hans": ("继续", "查询", "下载回执"),
    "en": ("Continue", "Look up", "Download the receipt"),
}


@pytest.mark.parametrize(("language", "screen"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_matter_and_law_then_a_person_then_the_answer_and_the_person_reads_it(
    visit, site, language, screen
):
    go_on, look_up, receipt = WORDS[language]
    with sequencer.connect() as connection:
        sequencer.drain(connection, now=datetime.now(UTC))
    matter = f"AQ-2026-{language}"
    officer = visit.window("agency-officer", viewport=screen)
    officer.goto(f"{site.address}/{language}/desk/look-up/")
    officer.get_by_role("button", name=go_on).click()
    expect(officer.locator(".govuk-error-summary")).to_be_focused()
    assert violations(officer) == []
    officer.fill("[name=matter]", matter)
    officer.get_by_role("radio").first.check()
    officer.get_by_role("button", name=go_on).click()
    assert violations(officer) == []
    officer.select_option("[name=document_type]", "01")
    officer.fill("[name=document_number]", NUMBER)
    officer.fill("[name=name]", "陈晓")
    officer.get_by_role("button", name=look_up, exact=True).click()
    assert violations(officer) == []
    assert width(officer) <= screen["width"]
    with officer.expect_download() as sent:
        officer.get_by_role("button", name=receipt).click()
    assert sent.value.suggested_filename.startswith("receipt-")

    person = visit.window("person", viewport=screen)
    person.goto(f"{site.address}/{language}/my-file/who-looked/")
    expect(person.get_by_text(matter).first).to_be_visible()
