"""What a check can find."""


class Wrong(Exception):  # noqa: N818 - says what is wrong
    """Something does not hold; `where` names the file, row or line, `what` says what is wrong."""

    def __init__(self, what: str, *, where: str = "") -> None:
        """Keep both apart, so that a machine can read them."""
        super().__init__(f"{where}: {what}" if where else what)
        self.what, self.where = what, where


class Malformed(Wrong):
    """A text is not what its specification allows; nothing in it was believed."""


class Unsigned(Wrong):
    """No key that is trusted signed it, or one that is trusted did not sign this."""


class NotFound(Wrong):
    """A file of the log is not where it must be."""


class Misused(Exception):  # noqa: N818 - says what happened
    """The command was used wrongly, or a file could not be read."""
