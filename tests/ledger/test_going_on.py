"""A log that was set back goes on lawfully: frozen where it was signed, linked, nothing forked."""

import shutil
from datetime import timedelta
from threading import Thread

import pytest
from click.testing import CliRunner

from recourse.faces.cli.ledger import ledger
from recourse.ground.actor import SYSTEM
from recourse.ground.signing import public_bytes
from recourse.ledger import actions, checking, evidence, going_on, queries, sequencer
from recourse.ledger.connections import connect_as_owner
from recourse.ledger.errors import (
    FilesDoNotReach,
    HeadDoesNotAgree,
    LogIsFrozen,
    LogWasSetBack,
    NotANoteNumber,
    NothingToGoOnFrom,
    SequencerWorks,
    YearIsFull,
)
from recourse.ledger.publishing import publisher
from recourse.ledger.publishing.publisher import Publisher
from recourse.ledger.publishing.signer import newest_of
from recourse.store.keys import vault
from recourse_verify import bundles, checkpoints
from recourse_verify.errors import Wrong
from recourse_verify.fsck import fsck
from recourse_verify.main import main
from recourse_verify.proofs import proof_from
from recourse_verify.sources import source
from tests.conftest import owner
from tests.ledger.conftest import HOUSE, NOON, ORIGIN

pytestmark = [pytest.mark.usefixtures("committed", "where"), pytest.mark.storage]

LATER = NOON + timedelta(minutes=5)
LIN, WANG = b"lin-mei-tag-0001", b"wang-lei-tag-002"
TABLES = ("ledger_log", "ledger_head", "ledger_queue", "ledger_entry", "ledger_person_head")


@pytest.fixture
def where(place, settings):
    settings.LOG_FILES_DIR, settings.SIGNER_DIR = place.files, place.signer


def note(*tags, now=NOON):
    for tag in tags:
        actions.note(kind="own-file", tag=tag, by=SYSTEM, now=now, facts={})


def number():
    with sequencer.connect() as connection:
        return sequencer.drain(connection, now=NOON)


def publish(place):
    with sequencer.connect() as connection:
        return Publisher(place).publish(connection, now=NOON)


def log(place, *tags):
    note(*tags)
    number()
    publish(place)


def backup():
    with owner() as connection:
        return {table: connection.execute(f"TABLE {table}").fetchall() for table in TABLES}


def restore(saved):
    with owner() as connection, connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for table, rows in saved.items():
            connection.execute(f"DELETE FROM {table}")
            for row in rows:
                cells = ", ".join(["%s"] * len(row))
                connection.execute(
                    f"INSERT INTO {table} OVERRIDING SYSTEM VALUE VALUES ({cells})", row
                )


def go_on(place, **other):
    asked = {"house": HOUSE, "year": 2026, "incident": "2026-17", "now": LATER, **other}
    with connect_as_owner() as connection:
        return going_on.go_on(connection, place, **asked)


def everything():
    return [sorted(map(repr, rows)) for rows in backup().values()]


def opened(place, signs, origin):
    text = publisher.published_in(place.folder(origin))
    return checkpoints.opened(text, log=[one.key for one in signs.signers(origin)])


def faults(place, signs, origin):
    folder = source(str(place.folder(origin)))
    return fsck(folder, opened(place, signs, origin).checkpoint).faults


def chain_checks(signs, tag, text=None):
    keys = [one.key for part in ("", "b", "c") for one in signs.signers(f"{ORIGIN}{part}")]
    text = evidence.bundle_of(tag, now=LATER) if text is None else text
    public = public_bytes(vault().signing_key("receipt"))
    return bundles.check(text, public=public, logs=keys, policy=None)


def places(tag):
    return [(card.log_id, card.leaf_index) for card in queries.entries_of(tag)][::-1]


