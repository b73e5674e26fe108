"""Addresses of wallets and verifiers; fixed by the specifications, so without a language."""

from django.urls import path

from recourse.attestation.wallets import metadata
from recourse.faces.wallets import published, views

app_name = "wallets"
urlpatterns = [
    path(
        ".well-known/openid-credential-issuer",
        published.credential_issuer,
        name="credential-issuer",
    ),
    path(
        ".well-known/oauth-authorization-server",
        published.authorization_server,
        name="authorization-server",
    ),
    path(".well-known/jwt-vc-issuer", published.jwt_vc_issuer, name="jwt-vc-issuer"),
    path("vct/<str:kind>/1", published.type_metadata, name="type-metadata"),
    path("status/<int:list_id>", published.status_list, name="status-list"),
    path(metadata.TOKEN[1:], views.token, name="token"),
    path(metadata.NONCE[1:], views.nonce, name="nonce"),
    path(metadata.CREDENTIAL[1:], views.credential, name="credential"),
    path(metadata.NOTIFICATION[1:], views.notification, name="notification"),
]
