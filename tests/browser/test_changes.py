"""A department corrects and withdraws a record and certifies its return, in a real browser."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.judging import violations, width
from tests.browser.pages import LANGUAGES
from tests.intake import office as offices

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOOK = os.environ.get("RECOURSE_LOOK")
"""Folder into which pictures of every page are put, if somebody wants to look."""


def looked_at(page, name: str) -> None:
    """Look at a page on a telephone and on a desk: accessible, and never wider than the screen."""
    assert violations(page) == [], name
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert width(page) <= size["width"], (name, size)
        if LOOK:
            page.screenshot(path=str(Path(LOOK) / f"{name}-{size['width']}.png"), full_page=True)


def named(page, row) -> None:
    page.select_option("#id_item", offices.ITEM)
    page.select_option("#id_document_type", "01")
    page.fill("#id_document_number", row["document_number"])
    page.fill("#id_number", row["decision_no"])
    page.fill("#id_decided_on", row["decided_on"])
    page.locator("form button.govuk-button").first.click()
    page.wait_for_load_state()


def enter(number: str) -> None:
    from django.utils import timezone

    from recourse.intake import queries as intake
    from recourse.journeys import take_in_batch

    take_in_batch.enter(batch=intake.batch(number).id, now=timezone.now())


def hand_in(row) -> str:
    """Hand a row in and have it entered, away from the thread in which the browser's loop runs."""
    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        return elsewhere.submit(_hand_in, row).result()


def _hand_in(row) -> str:
    from django.db import connection

    from tests.faces.test_desk import handed_in
    from tests.faces.town import logged_in

    where = handed_in(logged_in("steward"), [row]).url
    logged_in("signer").post(f"{where}sign/")
    number = where.rstrip("/").rsplit("/", 1)[1]
    enter(number)
    connection.close()
    return number


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_department_changes_its_record_and_the_return_is_certified(visit, site, language):
    row = offices.row(61 if language == "en" else 62, fulfilment_status="未到期")
    hand_in(row)
    home = f"{site.address}/{language}/desk"
    steward, signer = visit.window("steward"), visit.window("signer")
    steward.goto(f"{home}/changes/find/")
    named(steward, row)
    looked_at(steward, f"found-{language}")

    for deed in ("fulfilled", "revoke", "correct"):
        steward.goto(f"{home}/changes/find/")
        named(steward, row)
        steward.click(f"form[action$='/{deed}/'] button")
        looked_at(steward, f"{deed}-{language}")
    steward.select_option("#id_reason", "facts")
    steward.fill("#id_learned_on", "2026-11-23")
    steward.fill("#id_f_served_on", "2026-13-45")
    steward.click("main form button")
    looked_at(steward, f"faulty-{language}")
    steward.fill("#id_f_served_on", row["served_on"])
    steward.fill("#id_f_fine_wan_yuan", "1")
    steward.click("main form button")
    steward.wait_for_load_state()
    signer.goto(steward.url)
    looked_at(signer, f"to-sign-{language}")
    signer.click("form[action$='/sign/'] button")
    looked_at(signer, f"signed-{language}")

    steward.goto(f"{home}/changes/find/")
    named(steward, row)
    steward.click("form[action$='/withdraw/'] button")
    steward.select_option("#id_reason", "no_basis")
    steward.fill("#id_learned_on", "2026-11-23")
    steward.click("main form button")
    steward.wait_for_load_state()
    signer.goto(steward.url)
    signer.click("form[action$='/sign/'] button")
    signer.goto(f"{home}/changes/")
    looked_at(signer, f"changes-{language}")

    number = hand_in(row | {"remarks": f"again {language}"})
    signer.goto(f"{home}/uploads/{number}/returning/")
    looked_at(signer, f"returning-{language}")
    signer.click("main ul a")
    looked_at(signer, f"certify-{language}")
    signer.select_option("#id_reason", "upheld")
    signer.fill("#id_document_no", "9")
    signer.fill("#id_paper_on", "2026-11-20")
    signer.fill("#id_authority_name", "虚构市人民法院")
    signer.click("main form button")
    signer.wait_for_load_state()

    assert signer.url.endswith("/returning/")
    assert signer.locator("main ul a").count() == 0
