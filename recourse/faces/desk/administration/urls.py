"""Addresses of the administrators' pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from recourse.faces.desk.administration import (
    deciding,
    deeds,
    giving,
    keys,
    places,
    taking,
    versions,
)


class MachineName(StringConverter):
    """The name of a machine."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"


class CatalogueCode(StringConverter):
    """The code of an item or a purpose."""

    regex = r"[a-z][a-z0-9_.]{0,99}"


class VersionName(StringConverter):
    """The name of a version of the catalogue."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.[0-9]{1,6}"


register_converter(VersionName, "version")
register_converter(MachineName, "machine")
register_converter(CatalogueCode, "cataloguecode")
_AGENCY = "administration/agencies/<uuid:agency>/"
_SEAT = "administration/seats/<uuid:post>/"
_MACHINE = "administration/machines/<machine:machine>/"
_PROPOSAL = "administration/proposals/<uuid:proposal>/"
urlpatterns = [
    path("administration/", places.all_agencies, name="agencies"),
    path(_AGENCY, places.one_agency, name="agency"),
    path(f"{_AGENCY}new-seat/", giving.new_seat, name="new-seat"),
    path(f"{_AGENCY}address/", giving.new_address, name="new-address"),
    path(f"{_AGENCY}address/remove/", taking.remove_address, name="remove-address"),
    path(_SEAT, places.one_seat, name="seat"),
    path(f"{_SEAT}end/", taking.end_seat, name="end-seat"),
    path(f"{_SEAT}invite/", giving.invitation, name="invite"),
    path(f"{_SEAT}close-sign-in/", taking.close_sign_in, name="close-sign-in"),
    path(f"{_SEAT}mandates/new/", giving.new_mandate, name="new-mandate"),
    path(
        f"{_SEAT}mandates/<str:kind>/<cataloguecode:code>/end/",
        taking.end_mandate,
        name="end-mandate",
    ),
    path(f"{_SEAT}machines/new/", giving.new_machine, name="new-machine"),
    path(f"{_MACHINE}new-secret/", giving.new_secret, name="new-secret"),
    path(f"{_MACHINE}stop-old-secret/", taking.stop_old_secret, name="stop-old-secret"),
    path(f"{_MACHINE}stop/", taking.stop_machine, name="stop-machine"),
    path("administration/keys/", keys.keys, name="keys"),
    path("administration/keys/renew/", keys.renew, name="renew-key"),
    path("administration/catalogue/", versions.versions, name="versions"),
    path("administration/catalogue/<version:version>/", versions.version, name="version"),
    path("administration/deeds/", deeds.deeds, name="deeds"),
    path("administration/proposals/", deciding.proposals, name="proposals"),
    path(_PROPOSAL, deciding.proposal, name="proposal"),
    path(f"{_PROPOSAL}approve/", deciding.approve, name="approve-proposal"),
    path(f"{_PROPOSAL}refuse/", deciding.refuse, name="refuse-proposal"),
    path(f"{_PROPOSAL}withdraw/", deciding.withdraw, name="withdraw-proposal"),
]
