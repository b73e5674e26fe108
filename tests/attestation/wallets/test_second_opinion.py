"""What we hand out, read by a library that is not ours (openvc)."""

import base64
import hashlib
import json

import pytest
from django.test import Client
from openvc import openid4vci, type_metadata, x5c
from openvc.proof.sd_jwt import SdJwtVcProofSuite
from openvc.status import token_status_list

from recourse.attestation import issuer
from recourse.attestation.status import publishing
from recourse.attestation.terms import Kind
from recourse.attestation.wallets import claims as saying
from tests.attestation.saying import statement, taken_back
from tests.attestation.wallets.conftest import NOW
from tests.attestation.wallets.wallet import new_key, signed
from tests.ground import vectors

pytestmark = pytest.mark.slow

AUDIENCE, NONCE = "https://office.example", "n-0S6_WzA2Mj"
SUITE = SdJwtVcProofSuite()


def part(token: str, which: int) -> dict:
    return json.loads(base64.urlsafe_b64decode(token.split(".")[which] + "=="))


def issuer_key(token: str) -> dict:
    """Return the issuer's key, if the chain leads from it to the anchor and names the issuer."""
    chain, iss = part(token, 0)["x5c"], part(token, 1)["iss"]
    return x5c.resolve_x5c_key(chain, iss, trust_anchors=[issuer.issuer().anchor], now=NOW)


def shown(credential: str, names: set[str], key) -> str:
    """Return a credential that discloses these claims, with a proof that the holder has the key."""
    token, *disclosures, _ = credential.split("~")
    kept = [
        one for one in disclosures if json.loads(base64.urlsafe_b64decode(one + "=="))[1] in names
    ]
    whole = "~".join([token, *kept, ""])
    digest = base64.urlsafe_b64encode(hashlib.sha256(whole.encode()).digest()).rstrip(b"=").decode()
    claims = {"aud": AUDIENCE, "nonce": NONCE, "iat": int(NOW.timestamp()), "sd_hash": digest}
    return whole + signed(key, {"alg": "ES256", "typ": "kb+jwt"}, claims)


def published(path: str) -> dict:
    return Client(headers={"host": "localhost"}).get(path).json()


@pytest.fixture
def fetched(held):
    """Return a credential, with the key that it is bound to."""
    wallet, key = held.redeemed(), new_key()
    answer = wallet.ask_credentials([wallet.proof(key)])
    return answer.json()["credentials"][0]["credential"], key


def test_a_presentation_of_three_claims_is_verified(fetched, settings):
    credential, key = fetched
    names = {"domain", "finding", "period_to"}
    presentation = shown(credential, names, key)

    verified = SUITE.verify(
        presentation,
        public_key_jwk=issuer_key(credential),
        audience=AUDIENCE,
        nonce=NONCE,
        require_key_binding=True,
        expected_vct=f"{settings.PUBLIC_URL}/vct/no-violation/1",
        now=NOW,
    )

    assert verified.key_bound
    assert names <= set(verified.claims)
    assert {"name", "id_last4", "statement_id"}.isdisjoint(verified.claims)


def test_another_holder_is_not_believed(fetched):
    credential, _ = fetched
    with pytest.raises(Exception, match=r"KB-JWT|signature|binding"):
        SUITE.verify(
            shown(credential, set(), new_key()),
            public_key_jwk=issuer_key(credential),
            audience=AUDIENCE,
            nonce=NONCE,
            require_key_binding=True,
            now=NOW,
        )


def test_what_is_taken_back_is_found_in_the_status_list(held, fetched, settings):
    credential, _ = fetched
    claims = SUITE.verify(credential, public_key_jwk=issuer_key(credential), now=NOW).claims

    def resolved(uri: str) -> dict:
        publishing.publish_due(now=NOW)
        path = uri.removeprefix(settings.PUBLIC_URL)
        token = Client(headers={"host": "localhost"}).get(path).content.decode()
        assert part(token, 0)["typ"] == "statuslist+jwt"
        return part(token, 1)

    def status() -> token_status_list.TokenStatusResult:
        return token_status_list.check_token_status(claims, resolve_status_list_token=resolved)

    before = status().revoked
    taken_back(held.person, held.statement, now=NOW)

    assert (before, status().revoked) == (False, True)


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_a_type_says_what_its_credentials_say(catalogue, settings, kind):
    vct = f"{settings.PUBLIC_URL}/vct/{kind}/1"
    told = published(f"/vct/{kind}/1")
    named = {one["path"][0] for one in told["claims"] if one["sd"] != "never"}
    left_open = {one["path"][0] for one in told["claims"] if one["sd"] == "allowed"}
    hidden = {one["path"][0] for one in told["claims"] if one["sd"] == "never"}

    said = saying.claims_of(statement(kind, now=NOW))[0].says
    payload = {"vct": vct, **said}
    type_metadata.validate_type_metadata(
        payload, vct=vct, resolve=lambda _: json.dumps(told).encode()
    )
    assert told["vct"] == vct
    assert set(said) <= named
    assert left_open == {"name", "id_last4", "birth_year", "statement_id"}
    assert {"iss", "exp", "cnf", "vct", "status"} <= hidden
    assert [one["locale"] for one in told["display"]] == ["zh-Hans", "en"]
    assert all(len(one["display"]) == 2 for one in told["claims"] if one["sd"] != "never")


