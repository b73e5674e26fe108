"""The address of the way in by a letter; it begins with the language."""

from django.urls import path

from recourse.faces.letter_code import views

app_name = "letter-code"
urlpatterns = [path("", views.letter_code, name="sign-in")]
