"""The command `recourse calendar`: one day or many, why it is that day, and whether the years are right."""

import io
import json
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings as house

from recourse.faces.cli import calendar as face
from recourse.faces.cli.calendar import calendar


@pytest.fixture
def folder(settings, tmp_path):
    """A folder of years of this test's own, which the house counts by."""
    copy = tmp_path / "calendar"
    shutil.copytree(house.CALENDAR_DIR, copy)
    settings.CALENDAR_DIR = copy
    return copy


def run(*arguments, **how):
    return CliRunner().invoke(calendar, list(arguments), **how)


def test_working_days_are_counted_and_a_year_without_notice_is_named():
    certain = run("add", "2026-09-30", "3")
    provisional = run("add", "2026-12-30", "3")

    assert (certain.stdout, certain.stderr) == ("2026-10-10\n", "")
    assert provisional.stdout == "2027-01-05\n"
    assert "2027年的放假安排尚未公布" in provisional.stderr
    assert "days off of 2027" in provisional.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("2026-02-30", "1"),
        ("2026-2-28", "1"),
        ("20260228", "1"),
        ("２０２６-02-28", "1"),
        ("2026-02-28", "-1"),
        ("2026-02-28", "1.0"),
        ("2026-02-28", "２"),
        ("2026-02-28", "2501"),
        ("2003-12-31", "1"),
        ("9999-12-31", "1"),
        ("x", "1"),
        ("2026-02-28",),
        (),
        ("2026-02-28", "1", "--stdin"),
        ("--stdin", "--explain"),
    ],
)
def test_what_is_no_date_or_no_count_is_not_understood(arguments):
    answer = run("add", *arguments)

    assert (answer.exit_code, answer.stdout) == (2, "")


def test_a_refusal_says_why_in_both_languages():
    answer = run("add", "2026-02-28", "2501")

    assert "N应为0至2500的整数。 N is a whole number from 0 to 2500." in answer.stderr


def test_a_day_explains_itself_in_both_languages_and_names_a_year_without_notice():
    lines = run("add", "2026-12-30", "3", "--explain").stdout.splitlines()

    assert lines[0] == "2027-01-05"
    assert "2027-01-01不计：元旦放假。" in lines
    assert "Skipped: 2027-01-01, New Year's Day." in lines
    assert "2027年的放假安排尚未公布，日期可能变动。" in lines
    assert lines[-1] == "The days off of 2027 are not announced yet: the day may still move."


def test_an_answer_in_json_says_the_same():
    facts = json.loads(run("add", "2026-09-24", "4", "--json").stdout)
    explained = json.loads(run("add", "2026-09-24", "4", "--json", "--explain").stdout)

    assert facts == {
        "start_on": "2026-09-24",
        "working_days": 4,
        "last_on": "2026-10-08",
        "is_provisional": False,
        "provisional_years": [],
    }
    assert explained["steps"][:2] == [
        {
            "first_on": "2026-09-25",
            "last_on": "2026-09-27",
            "kind": "day_off",
            "name": {"zh": "中秋节", "en": "Mid-Autumn Festival"},
            "days": [],
        },
        {
            "first_on": "2026-09-28",
            "last_on": "2026-09-30",
            "kind": "working",
            "name": None,
            "days": [1, 3],
        },
    ]
    assert explained["says"][0]["en"] == "Day 0: 2026-09-24, not counted (Civil Code art. 201)."


def test_many_lines_are_answered_whatever_stands_between_them():
    asked = (
        b"\xef\xbb\xbf2026-09-24 1\r\n"
        b"\n   \n"
        b"2026-02-30 1\n"
        b"2026-09-30 -1\n"
        b"one\n" + b"x" * 5_000 + b"\n"
        b"\xff\xfe 3\n"
        b"1999-01-01 2\n"
        b"9999-12-31 1\n"
        b"  2026-09-30\t3  "
    )

    answer = run("add", "--stdin", input=asked)

    assert answer.exit_code == 1
    assert answer.stdout == "2026-09-24 1 2026-09-28\n2026-09-30 3 2026-10-10\n"
    named = [line.split(":")[0] for line in answer.stderr.splitlines()]
    assert named == [f"第{number}行 line {number}" for number in range(4, 11)]
    assert "N应为0至2500的整数。 N is a whole number" in answer.stderr.splitlines()[1]


def test_good_lines_alone_end_well_and_a_year_without_notice_is_named_once():
    answer = run("add", "--stdin", input="2026-12-30 3\n2026-12-30 4\n2026-09-24 0\n")

    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[-1] == "2026-09-24 0 2026-09-24"
    assert answer.stderr.count("2027年") == 1
    assert run("add", "--stdin", input="").exit_code == 0


def test_many_answers_in_json_are_one_object_a_line():
    answer = run("add", "--stdin", "--json", input="2026-09-24 1\n2026-12-30 3\n")

    facts = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [fact["last_on"] for fact in facts] == ["2026-09-28", "2027-01-05"]
    assert [fact["is_provisional"] for fact in facts] == [False, True]
    assert answer.stderr == ""


def test_a_line_is_answered_before_the_next_is_read(monkeypatch):
    written = io.StringIO()
    monkeypatch.setattr(sys, "stdout", written)

    class Asker(io.BytesIO):
        def readline(self, size=-1):
            seen.append(written.getvalue())
            assert size == face.LONGEST
            return super().readline(size)

    seen: list[str] = []
    code = face._answer_all(Asker(b"2026-09-24 1\n2026-09-24 2\n"), as_json=False)

    assert code == 0
    assert seen[1] == "2026-09-24 1 2026-09-28\n"
    assert seen[2].count("\n") == 2


def test_years_are_listed_with_status_and_source():
    lines = run("years").stdout.splitlines()

    listed = {line.split("\t")[0]: line.split("\t")[1:] for line in lines}
    assert listed["2026"][0] == "notice"
    assert "https://www.gov.cn/" in listed["2026"][1]
    assert listed["2027"][0] == "provisional"
    assert len(lines) == 25


def test_the_years_of_this_house_are_right():
    answer = run("check")

    assert (answer.exit_code, answer.stdout) == (0, "25 years, 0 faults\n")


def test_what_is_wrong_with_a_year_is_told_with_file_line_and_reason(folder):
    path = folder / "2026.yaml"
    path.write_text(path.read_text().replace("2026-10-10", "2026-10-09"))

    told = run("check", "--folder", str(folder))
    counting = run("add", "2026-09-30", "3")

    assert told.exit_code == 1
    assert "calendar/2026.yaml:25: 2026-10-09 is no Saturday or Sunday." in told.stdout
    assert "calendar/2026.yaml:25: 2026-10-09不是周末。" in told.stdout
    assert "25 years, 1 fault\n" in told.stdout
    assert (counting.exit_code, counting.stdout) == (1, "")
    assert "2026.yaml:25" in counting.stderr


def test_the_notice_of_next_year_is_loaded_by_editing_one_file(folder):
    notice = Path(folder / "2027.yaml")
    text = notice.read_text().replace("status: provisional", "status: notice")
    text = text.replace("2027-02-08]", "2027-02-08, 2027-02-09, 2027-02-10]")
    text = text.replace(
        "[2027-05-01, 2027-05-02]", "[2027-05-01, 2027-05-02, 2027-05-03, 2027-05-04]"
    )
    notice.write_text(text.replace("2027-10-03]", "2027-10-03, 2027-10-04, 2027-10-05]"))

    assert run("check").stdout == "25 years, 0 faults\n"
    answer = run("add", "2027-02-04", "1")
    assert (answer.stdout, answer.stderr) == ("2027-02-11\n", "")
