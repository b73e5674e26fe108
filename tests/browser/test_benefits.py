"""A person tries a benefit, applies, is refused by an officer and appeals: in Chinese, without scripts."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.intake.office import NAME as BUREAU

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BENEFIT = "特种作业操作证申领容缺受理"


def main(page):
    return page.locator("main").inner_text()


def test_a_person_tries_applies_is_refused_and_appeals_in_chinese_without_scripts(visit, site):
    phone = visit.window("person", java_script_enabled=False, viewport=PHONE)
    phone.goto(f"{site.address}/zh-hans/my-file/benefits/")
    phone.click(f"text={BENEFIT}")
    assert "行政许可法" in main(phone)
    phone.click("main a:has-text('试算')")
    phone.check("input[name=form][value=yes]")
    phone.check("input[name=promise][value=yes]")
    phone.click("main button:has-text('查看结果')")
    for said in ("还有情况不清楚", "这不是拒绝", "安全技术培训证明交了吗？ → 是"):
        assert said in main(phone)

    phone.select_option("select[name=agency]", label=BUREAU)
    phone.fill("textarea", "培训证明下周补交。")
    phone.click("main button:has-text('申请办理')")
    assert "正在办理" in phone.locator(".rc-tags").inner_text()
    application = phone.url

    desk = visit.window("case-officer", java_script_enabled=False, viewport=DESKTOP)
    desk.goto(f"{site.address}/zh-hans/desk/cases/")
    desk.click("main tr:has-text('惠民办法申请') th a")
    assert "培训证明下周补交。" in main(desk)
    desk.click("main a:has-text('作出决定')")
    desk.check("input[name=outcome][value=refused]")
    desk.fill("textarea[name=words]", "没有看到培训证明。")
    desk.check("input[name=reason][value=evidence]")
    desk.fill("textarea[name=needed]", "安全技术培训证明")
    desk.click("button[value=preview]")
    desk.click("button[value=sign]")

    phone.goto(application)
    assert "办理人员不予支持" in main(phone)
    phone.click("main a:has-text('申请复查')")
    phone.fill("textarea", "培训证明已经补交。")
    phone.click("text=保存并继续")
    phone.click("text=保存并继续")
    phone.click("main button:has-text('提交')")
    phone.goto(application)
    assert "复查事项" in main(phone)
