"""Anybody sees how the log is: its size, who watched, whether it fits, what is wrong."""

from datetime import timedelta
from uuid import UUID

from recourse.disclosure import actions
from recourse.disclosure.comparing import Both, Compared
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse.ledger import queries
from recourse.ledger.terms import LogHead
from tests.records.making import NOON

YESTERDAY = civil_date(NOON) - timedelta(days=1)


def compared(day, counted, found):
    numbers = Compared(day, {UUID(int=1): Both(counted, found)})
    actions.keep_comparison(compared=numbers, by=SYSTEM, now=NOON)


def status(client):
    return client.get("/en/check/status.json").json()


def alarmed(client, words):
    return [alarm for alarm in status(client)["alarms"] if words in alarm["en"]]


def test_page_and_data_open_before_anything_was_published(client, town):
    page = client.get("/en/check/status/").content.decode()

    assert "Status of the log" in page
    assert "No day was compared yet." in page
    assert not alarmed(client, "fit")


def test_days_say_whether_they_fit_and_no_number_that_could_be_subtracted(client, town):
    """Yesterday's figures beside today's and the month's would give a small day away."""
    compared(YESTERDAY, 120, 120)
    compared(YESTERDAY - timedelta(days=1), 3, 3)

    told = status(client)

    before = YESTERDAY - timedelta(days=1)
    assert sorted(told["days"], key=lambda one: one["day"]) == [
        {"day": before.isoformat(), "fits": True},
        {"day": YESTERDAY.isoformat(), "fits": True},
    ]
    assert told["waiting"]["en"] == "fewer than 200"
    assert not [log for log in told["logs"] if "size" in log]
    assert "120" not in client.get("/en/check/status/").content.decode()


def test_a_day_that_does_not_fit_is_an_alarm_in_plain_words(client, town):
    compared(YESTERDAY, 20, 19)

    english = client.get("/en/check/status/").content.decode()
    chinese = client.get("/zh-hans/check/status/").content.decode()

    assert english.index("rc-box--stop") < english.index("They do not fit")
    assert alarmed(client, "do not fit")
    assert "对不上" in chinese


def test_a_checkpoint_that_cannot_be_read_is_an_alarm(
    client, town, settings, tmp_path, monkeypatch
):
    head = LogHead(log_id=20260, origin="localhost/log/2026", size=7, root=b"", updated_at=NOON)
    folder = tmp_path / head.folder
    folder.mkdir()
    (folder / "checkpoint").write_text("not a note")
    settings.LOG_FILES_DIR = tmp_path
    settings.LOG_POLICY = tmp_path / "policy"
    monkeypatch.setattr(queries, "heads", lambda: [head])

    told = status(client)

    assert alarmed(client, "cannot be read")
    assert told["logs"][0]["is_whole"] is False
