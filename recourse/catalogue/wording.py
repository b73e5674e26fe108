"""How headings are compared and how articles are cited; pure."""

import unicodedata

from recourse.catalogue.terms import Law
from recourse.ground.provisions import ARTICLE, cite
from recourse.ground.words import Words

__all__ = ["ARTICLE", "citation", "folded", "plain"]


def plain(text: str) -> str:
    """Return a heading or a spelling in the form in which two of them are compared.

    Full-width and half-width, capitals and spaces make no difference.
    """
    return "".join(folded(text).split())


def folded(text: str) -> str:
    """Return a text in which full-width and half-width, and capitals, make no difference."""
    return unicodedata.normalize("NFKC", text).casefold()


def citation(law: Law, article: str) -> Words:
    """Return how an article is cited in both languages.

    `13(1)(3)` is article 13, paragraph 1, item 3; several stand between semicolons.
    """
    return cite(law.name, article)
