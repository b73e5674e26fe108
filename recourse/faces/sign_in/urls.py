"""Addresses of signing in with the identity service; each begins with the language."""

from django.urls import path

from recourse.faces.sign_in import views

app_name = "sign-in"
urlpatterns = [
    path("start/", views.start, name="start"),
    path("refused/<str:code>/", views.refused, name="refused"),
    path("signed-out/", views.signed_out, name="signed-out"),
    path("nothing-held/", views.nothing_held, name="nothing-held"),
]
