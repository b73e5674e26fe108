"""The tree as a folder of files: tiles of hashes and bundles of entries.

A file is written beside its place and renamed; a full one never changes again. What a crash left is
written anew with the same bytes, because the database holds every entry.

Law:
    C2SP tlog-tiles.

"""

import os
from collections.abc import Iterable
from pathlib import Path

from recourse_verify import merkle
from recourse_verify.errors import NotFound
from recourse_verify.tiles import (
    WIDTH,
    Tree,
    bundle_of,
    bundle_path,
    entries_in,
    hashes_in,
    tile_path,
    width_at,
)

FEW_FILES = 64


class TreeFiles:
    """The files of one log of `size` entries, to which entries are added at the right edge."""

    def __init__(self, folder: Path, size: int = 0) -> None:
        """Begin where the files of `size` entries end.

        Args:
            folder: Where the log lies; made when it is missing.
            size: How many entries are written for certain.

        """
        self.folder, self.size = folder, size
        self._written: list[Path] = []

    def read(self, path: str) -> bytes:
        """Return a file of the log.

        Raises:
            NotFound: It is not there.

        """
        try:
            return (self.folder / path).read_bytes()
        except OSError as error:
            raise NotFound("the file cannot be read", where=path) from error

    def tree(self) -> Tree:
        """Return the tree in these files."""
        return Tree(self.read, self.size)

    def extend(self, entries: Iterable[bytes]) -> None:
        """Add entries at the right edge, and have all of it on the disk.

        Args:
            entries: Data of the leaves, as they stand in the log.

        """
        bundle = self._bundle()
        leaves = _Level(self, 0)
        for entry in entries:
            bundle.append(entry)
            leaves.append(merkle.leaf_hash(entry))
            self.size += 1
            if len(bundle) == WIDTH:
                self.write(bundle_path(self.size // WIDTH - 1), bundle_of(bundle))
                bundle = []
        if bundle:
            number, width = divmod(self.size, WIDTH)
            self.write(bundle_path(number, width), bundle_of(bundle))
        leaves.close()
        self._settle()

    def _bundle(self) -> list[bytes]:
        """Return the entries of the bundle that is not full yet."""
        number, width = divmod(self.size, WIDTH)
        if not width:
            return []
        path = bundle_path(number, width)
        return entries_in(self.read(path), width, where=path)

    def write(self, path: str, data: bytes) -> None:
        """Put a file in its place whole."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.new")
        beside.write_bytes(data)
        beside.replace(file)
        self._written.append(file)

    def _settle(self) -> None:
        """Have everything on the disk before anybody signs for it."""
        if len(self._written) > FEW_FILES:
            os.sync()
        else:
            for place in {*self._written, *(file.parent for file in self._written)}:
                handle = os.open(place, os.O_RDONLY)
                os.fsync(handle)
                os.close(handle)
        self._written.clear()


class _Level:
    """The right edge of one level of tiles; a full tile becomes one hash of the level above."""

    def __init__(self, files: TreeFiles, level: int) -> None:
        """Begin with the tile that is not full yet."""
        self._files, self._level = files, level
        self._above: _Level | None = None
        self._number = (files.size >> (8 * level)) // WIDTH
        self._hashes = self._last(width_at(level, self._number, files.size))

    def _last(self, width: int) -> list[bytes]:
        """Return the hashes of the tile that is not full yet."""
        if not width:
            return []
        return hashes_in(self._files.read(tile_path(self._level, self._number, width)))

    def append(self, one: bytes) -> None:
        """Add a hash; write the tile and pass its root up once it is full."""
        if self._above is None and len(self._hashes) == WIDTH - 1:
            self._above = _Level(self._files, self._level + 1)
        self._hashes.append(one)
        if len(self._hashes) == WIDTH:
            path = tile_path(self._level, self._number)
            self._files.write(path, b"".join(self._hashes))
            if self._above is not None:
                self._above.append(merkle.root_of(self._hashes))
            self._number, self._hashes = self._number + 1, []

    def close(self) -> None:
        """Write what is left, on this level and all above."""
        if self._hashes:
            path = tile_path(self._level, self._number, len(self._hashes))
            self._files.write(path, b"".join(self._hashes))
        if self._above is not None:
            self._above.close()
