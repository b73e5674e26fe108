"""Pages of a counter: the form, what was entered, its receipt."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from recourse.agencies.terms import Role, SeatCard
from recourse.faces.desk.counter.forms import CounterForm
from recourse.faces.doors import seats_only
from recourse.faces.sending import download
from recourse.faces.wording import language
from recourse.ground.refused import Refused
from recourse.journeys import at_counter
from recourse.notice.printing import pdf_of
from recourse.notice.terms import Letter
from recourse.redress.terms import CaseCard

LAST_ENTERED = "rc_counter"
"""Where a session keeps which case its seat entered last; the next one takes its place."""

RECEIPT_FOR = timedelta(minutes=30)
"""For so long the receipt can be printed at the counter; the person has it in their inbox."""


@require_http_methods(["GET", "POST"])
@seats_only(Role.COUNTER_CLERK)
def counter(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Ask what the person hands in, or enter it."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CounterForm(*sent)
    if form.is_valid() and _entered(request, form, seat):
        return redirect("desk:counter-done")
    status = 400 if form.is_bound else 200
    return render(request, "desk/counter/enter.html", {"form": form}, status=status)


def _entered(request: HttpRequest, form: CounterForm, seat: SeatCard) -> bool:
    """Enter a valid form; what is refused is said in it, and nothing that was written is lost."""
    now = timezone.now()
    try:
        card = at_counter.enter(handed=form.handed(), by=seat, now=now)
    except Refused as refused:
        form.say(refused)
        return False
    kept = (str(card.person_id), str(card.id), now.isoformat())
    request.session[LAST_ENTERED] = dict(zip(("person", "case", "at"), kept, strict=True))
    return True


@require_GET
@seats_only(Role.COUNTER_CLERK)
def done(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Show the receipt of what was entered last."""
    card, letter = _last(request, seat)
    shown = {"card": card, "letter": letter}
    return render(request, "desk/counter/done.html", shown)


@require_GET
@seats_only(Role.COUNTER_CLERK)
def receipt(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Send the receipt as PDF, in the language of the page."""
    card, letter = _last(request, seat)
    made = pdf_of(letter, language=language(), written_at=timezone.now())
    return download(made, name=f"{card.number}.pdf", kind="application/pdf")


def _last(request: HttpRequest, seat: SeatCard) -> tuple[CaseCard, Letter]:
    """Return what this session entered last, as long as its receipt can be printed here."""
    kept = request.session.get(LAST_ENTERED)
    now = timezone.now()
    if kept is None or now - datetime.fromisoformat(kept["at"]) > RECEIPT_FOR:
        raise Http404
    return at_counter.receipt_of(
        person=UUID(kept["person"]), case=UUID(kept["case"]), by=seat, now=now
    )
