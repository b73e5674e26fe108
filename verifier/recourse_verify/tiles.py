"""Tiled logs: where a tile lies, and roots and proofs computed from tiles.

Law:
    C2SP tlog-tiles; RFC 6962 sections 2.1.1 and 2.1.2.

"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache

from recourse_verify import merkle
from recourse_verify.errors import Malformed, NotFound, Wrong

WIDTH = 256
HEIGHT = 8
MOST_TILES = 4_096
Read = Callable[[str], bytes]
"""Gives the content of a file of the log, or raises `NotFound`."""


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Return where a tile of hashes lies below the log's address."""
    return _path(f"tile/{level}", number, width)


def bundle_path(number: int, width: int = WIDTH) -> str:
    """Return where a bundle of entries lies."""
    return _path("tile/entries", number, width)


def _path(folder: str, number: int, width: int) -> str:
    """Return a path in which 1234067 is x001/x234/067."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"{folder}/{name}" + ("" if width == WIDTH else f".p/{width}")


def width_at(level: int, number: int, size: int) -> int:
    """Return how many hashes a tile has in a log of `size` entries; 0 is none."""
    return max(0, min(WIDTH, (size >> (HEIGHT * level)) - number * WIDTH))


def whole_or_cut(read: Read, path: Callable[[int], str], width: int) -> bytes:
    """Read a partial file, or the full one that has taken its place.

    Args:
        read: Gives the files.
        path: Where the file of a width lies.
        width: How wide it was when the checkpoint was made.

    """
    try:
        return read(path(width))
    except NotFound as missing:
        with suppress(NotFound):
            return read(path(WIDTH))
        raise missing from None


def hashes_at(read: Read, level: int, number: int, size: int) -> list[bytes]:
    """Return the hashes of a tile in a log of `size` entries.

    Raises:
        NotFound: It is not there.
        Malformed: It has another length.

    """
    width = width_at(level, number, size)
    data = whole_or_cut(read, lambda wide: tile_path(level, number, wide), width)
    if len(data) not in {width * merkle.HASH_BYTES, WIDTH * merkle.HASH_BYTES}:
        raise Malformed(f"the tile has {len(data)} bytes", where=tile_path(level, number, width))
    return hashes_in(data[: width * merkle.HASH_BYTES])


def hashes_in(data: bytes) -> list[bytes]:
    """Return the hashes that stand one after the other."""
    return [data[at : at + merkle.HASH_BYTES] for at in range(0, len(data), merkle.HASH_BYTES)]


def entries_in(bundle: bytes, width: int, *, where: str) -> list[bytes]:
    """Return the first `width` entries of a bundle.

    Raises:
        Malformed: Its lengths do not add up.

    """
    entries: list[bytes] = []
    at = 0
    while at < len(bundle) and len(entries) <= WIDTH:
        begin = at + 2
        at = begin + int.from_bytes(bundle[at:begin])
        if begin > len(bundle) or at > len(bundle):
            raise Malformed("an entry is cut short", where=where)
        entries.append(bundle[begin:at])
    if len(entries) < width or len(entries) > WIDTH:
        raise Malformed(f"{width} entries must be here, there are {len(entries)}", where=where)
    return entries[:width]


def bundle_of(entries: list[bytes]) -> bytes:
    """Return entries as a bundle."""
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


class Tree:
    """The tree of a log of `size` entries, read tile by tile as it is needed."""

    def __init__(self, read: Read, size: int) -> None:
        """Read nothing yet."""
        self.size = size
        self._read = read
        self._tile = lru_cache(MOST_TILES)(self._load)

    def _load(self, level: int, number: int) -> list[bytes]:
        """Read one tile of this tree, as `hashes_at` does."""
        return hashes_at(self._read, level, number, self.size)

    def leaf(self, index: int) -> bytes:
        """Return the hash of a leaf."""
        return self._range(index, index + 1)

    def root(self) -> bytes:
        """Return the root over all entries."""
        return self._range(0, self.size) if self.size else merkle.EMPTY_ROOT

    def frontier(self) -> merkle.Frontier:
        """Return all that is needed to grow the tree."""
        roots, begin = [], 0
        for bit in range(self.size.bit_length() - 1, -1, -1):
            if self.size >> bit & 1:
                roots.append(self._range(begin, begin + (1 << bit)))
                begin += 1 << bit
        return merkle.Frontier.from_bytes(self.size, b"".join(roots))

    def inclusion(self, index: int) -> list[bytes]:
        """Return the way from a leaf up to the root.

        Raises:
            Wrong: There is no such entry.

        """
        if not 0 <= index < self.size:
            raise Wrong(f"the log has no entry {index}, only {self.size} entries")
        path = [self._range(*beside) for beside in self._beside(index)]
        return path[::-1]

    def _beside(self, index: int) -> Iterator[tuple[int, int]]:
        """Yield what lies beside the way down to a leaf."""
        begin, end = 0, self.size
        while end - begin > 1:
            middle = begin + _split(end - begin)
            if index < middle:
                yield middle, end
                end = middle
            else:
                yield begin, middle
                begin = middle

    def consistency(self, old: int) -> list[bytes]:
        """Return the proof that the tree grew from its first `old` entries.

        Raises:
            Wrong: It never had so many.

        """
        if not 1 <= old <= self.size:
            raise Wrong(f"a log of {self.size} entries did not grow from one of {old}")
        begin, end, is_whole = 0, self.size, True
        path: list[tuple[int, int]] = []
        while old != end - begin:
            middle = _split(end - begin)
            if old <= middle:
                path.append((begin + middle, end))
                end = begin + middle
            else:
                path.append((begin, begin + middle))
                begin, old, is_whole = begin + middle, old - middle, False
        if not is_whole:
            path.append((begin, end))
        return [self._range(*one) for one in path[::-1]]

    def _range(self, begin: int, end: int) -> bytes:
        """Return the hash over entries that form a subtree of this tree."""
        length = end - begin
        height = length.bit_length() - 1
        if length != 1 << height:
            middle = begin + _split(length)
            return merkle.node_hash(self._range(begin, middle), self._range(middle, end))
        level, rest = divmod(height, HEIGHT)
        first = begin >> (HEIGHT * level)
        tile, place = divmod(first, WIDTH)
        return merkle.root_of(self._tile(level, tile)[place : place + (1 << rest)])


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1
