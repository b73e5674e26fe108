"""The files of the years: read whole or not at all, and held against the law."""

from pathlib import Path

import pytest

from recourse.ground.calendar import WorkingDays
from recourse.ground.year_files import Unreadable, check, files_of, read_year
from recourse.ground.years import YearStatus, statutory_days

HOUSE = Path(__file__).resolve().parents[2] / "calendar"

GOOD = """\
year: 2030
status: notice
source: a notice
days_off:
  - name: {zh: 元旦, en: New Year's Day}
    dates: [2029-12-31, 2030-01-01]
  - name: {zh: 春节, en: Spring Festival}
    dates: [2030-02-04, 2030-02-05, 2030-02-06, 2030-02-07]
  - name: {zh: 清明节, en: Qingming Festival}
    dates: [2030-04-05]
  - name: {zh: 劳动节, en: Labour Day}
    dates: [2030-05-01, 2030-05-02]
  - name: {zh: 端午节, en: Dragon Boat Festival}
    dates: [2030-06-05]
  - name: {zh: 中秋节, en: Mid-Autumn Festival}
    dates: [2030-09-12]
  - name: {zh: 国庆节, en: National Day}
    dates: [2030-10-01, 2030-10-02, 2030-10-03]
working_weekends: [2029-12-29]
"""