def test_a_log_that_was_set_back_is_frozen_where_it_was_signed_and_another_goes_on(place, signs):
    log(place, LIN, WANG, LIN)
    saved = backup()
    log(place, LIN, WANG)
    signed = newest_of(place.signer, ORIGIN)
    restore(saved)
    note(WANG, None)
    number()  # in the places of what was lost
    note(LIN, WANG)  # waits
    before = [card.entry_id for card in queries.entries_of(WANG)]
    with pytest.raises(HeadDoesNotAgree):
        publish(place)

    done = go_on(place)

    assert done == going_on.GoneOn(f"{ORIGIN}b", lost=2, again=2)
    assert [card.entry_id for card in queries.entries_of(WANG)] == before
    assert places(WANG) == [(20260, 1), (20261, 1), (20260, None)]
    assert checking.check().faults == []
    assert number() == 2
    assert places(LIN) == [(20260, 0), (20260, 2), (20261, 3)]
    assert places(WANG) == [(20260, 1), (20261, 1), (20261, 4)]
    assert publish(place) == 2
    assert opened(place, signs, ORIGIN).checkpoint == signed
    assert opened(place, signs, f"{ORIGIN}b").checkpoint.size == 5
    for origin in (ORIGIN, f"{ORIGIN}b"):
        assert faults(place, signs, origin) == []
    assert checking.check() == checking.Report(10, 2, [])
    log(place, LIN)
    assert opened(place, signs, f"{ORIGIN}b").checkpoint.size == 6


def test_the_first_entry_of_the_log_that_goes_on_proves_what_it_goes_on_from(place, signs):
    log(place, LIN, WANG)
    saved = backup()
    log(place, LIN)
    signed = newest_of(place.signer, ORIGIN)
    restore(saved)
    go_on(place)
    publish(place)

    link = place.folder(f"{ORIGIN}b") / "link"

    vkey = str(signs.signers(f"{ORIGIN}b")[0].key)
    assert main(["proof", str(link), "--vkey", vkey]) == 0
    proof = proof_from(link.read_text())
    said = bundles.said_in(proof.extra)
    assert (proof.index, said["t"]) == (0, "shard-link")
    assert said["facts"] == {
        "origin": ORIGIN,
        "size": 3,
        "root": signed.root.hex(),
        "incident": "2026-17",
        "lost": 1,
    }
    assert not (place.folder(ORIGIN) / "link").exists(), "the first log goes on from none"


def test_a_persons_bundle_holds_over_both_logs_and_no_part_of_it_can_be_left_out(place, signs):
    log(place, LIN, WANG)
    saved = backup()
    log(place, WANG)
    restore(saved)
    note(LIN, LIN)
    go_on(place)
    number()
    publish(place)
    note(LIN)  # waits

    text = evidence.bundle_of(LIN, now=LATER)

    (year,) = chain_checks(signs, LIN, text)
    assert (year.origin, len(year.entries), year.waiting) == (ORIGIN, 4, 1)
    told = bundles.jws.object_from(text)["years"][0]
    for spoil in (
        {**told, "continued": []},
        {**told, "continued": [*told["continued"], told["checkpoint"]]},
        {**told, "continued": "2026b"},
        {**told, "checkpoint": None},
        {**told, "entries": told["entries"][1:]},
        {**told, "entries": [one for one in told["entries"] if "log" not in one]},
        {**told, "entries": [{**one, "log": ORIGIN} for one in told["entries"]]},
    ):
        with pytest.raises(Wrong):
            chain_checks(signs, LIN, bundles.as_text([spoil]))


def test_a_proof_of_an_entry_of_either_log_holds(place, signs, tmp_path):
    log(place, LIN)
    saved = backup()
    log(place, WANG)
    restore(saved)
    note(LIN)
    go_on(place)
    number()
    publish(place)

    for card, origin in zip(queries.entries_of(LIN), (f"{ORIGIN}b", ORIGIN), strict=True):
        file = tmp_path / str(card.entry_id)
        file.write_text(evidence.proof_of(LIN, card.entry_id))
        assert main(["proof", str(file), "--vkey", str(signs.signers(origin)[0].key)]) == 0


