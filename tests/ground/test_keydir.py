"""The key directory: made once, read by its owner only, destroyed for good."""

import multiprocessing
import stat
import threading
from datetime import date

import pytest

from recourse.ground import keydir
from recourse.ground.keydir import (
    KeyDamaged,
    KeyDestroyed,
    KeyDirectory,
    KeysExposed,
    NoSuchKey,
)


@pytest.fixture
def keys(tmp_path):
    return KeyDirectory(tmp_path / "keys")


def elsewhere(keys):
    """The same directory, as another process sees it."""
    return KeyDirectory(keys.folder)


def test_a_key_is_made_on_first_use_and_is_the_same_ever_after(keys):
    key = keys.named("person-tag")

    assert len(key) == 32
    assert keys.named("person-tag") == key == elsewhere(keys).by_name("person-tag")
    assert keys.named("identity-digest") != key
    assert keys.names() == ["identity-digest", "person-tag"]


def test_nothing_is_made_by_asking_for_an_existing_key(keys):
    with pytest.raises(NoSuchKey):
        keys.by_name("person-tag")

    assert keys.names() == []
    assert not keys.folder.exists()


def test_only_the_owner_may_read(keys):
    keys.named("person-tag")
    keys.destroy("month-2026-01")

    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.folder.iterdir()} == {0o600}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_others_may_read_is_refused(keys, mode):
    keys.named("person-tag")
    (keys.folder / "person-tag.key").chmod(mode)

    with pytest.raises(KeysExposed) as refused:
        elsewhere(keys).named("person-tag")

    assert f"{mode:04o}" in refused.value.words("en")
    assert "chmod" in refused.value.advice("zh")


def test_a_directory_others_may_enter_is_refused_for_old_keys_and_new(keys):
    keys.named("person-tag")
    keys.folder.chmod(0o750)

    for name in ("person-tag", "new"):
        with pytest.raises(KeysExposed):
            elsewhere(keys).named(name)
    assert keys.names() == ["person-tag"]


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33)])
def test_a_file_that_is_no_key_is_refused_and_left_alone(keys, content):
    keys.named("person-tag")
    path = keys.folder / "person-tag.key"
    path.write_bytes(content)

    with pytest.raises(KeyDamaged):
        elsewhere(keys).named("person-tag")

    assert path.read_bytes() == content


def test_a_link_is_not_followed(keys, tmp_path):
    keys.named("person-tag")
    (keys.folder / "other.key").symlink_to(keys.folder / "person-tag.key")

    with pytest.raises(KeyDamaged):
        keys.by_name("other")


@pytest.mark.parametrize("name", ["", "../up", "a/b", "A", "a.key", "1", "-a", "a\n", "密钥"])
def test_a_name_never_leaves_the_directory(keys, name):
    with pytest.raises(ValueError, match="cannot name"):
        keys.named(name)


def test_months_years_and_signing_keys_have_their_names(keys):
    keys.month_key(date(2027, 3, 31))
    keys.year_key(2026)
    signer = keys.signing_key("receipt")

    assert keys.names() == ["month-2027-03", "receipt", "year-2026"]
    assert keys.month_key(date(2027, 3, 1)) == keys.by_name("month-2027-03")
    assert signer.public_key() == elsewhere(keys).signing_key("receipt").public_key()


def test_a_series_goes_on_in_generations(keys):
    first, first_key = keys.current("identity")

    second = keys.rotate("identity")

    assert (first, second) == ("identity-0001", "identity-0002")
    assert elsewhere(keys).current("identity") == (second, keys.by_name(second))
    assert keys.by_name(first) == first_key
    assert keys.current("identity-digest")[0] == "identity-digest-0001"
    assert keys.current("identity")[0] == second


def test_a_destroyed_generation_is_never_given_again(keys):
    keys.current("identity")
    keys.destroy("identity-0001")

    assert keys.current("identity")[0] == "identity-0002"


def test_a_generation_whose_destruction_was_cut_short_is_not_the_current_one(keys):
    keys.current("identity")
    keys.rotate("identity")
    (keys.folder / "identity-0002.destroyed").touch(mode=0o600)

    assert keys.current("identity")[0] == "identity-0001"
    assert keys.rotate("identity") == "identity-0003"


