"""Addresses of the pages of a look-up."""

from django.urls import path

from recourse.faces.desk.looking_up import views

urlpatterns = [
    path("look-up/", views.matter, name="look-up"),
    path("look-up/person/", views.person, name="look-up-person"),
    path("look-up/receipt.json", views.receipt, name="look-up-receipt"),
    path("look-ups/", views.asked, name="look-ups"),
    path("look-ups/<uuid:entry>/proof/", views.proof, name="look-up-proof"),
]
