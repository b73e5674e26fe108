"""Whatever a house signs and sends, it is understood or refused: it never breaks who checks."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recourse.ground.signing import compact_jws, public_bytes
from recourse_verify import accounts, bundles, jws, receipts
from recourse_verify.errors import Wrong
from recourse_verify.memory import growth_from
from recourse_verify.policies import policy_from
from tests.verifier.making import LOG, ORIGIN
from tests.verifier.test_hostile import AT, HOUSE, bundle

PUBLIC = public_bytes(HOUSE)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value, path=()):
    """Yield the way to every part of a JSON value."""
    yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, one in inner:
        yield from places(one, (*path, name))


def changed(value, path, new):
    """Return a value in which one part is another."""
    if not path:
        return new
    value = copy.copy(value)
    value[path[0]] = changed(value[path[0]], path[1:], new)
    return value


def spoilt(data, value):
    """Return a value with one part of it exchanged for anything."""
    return changed(value, data.draw(st.sampled_from(list(places(value)))), data.draw(ANYTHING))


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    return bundle(tmp_path_factory.mktemp("log"))


@settings(max_examples=60)
@given(data=st.data())
def test_a_bundle_of_any_shape_is_read_or_refused(honest, data):
    account = jws.opened(honest["account"], public=PUBLIC, typ=bundles.USE)
    year = {**honest, "account": account}
    year = spoilt(data, year)
    if isinstance(year, dict) and isinstance(year.get("account"), dict):
        year = {**year, "account": compact_jws(HOUSE, year["account"], typ=bundles.USE)}
    text = json.dumps({"format": bundles.FORMAT, "years": [year]})

    try:
        found = bundles.check(text, public=PUBLIC, logs=[LOG.key], policy=None)
    except Wrong:
        return
    bundles.grew(found, found)


def account_of(year):
    """Return an honest account of the log in a bundle."""
    log = {
        "checkpoint": year["checkpoint"],
        "link": None,
        "spans": [
            {"first": 0, "last": 2, "state": "year-key", "on": "2027-01-01"},
            {"first": 3, "last": 3, "state": "set-back", "on": "2026-11-27", "by": ORIGIN},
        ],
    }
    destroyed = {"line": 1, "on": "2027-01-01", "digest": "00"}
    return {"year": 2026, "at": AT, "destroyed": destroyed, "logs": [log]}


@settings(max_examples=60)
@given(data=st.data())
def test_an_account_of_any_shape_is_read_or_refused(honest, data):
    account = spoilt(data, account_of(honest))
    digest = accounts.digest_of(account)
    signature = compact_jws(HOUSE, {"account": digest}, typ=accounts.USE)
    text = json.dumps({"format": accounts.FORMAT, "account": account, "signature": signature})

    try:
        found = accounts.account_from(text, public=PUBLIC, logs=[LOG.key])
        list(accounts.faults(found))
        found.counted(ORIGIN)
    except Wrong:
        return


@settings(max_examples=40)
@given(data=st.data())
def test_a_receipt_of_any_shape_is_read_or_refused(data):
    signed = compact_jws(HOUSE, {"iss": "x", "root": "00" * 32, "size": 1}, typ=receipts.USE)
    names = {"at": AT, "commitment": "00" * 32, "entry": "e", "iss": "x", "log": 20260}
    receipt = spoilt(data, {**names, "index": 0, "size": 1, "path": ["00" * 32], "jws": signed})

    if isinstance(receipt, dict):
        with pytest.raises(Wrong):
            receipts.check(receipt, public=PUBLIC)


@given(st.text(max_size=200))
def test_whatever_text_comes_as_a_request_a_policy_or_a_token_is_read_or_refused(text):
    for read in (
        lambda: growth_from(f"old {text}".encode()),
        lambda: growth_from(text.encode()),
        lambda: policy_from(f"witness w {LOG.key} {text}\nquorum none\n"),
        lambda: policy_from(text),
        lambda: jws.opened(text, public=PUBLIC, typ=bundles.USE),
        lambda: jws.object_from(text),
    ):
        try:
            read()
        except Wrong:
            continue


def test_the_honest_ones_hold(honest):
    text = bundles.as_text([honest])
    assert bundles.check(text, public=PUBLIC, logs=[LOG.key], policy=None)[0].size == 4
    account = account_of(honest)
    signature = compact_jws(HOUSE, {"account": accounts.digest_of(account)}, typ=accounts.USE)
    found = accounts.account_from(
        accounts.as_text(account, signature), public=PUBLIC, logs=[LOG.key]
    )
    assert found.counted(ORIGIN) == {"open": 0, "year-key": 3, "set-back": 1}
