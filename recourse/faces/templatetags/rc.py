"""Tags and filters of every template: words in two languages, dates, boxes, rows, charts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from recourse.attestation.terms import Kind, Mark, StatementCard
from recourse.attestation.terms import State as Attested
from recourse.attestation.wording import MARKS, STATES, TITLES, WHY_TAKEN_BACK
from recourse.faces import wording
from recourse.faces.charts import Bar, bars
from recourse.ground.words import Words
from recourse.notice.wording import joined
from recourse.records.terms import RecordCard, State

register = template.Library()
STATE_COLOURS = {
    State.UNSEEN: "yellow",
    State.STANDING: "blue",
    State.SILENCED: "purple",
    State.ENDED: "grey",
    State.ERASED: "grey",
}


@register.filter
def words(text: Words) -> str:
    """Return the text in the language of the page."""
    return wording.said(text)


@register.filter
def listed(texts: Sequence[Words]) -> str:
    """Return several names as one text."""
    return wording.said(joined(list(texts))) if texts else ""


@register.filter
def day(on: date | datetime | None) -> str:
    """Return a date in full, or nothing if there is none."""
    return "" if on is None else wording.day(on)


@register.filter
def moment(at: datetime) -> str:
    """Return an instant as date and time of day in China."""
    return wording.moment(at)


@register.filter
def clock(at: datetime) -> str:
    """Return the time of day in China, with seconds."""
    return wording.clock(at)


@register.filter
def month_and_year(first: date) -> str:
    """Return a month with its year."""
    return wording.month_and_year(first)


@register.filter
def thousands(count: int) -> str:
    """Return a count with its thousands set apart."""
    return wording.number(count)


@register.filter
def nth(several: Sequence[object], place: int) -> object:
    """Return the one at a place, counted from 0."""
    return several[place]


@register.filter
def file_size(size_bytes: int) -> str:
    """Return how large a file is, in the unit that leaves few digits."""
    return wording.size(size_bytes)


@register.filter
def groups(digest: str) -> str:
    """Return a long digest in groups of four, so that two people can compare it aloud."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


@register.simple_tag
def tag(text: str, colour: str = "grey") -> SafeString:
    """Return a tag; its words say what its colour shows."""
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, text)


@register.filter
def in_tag(text: str, colour: str) -> SafeString:
    """Return the text as a tag."""
    return tag(text, colour)


@register.filter
def in_tag_of(text: str, card: RecordCard) -> SafeString:
    """Return a record's state as a tag in the colour of the state."""
    return tag(text, STATE_COLOURS[card.state])


@register.filter
def title_of_kind(kind: Kind) -> str:
    """Return what a statement of this kind is called."""
    return wording.said(TITLES[kind])


@register.filter
def mark_in_words(mark: Mark) -> str:
    """Return what stands beside an entry of a report."""
    return wording.said(MARKS[mark])


@register.filter
def state_of_statement(card: StatementCard) -> SafeString:
    """Return where a statement is in its life, as a tag."""
    return tag(wording.said(STATES[card.state]), "green" if card.state is Attested.GOOD else "grey")


@register.filter
def why_taken_back(card: StatementCard) -> str:
    """Return why a statement was taken back; empty where it was not."""
    why = card.taken_back_why
    return "" if why is None else wording.said(WHY_TAKEN_BACK[why])


@register.simple_block_tag
def box(content: str, title: str = "", kind: str = "", level: int = 2) -> SafeString:
    """Return a box with a heading: attention, calm, info, stop, or plain."""
    return format_html(
        '<div class="rc-box{}">{}{}</div>',
        f" rc-box--{kind}" if kind else "",
        format_html("<h{0}>{1}</h{0}>", level, title) if title else "",
        mark_safe(content),  # noqa: S308 - already escaped by the template inside the block
    )


@register.simple_block_tag
def row(content: str, key: str) -> SafeString:
    """Return one row of a summary list."""
    return format_html(
        '<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd></div>',
        key,
        mark_safe(content),  # noqa: S308 - already escaped by the template inside the block
    )


@register.simple_block_tag
def fact(content: str, key: str) -> SafeString:
    """Return one row of a small list of facts."""
    return format_html(
        "<dt>{}</dt><dd>{}</dd>",
        key,
        mark_safe(content),  # noqa: S308 - already escaped by the template inside the block
    )


@register.inclusion_tag("components/timeline.html")
def timeline(moments: Iterable[object]) -> dict[str, object]:
    """Show what happened and what will, in order."""
    return {"moments": moments}


@register.inclusion_tag("components/chart.html")
def chart(months: Sequence[tuple[date, int]], label: str, counted: str = "") -> dict[str, object]:
    """Show counts by month as bars, and the same numbers as a table; look-ups unless said."""
    drawn: list[Bar] = bars([(wording.month(first), count) for first, count in months])
    return {"bars": drawn, "months": months, "label": label, "counted": counted}


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changes: object) -> str:
    """Return the address's query with `changes` made to it."""
    request: HttpRequest = context["request"]
    query = request.GET.dict() | {name: str(value) for name, value in changes.items()}
    return "?" + urlencode(query)
