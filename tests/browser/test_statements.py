"""A person has something stated, in Chinese, on a phone, without scripts; a counter opens it."""

import os
import re
from datetime import timedelta

import pytest

from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}\b")
NUMBER = re.compile(r"S-\d{8}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def phone(visit):
    return visit.window("person", java_script_enabled=False, viewport=PHONE)


@pytest.fixture(scope="module", autouse=True)
def in_use(site, django_db_blocker) -> str:
    """Let a record of the person stand, before any browser runs, and return its identifier."""
    from django.db import connection
    from django.utils import timezone

    from recourse.catalogue import queries as catalogue
    from recourse.ground.actor import SYSTEM
    from recourse.people import queries as people
    from recourse.records import actions as records
    from recourse.records import queries as files
    from tests.notice.making import CONTENTS
    from tests.records.making import dates, entered

    with django_db_blocker.unblock():
        now, in_force = timezone.now(), catalogue.current()
        today, who = now.date(), people.account_of("person").person
        decided = today - timedelta(days=60)
        made = entered(
            who,
            of=in_force.items["adv.work_safety_person"],
            catalogue_version=in_force.version,
            authority=files.file_of(who, at=now)[0].authority_id,
            on=dates(conduct_ended_on=decided, decided_on=decided, served_on=decided),
            fields=CONTENTS,
            now=now,
        )
        records.mark_noticed(
            person=who,
            record=made.id,
            noticed_on=today - timedelta(days=40),
            usable_from_on=today - timedelta(days=20),
            by=SYSTEM,
            now=now,
        )
        connection.close()
    return str(made.id)


def main(page) -> str:
    return page.locator("main").inner_text()


def shot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def into_a_wallet(phone):
    """Have the picture and the digits shown, for a wallet that nobody opens here."""
    phone.click("text=放进我的钱包")
    assert "还没有钱包取走它" in main(phone)
    phone.click("main button:has-text('显示图和数字')")
    assert phone.locator("main svg").count() == 1
    assert re.search(r"\b\d{6}\b", main(phone))
    link = phone.get_attribute("main a:has-text('钱包就在本设备上')", "href")
    assert link.startswith("openid-credential-offer://?credential_offer=")
    shot(phone, "wallet")
    phone.click("a.govuk-back-link")


def test_a_person_chooses_previews_issues_shows_and_takes_back_in_chinese(visit, phone, site):
    phone.goto(f"{site.address}/zh-hans/my-file/")
    phone.click("main a:has-text('证明没有不利记录')")
    shot(phone, "choose")
    phone.check("text=税收")
    phone.check("text=最近12个月")
    phone.click("text=预览内容")
    preview = main(phone)
    shot(phone, "preview")
    for told in ("没有正在使用的不利记录", "只说明所列事项和期间", "本人可以拒绝"):
        assert told in preview
    phone.click("main button:has-text('开具')")

    issued = main(phone)
    shot(phone, "one")
    assert NUMBER.search(issued)
    assert "有效" in phone.locator(".rc-tags").inner_text()
    for sentence in preview.split("\n"):
        if "只说明所列事项" in sentence:
            assert sentence in issued
    into_a_wallet(phone)
    phone.click("text=用出示码在窗口出示")
    phone.select_option("select", label="虚构市应急管理局")
    phone.click("main button:has-text('生成')")
    code = CODE.search(main(phone)).group()
    shot(phone, "code")

    counter = visit.window()
    counter.goto(f"{site.address}/zh-hans/share/")
    counter.select_option("select", label="虚构市应急管理局")
    counter.fill("input[name=called]", "3号窗口")
    counter.fill("input[name=code]", code.lower().replace("-", " "))
    shot(counter, "share")
    counter.click("main button")
    assert "没有正在使用的不利记录" in main(counter)
    shot(counter, "shared")
    counter.goto(f"{site.address}/zh-hans/share/")
    counter.select_option("select", label="虚构市应急管理局")
    counter.fill("input[name=called]", "3号窗口")
    counter.fill("input[name=code]", code)
    counter.click("main button")
    assert "这个出示码打不开任何证明" in main(counter)
    phone.goto(f"{site.address}/zh-hans/my-file/who-looked/")
    assert "3号窗口" in main(phone)
    shot(phone, "log")

    phone.goto(f"{site.address}/zh-hans/my-file/statements/")
    shot(phone, "list")
    phone.click("main .rc-deeds >> nth=1 >> a")
    phone.click("text=撤回这份证明")
    phone.click("main button:has-text('撤回')")
    assert "已撤回" in phone.locator(".rc-tags").inner_text()
    shot(phone, "taken")
    assert phone.locator("text=开具一份新的").count() == 1


def test_what_prevents_it_leads_to_the_objection(phone, site, in_use):
    phone.goto(f"{site.address}/zh-hans/my-file/statements/new/")
    phone.check("text=安全生产")
    phone.click("text=预览内容")
    shot(phone, "prevented")
    assert "目前不能这样证明" in main(phone)
    assert "只有您知道" in main(phone)

    phone.click("text=认为有误，提出异议")

    assert "这条记录哪里不对" in main(phone) or phone.locator("input[value=not_me]").count()
    assert in_use in phone.url
