"""Addresses of a person's own pages."""

from django.urls import URLPattern, path

from recourse.attestation.terms import Kind as Attested
from recourse.faces.portal import (
    asking,
    benefits,
    cases,
    contact,
    helpers,
    holding_back,
    sessions,
    statement,
    statements,
    taking_away,
    views,
    wallet,
)
from recourse.redress.terms import Kind

app_name = "portal"
ASKED_AT = {
    Kind.OBJECTION: "records/<uuid:record>/objection/",
    Kind.REPAIR: "records/<uuid:record>/repair/",
    Kind.ERASURE: "records/<uuid:record>/erasure/",
    Kind.WHY: "who-looked/<uuid:entry>/why/",
    Kind.REVIEW: "cases/<uuid:case>/review/",
    Kind.ACCESS: "another-form/",
}


def _asking() -> list[URLPattern]:
    """Return, for each kind of question, its pages and where a draft of it is thrown away."""
    return [
        one
        for kind, where in ASKED_AT.items()
        for one in (
            path(f"{where}forget/", asking.forget, {"kind": kind}, name=f"forget-{kind}"),
            path(f"{where}<slug:step>/", asking.step, {"kind": kind}, name=f"ask-{kind}"),
        )
    ]


urlpatterns = [
    path("", views.home, name="home"),
    path("records/", views.records, name="records"),
    path("records/<uuid:record>/", views.record, name="record"),
    path("records/<uuid:record>/certificate/", views.certificate, name="certificate"),
    path("records/<uuid:record>/not-me/", asking.not_me, name="not-me"),
    path("records/<uuid:record>/take-down/", asking.take_down, name="take-down"),
    path("records/<uuid:record>/statement/", statement.statement, name="statement"),
    path(
        "records/<uuid:record>/statement/take-back/",
        statement.take_back,
        name="take-back-statement",
    ),
    path("take-away/", taking_away.take_away, name="take-away"),
    path("take-away/my-file.json", taking_away.as_data, name="copy-data"),
    path("take-away/my-file.pdf", taking_away.as_pdf, name="copy-pdf"),
    path("records/<uuid:record>/correction/", statements.correction, name="correction"),
    path("who-looked/", views.who_looked, name="who-looked"),
    path("who-looked/my-log.json", views.log_bundle, name="log-bundle"),
    path("who-looked/<uuid:entry>/proof/", views.look_proof, name="look-proof"),
    path("who-looked/<uuid:entry>/not-applied/", asking.not_applied, name="not-applied"),
    path("benefits/", benefits.benefits, name="benefits"),
    path("benefits/applications/<uuid:application>/", benefits.application, name="application"),
    path(
        "benefits/applications/<uuid:application>/receipt.json",
        benefits.receipt,
        name="application-receipt",
    ),
    path(
        "benefits/applications/<uuid:application>/withdraw/",
        benefits.withdraw,
        name="application-withdraw",
    ),
    path(
        "benefits/applications/<uuid:application>/statement/",
        statements.of_benefit,
        name="attest-benefit",
    ),
    path("benefits/<str:scheme>/", benefits.benefit, name="benefit"),
    path("benefits/<str:scheme>/try/", benefits.try_it, name="benefit-try"),
    path("benefits/<str:scheme>/receipt/", benefits.receipt_of_try, name="benefit-receipt"),
    path("benefits/<str:scheme>/apply/", benefits.apply, name="benefit-apply"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<uuid:case>/", cases.case, name="case"),
    path("cases/<uuid:case>/sent/", cases.sent, name="case-sent"),
    path("cases/<uuid:case>/certificate/", cases.certificate, name="case-certificate"),
    path("cases/<uuid:case>/take-back/", cases.take_back, name="take-back"),
    path("cases/<uuid:case>/files/", cases.add_file, name="add-file"),
    path("cases/<uuid:case>/files/<uuid:file>/", cases.file, name="case-file"),
    path("chosen-files/<uuid:file>/drop/", asking.drop_file, name="drop-file"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/hold-back/", holding_back.hold_back, name="hold-back"),
    path("inbox/hold-back/end/", holding_back.let_come, name="let-come"),
    path("inbox/<uuid:notice>/", views.letter, name="letter"),
    path("inbox/<uuid:notice>/letter.pdf", views.letter_as_pdf, name="letter-pdf"),
    path("statements/", statements.statements, name="statements"),
    path(
        "statements/new/",
        statements.new,
        {"kind": Attested.NO_VIOLATION},
        name="new-no-violation",
    ),
    path("statements/report/", statements.new, {"kind": Attested.REPORT}, name="new-report"),
    path("statements/<uuid:statement>/", statements.statement, name="own-statement"),
    path("statements/<uuid:statement>/statement.pdf", statements.as_pdf, name="statement-pdf"),
    path("statements/<uuid:statement>/data/", statements.signed_data, name="statement-data"),
    path("statements/<uuid:statement>/share/", statements.share, name="share-statement"),
    path("statements/<uuid:statement>/take-back/", statements.take_back, name="take-back-attested"),
    path("statements/<uuid:statement>/wallet/", wallet.wallet, name="statement-to-wallet"),
    path("contact/", contact.contact, name="contact"),
    path("contact/service/", contact.service, name="contact-service"),
    path("contact/language/", contact.letter_language, name="contact-language"),
    path("contact/<slug:way>/prove/", contact.prove, name="prove-contact"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("letter-codes/<uuid:code>/void/", sessions.void_code, name="void-code"),
    path("sessions/end/", sessions.end_more, name="end-sessions"),
    path("sessions/<uuid:session>/end/", sessions.end, name="end-session"),
    path("helpers/", helpers.helpers, name="helpers"),
    path("helpers/new/", helpers.name_helper, name="name-helper"),
    path("helpers/kin/", helpers.kin, name="kin"),
    path("helpers/<uuid:entrustment>/end/", helpers.end_help, name="end-help"),
    path("helping/accept/", helpers.accept, name="accept"),
    path("helping/<uuid:entrustment>/", helpers.begin, name="help"),
    path("helping/<uuid:entrustment>/stop/", helpers.lay_down, name="lay-down"),
    path("helping/leave/", helpers.leave, name="leave-file"),
    *_asking(),
]
