"""The public figures: page, CSV and JSON say the same, and none of them a small number."""

import csv
import io
from datetime import date, timedelta

import pytest

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.oversight.statistics import actions
from tests.oversight.test_statistics import _end

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def counted(town):
    agency = town.office.steward.agency.id
    _end(agency, "granted", 60)
    _end(agency, "refused", 40)
    _end(agency, "silent", 3)
    now = start_of(date(2026, 11, 8)) + timedelta(hours=4)
    actions.freeze(month=OCTOBER, by=SYSTEM, now=now)


def test_before_the_first_month_is_counted_the_page_says_so(client, town):
    assert "No month has been counted yet" in client.get("/en/statistics/").content.decode()
    assert client.get("/en/statistics/statistics.json").json()["figures"] == []


def test_page_csv_and_json_tell_the_same_and_hold_back_the_same(client, counted):
    page = client.get("/en/statistics/?month=2026-10").content.decode()
    csv_text = client.get("/en/statistics/statistics.csv").content.decode("utf-8-sig")
    data = client.get("/zh-hans/statistics/statistics.json").json()["figures"]

    lines = list(csv.DictReader(io.StringIO(csv_text)))
    assert lines == data
    told = {
        line["what_en"]: line["figure"]
        for line in lines
        if line["subject"] == "cases" and line["of_en"] == "Objection"
    }
    assert told["Granted"] == "60"
    assert told["Refused"] == "40"
    assert told["Not answered in time: decided for the person"] == "not told"
    assert told["Total"] == "at least 100"
    assert "<caption" in page
    assert ">60</td>" in page
    assert ">3</td>" not in page
    assert not [line for line in lines if line["figure"] in "123456789"]


def test_the_page_of_figures_asks_little_and_shows_a_chart_with_its_table(
    client, counted, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        page = client.get("/zh-hans/statistics/").content.decode()

    assert 'role="img" aria-label="每月办结的异议"' in page
    assert len(page.encode()) < 60_000
