"""Every entry of a year is accounted for once: it opens, or a rule says since when it does not."""

import base64
import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from recourse.faces.cli.ledger import ledger
from recourse.ground.actor import SYSTEM
from recourse.ground.signing import compact_jws, public_bytes
from recourse.journeys.destroy_key import destroy_key
from recourse.ledger import accounting, checking
from recourse.ledger.connections import connect_to_read
from recourse.ledger.errors import NothingToAccountFor
from recourse.store import journal
from recourse.store.keys import vault
from recourse_verify import accounts
from recourse_verify.main import main
from tests.conftest import owner
from tests.ledger.conftest import ORIGIN
from tests.ledger.test_going_on import LATER, LIN, WANG, backup, go_on, log, restore
from tests.ledger.test_going_on import where as where  # noqa: PLC0414 - a fixture

pytestmark = [pytest.mark.usefixtures("committed", "where")]

NEXT_YEAR = datetime(2027, 2, 1, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_vault(tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"


def made(now=LATER):
    with connect_to_read() as connection:
        return accounting.account_of(2026, connection, now=now)


def resigned(text, change):
    """Let a dishonest house change an account and sign it anew."""
    told = json.loads(text)
    change(told["account"])
    said = {"account": accounts.digest_of(told["account"])}
    signature = compact_jws(vault().signing_key("receipt"), said, typ=accounts.USE)
    return json.dumps({**told, "signature": signature})


@pytest.fixture
def fsck(place, signs, tmp_path, capsys):
    """Hold an account against the published log as an auditor does; give code and what is said."""

    def run(text, part="", *more):
        file, key = tmp_path / "account.json", tmp_path / "key"
        file.write_text(text, "utf-8")
        public = public_bytes(vault().signing_key("receipt"))
        key.write_text(base64.urlsafe_b64encode(public).rstrip(b"=").decode())
        vkeys = [str(signs.signers(f"{ORIGIN}{letter}")[0].key) for letter in ("", "b", "c")]
        trusted = [word for vkey in vkeys for word in ("--vkey", vkey)]
        folder = str(place.folder(f"{ORIGIN}{part}"))
        given = ["fsck", folder, *trusted, "--account", str(file), "--key", str(key), "--json"]
        code = main([*given, *map(str, more)])
        told = json.loads(capsys.readouterr().out)
        return code, told.get("accounted for") or told, [*map(str, map(_line, told["faults"]))]

    return run


def _line(fault):
    return f"{fault['where']}: {fault['what']}"


def test_what_opens_is_accounted_for_as_open(place, fsck):
    log(place, LIN, None, WANG, LIN)

    code, counted, faults = fsck(made().text)

    assert (code, faults) == (0, [])
    assert counted == {"open": 4, "year-key": 0, "set-back": 0, "younger than the account": 0}
    text = made().text
    log(place, LIN)
    assert fsck(text)[:2] == (0, {**counted, "younger than the account": 1})


def test_an_account_tells_of_nobody(place):
    log(place, LIN, WANG)

    text = made().text

    assert LIN.hex() not in text
    account = json.loads(text)["account"]
    assert set(account) == {"year", "at", "destroyed", "logs"}
    assert account["logs"][0]["spans"] == [{"first": 0, "last": 1, "state": "open"}]


@pytest.fixture
def closed(place):
    """A year whose key was destroyed when it was over."""
    log(place, LIN, WANG, None)
    destroy_key(name="year-2026", by=SYSTEM, now=NEXT_YEAR)
    return made(NEXT_YEAR).text


def test_a_year_whose_key_was_destroyed_is_accounted_for_by_the_journal(closed, fsck):
    file = journal.erasures().path

    code, counted, faults = fsck(closed, "", "--journal", file)

    assert (code, faults, counted["year-key"]) == (0, [], 3)
    assert json.loads(closed)["account"]["destroyed"]["on"] == "2027-02-01"
    assert checking.check().faults == []


def one_is_open(account):
    first = account["logs"][0]["spans"][0]
    account["logs"][0]["spans"] = [
        {"first": 0, "last": 0, "state": "open"},
        {**first, "first": 1},
    ]


def without_the_line(account):
    account["destroyed"] = None


def too_early(account):
    account["destroyed"]["on"] = "2026-12-31"
    account["logs"][0]["spans"][0]["on"] = "2026-12-31"


def another_day(account):
    account["logs"][0]["spans"][0]["on"] = "2027-02-02"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (one_is_open, "entry 0: it cannot be open: the key of its year was destroyed"),
        (without_the_line, "entries 0 to 2: it is called erased, and no line"),
        (too_early, "line 1 of the journal: the key of 2026 was destroyed on 2026-12-31, before"),
        (another_day, "entries 0 to 2: the key of its year was destroyed on 2027-02-01"),
    ],
)
def test_an_erasure_that_no_rule_allows_is_named(closed, fsck, change, said):
    code, _, faults = fsck(resigned(closed, change))

    assert code == 1
    assert any(said in fault for fault in faults), faults


