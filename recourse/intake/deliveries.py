"""The delivered rows on disk: sealed, in numbered frames, until their time is over.

A frame is a chunk of rows, and holds only columns that the catalogue names; of held rows that come
again also their old numbers, and of those nothing but numbers. Each frame is sealed
with AES-256-GCM under the delivery key of the month in which it is deleted at the latest, and
bound to its batch, its number and its kind; a closing frame counts the rows. So a frame
moved, left out or cut off does not open, and destroying the month's key ends every copy in
every backup. A file appears under its name only when all of it is on the disk.
"""

import io
import json
import os
import tempfile
import weakref
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from struct import Struct
from uuid import UUID

import polars as pl
from django.conf import settings

from recourse.ground.calendar import civil_date
from recourse.ground.keydir import KeyDestroyed, NoSuchKey
from recourse.ground.sealing import CannotOpen, Sealer
from recourse.intake import errors, limits
from recourse.intake.headings import ROW_BEFORE, Columns
from recourse.intake.rules import delivery_gone_on
from recourse.intake.terms import Block, Form, Line
from recourse.store.keys import vault

ENDING, PREPARED_ENDING = ".delivery", ".prepared"

ROW = "\0row"
"""Column of the frames that holds each row's number in the file."""

SHAPE = "\0shape"
"""Column that tells rows with too few (-1) or too many (1) cells."""

AT_ONCE = 1_000

_MAGIC = b"RCD1"
_LENGTH = Struct(">I")
_FRAME = Struct(">16sQc")
_HEAD, _ROWS, _END = b"H", b"R", b"E"
_TERMS, _VERDICTS, _FACTS = b"T", b"V", b"F"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written down."""

    rows: int
    chunks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a delivery says of itself: headings as written, and the rows of each chunk."""

    headings: Mapping[str, str]
    chunks: tuple[int, ...]


def path_of(batch: UUID) -> Path:
    """Return where the delivery of a batch lies."""
    return Path(settings.DELIVERIES_DIR) / f"{batch}{ENDING}"


def prepared_path_of(batch: UUID) -> Path:
    """Return where lies what the check of a batch prepared for entering."""
    return Path(settings.DELIVERIES_DIR) / f"{batch}{PREPARED_ENDING}"


def key_name(received_at: datetime) -> str:
    """Return the name of the key under which a delivery received then is sealed."""
    return f"delivery-{delivery_gone_on(received_at):%Y-%m}"


def is_over(*, received_at: datetime, entered_at: datetime | None, now: datetime) -> bool:
    """Whether the time of a delivery is over."""
    if delivery_gone_on(received_at) <= civil_date(now):
        return True
    kept = timedelta(days=limits.DELIVERY_KEEP_DAYS)
    return entered_at is not None and entered_at + kept <= now


def write(
    *, batch: UUID, received_at: datetime, columns: Columns, rows: Iterator[Line | Block]
) -> Written:
    """Seal the rows of a batch onto the disk; nothing is left of it if a row cannot be read.

    Raises:
        Refused: Whatever reading the rows raises.
        TooManyRows: There are more than one batch may have.
        NoRows: There are none.

    """
    with _new_file(path_of(batch), batch, received_at) as pen:
        return _write_frames(pen, columns, rows)


