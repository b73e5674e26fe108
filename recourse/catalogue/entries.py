"""What one page of the catalogue says: a law, a field, a purpose, a list of codes."""

from collections.abc import Iterable
from datetime import date

from recourse.catalogue.pages import Page
from recourse.catalogue.terms import (
    Answer,
    Basis,
    Exclusion,
    Fault,
    Field,
    FieldKind,
    Law,
    Purpose,
    Repair,
    Right,
    Tier,
    Verification,
    Window,
)
from recourse.catalogue.wording import plain
from recourse.ground.words import Words


class Lists:
    """The code lists: names, codes, spellings, what is refused, weights of penalties."""

    def __init__(self, pages: Iterable[tuple[str, Page]]) -> None:
        """Read every list."""
        self.names: dict[str, Words] = {}
        self.codes: dict[str, dict[str, Words]] = {}
        self.spellings: dict[str, dict[str, str]] = {}
        self.refused: dict[str, dict[str, Words]] = {}
        self.tiers: dict[str, Tier] = {}
        for name, page in pages:
            self.names[name] = page.words("name")
            self.codes[name], self.spellings[name], self.refused[name] = {}, {}, {}
            for code, below in page.named("codes").items():
                self._code(name, code, below)
            page.done()

    def _code(self, name: str, code: str, page: Page) -> None:
        """Take one code in: its words, spellings, tier, and whether it never enters."""
        also = page.texts("also", optional=True)
        if page.has("tier"):
            self.tiers[code] = page.choice("tier", Tier)
        if page.has("refused"):
            self.refused[name][code] = page.words("refused")
        words = self.codes[name][code] = page.as_words()
        for spelling in (code, words.zh, words.en, *also):
            taken = self.spellings[name].setdefault(plain(spelling), code)
            if taken != code:
                _spelling_twice(page, spelling, taken)


def _spelling_twice(page: Page, spelling: str, taken: str) -> None:
    """Note that a spelling stands for two codes."""
    zh, en = f"“{spelling}”已经属于代码{taken}", f"“{spelling}” already stands for {taken}"
    says = Words(zh=zh, en=en)
    fault = Fault(code="spelling", where=page.where, says=says, file=page.file, line=page.line)
    page.notes.faults.append(fault)


def law_of(law: str, page: Page) -> Law:
    """Return a law."""
    read = Law(
        id=law,
        name=page.words("name"),
        issued_by=page.words("issued_by"),
        document_number=page.text("document_number", ""),
    )
    page.done()
    return read


def bases_of(page: Page, key: str) -> tuple[Basis, ...]:
    """Return the articles listed under `key`; none if it is not written."""
    return tuple(basis_of(below) for below in page.pages(key))


def basis_of(page: Page) -> Basis:
    """Return an article, with its time in force and how far it was read."""
    read = Basis(
        law=page.text("law"),
        article=page.text("article"),
        verification=page.choice("verification", Verification),
        source=page.text("source"),
        valid_from_on=page.day("valid_from_on"),
        valid_until_on=page.day("valid_until_on") if page.has("valid_until_on") else None,
    )
    page.done()
    return read


def window_of(page: Page) -> Window:
    """Return how long a record may be shown."""
    read = Window(
        min_months=page.whole("min_months"),
        max_months=page.whole("max_months"),
        cap_months=page.whole("cap_months", 60),
    )
    page.done()
    return read


def repair_of(page: Page) -> Repair:
    """Return when and how a record may be repaired."""
    read = Repair(
        conditions=page.list_of_words("conditions"),
        papers=page.list_of_words("papers"),
        accept_working_days=page.whole("accept_working_days"),
        decide_working_days=page.whole("decide_working_days"),
        by_itself=page.flag("by_itself", default=False),
    )
    page.done()
    return read


def field_of(code: str, page: Page) -> Field:
    """Return a field, with every heading that leads to it: its own names are among them."""
    name = page.words("name")
    read = Field(
        code=code,
        name=name,
        headings=tuple(dict.fromkeys((*page.texts("headings"), name.zh, name.en, code))),
        kind=page.choice("kind", FieldKind),
        max_length=page.whole("max_length") if page.has("max_length") else None,
        required=page.flag("required"),
        code_list=page.text("code_list", ""),
        shown_to_agencies=page.flag("shown_to_agencies"),
        note=page.maybe_words("note"),
    )
    page.done()
    return read


def purpose_of(code: str, page: Page) -> Purpose:
    """Return what an agency may ask."""
    basis, items = page.page("basis"), page.page("items")
    read = Purpose(
        code=code,
        name=page.words("name"),
        question=page.words("question"),
        domain=page.text("domain"),
        agency_kinds=page.texts("agency_kinds"),
        basis=basis_of(basis) if basis else NO_BASIS,
        answer=page.choice("answer", Answer),
        fields={item: items.texts(item) for item in items.names()} if items else {},
        back_months=page.whole("back_months") if page.has("back_months") else None,
        enabled=page.flag("enabled", default=True),
    )
    page.done()
    return read


def exclusion_of(code: str, page: Page) -> Exclusion:
    """Return a class of information that never enters."""
    read = Exclusion(
        id=code,
        what=page.words("what"),
        why=page.words("why"),
        words=page.texts("words"),
        asked_as=page.texts("asked_as", optional=True),
    )
    page.done()
    return read


def right_of(code: str, page: Page) -> Right:
    """Return what the person may do."""
    basis = page.page("basis")
    read = Right(
        code=code,
        name=page.words("name"),
        what=page.words("what"),
        basis=basis_of(basis) if basis else NO_BASIS,
    )
    page.done()
    return read


NO_BASIS = Basis(
    law="", article="", verification=Verification.UNVERIFIED, source="", valid_from_on=date.min
)
