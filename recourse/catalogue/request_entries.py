"""What a page of `catalogue/requests` says: a reason to ask a person for a statement."""

from recourse.catalogue.entries import NO_BASIS, basis_of
from recourse.catalogue.pages import Page
from recourse.catalogue.terms import Askable, Request


def request_of(code: str, page: Page) -> Request:
    """Return a request; a list of domains is no domain, so there can only be one."""
    basis = page.page("basis")
    read = Request(
        code=code,
        name=page.words("name"),
        says=page.words("says"),
        asked_by=page.words("asked_by"),
        domain=page.text("domain"),
        statement=page.choice("statement", Askable),
        basis=basis_of(basis) if basis else NO_BASIS,
        names_person=page.flag("names_person"),
        back_months=page.whole("back_months"),
        enabled=page.flag("enabled", default=True),
        disabled_why=page.maybe_words("disabled_why"),
    )
    page.done()
    return read
