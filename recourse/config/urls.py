"""Every address of the house."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from recourse.config.identity_service import ANSWER
from recourse.faces.api.site import api
from recourse.faces.public import issuer, site
from recourse.faces.public.log import log_file
from recourse.faces.public.recipients import recipients_list, registration
from recourse.faces.public.schemas import schema
from recourse.faces.sign_in.views import answer

urlpatterns = [
    path("api/", api.urls),
    path("log/<log:log>/<logfile:path>", log_file, name="log-file"),
    path("schemas/<slug:name>.json", schema, name="schema"),
    path("robots.txt", site.robots, name="robots"),
    path(".well-known/security.txt", site.security, name="security"),
    path("issuer/anchor.pem", issuer.anchor, name="issuer-anchor"),
    path("issuer/chain.pem", issuer.chain, name="issuer-chain"),
    path("issuer/withdrawn.json", issuer.withdrawn, name="issuer-withdrawn"),
    path("issuer/chain/<str:kid>.pem", issuer.chain_of, name="issuer-chain-of"),
    path("", include("recourse.faces.wallets.urls")),
    path("recipients/list.json", recipients_list, name="recipients-list"),
    path("recipients/<uuid:recipient>/<str:asked>.jwt", registration, name="registration"),
    path(ANSWER, answer, name="sign-in-answer"),
    *i18n_patterns(
        path("", include("recourse.faces.public.urls")),
        path("login/with-identity-service/", include("recourse.faces.sign_in.urls")),
        path("login/letter/", include("recourse.faces.letter_code.urls")),
        path("login/officials/", include("recourse.faces.officials.urls")),
        path("my-file/", include("recourse.faces.portal.urls")),
        path("desk/", include("recourse.faces.desk.urls")),
        path("api-documentation/", include("recourse.faces.api.urls")),
    ),
]
handler400 = "recourse.faces.errors.bad_request"
handler403 = "recourse.faces.errors.forbidden"
handler404 = "recourse.faces.errors.not_found"
handler500 = "recourse.faces.errors.broken"
