"""Addresses of officials at the door; each begins with the language."""

from django.urls import path

from recourse.faces.officials import confirming, enrolment, views, ways_in

app_name = "officials"
urlpatterns = [
    path("", views.sign_in, name="sign-in"),
    path("passkey/", views.passkey, name="passkey"),
    path("confirm/", confirming.confirm, name="confirm"),
    path("invitation/<str:token>/", enrolment.invitation, name="invitation"),
    path("enrol/code/", enrolment.other_half, name="other-half"),
    path("enrol/", enrolment.enrol, name="enrol"),
    path("enrol/codes/", enrolment.enrol_codes, name="enrol-codes"),
    path("ways-in/", ways_in.ways_in, name="ways-in"),
    path("ways-in/sessions/end/", ways_in.end_sessions, name="end-sessions"),
    path("ways-in/sessions/<uuid:session>/end/", ways_in.end_session, name="end-session"),
    path("ways-in/passkeys/", ways_in.add_passkey, name="add-passkey"),
    path("ways-in/passkeys/<uuid:passkey>/remove/", ways_in.remove_passkey, name="remove-passkey"),
    path("ways-in/codes/", ways_in.codes, name="codes"),
    path("ways-in/codes/remove/", ways_in.remove_codes, name="remove-codes"),
    path("ways-in/recovery-codes/", ways_in.recovery_codes, name="recovery-codes"),
]
