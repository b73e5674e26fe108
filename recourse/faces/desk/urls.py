"""Addresses of the desk."""

from django.urls import path

from recourse.faces.desk import case_views, kin, lists, views
from recourse.faces.desk.administration import urls as administration
from recourse.faces.desk.changes import urls as changes
from recourse.faces.desk.changes import views as changing
from recourse.faces.desk.counter import letter
from recourse.faces.desk.counter import views as at_counter
from recourse.faces.desk.looking_up import urls as looking_up
from recourse.faces.desk.mending import urls as mending
from recourse.faces.desk.own import urls as own

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("cases/", case_views.cases, name="cases"),
    path("cases.csv", lists.cases, name="cases-csv"),
    path("cases/<uuid:case>/", case_views.case, name="case"),
    path("cases/<uuid:case>/files/<uuid:file>/", case_views.case_file, name="case-file"),
    path("cases/<uuid:case>/take/", case_views.take, name="case-take"),
    path("cases/<uuid:case>/accept/", case_views.accept, name="case-accept"),
    path("cases/<uuid:case>/extend/", case_views.extend, name="case-extend"),
    path("cases/<uuid:case>/decide/", case_views.decide, name="case-decide"),
    path("counter/", at_counter.counter, name="counter"),
    path("counter/letter/", letter.letter, name="counter-letter"),
    path("counter/letter/second/", letter.second, name="counter-letter-second"),
    path("counter/done/", at_counter.done, name="counter-done"),
    path("counter/done/receipt.pdf", at_counter.receipt, name="counter-receipt"),
    path("uploads/", views.uploads, name="uploads"),
    path("uploads.csv", lists.uploads, name="uploads-csv"),
    path("uploads/<batch:number>/findings.csv", lists.findings, name="findings-csv"),
    path("changes.csv", lists.changes, name="changes-csv"),
    path("look-ups.csv", lists.look_ups, name="look-ups-csv"),
    path("uploads/new/", views.upload, name="upload"),
    path("uploads/<batch:number>/", views.batch, name="batch"),
    path("uploads/<batch:number>/progress.json", views.progress, name="progress"),
    path("uploads/<batch:number>/findings/", views.findings, name="findings"),
    path("uploads/<batch:number>/held-rows.<str:form>", views.held_rows, name="held-rows"),
    path("uploads/<batch:number>/receipt.jws", views.receipt, name="receipt"),
    path("uploads/<batch:number>/sign/", views.sign, name="sign"),
    path("uploads/<batch:number>/returning/", changing.returning, name="returning"),
    path("uploads/<batch:number>/returning/<int:row>/", changing.certify, name="certify"),
    path("next-of-kin/", kin.admit, name="kin"),
    *mending.urlpatterns,
    *administration.urlpatterns,
    *own.urlpatterns,
    *changes.urlpatterns,
    *looking_up.urlpatterns,
]
