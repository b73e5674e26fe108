"""Who is let in, and everything that lets nobody in."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fido2.webauthn import AuthenticatorData

from recourse.agencies import actions as agencies
from recourse.ground.actor import SYSTEM
from recourse.officials import passkeys, queries, rules
from recourse.officials.coming_in import actions as coming_in
from recourse.officials.errors import NotAPasskey, NotRecognised, TooManyAttempts
from recourse.officials.models import SignInAttempt
from recourse.officials.terms import Site, Way
from tests.officials import bureau
from tests.officials.authenticator import Passkey
from tests.officials.bureau import CODE, NAME, NOW, SITE, Typed, code_at, later

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FLAG = AuthenticatorData.FLAG
WRONG = "000000"


@pytest.fixture
def seats(db):
    return bureau.found()


@pytest.fixture
def coder(seats):
    """An official with a code app, in seat 0101."""
    return bureau.take_by_code(seats[0])


@pytest.fixture
def passkey(seats):
    """The passkey of the official in seat 0101."""
    made = Passkey()
    bureau.take_by_passkey(seats[0], made)
    return made


def refused(call, *args, **kwargs):
    with pytest.raises(NotRecognised):
        call(*args, **kwargs)


def test_a_passkey_lets_its_official_in_again_and_again(passkey):
    accounts = {bureau.sign_in(passkey, later(minutes=minute)).account for minute in range(3)}

    assert accounts == {UUID(bytes=passkey.handle)}


def test_a_passkey_that_does_not_count_lets_in_again_and_again(passkey):
    for _ in range(3):
        assert bureau.sign_in(passkey, count=0).way is Way.PASSKEY


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://testserver.evil.example"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver:8443"},
        {"origin": "http://sub.testserver"},
        {"origin": "null"},
        {"framed": True},
        {"kind": "webauthn.create"},
        {"host": "evil.example"},
        {"flags": FLAG.UP},
        {"flags": FLAG.UV},
        {"handle": None},
        {"handle": b""},
        {"handle": bytes(16)},
        {"challenge": "A" * 43},
        {"key": ec.derive_private_key(7, ec.SECP256R1())},
        {"credential_id": bytes(32)},
    ],
    ids="-".join,
)
def test_an_answer_that_says_something_else_lets_nobody_in(passkey, lies):
    refused(bureau.sign_in, passkey, **lies)

    assert bureau.sign_in(passkey)


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "x" * 20_000, '{"rawId": "AA"}', '{"rawId": 7, "response": []}', "\0"],
)
def test_what_is_no_answer_lets_nobody_in(passkey, answer):
    refused(coming_in.by_passkey, answer=answer, challenge="x", site=SITE, by=SYSTEM, now=NOW)


def test_an_answer_is_believed_under_its_own_challenge_only(passkey):
    asked = passkeys.to_prove(site=SITE)
    answer = passkey.proven(asked.options)
    given = {"answer": answer, "site": SITE, "by": SYSTEM, "now": NOW}

    refused(coming_in.by_passkey, challenge="", **given)
    refused(coming_in.by_passkey, challenge=passkeys.to_prove(site=SITE).challenge, **given)
    assert coming_in.by_passkey(challenge=asked.challenge, **given)


def test_where_nothing_was_asked_no_answer_is_believed(passkey):
    """An empty challenge, signed, is no answer to a question that nobody remembers."""
    asked = passkeys.to_prove(site=SITE)
    given = {"challenge": "", "site": SITE}

    answer = passkey.proven(asked.options, challenge="")
    refused(coming_in.by_passkey, answer=answer, by=SYSTEM, now=NOW, **given)
    making = passkeys.to_make(site=SITE, account=UUID(int=7), name="x")
    with pytest.raises(NotAPasskey):
        passkeys.made(Passkey().made(making.options, challenge=""), label="x", **given)


def test_another_seats_passkey_opens_its_own_seat_and_does_not_pass_for_mine(seats, passkey):
    theirs = Passkey()
    other = bureau.take_by_passkey(seats[1], theirs, name="li.lei")

    assert bureau.sign_in(theirs).account == other.account
    refused(bureau.sign_in, theirs, handle=passkey.handle)
    refused(bureau.sign_in, theirs, credential_id=passkey.credential_id)
    refused(bureau.sign_in, passkey, handle=theirs.handle)


@pytest.mark.parametrize("said", [0, 4, 5])
def test_a_counter_that_does_not_count_on_stops_the_passkey_for_good(passkey, said):
    bureau.sign_in(passkey, count=5)

    refused(bureau.sign_in, passkey, count=said)

    refused(bureau.sign_in, passkey, count=9)
    (card,) = queries.ways_in(UUID(bytes=passkey.handle)).passkeys
    assert card.is_stopped


def test_a_forged_counter_without_the_key_stops_nothing(passkey):
    bureau.sign_in(passkey, count=5)

    refused(bureau.sign_in, passkey, count=1, key=ec.generate_private_key(ec.SECP256R1()))

    assert bureau.sign_in(passkey, count=6)


def test_a_passkey_of_another_name_of_this_site_is_not_asked(passkey):
    elsewhere = Site(host="testserver", origin="http://127.0.0.1")

    refused(bureau.sign_in, passkey, site=elsewhere, origin="http://127.0.0.1")


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://evil.example"},
        {"framed": True},
        {"kind": "webauthn.get"},
        {"host": "evil.example"},
        {"flags": FLAG.UP},
        {"challenge": "A" * 43},
        {"credential_id": b"another"},
    ],
    ids=str,
)
def test_a_passkey_made_elsewhere_or_weaker_is_not_taken(lies):
    asked = passkeys.to_make(site=SITE, account=UUID(int=7), name="x")
    answer = Passkey().made(asked.options, **lies)

    with pytest.raises(NotAPasskey):
        passkeys.made(answer, site=SITE, challenge=asked.challenge, label="x")


@pytest.mark.parametrize("answer", ["", "{}", "[]", "x", '{"response": {}}'])
def test_what_is_no_new_passkey_is_not_taken(answer):
    with pytest.raises(NotAPasskey):
        passkeys.made(answer, site=SITE, challenge="x", label="x")


def test_a_device_is_asked_to_verify_its_official_and_keep_the_passkey():
    import json

    made = json.loads(passkeys.to_make(site=SITE, account=UUID(int=7), name="x").options)
    proven = json.loads(passkeys.to_prove(site=SITE).options)

    chosen = made["publicKey"]["authenticatorSelection"]
    assert (chosen["userVerification"], chosen["residentKey"]) == ("required", "required")
    assert [one["alg"] for one in made["publicKey"]["pubKeyCredParams"]] == [-7, -8, -257]
    assert proven["publicKey"]["userVerification"] == "required"
    assert "allowCredentials" not in proven["publicKey"]


@pytest.mark.parametrize("agency", [CODE, CODE.lower(), "trial", "试验局", "Trial Bureau"])
def test_a_code_lets_in_under_every_spelling_of_the_agency(coder, agency):
    at = later(minutes=1)

    assert Typed(agency=agency)(code_at(at), at).account == coder.account


def test_a_code_counts_once_and_so_do_those_before_it(coder):
    at = later(minutes=5)
    earlier = code_at(at - timedelta(seconds=30))
    Typed()(code_at(at), at)

    refused(Typed(), code_at(at), at)
    refused(Typed(), earlier, at)
    assert Typed()(code_at(at + timedelta(seconds=30)), at + timedelta(seconds=30))


def test_the_first_code_of_the_app_does_not_sign_in_again(coder):
    refused(Typed(), code_at(NOW), NOW)


def test_a_recovery_code_lets_in_once_however_it_is_written(coder):
    code = coder.recovery_codes[0]

    signed_in = Typed()(code.lower().replace("-", " "), NOW)

    assert (signed_in.account, signed_in.way) == (coder.account, Way.RECOVERY_CODE)
    refused(Typed(), code, NOW)
    assert queries.ways_in(coder.account).recovery_codes == 9


@pytest.mark.parametrize(
    "typed",
    [
        Typed(name="li.lei"),
        Typed(seat_number="0102"),
        Typed(seat_number="9999"),
        Typed(agency="nowhere"),
        Typed(agency=""),
    ],
)
def test_a_code_opens_its_own_seat_under_its_own_name_only(coder, typed):
    at = later(minutes=1)

    refused(typed, code_at(at), at)
    refused(typed, coder.recovery_codes[0], at)


def test_a_code_of_another_seat_opens_nothing(seats, coder):
    theirs = bureau.take_by_code(seats[1], name="li.lei", secret=bytes(20))
    at = later(minutes=1)

    refused(Typed(), code_at(at, bytes(20)), at)
    refused(Typed(), theirs.recovery_codes[0], at)


def test_a_seat_that_is_over_lets_nobody_in(seats, coder):
    agencies.end_seat(seat=seats[0].id, on=later(days=1).date(), by=SYSTEM, now=NOW)

    refused(Typed(), code_at(later(days=1)), later(days=1))


def test_a_seat_that_is_over_lets_nobody_in_by_passkey_either(seats, passkey):
    agencies.end_seat(seat=seats[0].id, on=later(days=1).date(), by=SYSTEM, now=NOW)

    refused(bureau.sign_in, passkey, later(days=1))


def test_a_sixth_try_waits_a_quarter_of_an_hour_even_if_it_is_right(coder):
    for second in range(5):
        refused(Typed(), WRONG, later(minutes=1, seconds=second))
    at = later(minutes=2)

    with pytest.raises(TooManyAttempts):
        Typed()(code_at(at), at)
    with pytest.raises(TooManyAttempts):
        Typed()(coder.recovery_codes[0], at)
    after = later(minutes=17)
    assert Typed()(code_at(after), after)


def test_spelling_the_agency_otherwise_gives_no_further_tries(coder):
    for agency in (CODE, "trial", "试验局", "Trial Bureau", CODE.lower()):
        refused(Typed(agency=agency), WRONG, NOW)

    with pytest.raises(TooManyAttempts):
        Typed(name=NAME.upper())(WRONG, NOW)


def test_a_locked_name_still_signs_in_by_passkey_and_is_known_by_its_answer_to_nobody(
    seats, passkey
):
    stranger = Typed(name="nobody.here")
    for typed in (Typed(), stranger):
        for _ in range(5):
            refused(typed, WRONG, NOW)
        with pytest.raises(TooManyAttempts):
            typed(WRONG, NOW)

    assert bureau.sign_in(passkey)


@pytest.mark.parametrize("code", [WRONG, "AAAAA-AAAAA"])
def test_who_is_known_and_who_is_not_cost_the_same_statements(seats, coder, code):
    def asked(typed: Typed) -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            refused(typed, code, NOW)
        return [re.split(r"WHERE|VALUES|_x\d|_lock", one["sql"])[0][:80] for one in caught]

    asked(Typed(name="warm.up"))
    known, stranger, nowhere = (
        asked(Typed()),
        asked(Typed(name="nobody.here")),
        asked(Typed(agency="nowhere")),
    )

    assert known == stranger == nowhere


def test_an_official_sees_who_tried_and_a_stranger_leaves_no_name(coder):
    refused(Typed(), WRONG, NOW)
    refused(Typed(name="nobody.here"), WRONG, NOW)
    at = later(minutes=1)
    Typed()(code_at(at), at)

    attempts = queries.ways_in(coder.account).attempts

    assert [(one.at, one.refused) for one in attempts] == [
        (at, ""),
        (NOW, "officials.not_recognised"),
    ]
    assert SignInAttempt.objects.filter(account_id=None).count() == 1


def test_a_flood_of_strangers_does_not_fill_the_log(coder, monkeypatch):
    from recourse.ledger import actions as ledger

    lines = []
    monkeypatch.setattr(ledger, "note", lambda **line: lines.append(line))
    monkeypatch.setattr(rules, "MOST_LOGGED", 3)

    for number in range(6):
        refused(Typed(name=f"stranger.{number}"), WRONG, NOW)

    assert len(lines) == 3
    assert SignInAttempt.objects.count() == 6
