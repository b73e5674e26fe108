"""One record from its upload to its erasure, in Chinese, by those who meet it: a real browser."""

import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from recourse.ground.calendar import civil_date
from recourse.ground.identifiers import citizen_number
from tests.browser.conftest import DESKTOP, PHONE
from tests.intake import office as offices

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOOK = os.environ.get("RECOURSE_LOOK")
"""Folder into which a picture of every step is put, if somebody wants to look."""

NUMBER = re.compile(r"C-\d{8}-[0-9A-Z]{4}-[0-9A-Z]{4}")
NUMBER_OF_CHEN = citizen_number(region="000001", born_on=date(1990, 1, 1), sequence=1)
FACTS = "经查，该负责人未按规定组织本季度安全生产教育和培训。"


class Walk:
    """The windows of all who take part, each in Chinese."""

    def __init__(self, visit) -> None:
        self.visit, self.address = visit, f"{visit.site.address}/zh-hans"
        self.person = visit.window("person", viewport=PHONE, java_script_enabled=False)
        self.steward = visit.window("steward", viewport=DESKTOP)
        self.signer = visit.window("signer", viewport=DESKTOP)
        self.officer = visit.window("case-officer", viewport=DESKTOP)
        self.steps = 0

    def go(self, page, place: str):
        page.goto(f"{self.address}/{place}")
        return page

    def says(self, page, *words: str) -> str:
        """Look at a page: it says all of this, and is in Chinese."""
        said = page.locator("main").inner_text()
        for word in words:
            assert word in said, (page.url, word, said)
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        self.steps += 1
        if LOOK:
            page.screenshot(path=str(Path(LOOK) / f"walk-{self.steps:02}.png"), full_page=True)
        return said


def work(*command: str) -> None:
    """Do what waits, as the worker of the house does."""
    subprocess.run([sys.executable, "-m", "recourse", *command, "--once"], check=True)


def file_about_chen() -> dict[str, object]:
    """Return the file the department hands in: one decision of last month about 陈晓."""
    decided = civil_date(datetime.now(UTC)) - timedelta(days=30)
    row = offices.row(
        71,
        name="陈晓",
        document_number=NUMBER_OF_CHEN,
        violation_facts=FACTS,
        decided_on=decided.strftime("%Y/%m/%d"),
        served_on=(decided + timedelta(days=3)).isoformat(),
        repair_notice_served_on=(decided + timedelta(days=3)).isoformat(),
        conduct_ended_on=(decided - timedelta(days=40)).isoformat(),
    )
    text = offices.csv_text([row])
    return {"name": "行政处罚.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}


def press(page, words: str) -> None:
    page.click(f"main button:has-text('{words}')")


def hand_in(walk) -> None:
    steward = walk.go(walk.steward, "desk/uploads/new/")
    steward.select_option("#id_item", offices.ITEM)
    steward.set_input_files("input[type=file]", file_about_chen())
    press(steward, "报送并核验")
    walk.says(steward, "行政处罚.csv", "SHA-256")
    batch = steward.url
    walk.signer.goto(batch.replace("/en/", "/zh-hans/"))
    walk.says(walk.signer, "1条记录")
    walk.signer.click("form[action$='/sign/'] button")
    work("worker")


def open_the_letter(walk) -> str:
    """Open the newest letter, then the record it tells of; return where the record is."""
    person = walk.go(walk.person, "my-file/inbox/")
    walk.says(person, "有一条关于您的新记录")
    person.locator("main a[href*='/inbox/']").first.click()
    walk.says(person, FACTS)
    person.locator("main a[href*='/records/']").first.click()
    walk.says(person, FACTS, "您可以怎么做", "这条记录的全过程")
    return person.url


def decide(walk, number: str, choose) -> None:
    """Answer a case at the desk, seeing the letter before it is sent."""
    officer = walk.go(walk.officer, "desk/cases/")
    walk.says(officer, number)
    officer.click(f"main a:has-text('{number}')")
    walk.says(officer, number, FACTS)
    officer.click("main a[href$='/decide/']")
    choose(officer)
    press(officer, "预览信件")
    walk.says(officer, "将要发出的信")
    officer.click("main button[value=sign]")
    walk.says(officer, "已签署并发出")


def refused(officer) -> None:
    officer.check("input[name=outcome][value=refused]")
    officer.fill("textarea[name=words]", "检查记录和签到表都在案。")
    officer.check("input[name=reason][value=officer]")
    officer.fill("textarea[name=because]", "签到表上没有本季度的培训。")


def granted(officer) -> None:
    officer.check("input[name=outcome][value=granted]")
    officer.fill("textarea[name=words]", "保存这条记录已无必要，同意删除。")


def test_a_record_from_upload_to_erased(visit):
    walk = Walk(visit)
    hand_in(walk)
    record = open_the_letter(walk)
    objection = object_to_it(walk, record)
    decide(walk, objection, refused)
    read_the_answer(walk, objection)
    erasure = ask_for_erasure(walk, record)
    decide(walk, erasure, granted)
    work("erase", "run")
    see_it_erased(walk, record)


def object_to_it(walk, record: str) -> str:
    """Object on the telephone, without scripts; return the number of the case."""
    person = walk.person
    person.goto(record)
    person.click("main .rc-paths a:has-text('提出异议')")
    person.check("text=其中的内容有误")
    press(person, "保存并继续")
    person.fill("textarea", "本季度的培训在十月已补办。")
    press(person, "保存并继续")
    press(person, "保存并继续")
    press(person, "提交")
    said = walk.says(person, "最迟答复日", "这条记录暂停使用")
    person.goto(record)
    walk.says(person, "您就这条记录提出的事项")
    return NUMBER.search(said).group()


def read_the_answer(walk, number: str) -> None:
    person = walk.go(walk.person, "my-file/cases/")
    person.click(f"main li:has-text('{number}') a.rc-deeds__name")
    walk.says(person, "签到表上没有本季度的培训。", "对这个决定申请复查")


def ask_for_erasure(walk, record: str) -> str:
    """Ask for erasure on the telephone; return the number of the case."""
    person = walk.person
    person.goto(f"{record}erasure/words/")
    person.fill("textarea", "目的已经实现。")
    press(person, "保存并继续")
    press(person, "提交")
    return NUMBER.search(walk.says(person, "最迟答复日")).group()


def see_it_erased(walk, record: str) -> None:
    """See that it is gone: no contents, and a certificate to carry away."""
    person = walk.person
    person.goto(record)
    said = walk.says(person, "删除证明", "不再等待答复")
    assert FACTS not in said
    person.goto(f"{walk.address}/my-file/who-looked/")
    walk.says(person)
    officer = walk.go(walk.officer, "desk/cases/")
    assert FACTS not in officer.content()
