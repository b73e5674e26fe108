"""Pages that anybody may read, the way in and the way out."""

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from recourse.catalogue import queries as catalogues
from recourse.faces import helper_codes, sessions
from recourse.faces.context import LARGE_PRINT
from recourse.faces.helper_codes import CodeForm
from recourse.faces.officials.sessions import confirm
from recourse.faces.ready_made import READY_MADE
from recourse.faces.returning import on_this_site
from recourse.faces.shelf import answered, asked_of, item_page, shelves
from recourse.people.entrustments import codes
from recourse.people.sessions.terms import WAY, Way

A_YEAR_SECONDS = 365 * 24 * 3600


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Say what the service is and what it is not."""
    return render(request, "public/home.html")


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show what may be collected, by domain, and what never is: all of it, or what is asked for.

    Only the catalogue is searched, never anything about people.
    """
    current = catalogues.current()
    asked = asked_of(current, request.GET.dict())
    shown = {
        "catalogue": current,
        "shelves": shelves(current),
        "asked": asked,
        "answer": answered(current, asked) if asked.is_something else None,
        "domains": sorted(current.domains.items(), key=lambda one: one[1].en),
    }
    return render(request, "public/catalogue.html", shown)


@require_GET
def item(request: HttpRequest, item: str) -> HttpResponse:
    """Show one item: law, fields, how long, who may see it."""
    current = catalogues.current()
    if item not in current.items:
        raise Http404
    return render(request, "public/item.html", {"page": item_page(current, item)})


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how the pages are made to be used by everybody, and what is not tested."""
    return render(request, "public/accessibility.html")


@require_http_methods(["GET", "HEAD", "POST"])
def help_somebody(request: HttpRequest) -> HttpResponse:
    """Take the code of a helper who is not signed in, and lead them to the way in.

    Whether it opens anything is said to nobody before they have said who they are.
    """
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        helper_codes.keep(request, codes.digest_of(form.cleaned_data["code"]))
        return redirect(f"{resolve_url('public:login')}?next={resolve_url('portal:accept')}")
    status = 400 if form.is_bound else 200
    return render(request, "portal/helpers/accept.html", {"form": form}, status=status)


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Switch large print on or off, and return to the page."""
    answer = redirect(_back(request.POST.get("next", ""), request))
    if request.POST.get("text") == "large":
        answer.set_cookie(LARGE_PRINT, "large", A_YEAR_SECONDS, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(LARGE_PRINT)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Offer the identity service, and the ready-made roles of the demo; or say what else to do."""
    wrong = ""
    if request.method == "POST" and settings.DEMO:
        account = auth.authenticate(request, ready_made=request.POST.get("role", ""))
        if account is not None:
            sessions.begin(request, account, Way.READY_MADE, timezone.now())
            confirm(request, timezone.now())
            return redirect(_back(request.POST.get("next", ""), request, home_of=account))
        wrong = gettext("Choose one of the roles of this sample city")
    shown = {
        "roles": READY_MADE,
        "next": request.GET.get("next", ""),
        "wrong": wrong,
        "connected": settings.IDENTITY_SERVICE is not None,
    }
    return render(request, "public/login.html", shown, status=400 if wrong else 200)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    way = request.session.get(WAY)
    auth.logout(request)
    return redirect("sign-in:signed-out" if way == Way.IDENTITY_SERVICE else "public:home")


def _back(
    address: str, request: HttpRequest, *, home_of: auth.base_user.AbstractBaseUser | None = None
) -> str:
    """Return `address` if it is on this site, else the home of whoever came in."""
    if ours := on_this_site(address, request):
        return ours
    if home_of is None:
        return resolve_url("public:home")
    return resolve_url("portal:home" if getattr(home_of, "person_id", None) else "desk:home")