def test_an_account_beside_another_journal_is_named(closed, fsck, tmp_path):
    other = tmp_path / "journal"
    lines = journal.erasures().path.read_bytes()
    for text, said in ((b"", "says of the key year-2026: nothing"), (lines * 2, "does not follow")):
        other.write_bytes(text)
        code, _, faults = fsck(closed, "", "--journal", other)
        assert code == 1
        assert said in faults[0]


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        ([(0, 1)], "entry 2: nothing accounts for it"),
        ([(0, 0), (2, 2)], "entry 1: nothing accounts for it"),
        ([(1, 2)], "entry 0: nothing accounts for it"),
        ([(0, 1), (1, 2)], "entry 1: it is accounted for twice"),
        ([(0, 2), (0, 0)], "entry 0: it is accounted for twice"),
        ([(0, 3)], "entry 3: there is no such entry: the log has 3"),
        ([], "entries 0 to 2: nothing accounts for it"),
    ],
    ids=repr,
)
def test_every_entry_is_accounted_for_once_and_nothing_is_left_over(place, fsck, spans, said):
    log(place, LIN, WANG, None)

    def change(account):
        account["logs"][0]["spans"] = [
            {"first": first, "last": last, "state": "open"} for first, last in spans
        ]

    code, _, faults = fsck(resigned(made().text, change))

    assert code == 1
    assert any(said in fault for fault in faults), faults


@pytest.fixture
def went_on(place):
    """A log that was set back, and lost one entry for good."""
    log(place, LIN, WANG)
    saved = backup()
    log(place, WANG, None)
    restore(saved)
    go_on(place)
    log(place, LIN)
    return made().text


def test_what_a_set_back_lost_is_accounted_for_by_the_link_of_the_log_that_went_on(went_on, fsck):
    for part, counts in (("", (2, 2)), ("b", (2, 0))):
        code, counted, faults = fsck(went_on, part)
        assert (code, faults) == (0, [])
        assert (counted["open"], counted["set-back"]) == counts


def lost_more(account):
    spans = account["logs"][0]["spans"]
    spans[0]["last"], spans[1]["first"] = 0, 1


def lost_less(account):
    spans = account["logs"][0]["spans"]
    spans[0]["last"], spans[1]["first"] = 2, 3


def lost_elsewhere(account):
    account["logs"][0]["spans"][1]["by"] = f"{ORIGIN}c"


def lost_another_day(account):
    account["logs"][0]["spans"][1]["on"] = "2026-11-24"


def without_the_link(account):
    account["logs"][1]["link"] = None


def without_the_log(account):
    account["logs"].pop()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lost_more, "2026b: its first entry tells of 2 lost entries, the account of 3"),
        (lost_less, "2026b: its first entry tells of 2 lost entries, the account of 1"),
        (lost_elsewhere, "entries 2 to 3: it is called lost, and no log"),
        (lost_another_day, "entries 2 to 3: the log that tells of its loss went on on 2026-11-23"),
        (without_the_link, "entries 2 to 3: it is called lost, and no log"),
        (without_the_log, "entries 2 to 3: it is called lost, and no log"),
    ],
)
def test_a_loss_that_no_link_tells_of_is_named(went_on, fsck, change, said):
    code, _, faults = fsck(resigned(went_on, change))

    assert code == 1
    assert any(said in fault for fault in faults), faults