def test_the_offer_is_read(held, settings):
    offer = openid4vci.parse_credential_offer(held.wallet.offer)

    assert offer.credential_issuer == settings.PUBLIC_URL
    assert tuple(offer.credential_configuration_ids) == held.offer.configurations


def test_the_metadata_is_read_and_names_what_is_offered(catalogue, held, settings):
    told = published("/.well-known/openid-credential-issuer")
    read = openid4vci.parse_credential_issuer_metadata(told)

    assert set(held.offer.configurations) <= set(told["credential_configurations_supported"])
    assert read.credential_issuer == settings.PUBLIC_URL
    assert told["credential_endpoint"] == f"{settings.PUBLIC_URL}/oid4vci/credential"
    assert told["batch_credential_issuance"] == {"batch_size": 10}
    assert not {"credential_request_encryption", "deferred_credential_endpoint"} & set(told)


@vectors.needs("openid4vci")
def test_our_metadata_has_the_shape_of_the_specifications_example(catalogue):
    file = vectors.folder("openid4vci") / "examples" / "credential_metadata_sd_jwt_vc.json"
    (example,) = json.loads(file.read_text())["credential_configurations_supported"].values()
    told = published("/.well-known/openid-credential-issuer")

    for ours in told["credential_configurations_supported"].values():
        assert set(ours) <= set(example)
        assert ours["format"] == example["format"]
        assert set(ours["credential_metadata"]) == set(example["credential_metadata"])
        assert set(ours["proof_types_supported"]) == set(example["proof_types_supported"])


@vectors.needs("openid4vci")
def test_our_offer_has_the_shape_of_the_specifications_example(held):
    file = vectors.folder("openid4vci") / "examples" / "credential_offer_pre-authz_code.json"
    example = json.loads(file.read_text())
    ours = held.wallet.offer
    (grant,), (ours_grant,) = example["grants"].values(), ours["grants"].values()

    assert set(ours) == set(example)
    assert set(ours["grants"]) == set(example["grants"])
    assert set(ours_grant) == set(grant)


def test_the_example_proof_of_the_specification_is_read():
    """Its signature is good; its time, its audience and its nonce are long over."""
    from recourse.attestation.wallets import jose

    token = (
        "eyJ0eXAiOiJvcGVuaWQ0dmNpLXByb29mK2p3dCIsImFsZyI6IkVTMjU2Iiwiandr"
        "Ijp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoiblVXQW9BdjNYWml0aDhF"
        "N2kxOU9kYXhPTFlGT3dNLVoyRXVNMDJUaXJUNCIsInkiOiJIc2tIVThCalVpMVU5"
        "WHFpN1N3bWo4Z3dBS18weGtjRGpFV183MVNvc0VZIn19.eyJhdWQiOiJodHRwczov"
        "L2NyZWRlbnRpYWwtaXNzdWVyLmV4YW1wbGUuY29tIiwiaWF0IjoxNzAxOTYwNDQ0"
        "LCJub25jZSI6IkxhclJHU2JtVVBZdFJZTzZCUTR5bjgifQ.-a3EDsxClUB4O3LeDD"
        "5DVGEnNMT01FCQW4P6-2-BNBqc_Zxf0Qw4CWayLEpqkAomlkLb9zioZoipdP-jvh1"
        "WlA"
    )
    read = jose.signed(token, typ="openid4vci-proof+jwt")

    assert read.claims["nonce"] == "LarRGSbmUPYtRYO6BQ4yn8"
    assert read.jwk["crv"] == "P-256"


def test_the_issuers_key_is_published_for_those_who_do_not_read_certificates(fetched, settings):
    credential, _ = fetched
    told = published("/.well-known/jwt-vc-issuer")
    (key,) = told["jwks"]["keys"]

    assert told["issuer"] == settings.PUBLIC_URL
    assert {name: key[name] for name in ("x", "y")} == {
        name: issuer_key(credential)[name] for name in ("x", "y")
    }
    assert "d" not in key


def test_the_authorization_server_says_how_a_token_is_got(db, settings):
    told = published("/.well-known/oauth-authorization-server")

    assert told["issuer"] == settings.PUBLIC_URL
    assert told["pre-authorized_grant_anonymous_access_supported"] is True
    assert told["dpop_signing_alg_values_supported"] == ["ES256"]


def test_an_unknown_type_is_not_there(catalogue):
    assert Client(headers={"host": "localhost"}).get("/vct/credit/1").status_code == 404


def test_before_a_catalogue_is_loaded_there_is_nothing_to_fetch(db):
    answer = Client(headers={"host": "localhost"}).get("/.well-known/openid-credential-issuer")

    assert answer.status_code == 503
    assert answer.json()["error"] == "temporarily_unavailable"