def test_a_destroyed_key_is_gone_for_everybody_and_never_made_anew(keys):
    other = elsewhere(keys)
    key = keys.named("month-2026-01")
    other.named("month-2026-01")

    keys.destroy("month-2026-01")

    for one in (keys, other, elsewhere(keys)):
        for ask in (one.named, one.by_name, one.signing_key):
            with pytest.raises(KeyDestroyed):
                ask("month-2026-01")
        with pytest.raises(KeyDestroyed):
            one.month_key(date(2026, 1, 1))
    assert keys.names() == []
    assert keys.destroyed() == ["month-2026-01"]
    assert (keys.folder / "month-2026-01.destroyed").read_bytes() == b""
    assert not any(key in path.read_bytes() for path in keys.folder.iterdir())


def test_a_month_without_records_can_be_destroyed_too(keys):
    keys.destroy("month-2026-01")
    keys.destroy("month-2026-01")

    with pytest.raises(KeyDestroyed):
        keys.month_key(date(2026, 1, 1))


def test_a_destruction_cut_short_is_finished_by_the_next(keys):
    keys.named("month-2026-01")
    (keys.folder / "month-2026-01.destroyed").touch(mode=0o600)

    with pytest.raises(KeyDestroyed):
        keys.named("month-2026-01")
    assert keys.names() == []
    keys.destroy("month-2026-01")

    assert not (keys.folder / "month-2026-01.key").exists()


@pytest.mark.parametrize("step", ["write", "link", "unlink"])
def test_a_creation_cut_short_leaves_no_half_key(keys, monkeypatch, step):
    def crash(*_args, **_kwargs):
        raise KeyboardInterrupt

    keys.named("first")
    with monkeypatch.context() as patch:
        if step == "write":
            patch.setattr(keydir.os, "fsync", crash)
        elif step == "link":
            patch.setattr(keydir.os, "link", crash)
        else:
            patch.setattr(
                keydir.Path, "unlink", lambda self, missing_ok=False: missing_ok or crash()
            )
        with pytest.raises(KeyboardInterrupt):
            keys.named("second")

    key = elsewhere(keys).named("second")

    assert len(key) == 32
    assert keys.named("second") == key
    assert elsewhere(keys).named("third") != key


def make_keys(folder, ready):
    keys = KeyDirectory(folder)
    for number in range(100_000):
        keys.named(f"key-{number}")
        if number == 20:
            ready.set()


@pytest.mark.slow
def test_a_process_killed_while_it_makes_keys_leaves_whole_keys_only(tmp_path):
    fork = multiprocessing.get_context("fork")
    ready = fork.Event()
    process = fork.Process(target=make_keys, args=(tmp_path / "keys", ready))
    process.start()
    assert ready.wait(30)
    process.kill()
    process.join()

    keys = KeyDirectory(tmp_path / "keys")

    assert len(keys.names()) > 20
    assert all(len(keys.by_name(name)) == 32 for name in keys.names())
    assert len({keys.named(f"key-{number}") for number in range(len(keys.names()) + 5)}) >= 26


def ask_for_keys(folder, start, answers):
    keys = KeyDirectory(folder)
    start.wait()
    answers.put((keys.named("shared"), keys.current("identity"), keys.rotate("delivery")))


@pytest.mark.slow
def test_processes_that_race_for_a_key_are_given_the_same_one(tmp_path):
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(8), fork.Queue()
    processes = [
        fork.Process(target=ask_for_keys, args=(tmp_path / "keys", start, answers))
        for _ in range(8)
    ]
    for process in processes:
        process.start()
    given = [answers.get(timeout=30) for _ in processes]
    for process in processes:
        process.join()

    keys = KeyDirectory(tmp_path / "keys")
    assert {shared for shared, _, _ in given} == {keys.by_name("shared")}
    assert {series for _, series, _ in given} == {("identity-0001", keys.by_name("identity-0001"))}
    assert sorted(rotated for _, _, rotated in given) == [
        f"delivery-{number:04d}" for number in range(1, 9)
    ]


def test_threads_that_race_for_a_key_are_given_the_same_one(keys):
    start, given = threading.Barrier(8), []

    def ask():
        start.wait()
        given.append(elsewhere(keys).named("shared"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(given) == 8
    assert len(set(given)) == 1
