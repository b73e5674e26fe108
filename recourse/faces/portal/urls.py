"""Addresses of a person's own pages."""

from django.urls import path

from recourse.faces.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("records/", views.records, name="records"),
    path("records/<uuid:record>/", views.record, name="record"),
    path("who-looked/", views.who_looked, name="who-looked"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<uuid:notice>/", views.letter, name="letter"),
    path("inbox/<uuid:notice>/letter.pdf", views.letter_as_pdf, name="letter-pdf"),
]
