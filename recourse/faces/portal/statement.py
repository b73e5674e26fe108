"""The page on which a person writes, changes or takes back their own side of a record."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from recourse.faces.doors import oneself, own_file_only
from recourse.faces.portal.forms import StatementForm
from recourse.faces.wording import reason
from recourse.journeys import open_own_file as own
from recourse.records import actions as records
from recourse.records.errors import StatementEmpty, StatementTooLong, StatementUnreadable
from recourse.records.terms import State


@require_http_methods(["GET", "POST"])
@own_file_only
def statement(request: HttpRequest, me: UUID, record: UUID) -> HttpResponse:
    """Show what the person says beside a record, or keep it; what cannot be kept is not lost."""
    form = StatementForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _said(form, me, record):
        return redirect("portal:record", record=record)
    page = own.open_own_record(person=me, record=record, by=oneself(me), now=timezone.now())
    if page.card.state is State.ERASED:
        return redirect("portal:record", record=record)
    if page.card.statement is not None:
        form.initial["words"] = page.card.statement.words
    status = 400 if form.is_bound else 200
    return render(request, "portal/statement.html", {"own": page, "form": form}, status=status)


def _said(form: StatementForm, me: UUID, record: UUID) -> bool:
    """Keep the words of a form; if they cannot be kept, the form says why."""
    try:
        records.say(
            person=me,
            record=record,
            words=form.cleaned_data["words"],
            by=oneself(me),
            now=timezone.now(),
        )
    except (StatementEmpty, StatementTooLong, StatementUnreadable) as refused:
        form.add_error("words", reason(refused))
        return False
    return True


@require_POST
@own_file_only
def take_back(request: HttpRequest, me: UUID, record: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Take the statement away; it can be written again at any time."""
    records.take_back_statement(person=me, record=record, by=oneself(me), now=timezone.now())
    return redirect("portal:record", record=record)
