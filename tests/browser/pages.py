"""Every page there is: who opens it, and how the variable parts of its address are filled.

A page that is not here, and not in `NO_PAGES` with its reason, fails a test. To add one, add a
line: the name of its address, who has it open (`sample.py`), and what stands in its address.
Whatever is here is held against everything that `test_pages.py` holds pages against.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.browser import sample as samples

if TYPE_CHECKING:
    from tests.browser.sample import Sample

LANGUAGES = ("zh-hans", "en")
MOST_QUERIES = 12
Sent = Mapping[str, str] | Callable[[], Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page as somebody has it before them, in one of its states."""

    name: str
    visitor: str
    args: Mapping[str, str]
    state: str = ""
    query: str = ""
    sent: Sent | None = None
    status: int = 200
    queries: int = MOST_QUERIES
    first: Callable[[], None] | None = None

    @property
    def id(self) -> str:
        """What the page is called in reports and pictures."""
        return "-".join(filter(None, (self.name.replace(":", "-"), self.state)))

    def address(self, sample: "Sample", language: str) -> str:
        """Return where it is, without the host."""
        from django.urls import reverse
        from django.utils import translation

        args = {part: value.format(**sample.named) for part, value in self.args.items()}
        with translation.override(language):
            return reverse(self.name, kwargs=args) + self.query.format(**sample.named)

    def form(self, sample: "Sample") -> dict[str, str] | None:
        """Return what is sent to have it shown; nothing if the address is enough."""
        if self.sent is None:
            return None
        sent = self.sent() if callable(self.sent) else self.sent
        return {field: value.format(**sample.named) for field, value in sent.items()}


def page(name: str, visitor: str = "", *, state: str = "", **more: object) -> Shown:
    """Describe a page; what is no field of a page is a part of its address."""
    fields = {"query", "sent", "status", "queries", "first"}
    known = {key: value for key, value in more.items() if key in fields}
    args = {key: value for key, value in more.items() if key not in fields}
    return Shown(name=name, visitor=visitor, state=state, args=args, **known)


def faulty(name: str, visitor: str = "", **more: object) -> Shown:
    """Describe a page whose form came back because nothing in it was filled in."""
    return page(name, visitor, state="faulty", **({"sent": {}, "status": 400} | more))


