"""Addresses of the pages about a department's own answers and work."""

from django.urls import path

from recourse.faces.desk.own import views

urlpatterns = [
    path("answers/", views.answers, name="answers"),
    path("answers.csv", views.answers_csv, name="answers-csv"),
    path("answers/<uuid:case>/", views.correction, name="correction"),
    path("performance/", views.performance, name="performance"),
    path("performance.csv", views.performance_csv, name="performance-csv"),
]