def written(folder: Path, text: str = GOOD, name: str = "2030.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def found(folder: Path) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.says.en) for fault in check(folder)]


def test_the_files_of_this_house_have_no_faults_and_follow_each_other():
    years = WorkingDays.load(HOUSE).years

    assert check(HOUSE) == []
    assert list(years) == list(range(2004, 2004 + len(years)))
    assert all(year.source for year in years.values())


def test_each_notice_gives_the_days_of_the_law_and_those_of_a_notice_of_their_own():
    years = WorkingDays.load(HOUSE).years.values()

    extra = {year.year: year.extra_days_off for year in years if year.extra_days_off}
    assert {2015: 1, 2020: 2}.items() <= extra.items()  # the victory of 1945; the epidemic
    assert all(
        year.given == statutory_days(year.year) + year.extra_days_off
        for year in years
        if year.status is YearStatus.NOTICE
    )


def test_a_notice_reaches_back_into_the_last_week_of_december(tmp_path):
    year = read_year(written(tmp_path))

    assert found(tmp_path) == []
    assert (year.year, year.status, year.given) == (2030, YearStatus.NOTICE, 13)
    calendar = WorkingDays([year])
    assert calendar.is_working(min(year.working_weekends))
    assert not calendar.is_working(min(year.days_off))


@pytest.mark.parametrize(
    ("good", "bad", "line", "reason"),
    [
        ("dates: [2030-04-05]", "dates: [2031-04-05]", 10, "2031-04-05 is not of this year."),
        ("[2029-12-31, ", "[2029-12-24, ", 6, "2029-12-24 is not of this year."),
        ("dates: [2030-04-05]", "dates: [New Year]", 10, "“New Year” is not a date."),
        ("dates: [2030-04-05]", "dates: [2030-02-30]", 10, "“2030-02-30” is not a date."),
        ("dates: [2030-04-05]", "dates: [[2030-04-05]]", 10, "“?” is not a date."),
        ("dates: [2030-04-05]", "dates: [2030-02-04]", 10, "2030-02-04 is written twice."),
        ("dates: [2030-04-05]", "dates: 2030-04-05", 10, "A list is expected here."),
        (
            "{zh: 清明节, en: Qingming Festival}",
            "{zh: 清明节}",
            9,
            "A day off is named in both languages.",
        ),
        ("{zh: 清明节, en: Qingming Festival}", "清明节", 9, "Keys and values are expected here."),
        ("    dates: [2030-04-05]\n", "", 9, "Here stand `name` and `dates`."),
        ("[2029-12-29]", "[2030-01-04]", 19, "2030-01-04 is no Saturday or Sunday."),
        ("[2029-12-29]", "[2030-01-01]", 19, "2030-01-01 is written twice."),
        ("status: notice", "status: rumour", 2, "The status is one of notice | provisional."),
        ("source: a notice", "", 1, "“source” is missing."),
        ("source: a notice", "source:", 3, "A text is expected here."),
        ("source: a notice", "source: a\nsource: b", 4, "“source” is written twice."),
        ("source: a notice", "source: a\nrumour: b", 4, "“rumour” is not known here."),
        ("year: 2030", "year: soon", 1, "“soon” is not a whole number."),
        ("year: 2030", "year: 2030.0", 1, "“2030.0” is not a whole number."),
        (GOOD, "year: [2030", 2, "This is not YAML."),
        (GOOD, "- 2030", 1, "Keys and values are expected here."),
        (GOOD, "", 1, "Keys and values are expected here."),
    ],
)
def test_a_years_file_that_contradicts_itself_is_not_read(tmp_path, good, bad, line, reason):
    path = written(tmp_path, GOOD.replace(good, bad))

    assert ("2030.yaml", line, reason) in found(tmp_path)
    with pytest.raises(Unreadable) as unreadable:
        read_year(path)
    assert f"2030.yaml:{line}: {reason}" in str(unreadable.value)


def test_bytes_that_are_no_text_are_no_year(tmp_path):
    (tmp_path / "2030.yaml").write_bytes(b"year: \xff\xfe")

    assert ("2030.yaml", 1, "This is not YAML.") in found(tmp_path)


@pytest.mark.parametrize(
    ("good", "bad", "line", "reason"),
    [
        (", 2030-10-03]", "]", 4, "The statutory day off 2030-10-03 is missing."),
        (", 2030-02-07]", "]", 4, "Working days off, less weekends worked, come to 12, not 13."),
        ("[2029-12-29]", "[]", 4, "Working days off, less weekends worked, come to 14, not 13."),
        (
            "days_off:\n",
            "extra_days_off: 1\ndays_off:\n",
            5,
            "Working days off, less weekends worked, come to 13, not 14.",
        ),
        ("status: notice", "status: provisional", 19, "Without a notice no weekend is worked."),
    ],
)
def test_a_file_that_can_be_read_but_forgets_or_adds_a_day_is_found(
    tmp_path, good, bad, line, reason
):
    path = written(tmp_path, GOOD.replace(good, bad))

    assert ("2030.yaml", line, reason) in found(tmp_path)
    assert read_year(path).year == 2030


def test_a_year_between_and_a_file_with_another_name_are_missed(tmp_path):
    written(tmp_path)
    written(tmp_path, GOOD.replace("2030", "2032").replace("2029", "2031"), "2032.yaml")
    written(tmp_path, "", "2031.yml")

    assert ("2032.yaml", 1, "There is no file for 2031.") in found(tmp_path)
    assert ("2031.yml", 1, "Not read: name it YYYY.yaml.") in found(tmp_path)
    assert [path.name for path in files_of(tmp_path)] == ["2030.yaml", "2032.yaml"]


def test_a_file_under_another_years_name_is_not_read(tmp_path):
    written(tmp_path, name="2031.yaml")

    assert ("2031.yaml", 1, "The year is not the file's name.") in found(tmp_path)


def test_two_notices_that_contradict_each_other_are_found(tmp_path):
    before = "year: 2029\nstatus: notice\nsource: a notice\ndays_off:\n  - name: {zh: 节, en: day}\n    dates: [2029-12-29]\nworking_weekends: []\n"
    written(tmp_path)
    written(tmp_path, before, "2029.yaml")

    assert ("2030.yaml", 19, "The file of the year before says otherwise of 2029-12-29.") in found(
        tmp_path
    )


def test_an_empty_folder_is_a_fault(tmp_path):
    assert [fault.says.en for fault in check(tmp_path)] == ["There is no file of any year."]


def test_every_reason_is_given_in_both_languages(tmp_path):
    written(tmp_path, GOOD.replace("status: notice", "status: rumour"))

    (fault,) = check(tmp_path)
    assert fault.says.zh == "状态应为notice | provisional。"
