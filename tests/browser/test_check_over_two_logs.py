"""The page that needs no network follows a chain over a log that was set back and went on."""

import json

import pytest
from playwright.sync_api import sync_playwright

from recourse.faces.public.log import OFFLINE
from recourse.ground.signing import public_bytes, public_jwk
from recourse.ledger import evidence
from recourse.store.keys import vault
from recourse_verify.main import main as verify
from recourse_verify.notes import Type
from recourse_verify.signing import Signer
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.test_check_it_yourself import answer
from tests.ledger.conftest import ORIGIN
from tests.ledger.conftest import place as place  # noqa: PLC0414 - a fixture
from tests.ledger.conftest import signs as signs  # noqa: PLC0414 - a fixture
from tests.ledger.test_going_on import LATER, LIN, NOON, WANG, backup, go_on, log, note, restore
from tests.ledger.test_going_on import where as where  # noqa: PLC0414 - a fixture
from tests.verifier.making import WITNESSES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("committed", "where"),
]


@pytest.fixture
def bundle(place):
    """A person's log of a year that went on, as they carry it away."""
    log(place, LIN, WANG)
    saved = backup()
    log(place, WANG)
    restore(saved)
    note(LIN)
    go_on(place)
    log(place, LIN)
    note(LIN)
    return json.loads(evidence.bundle_of(LIN, now=LATER))


@pytest.fixture
def page(bundle):
    """Open the page once the log is made: the browser's loop and Django's database do not mix."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        page = chromium.new_context(offline=True, locale="en-GB").new_page()
        page.goto(OFFLINE.as_uri())
        yield page
        chromium.close()


def forgeries(year):
    """Name what a house could do to it, and what the page says of it."""
    yield {**year, "continued": []}, "no head of the log"
    yield {**year, "continued": [*year["continued"], year["checkpoint"]]}, "different years"
    yield {**year, "entries": year["entries"][1:]}, "an entry is missing"
    yield {**year, "entries": year["entries"][:-1]}, "not those that the account says"
    moved = [{**one, "log": ORIGIN} for one in year["entries"]]
    yield {**year, "entries": moved}, "not in the log"


def test_a_chain_over_two_logs_fits_and_every_forgery_of_it_is_named(page, bundle, signs, tmp_path):
    keys = [str(signs.signers(f"{ORIGIN}{letter}")[0].key) for letter in ("", "b")]
    jwk = public_jwk(public_bytes(vault().signing_key("receipt")))
    file = tmp_path / "my-log.json"

    def said(told):
        file.write_text(json.dumps(told), "utf-8")
        return answer(page, file, "\n".join(keys), jwk)

    (year,) = bundle["years"]
    assert "Everything fits" in said(bundle)
    assert "No witness was checked" in said(bundle)
    for forged, expected in forgeries(year):
        assert expected in said({**bundle, "years": [forged]})


AT = int(NOON.timestamp())
THIRD = Signer("witness.example.org/quantum", Type.ML_DSA_44_COSIGNATURE, bytes([9] * 32))
NAMED = dict(zip("abc", WITNESSES, strict=True)) | {"q": THIRD}
LISTED = "".join(f"witness {name} {one.key} https://x.example\n" for name, one in NAMED.items())
TWO = f"# printed in the gazette\n\n{LISTED}group two 2 a b c\nquorum two\n"


def cosigned(note, *names):
    text = note.split("\n\n")[0] + "\n"
    return note + "".join(str(NAMED[name].sign(text, at=AT)) for name in names)


def seen_by(bundle, first, second):
    """Let witnesses sign the heads of both logs."""
    (year,) = bundle["years"]
    continued = [cosigned(one, *second) for one in year["continued"]]
    both = {**year, "checkpoint": cosigned(year["checkpoint"], *first), "continued": continued}
    return {**bundle, "years": [both]}


def other_line(bundle):
    """Move a witness's line from one log below another."""
    told = seen_by(bundle, "ab", "ab")
    (year,) = told["years"]
    line = cosigned(year["continued"][0], "c").splitlines(keepends=True)[-1]
    return {**told, "years": [{**year, "checkpoint": year["checkpoint"] + line}]}


def test_who_witnessed_is_checked_by_the_policy_and_said_as_it_is(page, bundle, signs, tmp_path):
    keys = [str(signs.signers(f"{ORIGIN}{letter}")[0].key) for letter in ("", "b")]
    jwk = public_jwk(public_bytes(vault().signing_key("receipt")))
    file, key, rules = tmp_path / "my-log.json", tmp_path / "key", tmp_path / "policy"
    key.write_text(jwk)

    def said(told, policy):
        """Ask the page, and need the auditors' command to agree."""
        file.write_text(json.dumps(told), "utf-8")
        rules.write_text(policy, "utf-8")
        shown = answer(page, file, "\n".join(keys), jwk, policy)
        trusted = [word for one in keys for word in ("--vkey", one)]
        command = ["chain", str(file), "--key", str(key), *trusted, "--policy", str(rules)]
        assert ("Everything fits" in shown) == (verify(command) == 0), shown
        return shown

    enough = said(seen_by(bundle, "ab", "bcq"), TWO)
    assert f"{ORIGIN}: signatures of witnesses checked: a (2026-11-23T04:00:00.000Z), b" in enough
    assert "By the policy you gave, that is enough" in enough
    assert "cannot check the signatures of these witnesses (ML-DSA): q" in enough
    assert "No witness was checked" not in enough
    assert f"{ORIGIN}b: too few witnesses" in said(seen_by(bundle, "ab", "b"), TWO)
    assert f"{ORIGIN}: too few witnesses" in said(bundle, TWO)
    assert "witness c is forged" in said(other_line(bundle), TWO)
    young = {**bundle["years"][0], "checkpoint": None, "continued": []}
    waiting = [{**one, "index": None} for one in young["entries"]]
    unseen = {**bundle, "years": [{**young, "entries": waiting}]}
    assert "witnesses could have signed" in said(unseen, TWO)
    for spoilt in (
        "quorum two\n",
        LISTED,
        f"{LISTED}group two 5 a b c\nquorum two\n",
        f"{LISTED}group two 02 a b c\nquorum two\n",
        f"{LISTED}group two 2 a a c\nquorum two\n",
        f"{LISTED}group two 2 a b\ngroup more any a two\nquorum more\n",
        f"{LISTED}group two 2 a b d\nquorum two\n",
        f"{TWO}quorum two\n",
        f"{TWO}and more\n",
        f"{LISTED}{LISTED}quorum a\n",
        f"witness none {WITNESSES[0].key}\nquorum none\n",
        f"witness a {WITNESSES[0].key}\nwitness d {WITNESSES[0].key}\nquorum a\n",
        f"witness a {signs.signers(ORIGIN)[0].key}\nquorum a\n",
        TWO.replace("+", "+0", 1),
    ):
        assert "Everything fits" not in said(seen_by(bundle, "abc", "abc"), spoilt), spoilt