def test_what_was_lost_again_counts_for_the_second_incident_alone(place, fsck):
    log(place, LIN)
    saved = backup()
    log(place, WANG)
    restore(saved)
    go_on(place)
    log(place, LIN)
    restore(saved)
    go_on(place)
    log(place, LIN)

    text = made().text

    assert checking.check().faults == []
    for part in ("", "b", "c"):
        assert fsck(text, part)[0] == 0


NOT_READ = {
    "another format": lambda told: told.update(format="x"),
    "no account": lambda told: told.update(account=[]),
    "another signature": lambda told: told.update(signature="a.b.c"),
    "another year": lambda told: told["account"].update(year=2027),
    "a day that is none": lambda told: told["account"]["logs"][0]["spans"][0].update(
        on="2026-02-30"
    ),
    "a rule of another name": lambda told: told["account"]["logs"][0]["spans"][0].update(state="x"),
    "places that are none": lambda told: told["account"]["logs"][0]["spans"][0].update(first=True),
    "a log twice": lambda told: told["account"]["logs"].append(told["account"]["logs"][0]),
    "another checkpoint": lambda told: told["account"]["logs"][0].update(
        checkpoint=told["account"]["logs"][0]["checkpoint"].replace("\n2\n", "\n3\n")
    ),
}


@pytest.mark.parametrize("how", NOT_READ)
def test_what_is_no_account_is_not_believed(place, fsck, how):
    log(place, LIN, WANG)
    told = json.loads(made().text)
    NOT_READ[how](told)
    changed = json.dumps(told)

    assert fsck(changed)[0] == 1
    if how != "another signature":
        assert fsck(resigned(changed, lambda _account: None))[0] == 1


def test_an_account_of_another_history_is_named(place, fsck, signs):
    log(place, LIN, WANG)
    text = made().text
    head = f"{ORIGIN}\n2\n{'A' * 43}=\n"
    note = f"{head}\n{signs.signers(ORIGIN)[0].sign(head, at=0)}"

    code, _, faults = fsck(
        resigned(text, lambda account: account["logs"][0].update(checkpoint=note))
    )

    assert code == 1
    assert faults == ["the older head: the first 2 entries lead to another root"]


EMPTIED = "UPDATE ledger_entry SET sealed = NULL, erased_by = %s WHERE leaf_index = 1"


@pytest.mark.parametrize("erased_by", [7, -20261, -1], ids=["a rule", "a loss", "nothing known"])
def test_an_entry_that_somebody_emptied_is_named_and_gets_no_account(place, erased_by):
    log(place, LIN, WANG, LIN)
    with owner() as connection:
        connection.execute(EMPTIED, [erased_by])
        (name,) = connection.execute(
            "SELECT entry_id FROM ledger_entry WHERE leaf_index = 1"
        ).fetchone()

    found = made()

    said = f"log 20260, entry 1 ({name}): it does not open, and no rule accounts for it"
    assert (found.text, found.faults) == ("", [said])
    assert said in checking.check().faults


def test_an_entry_marked_as_erased_that_has_contents_is_named(place):
    log(place, LIN)
    with owner() as connection:
        connection.execute("UPDATE ledger_entry SET erased_by = 1")

    assert any("entry 0" in fault and "has contents" in fault for fault in checking.check().faults)


def test_the_command_prints_an_account_or_says_why_there_is_none(place):
    def command(year="2026"):
        return CliRunner().invoke(ledger, ["account", "--year", year])

    log(place, LIN, WANG)
    told = command()
    assert told.exit_code == 0
    assert json.loads(told.stdout)["format"] == accounts.FORMAT
    assert command("2025").exit_code == 1
    assert "没有可以说明的条目" in command("2025").output
    with owner() as connection:
        connection.execute("DELETE FROM ledger_entry WHERE leaf_index = 0")
    gone = command()
    assert (gone.exit_code, gone.stdout) == (1, "")
    assert "entry 0: it was published and is not here" in gone.stderr


def test_nothing_published_is_nothing_to_account_for(place):
    with pytest.raises(NothingToAccountFor):
        made()


@pytest.mark.parametrize("more", [["--account", "x"], ["--key", "x"], ["--journal", "x"]])
def test_an_account_goes_with_the_key_of_the_house(place, signs, more):
    log(place, LIN)
    folder, vkey = str(place.folder(ORIGIN)), str(signs.signers(ORIGIN)[0].key)

    assert main(["fsck", folder, "--vkey", vkey, *more]) == 2
