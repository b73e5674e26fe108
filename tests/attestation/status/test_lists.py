"""Lists as others read them: what is revoked, until when, and what a restored backup cannot do."""

import base64
import json
from datetime import date, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.db import DatabaseError, connection, transaction
from django.test import Client

from recourse.attestation import issuer
from recourse.attestation.errors import NotVouchedFor
from recourse.attestation.status import actions, publishing, queries, rules
from recourse.attestation.status.terms import Why
from recourse.ground.actor import SYSTEM
from tests.attestation.saying import vouched
from tests.records.making import NOON

pytestmark = pytest.mark.django_db
LAST = date(2026, 12, 24)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.STATUS_DIR = tmp_path / "status"
    settings.ISSUER_DIR = tmp_path / "issuer"
    vouched()


def take(count=1, *, now=NOON, good_until=LAST):
    return actions.take(count=count, good_until=good_until, by=SYSTEM, now=now)


def revoke(*indices, now=NOON):
    actions.revoke(indices=indices, why=Why.WRONG, by=SYSTEM, now=now)


def publish(now=NOON) -> int:
    return publishing.publish_due(now=now)


def fetched(uri: str, settings, query: str = ""):
    path = uri.removeprefix(settings.PUBLIC_URL)
    return Client(headers={"host": "localhost"}).get(path + query)


def said(token: str) -> tuple[dict, dict]:
    """Return header and payload of a token, after checking its signature and its certificate."""
    head, body, made = (base64.urlsafe_b64decode(part + "==") for part in token.split("."))
    header = json.loads(head)
    leaf = x509.load_der_x509_certificate(base64.b64decode(header["x5c"][0]))
    leaf.verify_directly_issued_by(issuer.issuer().anchor)
    signature = encode_dss_signature(int.from_bytes(made[:32]), int.from_bytes(made[32:]))
    leaf.public_key().verify(
        signature, token.rpartition(".")[0].encode(), ec.ECDSA(hashes.SHA256())
    )
    return header, json.loads(body)


def status_of(index, settings) -> int:
    answer = fetched(index.uri, settings)
    payload = said(answer.content.decode())[1]
    assert payload["sub"] == index.uri
    return rules.status_at(rules.read(payload["status_list"]["lst"]), index.index)


def test_a_batch_has_places_in_different_lists(settings):
    taken = take(10)

    assert len({one.list_id for one in taken}) == 10
    assert all(one.uri == f"{settings.PUBLIC_URL}/status/{one.list_id}" for one in taken)


def test_nobody_gets_a_place_twice():
    taken = [one for _ in range(60) for one in take(10)]

    assert len({(one.list_id, one.index) for one in taken}) == 600
    assert len({one.list_id for one in taken}) == rules.LISTS_OPEN


def test_more_places_than_lists_are_found_too():
    assert len(set(take(3 * rules.LISTS_OPEN + 1))) == 3 * rules.LISTS_OPEN + 1


def test_a_list_is_half_filled_and_others_are_opened():
    take(rules.LISTS_OPEN)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE status_list SET taken = %s", [rules.FULL])
    full = {card.id for card in queries.lists()}

    taken = take(2)
    publish()

    assert full.isdisjoint(one.list_id for one in taken)
    assert {card.id for card in queries.lists() if card.is_open}.isdisjoint(full)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE status_list SET taken = %s", [rules.FULL + 1])


def test_what_is_revoked_is_published_within_the_hour_and_nothing_else(settings):
    kept, revoked = take(2)
    publish()
    revoke(revoked)
    before = status_of(revoked, settings)
    publish(NOON + HOUR)

    assert (before, status_of(revoked, settings), status_of(kept, settings)) == (0, 1, 0)


def test_a_list_says_how_long_it_holds_and_who_signed_it(settings):
    (index,) = take()
    publish()
    answer = fetched(index.uri, settings)
    header, payload = said(answer.content.decode())

    assert answer.headers["Content-Type"] == "application/statuslist+jwt"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert header["typ"] == "statuslist+jwt"
    assert header["alg"] == "ES256"
    assert payload["ttl"] == 3_600
    assert payload["exp"] - payload["iat"] == 48 * 3_600
    assert payload["status_list"]["bits"] == 1
    assert set(payload) == {"sub", "iat", "exp", "ttl", "status_list"}
    assert len(rules.read(payload["status_list"]["lst"])) * 8 == rules.ENTRIES


