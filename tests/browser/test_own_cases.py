"""A person objects and has a record repaired, in Chinese, on a phone, without scripts."""

import re

import pytest

from tests.browser.conftest import PHONE
from tests.browser.test_pages import violations, width
from tests.redress.making import PDF

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LETTER = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": PDF}
NUMBER = re.compile(r"C-\d{8}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def phone(visit):
    return visit.window("person", java_script_enabled=False, viewport=PHONE)


def start(page, site, record, what):
    page.goto(f"{site.address}/zh-hans/my-file/records/{record}/")
    page.click(f"main .rc-paths a:has-text('{what}')")


def test_an_objection_is_sent_and_taken_back_in_chinese_without_scripts(phone, site):
    start(phone, site, site.record, "提出异议")
    phone.check("text=其中的内容有误")
    phone.click("text=保存并继续")
    phone.fill("textarea", "我不是负责人。")
    phone.click("text=保存并继续")
    phone.set_input_files("input[type=file]", LETTER)
    phone.click("text=添加这份材料")
    assert "证明.pdf" in phone.locator(".rc-files").inner_text()
    phone.click("text=保存并继续")
    phone.click("main button:has-text('提交')")

    sent = phone.locator("main").inner_text()
    assert NUMBER.search(sent)
    for told in ("最迟答复日", "这条记录暂停使用", "SHA-256"):
        assert told in sent
    phone.click("text=查看这个事项")
    assert "我不是负责人。" in phone.locator("main").inner_text()
    phone.click("text=撤回这个事项")
    phone.click("main button:has-text('撤回')")
    assert "已撤回" in phone.locator(".rc-tags").inner_text()


def test_a_repair_is_sent_in_chinese_without_scripts(phone, site):
    start(phone, site, site.repairable, "改正后申请提前撤下")
    assert "今天就可以申请修复" in phone.locator("h1").inner_text()
    assert "不收费，不需要中介。" in phone.locator("main").inner_text()
    phone.click("main a:has-text('开始')")
    phone.fill("textarea", "罚款已缴清，已组织培训。")
    phone.click("text=保存并继续")
    phone.set_input_files("input[type=file]", LETTER)
    phone.click("text=添加这份材料")
    phone.click("text=保存并继续")
    phone.check("text=以上内容属实")
    phone.click("main button:has-text('提交')")

    assert "告知是否受理" in phone.locator("main").inner_text()
    phone.goto(f"{site.address}/zh-hans/my-file/")
    assert "等待答复的事项" in phone.locator("main").inner_text()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_a_case_is_accessible_and_fits_the_screen(visit, site, language):
    page = visit.window("person")
    own = f"{site.address}/{language}/my-file/"
    page.goto(f"{own}records/{site.record}/objection/ground/")
    page.click("main button[value=on]")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    checked(page)
    page.check("input[value=other]")
    page.click("main button[value=on]")
    page.fill("textarea", "x" * 200)
    page.click("main button[value=on]")
    page.click("main form[enctype] button.govuk-button--secondary:last-of-type")
    checked(page)
    page.set_input_files("input[type=file]", LETTER)
    page.click("main form[enctype] > button")
    checked(page)
    page.click("main button[value=on]")
    checked(page)
    page.click("main form button.govuk-button")
    checked(page)
    page.click("main .govuk-button-group a.govuk-button")
    checked(page)
    case = page.url
    for place in (
        *("take-back/", "files/", "sent/"),
        *("../", "../../another-form/form/"),
        f"../../records/{site.record}/",
        f"../../records/{site.record}/objection/check/",
        f"../../records/{site.record}/objection/words/",
        f"../../records/{site.record}/repair/start/",
        f"../../records/{site.record}/not-me/",
        f"../../records/{site.repairable}/repair/start/",
        f"../../records/{site.repairable}/erasure/words/",
        "../../",
    ):
        page.goto(case + place)
        checked(page)
    page.goto(f"{case}take-back/")
    page.click("main form button")


def narrowest_fact(page):
    """Return the width of the narrowest fact, so that none is one letter wide."""
    return page.evaluate(
        "Math.min(999, ...[...document.querySelectorAll('main dd')].map(one => one.offsetWidth))"
    )


def checked(page):
    """Hold a page against axe, and against a narrow and a wide screen."""
    assert violations(page) == [], page.url
    for wide in (320, 390, 1280):
        page.set_viewport_size({"width": wide, "height": 900})
        assert width(page) <= wide, (page.url, wide)
        assert narrowest_fact(page) >= 60, (page.url, wide)
