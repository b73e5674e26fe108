"""Markdown as a page of ours: the same headings, lists and links; no HTML, no picture.

A text is Markdown of this repository, reviewed like code; what it says is escaped all the same.
"""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

CLASSES = {
    "heading_open": {"h2": "govuk-heading-m", "h3": "govuk-heading-s"},
    "paragraph_open": {"p": "govuk-body"},
    "bullet_list_open": {"ul": "govuk-list govuk-list--bullet"},
    "ordered_list_open": {"ol": "govuk-list govuk-list--number"},
    "link_open": {"a": "govuk-link"},
}
_reader = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "html_block", "html_inline", "code", "fence", "autolink"]
)


@lru_cache(maxsize=256)
def html_of(markdown: str, *, language: str) -> SafeString:
    """Return a text as HTML; its links lead to the pages of one language.

    Args:
        markdown: The text.
        language: As it stands in addresses: `zh-hans` or `en`.

    """
    tokens = _reader.parse(markdown)
    for token in _every(tokens):
        _dress(token, language)
    html = str(_reader.renderer.render(tokens, _reader.options, {}))
    return mark_safe(html)  # noqa: S308 - escaped by the renderer


def sentences_of(markdown: str) -> list[str]:
    """Return the paragraphs, headings and points of a text, bare, for the check of plain words."""
    return [
        "".join(child.content for child in token.children or [])
        for token in _reader.parse(markdown)
        if token.type == "inline"
    ]


def _every(tokens: list[Token]) -> list[Token]:
    """Return the tokens and those inside them."""
    return [one for token in tokens for one in (token, *(token.children or []))]


def _dress(token: Token, language: str) -> None:
    """Give a token the class of our pages, and a link its language."""
    if name := CLASSES.get(token.type, {}).get(token.tag):
        token.attrSet("class", name)
    if token.type == "link_open":
        token.attrSet("href", f"/{language}{token.attrGet('href')}")
