"""Addresses of the desk."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from recourse.faces.desk import views
from recourse.faces.desk.changes import urls as changes
from recourse.faces.desk.changes import views as changing


class BatchNumber(StringConverter):
    """As in B-20261123-0007."""

    regex = r"B-[0-9]{8}-[0-9]{4,9}"


register_converter(BatchNumber, "batch")
app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("uploads/", views.uploads, name="uploads"),
    path("uploads/new/", views.upload, name="upload"),
    path("uploads/<batch:number>/", views.batch, name="batch"),
    path("uploads/<batch:number>/findings/", views.findings, name="findings"),
    path("uploads/<batch:number>/held-rows.<str:form>", views.held_rows, name="held-rows"),
    path("uploads/<batch:number>/receipt.jws", views.receipt, name="receipt"),
    path("uploads/<batch:number>/sign/", views.sign, name="sign"),
    path("uploads/<batch:number>/returning/", changing.returning, name="returning"),
    path("uploads/<batch:number>/returning/<int:row>/", changing.certify, name="certify"),
    *changes.urlpatterns,
]
