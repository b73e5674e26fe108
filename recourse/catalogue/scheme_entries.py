"""What the page of one scheme says."""

from recourse.catalogue.entries import bases_of
from recourse.catalogue.pages import Page
from recourse.catalogue.terms import Asked, AskKind, Condition, Outcome, Scheme, Source


def scheme_of(code: str, page: Page) -> Scheme:
    """Return a scheme."""
    read = Scheme(
        id=code,
        name=page.words("name"),
        says=page.words("says"),
        domain=page.text("domain"),
        agency_kinds=page.texts("agency_kinds"),
        enabled=page.flag("enabled"),
        disabled_why=page.maybe_words("disabled_why"),
        bases=bases_of(page, "bases"),
        valid_from_on=page.day("valid_from_on"),
        valid_until_on=page.day("valid_until_on") if page.has("valid_until_on") else None,
        answer_working_days=page.whole("answer_working_days"),
        keep_months=page.whole("keep_months"),
        automatic=page.flag("automatic"),
        reads={
            name: _source_of(below)
            for name, below in (page.named("reads") if page.has("reads") else {}).items()
        },
        asks={
            name: _asked_of(below)
            for name, below in (page.named("asks") if page.has("asks") else {}).items()
        },
        conditions=tuple(_condition_of(below) for below in page.pages("conditions")),
        outcomes=tuple(_outcome_of(below) for below in page.pages("outcomes")),
    )
    page.done()
    return read


def _source_of(page: Page) -> Source:
    """Return a record that a scheme reads."""
    read = Source(
        item=page.text("item"), latest_by=page.text("latest_by"), fields=page.texts("fields")
    )
    page.done()
    return read


def _asked_of(page: Page) -> Asked:
    """Return what a scheme asks the person."""
    read = Asked(
        kind=page.choice("kind", AskKind),
        question=page.words("question"),
        prove=page.flag("prove"),
        hint=page.maybe_words("hint"),
        code_list=page.text("code_list", ""),
    )
    page.done()
    return read


def _condition_of(page: Page) -> Condition:
    """Return one condition."""
    read = Condition(
        id=page.text("id"),
        says=page.words("says"),
        law=page.text("law"),
        article=page.text("article"),
        when=page.text("when"),
    )
    page.done()
    return read


def _outcome_of(page: Page) -> Outcome:
    """Return one outcome."""
    read = Outcome(
        id=page.text("id"),
        says=page.words("says"),
        when=page.text("when"),
        valid_days=page.whole("valid_days"),
    )
    page.done()
    return read
