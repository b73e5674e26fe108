"""Addresses that anybody may open; each begins with the language."""

from django.urls import path

from recourse.faces.public import log, share, views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("catalogue/<str:item>/", views.item, name="item"),
    path("rights/", views.rights, name="rights"),
    path("check/", log.check, name="check"),
    path("check/check-my-log.html", log.check_page, name="check-page"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("help-somebody/", views.help_somebody, name="help-somebody"),
    path("share/", share.share, name="share"),
    path("text-size/", views.text_size, name="text-size"),
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
]
