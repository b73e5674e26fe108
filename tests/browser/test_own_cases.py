"""A person objects and has a record repaired, in Chinese, on a phone, without scripts."""

import re

import pytest

from tests.browser.conftest import PHONE
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