PUBLIC = [
    page("public:home"),
    page("public:catalogue"),
    page("public:item", item="adv.work_safety_person"),
    page("public:schemes"),
    page("public:scheme", scheme="recognition.volunteer"),
    page("public:catalogue", state="found", query="?word=tax"),
    page("public:catalogue", state="nothing", query="?word=xyzzy"),
    page("public:rights"),
    page("public:right", right="object"),
    page("public:right", state="challenge", right="challenge"),
    page("public:guide", guide="object"),
    page("public:guide", state="repair", guide="repair"),
    page("public:check"),
    page("public:log-status"),
    page("public:statistics"),
    page("api-documentation:documentation"),
    page("api-documentation:problems"),
    page("api-documentation:problem", code="api.token_needed"),
    page("public:verify"),
    page("public:recipients"),
    page("public:demo-wallet"),
    page("public:accessibility"),
    page("public:help-somebody"),
    page("public:share"),
    faulty("public:share"),
    page("public:login"),
    page("sign-in:refused", code="sign_in.service_silent", status=503),
    page("public:learn"),
    page("public:article", article="notice"),
    page("public:exemplar"),
    page("public:pages"),
    page("sign-in:signed-out"),
    page("sign-in:nothing-held", query="?at={at}"),
    page("letter-code:sign-in"),
    faulty("letter-code:sign-in"),
    page("officials:sign-in"),
    faulty("officials:sign-in"),
]
PORTAL = [
    page("portal:home", "person"),
    page("portal:home", "helping", state="as-helper", queries=18),
    page("portal:records", "person"),
    page("portal:record", "person", record="{record}"),
    page("portal:record", "person", state="contested", record="{contested}"),
    page("portal:record", "person", state="withdrawn", record="{righted}"),
    page("portal:record", "person", state="erased", record="{erased}"),
    page("portal:record", "person", state="honour", record="{honour}"),
    page("portal:record", "helping", state="as-helper", record="{record}", queries=18),
    page("portal:not-me", "person", record="{repairable}"),
    page("portal:take-down", "person", record="{honour}"),
    page("portal:statement", "person", record="{record}"),
    faulty("portal:statement", "person", record="{record}"),
    page("portal:take-away", "person"),
    page("portal:sessions", "person"),
    page("portal:correction", "person", record="{righted}"),
    page("portal:who-looked", "person", queries=13),
    page("portal:not-applied", "person", entry="{entry}"),
    page("portal:benefits", "person"),
    page("portal:application", "person", application="{application}"),
    page("portal:application", "person", state="granted", application="{benefit}"),
    page("portal:application-withdraw", "person", application="{application}"),
    page("portal:benefit", "person", scheme="renewal.special_operation"),
    page("portal:benefit-try", "person", scheme="renewal.special_operation"),
    page(
        *("portal:benefit-try", "person"),
        state="answer",
        scheme="gaps.special_operation",
        sent={"form": "yes"},
    ),
    page("portal:cases", "person"),
    page("portal:case", "person", case="{case}"),
    page("portal:case", "person", state="refused", case="{refused}"),
    page("portal:case-sent", "person", case="{case}"),
    page("portal:take-back", "person", case="{case}"),
    page("portal:add-file", "person", case="{case}"),
    faulty("portal:add-file", "person", case="{case}"),
    page("portal:inbox", "person"),
    page("portal:hold-back", "person"),
    page("portal:contact", "person"),
    page("portal:letter", "person", notice="{notice}"),
    page("portal:letter", "person", state="look-up", notice="{look}"),
    page("portal:statements", "person"),
    page("portal:new-no-violation", "person"),
    faulty("portal:new-no-violation", "person"),
    page(
        *("portal:new-no-violation", "person"),
        state="preview",
        sent={"domains": "tax", "period": "12", "then": "preview"},
    ),
    page("portal:new-report", "person"),
    page(
        *("portal:new-report", "person"),
        state="preview",
        sent={"domains": "work_safety", "period": "12", "then": "preview"},
    ),
    page("portal:own-statement", "person", statement="{statement}"),
    page("portal:share-statement", "person", statement="{statement}"),
    page(
        *("portal:share-statement", "person"),
        state="code",
        statement="{statement}",
        sent={"recipient": "agency:{bureau}"},
        queries=20,
    ),
    page("portal:take-back-attested", "person", statement="{statement}"),
    page("portal:statement-to-wallet", "person", statement="{statement}"),
    page(
        *("portal:statement-to-wallet", "person"),
        state="offer",
        statement="{statement}",
        sent={},
        queries=18,
    ),
    page("portal:helpers", "person"),
    page("portal:helpers", "helping", state="nothing-theirs", status=403),
    page("portal:name-helper", "person"),
    faulty("portal:name-helper", "person"),
    page("portal:end-help", "person", entrustment="{help}"),
    page("portal:accept", "helper"),
    page("portal:accept", "offered", state="offer"),
    page("portal:lay-down", "neighbour", entrustment="{help}"),
    *(
        page("portal:ask-objection", "person", state=step, record="{record}", step=step)
        for step in ("ground", "words", "files", "check")
    ),
    faulty("portal:ask-objection", "person", record="{repairable}", step="ground"),
    *(
        page("portal:ask-repair", "person", state=step, record="{repairable}", step=step)
        for step in ("start", "words", "files")
    ),
    page("portal:ask-repair", "person", state="too-soon", record="{record}", step="start"),
    page("portal:ask-erasure", "person", record="{repairable}", step="words"),
    page("portal:ask-why", "person", entry="{entry}", step="words"),
    page("portal:ask-review", "person", case="{refused}", step="words"),
    page("portal:ask-access", "person", step="form"),
]
DESK = [
    page("desk:home", "case-officer"),
    page("desk:home", "agency-officer", state="agency-officer"),
    page("desk:home", "counter-clerk", state="counter-clerk"),
    page("desk:home", "auditor", state="auditor"),
    page("desk:cases", "case-officer"),
    page("desk:case", "case-officer", case="{case}", queries=13),
    page("desk:case-decide", "case-officer", case="{case}", queries=13),
    faulty("desk:case-decide", "case-officer", case="{case}", sent={"step": "preview"}, queries=13),
    page("desk:counter", "counter-clerk"),
    faulty("desk:counter", "counter-clerk"),
    page("desk:counter-letter", "counter-clerk"),
    faulty("desk:counter-letter", "counter-clerk"),
    page("desk:counter-letter-second", "counter-clerk"),
    faulty("desk:counter-letter-second", "counter-clerk"),
    page("desk:counter-done", "counter-clerk", queries=15),
    page("desk:uploads", "steward"),
    page("desk:upload", "steward"),
    faulty("desk:upload", "steward"),
    page("desk:batch", "steward", number="{batch}"),
    page("desk:batch", "signer", state="to-sign", number="{batch}"),
    page("desk:batch", "signer", state="signed", number="{returning}"),
    page("desk:findings", "steward", number="{batch}"),
    page("desk:held", "steward", number="{batch}"),
    page("desk:held-row", "steward", number="{batch}", row="{held}"),
    faulty("desk:held-row", "steward", number="{batch}", row="{held}"),
    page("desk:held-file", "steward", number="{batch}"),
    faulty("desk:held-file", "steward", number="{batch}"),
    page("desk:returning", "signer", number="{returning}"),
    page("desk:certify", "signer", number="{returning}", row="2"),
    page("desk:kin", "holder"),
    page("desk:answers", "steward"),
    page("desk:correction", "steward", case="{correction}", queries=15),
    page("desk:performance", "steward"),
    page("desk:performance", "steward", state="3-months", query="?months=3"),
    page("desk:changes", "steward"),
    page("desk:find", "steward"),
    faulty("desk:find", "steward"),
    page("desk:find", "steward", state="found", sent=samples.exact),
    *(
        page("desk:step", "steward", state=deed, deed=deed, sent=samples.exact)
        for deed in ("withdraw", "revoke", "correct", "fulfilled")
    ),
    page(
        *("desk:step", "steward"),
        state="faulty",
        deed="correct",
        sent=lambda: samples.exact() | {"sent": "1"},
        status=400,
    ),
    page("desk:change", "steward", number="{change}"),
    page("desk:change", "signer", state="to-sign", number="{change}"),
    page("desk:change", "signer", state="done", number="{done}"),
    page("desk:look-up", "agency-officer"),
    faulty("desk:look-up", "agency-officer"),
    page("desk:look-up", "agency-officer", state="person", sent=samples.matter),
    page(
        *("desk:look-up-person", "agency-officer"),
        sent=samples.question,
        first=samples.number_entries,
        queries=20,
    ),
    page("desk:look-ups", "agency-officer"),
    page("officials:other-half", "half-invited"),
    faulty("officials:other-half", "half-invited"),
    page("officials:enrol", "invited"),
    page("officials:enrol-codes", "invited"),
    faulty("officials:enrol-codes", "invited"),
    page("officials:ways-in", "official"),
    page("officials:confirm", "official", query="?next=/en/desk/changes/"),
    page("officials:confirm", "signer", state="ready-made", query="?next=/en/desk/changes/"),
    page("officials:codes", "official"),
]
ADMINISTRATION = [
    page("desk:agencies", "administrator"),
    page("desk:agency", "administrator", agency="{agency}"),
    page("desk:new-seat", "administrator", agency="{agency}"),
    faulty("desk:new-seat", "administrator", agency="{agency}"),
    page("desk:new-address", "administrator", agency="{agency}"),
    page("desk:remove-address", "administrator", agency="{agency}"),
    page("desk:seat", "administrator", post="{post}"),
    page("desk:end-seat", "administrator", post="{post}"),
    page("desk:invite", "administrator", post="{post}"),
    page("desk:close-sign-in", "administrator", post="{post}"),
    page("desk:new-mandate", "administrator", post="{post}"),
    faulty("desk:new-mandate", "administrator", post="{post}"),
    page(
        *("desk:end-mandate", "administrator"),
        post="{post}",
        kind="item",
        code="adv.work_safety_person",
    ),
    page("desk:new-machine", "administrator", post="{post}"),
    page(
        *("desk:new-machine", "administrator"),
        state="half",
        post="{post}",
        sent={"client_id": "bureau-3"},
        queries=40,
    ),
    page(
        *("desk:invite", "administrator"),
        state="half",
        post="{post}",
        sent={"name": "wang.fang", "hours": "72"},
        queries=40,
    ),
    page("desk:new-secret", "administrator", machine="bureau-2"),
    page("desk:stop-old-secret", "administrator", machine="bureau-2"),
    page("desk:stop-machine", "administrator", machine="bureau-2"),
    page("desk:keys", "administrator"),
    page("desk:renew-key", "administrator"),
    page("desk:versions", "administrator"),
    page("desk:version", "administrator", version="{version}"),
    page("desk:deeds", "administrator"),
    page("desk:proposals", "administrator"),
    page("desk:proposal", "administrator", proposal="{proposal}"),
    page("desk:proposal", "second-administrator", state="to-approve", proposal="{proposal}"),
]
FAILED = [
    page("portal:home", "auditor", state="not-for-your-role", status=403),
    page("portal:record", "person", state="not-there", record="{help}", status=404),
    page(
        "desk:case-take", "case-officer", state="not-yours", case="{refused}", sent={}, status=403
    ),
    page("public:share", state="stale", sent={"csrfmiddlewaretoken": "stale"}, status=403),
    page(
        "public:share",
        state="unreadable",
        sent=dict.fromkeys(map(str, range(1001)), ""),
        status=400,
    ),
]
PAGES = [*PUBLIC, *PORTAL, *DESK, *ADMINISTRATION, *FAILED]
NO_PAGES = {
    **dict.fromkeys(
        ("public:text-size", "public:logout"), "keeps or ends something, then leads on"
    ),
    **dict.fromkeys(
        (
            *("public:scheme-rules", "public:statistics-csv", "public:statistics-json"),
            *("public:log-status-json", "desk:cases-csv", "desk:uploads-csv", "desk:changes-csv"),
            *("desk:findings-csv", "desk:look-ups-csv", "desk:performance-csv"),
            "desk:answers-csv",
        ),
        "data for machines",
    ),
    "public:check-page": "a file to keep; opened in `test_check_it_yourself.py`",
    "sign-in:start": "leads to the identity service",
    "officials:invitation": "keeps the invitation in the browser, then leads on",
    "officials:passkey": "takes what a passkey says, then leads on",
    **dict.fromkeys(
        ("officials:add-passkey", "officials:remove-passkey", "officials:remove-codes"),
        "changes a way in, then leads on",
    ),
    **dict.fromkeys(("public:form", "public:form-large"), "an empty form to print"),
    "desk:progress": "says how far a file is, for the page that shows it",
    **dict.fromkeys(
        (
            *("portal:end-session", "portal:end-sessions", "portal:void-code"),
            *("officials:end-session", "officials:end-sessions"),
        ),
        "ends sessions, then leads on",
    ),
    "officials:recovery-codes": "makes codes, shown once; driven in `test_officials.py`",
    **dict.fromkeys(
        (
            *("portal:certificate", "portal:case-certificate", "portal:copy-data"),
            *("portal:copy-pdf", "portal:log-bundle", "portal:look-proof", "portal:letter-pdf"),
            *("portal:application-receipt", "portal:benefit-receipt", "portal:case-file"),
            *("portal:statement-pdf", "portal:statement-data", "desk:case-file"),
            *("desk:counter-receipt", "desk:held-rows", "desk:receipt", "desk:change-receipt"),
            *("desk:look-up-receipt", "desk:look-up-proof"),
        ),
        "a file to keep",
    ),
    **dict.fromkeys(
        (
            *("portal:take-back-statement", "portal:benefit-apply", "portal:drop-file"),
            "portal:attest-benefit",
            *("portal:prove-contact", "portal:contact-service", "portal:contact-language"),
            *("portal:let-come", "portal:kin", "portal:help", "portal:leave-file"),
            *("portal:forget-objection", "portal:forget-repair", "portal:forget-erasure"),
            *("portal:forget-why", "portal:forget-review", "portal:forget-access"),
            *("desk:case-accept", "desk:case-extend", "desk:sign"),
            *("desk:sign-change", "desk:drop-change", "desk:held-row-back", "desk:held-send"),
            *("desk:approve-proposal", "desk:refuse-proposal", "desk:withdraw-proposal"),
        ),
        "does something that was asked for on a page, then leads on",
    ),
}
"""Addresses below a language that show no page of their own, and why."""
