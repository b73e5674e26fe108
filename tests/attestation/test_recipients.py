"""Who may ask people for a statement: registered, for what a law names, and signed for wallets."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from django.test import Client

from recourse.attestation import issuer
from recourse.attestation.recipients import actions, queries, registrations, rules
from recourse.attestation.recipients.certificates import client_id, demo_root, vouch_in_demo
from recourse.attestation.recipients.errors import (
    NoSuchRecipient,
    NoSuchRequest,
    NotPermitted,
    PeriodTooLong,
    PermissionExists,
    RecipientExists,
    RecipientStopped,
    UnfitCertificate,
)
from recourse.catalogue import actions as catalogue
from recourse.catalogue import queries as catalogues
from recourse.config.settings import CATALOGUE_DIR
from recourse.faces.cli.recipients import recipients as command
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse.ground.identifiers import credit_code
from recourse.ground.refused import Refused
from recourse.ground.words import Words
from recourse_verify.asking.registrations import registration_from
from recourse_verify.asking.signing import request_for
from recourse_verify.errors import Wrong
from recourse_verify.trust import Trust

NOW = datetime.now(UTC)
TODAY = civil_date(NOW)
CODE = credit_code(kind="91", sequence=815)
OFFICE = "https://bakery.example"
REQUEST = "food_drug.food_safety_post"
DEED: dict[str, Any] = {"by": SYSTEM, "now": NOW}


@pytest.fixture(autouse=True)
def city(db: None, settings: Any, tmp_path: Path) -> None:
    settings.KEY_DIR = tmp_path / "keys"
    settings.ISSUER_DIR = tmp_path / "issuer"
    settings.PUBLIC_URL = "https://city.example"
    issuer.make_demo_authority(NOW)
    catalogue.load(folder=CATALOGUE_DIR, **DEED)


@pytest.fixture
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def bakery(key: ec.EllipticCurvePrivateKey) -> queries.RecipientCard:
    registered = actions.register(
        code=CODE, name=Words(zh="面包坊", en="Bakery"), address=OFFICE, **DEED
    )
    permit(registered)
    chain = [vouched(key)]
    actions.certify(recipient=registered, chain=chain, root=demo_root(NOW), **DEED)
    return queries.card(CODE)


def permit(recipient: Any, request: str = REQUEST, first: date = TODAY, days: int = 100) -> None:
    until = first + timedelta(days=days)
    period = {"valid_from_on": first, "valid_until_on": until}
    actions.permit(recipient=recipient, request=request, **period, **DEED)


def vouched(key: ec.EllipticCurvePrivateKey, address: str = OFFICE) -> x509.Certificate:
    asked = x509.load_pem_x509_csr(request_for(key, address=address))
    return vouch_in_demo(asked, address=address, now=NOW)


def trust() -> Trust:
    return Trust(anchors=[issuer.issuer().anchor])


def test_who_is_registered_may_ask_for_what_the_catalogue_names(
    bakery: queries.RecipientCard,
) -> None:
    (one,) = queries.open_recipients(NOW)

    assert (one.id, one.address, one.request) == (bakery.id, OFFICE, REQUEST)
    assert one.name == Words(zh="面包坊", en="Bakery")


def test_a_registration_begins_and_ends_by_itself(bakery: queries.RecipientCard) -> None:
    before, last = NOW - timedelta(days=1), NOW + timedelta(days=99)

    assert queries.open_recipients(before) == []
    assert len(queries.open_recipients(last)) == 1
    assert queries.open_recipients(last + timedelta(days=1)) == []


def test_who_is_stopped_asks_nobody_any_more_and_is_not_opened_again(
    bakery: queries.RecipientCard, key: ec.EllipticCurvePrivateKey
) -> None:
    actions.stop(recipient=bakery.id, **DEED)

    assert queries.open_recipients(NOW) == []
    with pytest.raises(NotPermitted):
        registrations.registration(queries.card(CODE), REQUEST, now=NOW)
    with pytest.raises(RecipientStopped):
        permit(bakery.id, "food_drug.drug_post")
    with pytest.raises(RecipientStopped):
        actions.certify(recipient=bakery.id, chain=[vouched(key)], root=demo_root(NOW), **DEED)
    with pytest.raises(RecipientStopped):
        actions.stop(recipient=bakery.id, **DEED)


def test_one_request_is_stopped_and_the_others_stay(bakery: queries.RecipientCard) -> None:
    permit(bakery.id, "food_drug.drug_post")
    actions.stop_request(recipient=bakery.id, request=REQUEST, **DEED)

    assert [one.request for one in queries.open_recipients(NOW)] == ["food_drug.drug_post"]
    with pytest.raises(NotPermitted):
        actions.stop_request(recipient=bakery.id, request=REQUEST, **DEED)


@pytest.mark.parametrize(
    "request_code", ["food_drug.everything", "food_drug.licence_eligibility", "*", ""]
)
def test_nobody_is_registered_for_what_no_law_names(
    bakery: queries.RecipientCard, request_code: str
) -> None:
    with pytest.raises(NoSuchRequest):
        permit(bakery.id, request_code)


def test_when_the_catalogue_drops_a_request_nobody_may_make_it(
    bakery: queries.RecipientCard, tmp_path: Path
) -> None:
    import shutil

    folder = Path(shutil.copytree(CATALOGUE_DIR, tmp_path / "catalogue"))
    (folder / f"requests/{REQUEST}.yaml").unlink()
    catalogue.load(folder=folder, **DEED)
    catalogues.reload()

    assert queries.open_recipients(NOW) == []
    with pytest.raises(NotPermitted):
        registrations.registration(queries.card(CODE), REQUEST, now=NOW)


def test_what_is_claimed_twice_or_wrongly_is_refused(bakery: queries.RecipientCard) -> None:
    name = Words(zh="另一家", en="Another")
    other = credit_code(kind="91", sequence=816)

    with pytest.raises(RecipientExists):
        actions.register(code=CODE, name=name, address="https://x.example", **DEED)
    with pytest.raises(RecipientExists):
        actions.register(code=other, name=name, address=OFFICE, **DEED)
    with pytest.raises(Refused):
        actions.register(code="1", name=name, address="https://x.example", **DEED)
    with pytest.raises(PermissionExists):
        permit(bakery.id)
    for days in (0, -1, 3 * 366 + 1):
        with pytest.raises(PeriodTooLong):
            permit(bakery.id, first=TODAY + timedelta(days=1), days=days)
    with pytest.raises(NoSuchRecipient):
        queries.card(other)


def made(
    key: Any, *, by: str = "Other", host: str = "bakery.example", ca: bool = False, **times: Any
) -> x509.Certificate:
    signer = ec.generate_private_key(ec.SECP256R1())
    named = [x509.NameAttribute(NameOID.COMMON_NAME, name) for name in ("bakery", by)]
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name(named[:1]))
        .issuer_name(x509.Name(named[1:]))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(times.get("since", NOW - timedelta(days=1)))
        .not_valid_after(times.get("until", NOW + timedelta(days=1)))
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(signer, hashes.SHA256())
    )


def test_a_certificate_that_does_not_say_who_asks_is_refused(
    bakery: queries.RecipientCard, key: ec.EllipticCurvePrivateKey
) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    unfit = [
        [],
        [made(key, host="baker.example")],
        [made(key, by="bakery")],
        [made(key, ca=True)],
        [made(key, until=NOW - timedelta(hours=1))],
        [made(key, since=NOW + timedelta(hours=1))],
        [made(ec.generate_private_key(ec.SECP384R1()))],
        [made(rsa.generate_private_key(65537, 2048))],
        [made(key), made(key, by="Somebody")],
    ]
    for chain in unfit:
        with pytest.raises(UnfitCertificate):
            actions.certify(recipient=bakery.id, chain=chain, root=demo_root(NOW), **DEED)

    assert queries.card(CODE).chain == bakery.chain


def test_a_wallet_learns_from_the_city_who_asks_for_what_under_which_article(
    bakery: queries.RecipientCard,
) -> None:
    token = registrations.registration(bakery, REQUEST, now=NOW)

    read = registration_from(token, client_id=client_id(bakery.chain[0]), trust=trust(), at=NOW)

    assert (read.issuer, read.recipient) == ("https://city.example", OFFICE)
    assert (read.domain, read.back_months) == ("food_drug", 36)
    assert read.kind == "https://city.example/vct/no-violation/1"
    assert read.wanted == (
        *("domain", "period_from", "period_to", "as_of", "finding", "name", "id_last4"),
    )
    assert "art. 135(1) and 135(3)" in read.claims["request"]["law"]["en"]
    assert "拒绝" in read.claims["refuse"]["zh"]
    assert "12345" in read.claims["complain"]["en"]
    assert read.ends_at - NOW <= rules.REGISTRATION_LASTS


def test_a_signed_registration_never_outlives_what_it_says(
    bakery: queries.RecipientCard,
) -> None:
    on_the_last_day = NOW + timedelta(days=99)
    token = registrations.registration(bakery, REQUEST, now=on_the_last_day)
    read = {"client_id": client_id(bakery.chain[0]), "trust": trust()}

    ends_at = registration_from(token, at=on_the_last_day, **read).ends_at

    assert civil_date(ends_at) == TODAY + timedelta(days=100)
    with pytest.raises(Wrong):
        registration_from(token, at=ends_at, **read)


def test_without_a_certificate_nothing_is_signed() -> None:
    registered = actions.register(
        code=CODE, name=Words(zh="面包坊", en="Bakery"), address=OFFICE, **DEED
    )
    permit(registered)

    with pytest.raises(NotPermitted):
        registrations.registration(queries.card(CODE), REQUEST, now=NOW)


def test_the_register_keeps_nothing_of_anybody_who_was_asked() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT col_description(c.oid, a.attnum) FROM pg_class c"
            " JOIN pg_attribute a ON a.attrelid = c.oid WHERE a.attnum > 0"
            " AND c.relname IN ('statement_recipient', 'statement_permission')"
        )
        told = [comment for (comment,) in cursor.fetchall()]

    assert len(told) == 12
    assert all(comment.startswith("plain") for comment in told)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_anybody_reads_who_may_ask_for_what_and_where_to_complain(
    bakery: queries.RecipientCard, client: Client, language: str
) -> None:
    html = client.get(f"/{language}/recipients/").content.decode()

    words = ("面包坊", "第135条第1款", "12345", "可以拒绝")
    if language == "en":
        words = ("Bakery", "art. 135(1) and 135(3)", "12345", "You may refuse")
    for word in (CODE, OFFICE, *words):
        assert word in html


def test_machines_read_it_and_fetch_what_wallets_check(
    bakery: queries.RecipientCard, client: Client
) -> None:
    told = client.get("/recipients/list.json")
    (one,) = told.json()["recipients"]
    (ask,) = one["may_ask"]
    token = client.get(ask["registration"])

    assert told["Access-Control-Allow-Origin"] == token["Access-Control-Allow-Origin"] == "*"
    assert one["client_id"] == client_id(bakery.chain[0])
    assert (ask["request"], ask["domain"]) == (REQUEST, "food_drug")
    assert token["Content-Type"] == "application/jwt"
    registration_from(
        token.content.decode(), client_id=one["client_id"], trust=trust(), at=datetime.now(UTC)
    )
    for nothing in (f"{bakery.id}/food_drug.drug_post", f"{bakery.id}/x"):
        assert client.get(f"/recipients/{nothing}.jwt").status_code == 404

    actions.stop(recipient=bakery.id, **DEED)

    assert client.get(ask["registration"]).status_code == 404
    assert client.get("/recipients/list.json").json()["recipients"][0]["may_ask"] == []


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def test_the_operator_registers_shows_and_stops(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "csr.pem").write_bytes(request_for(key, address=OFFICE))
    named = ("--zh", "面包坊", "--en", "Bakery", "--address", OFFICE)

    added = run("add", CODE, *named, "--for", REQUEST, "--csr", str(tmp_path / "csr.pem"))
    more = run("add", CODE, "--for", "food_drug.drug_post", "--until", "2099-01-01")
    again = run("add", CODE, "--for", "work_safety.person_in_charge")
    signed = run("registration", CODE, REQUEST)

    assert added.exit_code == again.exit_code == signed.exit_code == 0, added.output
    assert more.exit_code == 1
    assert "3年" in more.stderr
    assert json.loads(added.stdout)["client_id"].startswith("x509_hash:")
    assert len(json.loads(run("show").stdout)["may_ask"]) == 2
    assert run("stop", CODE, "--request", REQUEST).exit_code == 0
    assert run("registration", CODE, REQUEST).exit_code == 1
    assert run("stop", CODE).exit_code == 0
    assert json.loads(run("show", CODE).stdout)["stopped_at"]
    assert run("add", CODE, "--for", "food_drug.drug_post").exit_code == 1


def test_what_is_asked_wrongly_of_the_command_does_nothing(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "csr.pem").write_bytes(b"nothing")
    key = ec.generate_private_key(ec.SECP256R1())
    pem = vouched(key, "https://x.example").public_bytes(serialization.Encoding.PEM)
    (tmp_path / "other.pem").write_bytes(pem)
    root = demo_root(NOW).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "root.pem").write_bytes(root)
    own = vouched(key).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "own.pem").write_bytes(own)
    theirs = ("--certificate", str(tmp_path / "other.pem"))
    named = ("--zh", "面包坊", "--en", "Bakery", "--address", OFFICE)

    assert run("add", CODE).exit_code == 2
    assert run("add", CODE, *named, "--csr", str(tmp_path / "csr.pem")).exit_code == 1
    assert run("add", CODE, *named, *theirs).exit_code == 2
    authority = ("--authority", str(tmp_path / "root.pem"))
    assert run("add", CODE, *named, *theirs, *authority).exit_code == 1
    ours = ("--certificate", str(tmp_path / "own.pem"))
    assert run("add", CODE, *named, *ours, *authority).exit_code == 0
    assert run("stop", credit_code(sequence=1)).exit_code == 1
    settings.DEMO = False
    assert run("add", CODE, "--csr", str(tmp_path / "csr.pem")).exit_code == 2


def test_there_is_a_wallet_in_a_demo_and_nowhere_else(client: Client, settings: Any) -> None:
    for language in ("zh-hans", "en"):
        answer = client.get(f"/{language}/demo/wallet/")

        assert answer.status_code == 200
        assert "connect-src 'self' https: http://127.0.0.1:*" in answer["Content-Security-Policy"]
        assert "script-src 'self';" in f"{answer['Content-Security-Policy']};"

    settings.DEMO = False
    assert client.get("/en/demo/wallet/").status_code == 404
