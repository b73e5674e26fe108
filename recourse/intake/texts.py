"""Texts of a workbook while it is read: bounded as they come in, and kept in little memory."""

from array import array

from recourse.intake import errors, limits


class SharedTexts:
    """The texts that cells point to, kept end to end: each costs its bytes and four more."""

    def __init__(self) -> None:
        """Begin with none."""
        self._bytes = bytearray()
        self._ends = array("I", [0])

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ends) - 1

    def __getitem__(self, at: int) -> str:
        """Return the text of a place."""
        return self._bytes[self._ends[at] : self._ends[at + 1]].decode()

    def append(self, text: str) -> None:
        """Keep one more.

        Raises:
            WorkbookTooLarge: There are more, or they are longer, than may be kept.

        """
        self._bytes += text.encode()
        self._ends.append(len(self._bytes))
        if len(self) > limits.SHARED_TEXTS or len(self._bytes) > limits.SHARED_KEPT_BYTES:
            raise errors.WorkbookTooLarge


class Text:
    """One text while its pieces come in; never more of it than a cell may hold."""

    def __init__(self) -> None:
        """Begin empty."""
        self._pieces: list[str] = []
        self._size = 0

    def add(self, piece: str) -> None:
        """Take the next piece.

        Raises:
            OverflowError: The text is longer than any cell's.

        """
        self._size += len(piece)
        if self._size > limits.CELL_CHARACTERS:
            raise OverflowError
        self._pieces.append(piece)

    def take(self) -> str:
        """Return the text and begin anew."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        return text