def test_what_waited_in_the_backup_and_was_signed_since_is_not_lost(place, signs):
    log(place, LIN)
    note(LIN, WANG)
    saved = backup()
    log(place, WANG, LIN)
    restore(saved)
    note(WANG)

    done = go_on(place)

    assert (done.lost, done.again) == (2, 0)
    assert places(LIN) == [(20260, 0), (20260, 1)]
    assert places(WANG) == [(20260, 2), (20260, None)]
    number()
    assert checking.check().faults == []
    assert chain_checks(signs, WANG)[0].entries[-1]["seq"] == 2


def test_what_was_numbered_again_at_another_place_goes_back_to_where_it_was_signed(place):
    note(LIN, WANG)
    saved = backup()
    log(place)
    restore(saved)
    with owner() as connection:  # two writers commit the other way round this time
        connection.execute(
            "UPDATE ledger_queue SET queue_id = DEFAULT WHERE person_tag = %s", [LIN]
        )
    number()

    done = go_on(place)

    assert (done.lost, done.again) == (0, 0)
    assert (places(LIN), places(WANG)) == ([(20260, 0)], [(20260, 1)])
    assert checking.check().faults == []


def test_a_database_set_back_before_it_first_went_on_goes_on_a_second_time(place, signs):
    log(place, LIN)
    saved = backup()
    log(place, WANG)
    restore(saved)
    go_on(place)
    log(place, LIN)
    assert newest_of(place.signer, f"{ORIGIN}b").size == 2
    restore(saved)
    note(WANG)

    done = go_on(place)

    assert done == going_on.GoneOn(f"{ORIGIN}c", lost=3, again=0)
    log(place, LIN)
    for origin, size in ((ORIGIN, 2), (f"{ORIGIN}b", 2), (f"{ORIGIN}c", 3)):
        assert opened(place, signs, origin).checkpoint.size == size
        assert faults(place, signs, origin) == []
    assert checking.check().faults == []
    assert [len(chain_checks(signs, tag)[0].entries) for tag in (LIN, WANG)] == [2, 1]


def set_back(place):
    log(place, LIN)
    saved = backup()
    log(place, WANG)
    restore(saved)
    note(LIN)


def test_a_sound_log_is_not_ended(place):
    log(place, LIN)
    note(WANG)
    number()  # more than was signed is no fault
    before = everything()

    with pytest.raises(NothingToGoOnFrom):
        go_on(place)

    assert everything() == before


def test_nothing_goes_on_while_a_sequencer_works(place):
    set_back(place)
    before = everything()

    with sequencer.connect() as busy:
        assert sequencer.may_work(busy)
        with pytest.raises(SequencerWorks):
            go_on(place)

    assert everything() == before


@pytest.mark.parametrize("what", ["all", "an entry", "cut"])
def test_nothing_goes_on_without_the_published_files(place, what):
    set_back(place)
    before = everything()
    bundle = place.folder(ORIGIN) / "tile" / "entries" / "000.p" / "2"
    data = bundle.read_bytes()
    if what == "all":
        shutil.rmtree(place.files)
    else:
        bundle.write_bytes(data[:-1] if what == "cut" else data[:-1] + bytes([data[-1] ^ 1]))

    with pytest.raises(FilesDoNotReach):
        go_on(place)

    assert everything() == before


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE ledger_entry SET commitment = sha256('x') WHERE leaf_index = 0",
        "UPDATE ledger_head SET root = sha256('x')",
        "UPDATE ledger_head SET size = 7",
    ],
)
def test_a_log_that_somebody_changed_is_not_mended_by_going_on(place, attack):
    set_back(place)
    with owner() as connection:
        connection.execute(attack)
    before = everything()

    with pytest.raises(HeadDoesNotAgree):
        go_on(place)

    assert everything() == before


@pytest.mark.parametrize("number", ["", "Lin Mei looked", "林", "x" * 41, "2026\n", "-1"])
def test_the_number_of_a_note_is_a_number(place, number):
    set_back(place)

    with pytest.raises(NotANoteNumber):
        go_on(place, incident=number)


