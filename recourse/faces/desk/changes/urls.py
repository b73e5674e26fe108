"""Addresses of the pages of changes."""

from django.urls import path

from recourse.faces.desk.changes import views

urlpatterns = [
    path("changes/", views.changes, name="changes"),
    path("changes/find/", views.find, name="find"),
    path("changes/find/<str:deed>/", views.step, name="step"),
    path("changes/<str:number>/", views.change, name="change"),
    path("changes/<str:number>/sign/", views.sign_change, name="sign-change"),
    path("changes/<str:number>/drop/", views.drop_change, name="drop-change"),
    path("changes/<str:number>/receipt.jws", views.change_receipt, name="change-receipt"),
]