@contextmanager
def _new_file(target: Path, batch: UUID, received_at: datetime) -> "Iterator[_Pen]":
    """Open a sealed file for writing; it appears under its name when all of it is on the disk."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    sealer = Sealer(vault().named(key_name(received_at)))
    try:
        with _private(draft) as file:
            yield _Pen(file, batch, sealer)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    _sync(target.parent)


def paper(prefix: str, form: Form) -> Path:
    """Make a new, empty, private file beside the deliveries, for rows on their way back."""
    folder = Path(settings.DELIVERIES_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=prefix, suffix=f".{form}")
    os.close(handle)
    return Path(name)


def _private(path: Path) -> io.BufferedWriter:
    """Open a new file that only we may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync(folder: Path) -> None:
    """Have the folder's entries on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Pen:
    """Writes frames in order."""

    def __init__(self, file: io.BufferedWriter, batch: UUID, sealer: Sealer) -> None:
        """Begin with the first frame."""
        file.write(_MAGIC)
        self._file = file
        self._batch = batch.bytes
        self._sealer = sealer
        self._number = 0

    def write(self, kind: bytes, plain: bytes) -> None:
        """Write the next frame."""
        bound_to = _FRAME.pack(self._batch, self._number, kind)
        sealed = self._sealer.seal(plain, bound_to=bound_to)
        self._file.write(_LENGTH.pack(len(sealed)))
        self._file.write(sealed)
        self._number += 1


def _write_frames(pen: _Pen, columns: Columns, rows: Iterator[Line | Block]) -> Written:
    """Write the headings, the rows by chunks, and the closing frame."""
    pen.write(_HEAD, json.dumps(dict(columns.written)).encode())
    sizes: list[int] = []
    for frame in _frames(rows, columns):
        if sum(sizes) + len(frame) > limits.ROWS:
            raise errors.TooManyRows(limit=limits.ROWS)
        pen.write(_ROWS, _packed(frame))
        sizes.append(len(frame))
    if not sizes:
        raise errors.NoRows
    pen.write(_END, json.dumps(sizes).encode())
    return Written(rows=sum(sizes), chunks=len(sizes))


def _packed(frame: pl.DataFrame) -> bytes:
    """Return a frame as it is sealed."""
    packed = io.BytesIO()
    frame.write_ipc(packed, compression="lz4")
    return packed.getvalue()


def _frames(rows: Iterator[Line | Block], columns: Columns) -> Iterator[pl.DataFrame]:
    """Yield rows by chunks of so many rows or characters, whichever comes first.

    A block is a chunk already.
    """
    chunk: list[Line] = []
    size = 0
    for piece in rows:
        if isinstance(piece, Line):
            chunk.append(piece)
            size += piece.size
        if chunk and (isinstance(piece, Block) or _is_full(len(chunk), size)):
            yield frame_of(chunk, columns)
            chunk, size = [], 0
        if isinstance(piece, Block):
            yield _frame_of_block(piece)
    if chunk:
        yield frame_of(chunk, columns)


def _is_full(rows: int, characters: int) -> bool:
    """Whether a chunk takes no further row."""
    return rows == limits.CHUNK_ROWS or characters >= limits.CHUNK_CHARACTERS


def _frame_of_block(block: Block) -> pl.DataFrame:
    """Return a block as it is sealed; each of its rows has as many cells as there are headings."""
    last = block.number + len(block.cells)
    return block.cells.select(
        pl.int_range(block.number, last, dtype=pl.Int32).alias(ROW),
        pl.lit(0, dtype=pl.Int8).alias(SHAPE),
        pl.exclude(ROW_BEFORE),
        *([_number(pl.col(ROW_BEFORE))] if ROW_BEFORE in block.cells.columns else []),
    )


def _number(cells: pl.Expr) -> pl.Expr:
    """Return the numbers that held rows had; whatever else stands there is not kept."""
    number = cells.str.strip_chars().str.extract(r"^(\d{1,9})(?:\.0)?$")
    return number.cast(pl.Int32).alias(ROW_BEFORE)


def frame_of(chunk: Sequence[Line], columns: Columns) -> pl.DataFrame:
    """Return the kept columns of a chunk, every value as text, with row numbers and shapes."""
    width = columns.width
    by_column = list(zip(*(_fitted(line.cells, width) for line in chunk), strict=True))
    kept = {code: pl.Series(by_column[at], dtype=pl.String) for code, at in columns.places.items()}
    numbers = pl.Series([line.number for line in chunk], dtype=pl.Int32)
    shapes = pl.Series([_shape(line.cells, width) for line in chunk], dtype=pl.Int8)
    frame = pl.DataFrame({ROW: numbers, SHAPE: shapes, **kept})
    if columns.origin is None:
        return frame
    cells = pl.Series(by_column[columns.origin], dtype=pl.String)
    return frame.with_columns(_number(pl.lit(cells)))


def _fitted(cells: Sequence[str], width: int) -> Sequence[str]:
    """Return as many cells as there are headings."""
    if len(cells) == width:
        return cells
    return [*cells[:width], *[""] * (width - len(cells))]


def _shape(cells: Sequence[str], width: int) -> int:
    """Return -1 for too few cells, 1 for too many that say something, 0 otherwise."""
    if len(cells) < width:
        return -1
    return int(len(cells) > width and any(map(str.strip, cells[width:])))


class _Frames:
    """A sealed file, open for reading; it stays readable when its name is deleted meanwhile."""

    def __init__(self, path: Path, batch: UUID, received_at: datetime) -> None:
        """Open the file and its key, and read the places of its frames.

        Raises:
            DeliveryGone: It was deleted when its time was over.

        """
        self._batch = batch.bytes
        try:
            self._sealer = Sealer(vault().by_name(key_name(received_at)))
            self._file = path.open("rb")
        except (FileNotFoundError, KeyDestroyed, NoSuchKey) as error:
            raise errors.DeliveryGone from error
        weakref.finalize(self, self._file.close)
        self._places = list(self._found())

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self._places)

    def _found(self) -> Iterator[tuple[int, int]]:
        """Yield place and length of every frame."""
        end = self._file.seek(0, io.SEEK_END)
        at = len(_MAGIC)
        while at + _LENGTH.size <= end:
            (length,) = _LENGTH.unpack(os.pread(self._file.fileno(), _LENGTH.size, at))
            yield at + _LENGTH.size, length
            at += _LENGTH.size + length

    def open(self, number: int, kind: bytes) -> bytes:
        """Return the contents of one frame.

        Raises:
            CannotOpen: It is missing, is another one, or was changed.

        """
        if not 0 <= number < len(self._places):
            raise CannotOpen
        at, length = self._places[number]
        sealed = os.pread(self._file.fileno(), length, at)
        return self._sealer.unseal(sealed, bound_to=_FRAME.pack(self._batch, number, kind))


class Delivery:
    """The delivery of one batch, open for reading."""

    def __init__(self, *, batch: UUID, received_at: datetime) -> None:
        """Find the file and its key, and read its first and its last frame.

        Raises:
            DeliveryGone: It was deleted when its time was over.

        """
        self._frames = _Frames(path_of(batch), batch, received_at)
        self.layout = Layout(
            headings=json.loads(self._frames.open(0, _HEAD)),
            chunks=tuple(json.loads(self._frames.open(len(self._frames) - 1, _END))),
        )
        if len(self.layout.chunks) != len(self._frames) - 2:
            raise CannotOpen

    def chunk(self, number: int) -> pl.DataFrame:
        """Return the rows of a chunk; the first is number 1."""
        return self._whole(number).drop(ROW_BEFORE, strict=False)

    def _whole(self, number: int) -> pl.DataFrame:
        return pl.read_ipc(io.BytesIO(self._frames.open(number, _ROWS)))

    def origins(self) -> Iterator[list[int]]:
        """Yield the numbers that the rows had when they were held, at most 1,000 at a time."""
        for number in range(1, len(self.layout.chunks) + 1):
            whole = self._whole(number)
            if ROW_BEFORE not in whole.columns:
                return
            numbers = whole[ROW_BEFORE].drop_nulls().unique().sort().to_list()
            for first in range(0, len(numbers), AT_ONCE):
                yield numbers[first : first + AT_ONCE]

    def row(self, number: int) -> pl.DataFrame:
        """Return one row by its number in the file; empty if there is none."""
        chunks = range(1, len(self.layout.chunks) + 1)
        at = bisect_right(chunks, number, key=lambda chunk: int(self.chunk(chunk)[ROW][0]))
        return self.chunk(max(at, 1)).filter(pl.col(ROW) == number)

    def chunks(self) -> Iterator[pl.DataFrame]:
        """Yield the rows of every chunk in order."""
        for number in range(1, len(self.layout.chunks) + 1):
            yield self.chunk(number)


class PreparedPen:
    """Writes down, chunk by chunk, what a check prepared."""

    def __init__(self, pen: _Pen, terms: bytes) -> None:
        """Begin with the terms under which it holds."""
        self._pen = pen
        pen.write(_TERMS, terms)

    def write(self, verdicts: bytes, facts: pl.DataFrame) -> None:
        """Write the next chunk: what is wrong with its rows, and the facts to be entered."""
        self._pen.write(_VERDICTS, verdicts)
        self._pen.write(_FACTS, _packed(facts))


@contextmanager
def preparing(*, batch: UUID, received_at: datetime, terms: bytes) -> Iterator[PreparedPen]:
    """Write down what a check prepares for entering; it is sealed as the delivery is.

    Args:
        batch: Whose rows.
        received_at: When the batch was received.
        terms: Digest of all that decided the check beside the rows.

    """
    with _new_file(prepared_path_of(batch), batch, received_at) as pen:
        yield PreparedPen(pen, terms)
        pen.write(_END, b"")


class Prepared:
    """What a check prepared, open for reading."""

    def __init__(self, frames: _Frames, chunks: int) -> None:
        """Take a file over.

        Raises:
            CannotOpen: It is not whole.

        """
        self._frames = frames
        frames.open(2 * chunks + 1, _END)

    def chunk(self, number: int) -> tuple[bytes, pl.DataFrame]:
        """Return the verdicts and the facts of a chunk; the first is number 1."""
        verdicts = self._frames.open(2 * number - 1, _VERDICTS)
        return verdicts, pl.read_ipc(io.BytesIO(self._frames.open(2 * number, _FACTS)))


def prepared(*, batch: UUID, received_at: datetime, terms: bytes, chunks: int) -> Prepared | None:
    """Return what a check prepared under the same terms, or None: then check again.

    Raises:
        CannotOpen: It was changed.

    """
    try:
        frames = _Frames(prepared_path_of(batch), batch, received_at)
    except errors.DeliveryGone:
        return None
    return Prepared(frames, chunks) if frames.open(0, _TERMS) == terms else None


def forget_prepared(batch: UUID) -> None:
    """Delete what a check prepared: it was entered."""
    prepared_path_of(batch).unlink(missing_ok=True)


def delete(batch: UUID) -> None:
    """Delete the delivery of a batch, if it is still there."""
    path_of(batch).unlink(missing_ok=True)
    forget_prepared(batch)