def test_an_eleventh_log_of_a_year_is_refused(place):
    set_back(place)
    with owner() as connection:
        connection.execute("INSERT INTO ledger_log VALUES (20269, 'x', 2026)")

    with pytest.raises(YearIsFull):
        go_on(place)


def test_only_the_owner_of_the_tables_can_do_it(place):
    set_back(place)
    before = everything()

    with pytest.raises(Exception, match="permission denied"), sequencer.connect() as connection:
        going_on.go_on(connection, place, house=HOUSE, year=2026, incident="1", now=NOON)

    assert everything() == before


def test_the_command_says_what_it_did_or_why_it_did_not(place, monkeypatch):
    monkeypatch.setenv("RECOURSE_DATABASE_ROLE", "")
    set_back(place)

    def command(*words):
        return CliRunner().invoke(ledger, ["go-on", "--year", "2026", *words])

    assert command("--incident", "a b").exit_code == 1
    told = command("--incident", "2026-17")
    assert (told.exit_code, told.output) == (
        0,
        "localhost/log/2026b goes on. Lost: 1. Numbered again: 0.\n",
    )
    again = command("--incident", "2026-17")
    assert again.exit_code == 1
    assert "was not set back" in again.output
    assert "没有被退回" in again.output


def test_a_log_that_is_frozen_and_not_gone_on_with_takes_no_more(place):
    log(place, LIN)
    with owner() as connection:
        connection.execute("UPDATE ledger_log SET state = 'frozen'")
    note(LIN)

    with pytest.raises(LogIsFrozen):
        number()


def test_a_sequencer_that_waits_for_the_head_of_a_log_being_frozen_numbers_nothing_in_it(place):
    log(place, LIN)
    note(WANG)
    found = []

    def step():
        with sequencer.connect() as connection:
            try:
                found.append(sequencer.step(connection, now=NOON))
            except LogIsFrozen as error:
                found.append(error)

    waits = Thread(target=step)
    with connect_as_owner() as connection, connection.transaction():
        connection.execute(going_on.HEAD, [20260])
        waits.start()
        while not connection.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
        ).fetchone()[0]:
            pass
        connection.execute(going_on.FREEZE, [2026, 20261])
    waits.join()

    assert [type(one) for one in found] == [LogIsFrozen]
    assert queries.gauge().waiting == 1


def test_what_fails_half_way_changes_nothing_and_can_be_done_again(place, monkeypatch):
    set_back(place)
    before = everything()
    with monkeypatch.context() as broken:
        broken.setattr(going_on, "_number_again", None)
        with pytest.raises(TypeError):
            go_on(place)
    assert everything() == before

    assert go_on(place).lost == 1


def test_a_set_back_is_still_refused_by_the_publisher(place):
    set_back(place)

    with pytest.raises(LogWasSetBack, match="2 entries were signed, the database has 1"):
        publish(place)


def test_each_years_log_begins_with_the_head_of_the_year_before(place, signs):
    log(place, LIN, WANG)
    head = queries.head()
    note(LIN, now=NOON.replace(year=2027))
    number()
    publish(place)

    proof = proof_from((place.folder(f"{HOUSE}/2027") / "link").read_text())

    assert bundles.said_in(proof.extra)["facts"] == {
        "origin": ORIGIN,
        "size": 2,
        "root": head.root.hex(),
    }
    assert [(one.origin, one.size) for one in queries.heads()] == [
        (f"{HOUSE}/2027", 2),
        (ORIGIN, 2),
    ]
    assert checking.check() == checking.Report(4, 3, [])
    assert faults(place, signs, f"{HOUSE}/2027") == []


def test_pages_of_a_list_follow_each_other_over_both_logs(place):
    set_back(place)
    note(LIN)
    go_on(place)
    number()
    note(LIN, LIN)
    whole = queries.entries_of(LIN)

    found, last = [], None
    while page := queries.entries_of(LIN, limit=2, before=last):
        found += page
        last = page[-1].entry_id

    assert found == whole
    assert [card.sequence for card in whole] == [5, 4, 3, 2, 1]
    assert all(queries.entry_of(LIN, card.entry_id) == card for card in whole)
