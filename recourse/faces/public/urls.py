"""Addresses that anybody may open; each begins with the language."""

from django.urls import path

from recourse.faces.public import (
    learn,
    log,
    log_status,
    recipients,
    rights,
    schemes,
    share,
    site,
    statistics,
    verifying,
    views,
    wallet,
)

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("catalogue/<str:item>/", views.item, name="item"),
    path("schemes/", schemes.listed, name="schemes"),
    path("schemes/rules.json", schemes.rules, name="scheme-rules"),
    path("schemes/<str:scheme>/", schemes.scheme, name="scheme"),
    path("rights/", rights.rights, name="rights"),
    path("rights/forms/<slug:form>.pdf", rights.form, name="form"),
    path("rights/forms/large/<slug:form>.pdf", rights.form, {"is_large": True}, name="form-large"),
    path("rights/<slug:right>/", rights.right, name="right"),
    path("guides/<slug:guide>/", rights.guide, name="guide"),
    path("learn/", learn.articles, name="learn"),
    path("learn/<slug:article>/", learn.article, name="article"),
    path("exemplars/", learn.exemplar, name="exemplar"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/statistics.csv", statistics.as_csv, name="statistics-csv"),
    path("statistics/statistics.json", statistics.as_json, name="statistics-json"),
    path("check/", log.check, name="check"),
    path("check/status/", log_status.status, name="log-status"),
    path("check/status.json", log_status.as_json, name="log-status-json"),
    path("check/check-my-log.html", log.check_page, name="check-page"),
    path("verify/", verifying.verify, name="verify"),
    path("recipients/", recipients.recipients, name="recipients"),
    path("demo/wallet/", wallet.wallet, name="demo-wallet"),
    path("pages/", site.pages, name="pages"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("help-somebody/", views.help_somebody, name="help-somebody"),
    path("share/", share.share, name="share"),
    path("text-size/", views.text_size, name="text-size"),
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
]
