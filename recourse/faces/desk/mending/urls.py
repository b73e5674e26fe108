"""Addresses of the pages of held rows."""

from django.urls import path

from recourse.faces.desk.mending import views

urlpatterns = [
    path("uploads/<batch:number>/held/", views.held, name="held"),
    path("uploads/<batch:number>/held/<int:row>/", views.held_row, name="held-row"),
    path("uploads/<batch:number>/held/<int:row>/back/", views.take_back, name="held-row-back"),
    path("uploads/<batch:number>/held/send/", views.send, name="held-send"),
    path("uploads/<batch:number>/held/file/", views.by_file, name="held-file"),
]
