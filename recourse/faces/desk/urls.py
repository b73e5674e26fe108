"""Addresses of the desk."""

from django.urls import path

from recourse.faces.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("uploads/", views.uploads, name="uploads"),
    path("uploads/new/", views.upload, name="upload"),
    path("uploads/<str:number>/", views.batch, name="batch"),
    path("uploads/<str:number>/findings/", views.findings, name="findings"),
    path("uploads/<str:number>/held-rows.<str:form>", views.held_rows, name="held-rows"),
    path("uploads/<str:number>/receipt.jws", views.receipt, name="receipt"),
    path("uploads/<str:number>/sign/", views.sign, name="sign"),
]
