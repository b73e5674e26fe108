"""The vault: keys in a directory, one file each, apart from the database and its backups.

The rules this module enforces:

* the directory is 0700 and each key 0600; anything wider is refused, never repaired silently;
* a key appears whole or not at all: written aside, flushed, then linked to its name;
* a destroyed key leaves an empty tombstone and is never made anew, not even by a process that
  still remembers it.

Whoever keeps keys in a hardware module or a key service writes another `Vault`.
"""

import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recourse.ground.provisions import PIPL, cite
from recourse.ground.refused import Refused
from recourse.ground.sealing import KEY_BYTES, new_key
from recourse.ground.words import Words

_NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
_PERIOD = re.compile(r"(?:month|delivery)-([0-9]{4})-(0[1-9]|1[0-2])|year-([0-9]{4})")
_KEY, _TOMBSTONE, _ASIDE = ".key", ".destroyed", ".aside"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class NoSuchKey(Refused):
    """A key that something was sealed under is not in the directory."""

    code = "keys.no_such_key"
    status = 503
    says = Words(zh="找不到密钥“{name}”。", en="The key “{name}” is missing.")
    do = Words(
        zh="请管理员检查密钥目录。数据没有改变。",
        en="Ask the operator to check the key directory. Nothing has been changed.",
    )


class KeyDestroyed(Refused):
    """The key was destroyed on its day; what it sealed cannot be read any more."""

    code = "keys.destroyed"
    law = cite(PIPL, "47")
    status = 410
    says = Words(
        zh="密钥“{name}”已经销毁，用它加密的内容无法再读取。",
        en="The key “{name}” was destroyed. What it sealed can no longer be read.",
    )
    do = Words(
        zh="无需操作：到期的内容就是这样被删除的。",
        en="There is nothing to do: this is how expired content is erased.",
    )


class KeysExposed(Refused):
    """Others on this machine may read the keys."""

    code = "keys.exposed"
    law = cite(PIPL, "51(1)(3)")
    status = 503
    says = Words(
        zh="“{path}”的权限是 {mode}，机器上的其他人可以读取密钥。",
        en="“{path}” has mode {mode}: others on this machine may read the keys.",
    )
    do = Words(
        zh="请管理员运行 chmod go-rwx，并轮换其中的密钥。",
        en="Ask the operator to run chmod go-rwx on it, and to rotate the keys in it.",
    )


class KeyStillNeeded(Refused):
    """What the key seals may still be read lawfully."""

    code = "keys.still_needed"
    status = 409
    says = Words(
        zh="密钥“{name}”还不能销毁，它保护的内容仍在保存期内。",
        en="The key “{name}” cannot be destroyed yet: what it seals is still to be kept.",
    )
    do = Words(
        zh="月份或年份结束之后再销毁。",
        en="Destroy it when its month or year is over.",
    )


class KeyDamaged(Refused):
    """A file in the key directory is not a key."""

    code = "keys.damaged"
    status = 503
    says = Words(zh="密钥“{name}”的文件已损坏。", en="The file of the key “{name}” is damaged.")
    do = Words(
        zh="请管理员从密钥备份中恢复这个文件。",
        en="Ask the operator to restore this file from the backup of the keys.",
    )


class Vault(Protocol):
    """What the house asks of whoever keeps its keys."""

    def named(self, name: str) -> bytes:
        """Return the key `name`, made on first use."""

    def by_name(self, name: str) -> bytes:
        """Return the key `name`; never make it."""

    def current(self, series: str) -> tuple[str, bytes]:
        """Return name and key of the newest generation of `series`, made on first use."""

    def rotate(self, series: str) -> str:
        """Make the next generation of `series` and return its name."""

    def month_key(self, month: date) -> bytes:
        """Return the key of the month of `month`, made on first use."""

    def year_key(self, year: int) -> bytes:
        """Return the key of `year`, made on first use."""

    def signing_key(self, name: str) -> Ed25519PrivateKey:
        """Return the signing key `name`, made on first use."""

    def destroy(self, name: str) -> None:
        """Destroy the key `name` for good."""

    def names(self) -> list[str]:
        """Return the names of all keys that can still be used, in order."""

    def destroyed(self) -> list[str]:
        """Return the names of all keys that were destroyed, in order."""

    def since(self, name: str) -> datetime | None:
        """Return when the key `name` was made, or destroyed if it was; None if there is none."""


