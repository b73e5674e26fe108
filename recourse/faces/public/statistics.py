"""Statistics: departments and the house, never people; page, CSV and JSON say the same."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recourse.catalogue import queries as catalogues
from recourse.catalogue.terms import Catalogue
from recourse.faces.sending import download
from recourse.ground.words import Words
from recourse.oversight.statistics import queries, rules
from recourse.oversight.statistics.rules import NOT_TOLD
from recourse.oversight.statistics.terms import Line, Month, Share
from recourse.redress.terms import Kind, Outcome, State
from recourse.redress.wording import KINDS, OUTCOMES, STATES

TOTAL = Words(zh="合计", en="Total")
OTHER = Words(zh="其他", en="Other")
NOTHING = Words(zh="没有可算的", en="nothing to count")
ENDINGS: Mapping[str, Words] = {
    **{one.value: OUTCOMES[one] for one in Outcome},
    "silent": Words(
        zh="逾期未答复，按有利于本人办结", en="Not answered in time: decided for the person"
    ),
    "taken_back": STATES[State.TAKEN_BACK],
    "overtaken": STATES[State.OVERTAKEN],
}
CONFIRMED: Mapping[str, Words] = {
    "within_1": Words(zh="1天内", en="within 1 day"),
    "within_3": Words(zh="3天内", en="within 3 days"),
    "within_7": Words(zh="7天内", en="within 7 days"),
    "later": Words(zh="7天后，或者还没有", en="later, or not yet"),
}
HEADINGS = ("month", "subject", "of_zh", "of_en", "what_zh", "what_en", "figure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One figure in words; `figure` is a number, a range, or a word for what is not told."""

    what: Words
    figure: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Figures about one thing."""

    subject: str
    of_whom: Words
    figures: Sequence[Told]

    @property
    def told(self) -> list[Told]:
        """The figures that are told."""
        return [one for one in self.figures if one.figure != NOT_TOLD]

    @property
    def held_back(self) -> int:
        """How many are not."""
        return len(self.figures) - len(self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One month as a page."""

    month: date
    departments: Sequence[Row]
    cases: Sequence[Row]
    look_ups: Row
    recalls: Row
    months: Sequence[date]
    asked: Sequence[tuple[date, int]]
    ended: Sequence[tuple[date, int]]


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show one month, the newest unless another is chosen, and the year before it as bars."""
    months = queries.shown()
    if not months:
        return render(request, "public/statistics.html", {"page": None})
    told = queries.told(months)
    chosen = next(
        (one for one in told if one.month.isoformat()[:7] == request.GET.get("month")), None
    )
    page = _page(chosen or told[0], told, catalogues.current())
    return render(request, "public/statistics.html", {"page": page})


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send every month that is told, one figure a line, in both languages."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(HEADINGS)
    table.writerows(_lines())
    return download(
        b"\xef\xbb\xbf" + written.getvalue().encode(), name="statistics.csv", kind="text/csv"
    )


@require_safe
def as_json(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """Return the same for machines."""
    figures = [dict(zip(HEADINGS, line, strict=True)) for line in _lines()]
    answer = JsonResponse({"figures": figures, "not_told": NOT_TOLD.as_json()})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _lines() -> Iterator[tuple[str, ...]]:
    """Yield every figure that is told."""
    catalogue = catalogues.current()
    for month in queries.told(queries.shown()):
        for row in _rows(month, catalogue):
            for told in row.figures:
                whom, what = row.of_whom, told.what
                yield (
                    month.month.isoformat()[:7],
                    row.subject,
                    *(whom.zh, whom.en, what.zh, what.en, told.figure.en),
                )


def _rows(month: Month, catalogue: Catalogue) -> list[Row]:
    """Return everything that is told of a month."""
    return [
        *_departments(month),
        *_cases(month),
        _look_ups(month.look_ups, catalogue),
        _recalls(month.recalls),
    ]


def _page(month: Month, every: Sequence[Month], catalogue: Catalogue) -> Page:
    """Return one month for the page, with the bars of the twelve newest."""
    bars = list(reversed(every[:12]))
    objections = [(one.month, _objections(one)) for one in bars]
    return Page(
        month=month.month,
        departments=_departments(month),
        cases=_cases(month),
        look_ups=_look_ups(month.look_ups, catalogue),
        recalls=_recalls(month.recalls),
        months=[one.month for one in every],
        asked=[(one.month, one.look_ups.total) for one in bars if one.look_ups.total],
        ended=[(of, total) for of, total in objections if total],
    )


def _objections(month: Month) -> int:
    """Return how many objections ended, as far as that may be told."""
    return next((one.total for one in month.cases if one.of_whom == Kind.OBJECTION), 0)


def _departments(month: Month) -> list[Row]:
    """Return how departments did their work, as ranges and shares."""
    return [
        Row(
            subject="departments",
            of_whom=one.name,
            figures=[
                Told(what=Words(zh="批次", en="Files"), figure=one.files),
                Told(
                    what=Words(zh="首次报送的行", en="Rows, first time"), figure=one.first_time.band
                ),
                Told(
                    what=Words(zh="一次通过", en="Accepted first time"),
                    figure=_share(one.first_time),
                ),
                Told(what=Words(zh="按时报送", en="Sent in time"), figure=_share(one.in_time)),
                Told(what=Words(zh="答复的事项", en="Cases to answer"), figure=one.answered.band),
                Told(what=Words(zh="按时答复", en="Answered in time"), figure=_share(one.answered)),
            ],
        )
        for one in month.departments
    ]


def _share(share: Share) -> Words:
    """Return a share in words."""
    if share.at_least is None:
        return NOTHING if share.band == rules.NONE else NOT_TOLD
    if share.at_least == 100:
        return Words(zh="全部", en="all")
    return Words(zh=f"至少{share.at_least}%", en=f"at least {share.at_least}%")


def _cases(month: Month) -> list[Row]:
    """Return how cases ended, by kind, and how long answers took."""
    return [
        Row(
            subject="cases",
            of_whom=KINDS[Kind(line.of_whom)],
            figures=[*_told(line, ENDINGS), *_days(month, line.of_whom)],
        )
        for line in month.cases
    ]


def _days(month: Month, kind: str) -> list[Told]:
    """Return how long answers took, if there were enough."""
    if kind not in month.days:
        return []
    days = month.days[kind]
    return [
        Told(
            what=Words(zh="一半在几天内答复", en="Half answered within (days)"),
            figure=_number(days.middle),
        ),
        Told(
            what=Words(zh="九成在几天内答复", en="Nine of ten within (days)"),
            figure=_number(days.ninth),
        ),
    ]


def _look_ups(line: Line, catalogue: Catalogue) -> Row:
    """Return what was asked for, and by which kind of agency."""
    kinds = catalogue.code_lists["AUTHORITY_KIND"]
    names = {}
    for cell in line.cells:
        purpose, _, kind = cell.what.partition("/")
        asked = catalogue.purposes[purpose].name if purpose in catalogue.purposes else OTHER
        by = kinds.get(kind, OTHER)
        names[cell.what] = Words(zh=f"{asked.zh}（{by.zh}）", en=f"{asked.en} ({by.en})")
    return Row(
        subject="look-ups",
        of_whom=Words(zh="查询", en="Look-ups"),
        figures=_told(line, names),
    )


def _recalls(line: Line) -> Row:
    """Return how soon agencies confirmed that they know of a change."""
    return Row(
        subject="recalls",
        of_whom=Words(zh="更正通知的确认", en="Notices of a change, confirmed"),
        figures=_told(line, CONFIRMED),
    )


def _told(line: Line, names: Mapping[str, Words]) -> list[Told]:
    """Return the cells of a line and their total in words; what is nothing is left out."""
    cells = [
        Told(what=names[cell.what], figure=_figure(cell.count))
        for cell in line.cells
        if cell.count != 0
    ]
    return [*cells, Told(what=TOTAL, figure=_total(line))]


def _total(line: Line) -> Words:
    """Return a total; beside a part that is not told, as the least that it is."""
    if line.is_exact:
        return _number(line.total)
    if not line.total:
        return NOT_TOLD
    return Words(zh=f"至少{line.total:,}", en=f"at least {line.total:,}")


def _figure(count: int | None) -> Words:
    return NOT_TOLD if count is None else _number(count)


def _number(count: int) -> Words:
    text = f"{count:,}"
    return Words(zh=text, en=text)
