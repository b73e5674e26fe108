"""The erasure journal: lines that follow each other, on the disk before they count."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest

from recourse.ground import canonical
from recourse.ground import journal as module
from recourse.ground.journal import Journal, JournalDamaged

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
WHICH = {"record": str(UUID(int=7)), "key": "month-2028-03"}


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "erasures")


def add(journal, **facts):
    return journal.append(erased="record", facts=facts or WHICH, at=NOON)


def filled(journal, lines=3):
    return [add(journal, record=str(UUID(int=number))) for number in range(1, lines + 1)]


def test_a_line_comes_back_as_it_was_written(journal):
    written = add(journal)

    (line,) = journal.lines()

    assert line == written
    assert (line.number, line.at, line.erased, line.facts) == (1, NOON, "record", WHICH)


def test_a_line_is_canonical_json_that_names_the_digest_of_the_one_before(journal):
    filled(journal, lines=2)

    first, second = journal.path.read_bytes().splitlines()

    assert [canonical.dumps(json.loads(line)) for line in (first, second)] == [first, second]
    assert json.loads(first)["prev"] == "0" * 64
    assert json.loads(second)["prev"] == sha256(first).hexdigest()


def test_a_journal_nobody_has_begun_is_empty(journal):
    assert journal.lines() == []
    assert not journal.folder.exists()


def test_only_its_owner_reads_it(journal):
    add(journal)

    assert journal.folder.stat().st_mode & 0o777 == 0o700
    assert journal.path.stat().st_mode & 0o777 == 0o600


def test_a_line_counts_when_it_is_on_the_disk(journal, monkeypatch):
    done = []
    monkeypatch.setattr(os, "write", lambda *_, write=os.write: done.append("write") or write(*_))
    monkeypatch.setattr(os, "fsync", lambda *_: done.append("fsync"))

    add(journal)

    assert done[-2:] == ["write", "fsync"]


@pytest.mark.parametrize("keep", [1, 40, -1])
def test_a_line_that_a_crash_cut_short_never_counted_and_the_next_writer_cuts_it_off(journal, keep):
    filled(journal, lines=2)
    whole = journal.path.read_bytes()
    third = add(journal)
    written = journal.path.read_bytes()
    journal.path.write_bytes(whole + written[len(whole) :][:keep])

    assert [line.number for line in journal.lines()] == [1, 2]
    assert add(journal) == third
    assert journal.path.read_bytes() == written


DAMAGE = {
    "a changed value": lambda lines: [
        lines[0].replace(b"month-2028-03", b"month-2028-04"),
        *lines[1:],
    ],
    "another line": lambda lines: [lines[0], lines[1].replace(b'"line":2', b'"line":9'), lines[2]],
    "a line left out": lambda lines: [lines[0], lines[2]],
    "the first left out": lambda lines: lines[1:],
    "two that changed places": lambda lines: [lines[1], lines[0], lines[2]],
    "a line twice": lambda lines: [lines[0], lines[0], lines[1], lines[2]],
    "white space": lambda lines: [lines[0], lines[1].replace(b":", b": ", 1), lines[2]],
    "no JSON": lambda lines: [lines[0], b"erased", lines[2]],
    "no object": lambda lines: [lines[0], b"[]", lines[2]],
    "an empty line": lambda lines: [lines[0], b"", *lines[1:]],
    "a member more": lambda lines: [lines[0], lines[1].replace(b"{", b'{"a":"b",', 1), lines[2]],
    "no instant": lambda lines: [lines[0], lines[1].replace(b'"at":"2', b'"at":"x'), lines[2]],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=list(DAMAGE))
def test_whatever_is_done_to_a_line_shows(journal, damage):
    for _ in range(3):
        add(journal)
    lines = journal.path.read_bytes().splitlines()
    journal.path.write_bytes(b"\n".join(damage(lines)) + b"\n")

    with pytest.raises(JournalDamaged):
        journal.lines()


def test_nothing_follows_a_last_line_that_cannot_be_read(journal):
    add(journal)
    journal.path.write_bytes(b"erased\n")

    with pytest.raises(JournalDamaged):
        add(journal)
    assert journal.path.read_bytes() == b"erased\n"


@pytest.mark.parametrize(
    "fact",
    ["陈晓", "110101199003070011", "13800000000", "Chen Xiao", "a@example.org", "", "x" * 64],
)
def test_nothing_that_somebody_is_called_gets_in(journal, fact):
    with pytest.raises(ValueError, match="identifiers and names of keys only"):
        add(journal, record=fact)
    assert not journal.path.exists()


@pytest.mark.parametrize("name", ["line", "prev", "at", "erased"])
def test_a_fact_takes_no_place_of_the_journals_own(journal, name):
    with pytest.raises(ValueError, match=name):
        add(journal, **{name: "key"})


def test_a_full_disk_is_said_and_leaves_nothing_that_counts(journal, monkeypatch):
    filled(journal, lines=1)

    def full(file, data, write=os.write):
        write(file, data[:20])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(module.os, "write", full)
        with pytest.raises(OSError, match="No space"):
            add(journal)

    assert [line.number for line in journal.lines()] == [1]
    assert add(journal).number == 2
    assert len(journal.lines()) == 2


def test_threads_that_write_together_make_one_chain(journal):
    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(line.number for line in pool.map(lambda _: add(journal), range(40)))

    assert numbers == list(range(1, 41))
    assert len(journal.lines()) == 40


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from recourse.ground.journal import Journal
journal = Journal(Path(sys.argv[1]))
while True:
    journal.append(erased="key", facts={"key": "month-2028-03"}, at=datetime(2026, 11, 23, tzinfo=UTC))
    print(flush=True)
"""


@pytest.mark.slow
def test_writers_that_are_killed_leave_a_journal_that_goes_on(journal):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(journal.folder)], stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    told = 0
    for writer in writers:
        for _ in range(20):
            told += bool(writer.stdout.readline())
        writer.kill()
        writer.wait()
        writer.stdout.close()

    lines = journal.lines()

    assert len(lines) >= told == 60
    assert add(journal).number == len(lines) + 1