def month_key_name(month: date) -> str:
    """Return the name of the key of the month of `month`."""
    return f"month-{month:%Y-%m}"


def year_key_name(year: int) -> str:
    """Return the name of the key of `year`."""
    return f"year-{year:04d}"


def needed_until(name: str) -> date | None:
    """Return the first day on which the key of a month, a year or a delivery may be destroyed.

    None for every other key: it is needed for as long as the house stands.

    >>> needed_until("month-2026-12"), needed_until("delivery-2026-02")
    (datetime.date(2027, 1, 1), datetime.date(2026, 3, 1))
    """
    match = _PERIOD.fullmatch(name)
    if match is None:
        return None
    year, month = int(match[1] or match[3]), int(match[2] or 12)
    return date(year + month // 12, month % 12 + 1, 1)


class KeyDirectory:
    """A `Vault` in a directory; safe for many threads and processes at once."""

    def __init__(self, folder: Path) -> None:
        """Keep the path; the directory is made when the first key is."""
        self.folder = Path(folder)
        self._known: dict[str, bytes] = {}

    def named(self, name: str) -> bytes:
        """Return the key `name`, made on first use.

        Raises:
            KeyDestroyed: The key existed and was destroyed.
            KeysExposed: The directory or the file is open to others.
            KeyDamaged: The file is not a key.

        """
        try:
            return self.by_name(name)
        except NoSuchKey:
            with self._locked():
                self._make(name)
            return self.by_name(name)

    def by_name(self, name: str) -> bytes:
        """Return the key `name`; never make it.

        Raises:
            NoSuchKey: There is none of this name.
            KeyDestroyed: The key existed and was destroyed.
            KeysExposed: The directory or the file is open to others.
            KeyDamaged: The file is not a key.

        """
        if self.is_destroyed(name):
            self._known.pop(name, None)
            raise KeyDestroyed(name=name)
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def current(self, series: str) -> tuple[str, bytes]:
        """Return name and key of the newest generation of `series`, made on first use."""
        if not _generations(series, self.names()):
            with self._locked():
                if not _generations(series, self.names()):
                    self._make_next(series)
        name = _generation(series, _generations(series, self.names())[-1])
        return name, self.by_name(name)

    def rotate(self, series: str) -> str:
        """Make the next generation of `series` and return its name."""
        with self._locked():
            return self._make_next(series)

    def month_key(self, month: date) -> bytes:
        """Return the key of the month of `month`, made on first use."""
        return self.named(month_key_name(month))

    def year_key(self, year: int) -> bytes:
        """Return the key of `year`, made on first use."""
        return self.named(year_key_name(year))

    def signing_key(self, name: str) -> Ed25519PrivateKey:
        """Return the signing key `name`, made on first use."""
        return Ed25519PrivateKey.from_private_bytes(self.named(name))

    def destroy(self, name: str) -> None:
        """Destroy the key `name` for good; doing it again finishes what a crash left.

        The tombstone comes first: from then on nobody is given the key. The file is
        overwritten before it is removed; on storage that keeps old blocks (flash, snapshots)
        only the destruction of the medium or its own encryption erases them.

        Law:
            PIPL art. 47.

        """
        with self._locked():
            _write(self._path(name, _TOMBSTONE), b"", exclusive=False)
            self._sync_folder()
            self._known.pop(name, None)
            path = self._path(name, _KEY)
            if path.exists():
                _write(path, bytes(KEY_BYTES), exclusive=False)
                path.unlink()
                self._sync_folder()

    def is_destroyed(self, name: str) -> bool:
        """Whether the key `name` was destroyed."""
        return self._path(name, _TOMBSTONE).exists()

    def names(self) -> list[str]:
        """Return the names of all keys that can still be used, in order."""
        gone = set(self.destroyed())
        return [name for name in self._listed(_KEY) if name not in gone]

    def destroyed(self) -> list[str]:
        """Return the names of all keys that were destroyed, in order."""
        return self._listed(_TOMBSTONE)

    def since(self, name: str) -> datetime | None:
        """Return when the key `name` was made, or destroyed if it was; None if there is none.

        It is the time of the file: a copy that does not keep times tells when it was copied.
        """
        for ending in (_TOMBSTONE, _KEY):
            with suppress(FileNotFoundError):
                written = self._path(name, ending).stat().st_mtime
                return datetime.fromtimestamp(written, tz=UTC)
        return None

    def _listed(self, ending: str) -> list[str]:
        """Return the names that have a file with this ending, in order."""
        if not self.folder.exists():
            return []
        files = (entry.name for entry in os.scandir(self.folder))
        return sorted(file.removesuffix(ending) for file in files if file.endswith(ending))

    def _path(self, name: str, ending: str) -> Path:
        """Return the file of a name; names never leave the directory."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot name a key")
        return self.folder / f"{name}{ending}"

    def _read(self, name: str) -> bytes:
        """Read a key, after making sure that nobody else can."""
        self._refuse_exposed_folder(name)
        try:
            file = os.open(self._path(name, _KEY), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise NoSuchKey(name=name) from error
        except OSError as error:
            raise KeyDamaged(name=name) from error
        with os.fdopen(file, "rb") as opened:
            _refuse_exposed(os.fstat(file), f"{name}{_KEY}")
            key = opened.read(KEY_BYTES + 1)
        if len(key) != KEY_BYTES:
            raise KeyDamaged(name=name)
        return key

    def _refuse_exposed_folder(self, name: str) -> None:
        """Refuse a directory that others may enter."""
        try:
            _refuse_exposed(self.folder.stat(), self.folder.name)
        except FileNotFoundError as error:
            raise NoSuchKey(name=name) from error

    def _make(self, name: str) -> None:
        """Make a key unless it is there; the caller holds the lock.

        Raises:
            KeyDestroyed: A key of this name was destroyed.

        """
        path = self._path(name, _KEY)
        if self.is_destroyed(name):
            raise KeyDestroyed(name=name)
        if path.exists():
            return
        aside = self._path(name, _ASIDE)
        aside.unlink(missing_ok=True)  # a crash left it; nothing was ever sealed under it
        _write(aside, new_key(), exclusive=True)
        os.link(aside, path)
        aside.unlink()
        self._sync_folder()

    def _make_next(self, series: str) -> str:
        """Make the next generation; the caller holds the lock.

        A number once used is never used again, even if its key was destroyed.
        """
        used = _generations(series, self.names() + self.destroyed())
        name = _generation(series, max(used, default=0) + 1)
        self._make(name)
        return name

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process and one thread at a time change the directory."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_exposed(self.folder.stat(), self.folder.name)
        lock = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _sync_folder(self) -> None:
        """Make the directory's entries survive a loss of power."""
        folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _generation(series: str, number: int) -> str:
    """Return the name of a generation."""
    return f"{series}-{number:04d}"


def _generations(series: str, names: list[str]) -> list[int]:
    """Return the numbers of the generations of `series` among `names`, in order."""
    found = map(re.compile(rf"{re.escape(series)}-([0-9]{{4}})").fullmatch, names)
    return sorted(int(match[1]) for match in found if match)


def _write(path: Path, data: bytes, *, exclusive: bool) -> None:
    """Write and flush a file that only its owner may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.open(path, flags | (os.O_EXCL if exclusive else 0), 0o600)
    with os.fdopen(file, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(file)


def _refuse_exposed(status: os.stat_result, path: str) -> None:
    """Refuse what others may read, write or enter."""
    if status.st_mode & _OTHERS:
        raise KeysExposed(path=path, mode=f"{stat.S_IMODE(status.st_mode):04o}")
