"""A person names a helper on one device; the helper reads the file on another; it is ended."""

import re

import pytest

from tests.browser.conftest import PHONE
from tests.browser.judging import width

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
WORDS = {
    "zh-hans": {
        "name": "设立委托",
        "read": "查看档案和信件",
        "months": "3个月",
        "make": "生成委托码",
        "type": "继续",
        "accept": "接受",
        "open": "打开对方的档案",
        "strip": "您正在为陈晓代办",
        "end": "终止",
        "now": "马上终止",
        "over": "您的代办已经终止",
    },
    "en": {
        "name": "Name a helper",
        "read": "See the file and the letters",
        "months": "3 months",
        "make": "Make the code",
        "type": "Go on",
        "accept": "Accept",
        "open": "Open their file",
        "strip": "You are helping 陈晓",
        "end": "End it",
        "now": "End it now",
        "over": "Your help has ended",
    },
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_helper_is_named_reads_and_is_ended_without_scripts(visit, site, language):
    says = WORDS[language]
    person = visit.window("person", java_script_enabled=False, viewport=PHONE)
    helper = visit.window("helper", java_script_enabled=False, viewport=PHONE)

    person.goto(f"{site.address}/{language}/my-file/helpers/")
    person.click(f"main a:has-text('{says['name']}')")
    person.get_by_label(says["read"], exact=True).check()
    person.get_by_label(says["months"], exact=True).check()
    person.click(f"button:has-text('{says['make']}')")
    code = CODE.search(person.locator("main").inner_text())[0]

    helper.goto(f"{site.address}/{language}/my-file/helping/accept/")
    helper.fill("#id_code", code.lower())
    helper.click(f"button:has-text('{says['type']}')")
    assert "陈晓" in helper.locator("h1").inner_text()
    helper.check("#id_agreed")
    helper.click(f"main button:has-text('{says['accept']}')")
    helper.click(f"main button:has-text('{says['open']}')")
    for page in ("", f"records/{site.record}/", "inbox/"):
        helper.goto(f"{site.address}/{language}/my-file/{page}")
        assert says["strip"] in helper.locator(".rc-strip--helping").inner_text()
        assert width(helper) <= PHONE["width"]

    person.goto(f"{site.address}/{language}/my-file/helpers/")
    assert "周平" in person.locator("main").inner_text()
    person.click(f"main a:has-text('{says['end']}')")
    person.click(f"main button:has-text('{says['now']}')")
    helper.reload()
    assert says["over"] in helper.locator("h1").inner_text()
    assert "陈晓" not in helper.locator("body").inner_text()
    assert [said for said in visit.complaints if "status of 403" not in said] == []
    visit.complaints.clear()  # the browser's word for the refusal that was to come