def test_a_new_list_can_be_read_at_once(settings):
    (index,) = take()

    assert status_of(index, settings) == 0


def test_nobody_asks_for_an_earlier_day(settings):
    (index,) = take()

    assert fetched(index.uri, settings, "?time=1780000000").status_code == 501


@pytest.mark.parametrize("name", ["0", "1000000", "9" * 20, "9" * 300], ids=len)
def test_there_is_no_other_list(name, settings):
    assert fetched(f"{settings.PUBLIC_URL}/status/{name}", settings).status_code == 404


def test_an_unchanged_list_is_signed_anew_long_before_it_ends():
    take()

    moved = [publish(NOON + hours * HOUR) for hours in (0, 1, 11, 12, 13, 24)]

    assert moved == [12, 0, 0, 12, 0, 12]


def test_a_list_that_cannot_be_signed_ends_by_itself(settings, tmp_path):
    (index,) = take()
    publish()
    settings.ISSUER_DIR = tmp_path / "nobody vouches any more"

    with pytest.raises(NotVouchedFor):
        publish(NOON + 12 * HOUR)
    _, payload = said_without_vouching(publishing.file_of(index.list_id).read_text())

    assert payload["exp"] == int((NOON + 48 * HOUR).timestamp())


def said_without_vouching(token: str) -> tuple[dict, dict]:
    head, body, _ = (base64.urlsafe_b64decode(part + "==") for part in token.split("."))
    return json.loads(head), json.loads(body)


def test_without_a_certificate_a_new_list_is_not_served(settings, tmp_path):
    (index,) = take()
    settings.ISSUER_DIR = tmp_path / "nobody"

    assert fetched(index.uri, settings).status_code == 503


def test_a_restored_backup_takes_no_revocation_back(settings):
    """What the database forgot is still in the published list."""
    (index,) = take()
    revoke(index)
    publish()
    run("DELETE FROM status_list WHERE id = %s", [index.list_id])
    actions.adopt(ids=[index.list_id], by=SYSTEM, now=NOON)
    publish(NOON + 13 * HOUR)

    assert status_of(index, settings) == 1


def test_after_a_restored_backup_no_list_from_before_is_drawn_from():
    before = {one.list_id for one in take(12)}
    publish(NOON + HOUR)
    run("UPDATE status_list SET taken = 0, published_at = %s", [NOON])
    publish(NOON + 2 * HOUR)

    assert before.isdisjoint(one.list_id for one in take(12, now=NOON + 2 * HOUR))


def test_lists_that_a_restored_backup_does_not_know_are_signed_on(settings):
    (index,) = take()
    revoke(index)
    publish()
    run("DELETE FROM status_list")
    publish(NOON + 13 * HOUR)

    assert status_of(index, settings) == 1
    assert index.list_id not in {one.list_id for one in take(12)}


def test_a_closed_list_is_kept_while_anything_in_it_is_good(settings):
    (index,) = take()
    revoke(index)
    actions.close(id=index.list_id, by=SYSTEM, now=NOON)
    publish()
    late = NOON.replace(month=12, day=25) + timedelta(days=1)

    publish(late)
    there = fetched(index.uri, settings).status_code
    publish(late + timedelta(days=2))

    assert (there, fetched(index.uri, settings).status_code) == (200, 404)
    assert not publishing.file_of(index.list_id).exists()


def test_the_application_cannot_take_a_revocation_back():
    (index,) = take()
    revoke(index)

    for sql in ("DELETE FROM status_revoked", "UPDATE status_revoked SET place = place + 1"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_revoking_twice_is_revoking_once():
    (index,) = take()
    revoke(index)
    revoke(index)

    assert [card.revoked for card in queries.lists(only=index.list_id)] == [(index.index,)]


def run(sql: str, values: list | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
