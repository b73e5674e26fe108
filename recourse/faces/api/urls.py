"""Addresses of the pages that describe the API; the operations themselves are in `site`."""

from django.urls import path

from recourse.faces.api import documentation

app_name = "api-documentation"
urlpatterns = [
    path("", documentation.documentation, name="documentation"),
    path("problems/", documentation.every_problem, name="problems"),
    path("problems/<str:code>/", documentation.problem, name="problem"),
]
