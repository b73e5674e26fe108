"""A steward delivers, fixes what is held, and a second person sees what signing would do."""

import pytest

from tests.intake import office as offices

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = {
    "zh-hans": ("报送并核验", "在此修正2行暂存行", "修正下一行", "核验并保存", "报送已修正的2行"),
    "en": (
        "Hand in and check",
        "Fix the 2 held rows here",
        "Fix the next row",
        "Check and keep",
        "Send the 2 fixed rows",
    ),
}
BRINGS = {"zh-hans": "2条记录入档", "en": "2 records enter"}


def press(page, text):
    page.click(f"main :is(a, button):has-text('{text}')")
    page.wait_for_load_state()


@pytest.mark.parametrize(
    ("language", "scripts", "first"), [("zh-hans", False, 60), ("en", True, 70)]
)
def test_a_steward_delivers_fixes_and_sends_again(visit, site, language, scripts, first):
    hand_in, fix, following, keep, send = WORDS[language]
    home = f"{site.address}/{language}/desk"
    steward = visit.window("steward", java_script_enabled=scripts)
    rows = [offices.row(first), *(offices.row(first + n, served_on=None) for n in (1, 2))]

    steward.goto(f"{home}/uploads/new/")
    steward.select_option("#id_item", offices.ITEM)
    file = {"name": "a.csv", "mimeType": "text/csv", "buffer": offices.csv_text(rows).encode()}
    steward.set_input_files("input[type=file]", file)
    press(steward, hand_in)
    press(steward, fix)
    press(steward, following)
    focus = steward.evaluate("document.activeElement.name") if scripts else "f_served_on"
    for n in (1, 2):
        steward.fill("[name=f_served_on]", "2026-13-45")
        press(steward, keep)
        assert "V-110" in steward.locator(".govuk-error-summary").inner_text()
        steward.fill("[name=f_served_on]", offices.row(first + n)["served_on"])
        press(steward, keep)
    press(steward, send)

    assert focus == "f_served_on"
    signer = visit.window("signer")
    signer.goto(steward.url)
    assert BRINGS[language] in signer.locator("main").inner_text()
