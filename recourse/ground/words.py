"""Text in the two languages of the house."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The same sentence in Chinese and in English; neither may be empty."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        """Refuse a text that says nothing in one of the languages."""
        if not (self.zh.strip() and self.en.strip()):
            raise ValueError("both languages are needed")

    def as_json(self) -> dict[str, str]:
        """Return the text in both languages, as members of JSON."""
        return {"zh": self.zh, "en": self.en}

    def to(self, language: str) -> str:
        """Return the text in `language`; anything but Chinese reads English."""
        return self.zh if language.startswith("zh") else self.en
