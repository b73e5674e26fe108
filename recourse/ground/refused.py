"""What the law or our own rules do not allow.

A `Refused` is an answer, not a bug: it has a stable code, the provision it rests
on if it is more than the house's own rule, the same words in both languages, and what to do
next. It carries no personal data.
Every other exception is a bug and stays one.
"""

from typing import ClassVar

from recourse.ground.words import Words

REFUSALS: dict[str, type["Refused"]] = {}


class Refused(Exception):  # noqa: N818 - the house's word, not an error
    """Base of every refusal; the class attributes are its interface."""

    code: ClassVar[str]
    law: ClassVar[Words | None] = None
    status: ClassVar[int] = 422
    says: ClassVar[Words]
    do: ClassVar[Words]

    def __init__(self, **facts: str | int) -> None:
        """Keep the facts of this refusal; never personal data."""
        super().__init__(self.code)
        self.facts = facts

    def __init_subclass__(cls) -> None:
        """Register the refusal under its code, once."""
        super().__init_subclass__()
        for needed in ("code", "says", "do"):
            if not hasattr(cls, needed):
                raise TypeError(f"{cls.__name__} has no {needed}")
        if REFUSALS.setdefault(cls.code, cls) is not cls:
            raise TypeError(f"the code {cls.code} is taken")

    def words(self, language: str) -> str:
        """Return what was refused, with the facts filled in."""
        return self.says.to(language).format(**self.facts)

    def provision(self, language: str) -> str:
        """Return the provision as it is cited; empty where it is the house's own rule."""
        return "" if self.law is None else self.law.to(language)

    def advice(self, language: str) -> str:
        """Return what to do next, with the facts filled in."""
        return self.do.to(language).format(**self.facts)
