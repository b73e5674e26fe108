"""An answer is worked out again from its receipt and its rule; what was forged is found."""

import copy
import json
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as some

from recourse.ground import canonical
from recourse.ground.signing import compact_jws, public_bytes, public_jwk
from recourse_verify import answers, decisions
from recourse_verify.canonical import digest_of
from recourse_verify.errors import Malformed, Unsigned, Wrong
from recourse_verify.main import main

HOUSE = Ed25519PrivateKey.from_private_bytes(bytes(range(3, 35)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(5, 37)))
TODAY = date(2026, 11, 27)
RULE = {
    "id": "renewal",
    "automatic": True,
    "says": {"zh": "绿色通道", "en": "Green channel"},
    "inputs": {
        "licence.until_on": {"kind": "date", "prove": False},
        "licence.status": {"kind": "code", "codes": ["1", "2"], "prove": False},
        "own_until_on": {"kind": "date", "prove": True},
        "declared": {"kind": "truth", "prove": False},
    },
    "conditions": [
        {
            "id": "in_time",
            "when": "licence.status = '1' and licence.until_on >= today + 30 days"
            " or own_until_on >= today + 30 days",
        },
        {"id": "declared", "when": "declared"},
        {"id": "begun", "when": "today >= 2026-12-03"},
    ],
    "outcomes": [{"id": "first", "when": "declared", "valid_days": 90}],
}
BESIDE = {
    "at": "2026-11-27T04:00:00+00:00",
    "calendar": "c" * 64,
    "catalogue": "d" * 64,
    "catalogue_version": "2026-11-27.1",
    "iss": "log.example/qingdao",
}


def inputs(**given):
    put_in = {name.replace("__", "."): value for name, value in given.items()}
    return {name: {"from": "person", "value": put_in.get(name)} for name in sorted(RULE["inputs"])}


def signed(receipt, key=HOUSE, typ=decisions.USE):
    said = {"decision": digest_of(receipt), "iss": receipt["iss"]}
    return receipt | {"jws": compact_jws(key, said, typ=typ)}


def receipt(today=TODAY, **given):
    return signed(decisions.receipt_of(RULE, inputs(**given), today, BESIDE))


def answer(today=TODAY, **given):
    rule = answers.rule_from(RULE)
    put_in = {name.replace("__", "."): value for name, value in given.items()}
    return answers.answer_of(rule, answers.values_from(rule, put_in, today))


def checked(one, *rules):
    return decisions.check(one, public=public_bytes(HOUSE), rules=rules or [RULE])


def test_a_receipt_replays_to_the_same_bytes():
    one = receipt(licence__status="1", licence__until_on="2027-06-30", declared=True)

    assert checked(one) == {"answer": "no", "at": BESIDE["at"], "scheme": "renewal"}
    assert decisions.canonical.dumps(one) == canonical.dumps(one)


def test_what_would_change_the_answer_is_the_least_and_is_true():
    said = answer(licence__status="1", licence__until_on="2026-12-10", declared=True)

    assert said["holds"] == "no"
    assert said["changes"] == [
        [{"name": "licence.until_on", "to": "2027-01-02"}, {"name": "today", "to": "2026-12-03"}],
        [{"name": "own_until_on", "to": "2027-01-02"}, {"name": "today", "to": "2026-12-03"}],
    ]


@settings(max_examples=60)
@given(
    status=some.sampled_from([None, "1", "2"]),
    until=some.none() | some.dates(date(2026, 11, 1), date(2027, 3, 1)).map(str),
    own=some.none() | some.dates(date(2026, 11, 1), date(2027, 3, 1)).map(str),
    declared=some.sampled_from([None, True, False]),
    today=some.dates(date(2026, 11, 20), date(2026, 12, 20)),
)
def test_each_change_that_is_named_brings_a_yes(status, until, own, declared, today):
    now = {"licence.status": status, "licence.until_on": until, "own_until_on": own}
    rule = answers.rule_from(RULE)
    values = answers.values_from(rule, {**now, "declared": declared}, today)

    said = answers.answer_of(rule, values)

    assert (said["holds"] == "yes") == (said["changes"] == [])
    for several in said["changes"]:
        moved = {**now, "declared": declared, **{one["name"]: one["to"] for one in several}}
        on = date.fromisoformat(moved.pop("today", today.isoformat()))
        assert on >= today
        then = answers.answer_of(rule, answers.values_from(rule, moved, on))
        assert then["holds"] == "yes"


def test_what_still_has_to_be_proved_is_never_granted_without_an_officer():
    later = date(2026, 12, 4)

    on_file = answer(later, licence__status="1", licence__until_on="2027-06-30", declared=True)
    by_word = answer(later, own_until_on="2027-06-30", declared=True)

    assert (on_file["holds"], on_file["automatic"]) == ("yes", True)
    assert (by_word["holds"], by_word["automatic"]) == ("yes", False)


def forged(change):
    one = copy.deepcopy(receipt(declared=True))
    change(one)
    return one


FORGERIES = {
    "answer": (lambda one: one["answer"].update(holds="yes"), Wrong),
    "input": (lambda one: one["inputs"]["declared"].update(value=False), Wrong),
    "today": (lambda one: one.update(today="2026-12-20"), Wrong),
    "rule": (lambda one: one.update(rule="0" * 64), Wrong),
    "house": (lambda one: one.update(iss="elsewhere.example"), Wrong),
    "extra": (lambda one: one.update(grade="A"), Malformed),
    "missing": (lambda one: one.pop("calendar"), Malformed),
    "no-signature": (lambda one: one.update(jws=""), Malformed),
    "fraction": (lambda one: one.update(at=1.5), Malformed),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_receipt_that_was_changed_is_refused(name):
    change, error = FORGERIES[name]

    with pytest.raises(error):
        checked(forged(change))


def resigned(change, key=HOUSE, typ=decisions.USE):
    one = forged(change)
    one.pop("jws")
    return signed(one, key, typ)


LIES = {
    "another-answer": lambda one: one["answer"].update(holds="yes"),
    "an-answer-left-out": lambda one: one["answer"]["conditions"].pop(),
    "changes-left-out": lambda one: one["answer"].update(changes=[]),
    "another-day": lambda one: one.update(today="2026-12-20"),
    "a-day-misspelled": lambda one: one.update(today="20261127"),
    "inputs-of-another": lambda one: one.update(inputs=inputs(declared=False)),
    "stranger-among-inputs": lambda one: one["inputs"].update(score={"from": "x", "value": "9"}),
    "no-such-code": lambda one: one["inputs"].update({"licence.status": {"value": "9"}}),
    "another-scheme": lambda one: one.update(scheme="other"),
}


@pytest.mark.parametrize("name", LIES)
def test_even_the_house_cannot_sign_an_answer_that_the_rule_does_not_give(name):
    with pytest.raises(Wrong):
        checked(resigned(LIES[name]))


def test_another_key_or_another_use_is_no_signature():
    for key, typ in ((STRANGER, decisions.USE), (HOUSE, "recourse-receipts+jws")):
        with pytest.raises(Unsigned):
            checked(resigned(lambda _one: None, key, typ))


def test_another_rule_than_the_receipt_names_is_not_taken():
    other = copy.deepcopy(RULE)
    other["conditions"].pop()

    with pytest.raises(Wrong, match="none of the rules"):
        checked(receipt(declared=True), other)


BAD_VALUES = {
    "number-as-number": ("hours", 5),
    "exponent": ("hours", "1e5"),
    "zeroes": ("hours", "05"),
    "infinite": ("hours", "Infinity"),
    "huge": ("hours", "9" * 30),
    "long": ("hours", "1" * 1_000_000),
    "date-as-number": ("licence.until_on", 20270101),
    "truth-as-text": ("declared", "true"),
    "truth-as-number": ("declared", 1),
    "list": ("declared", [True]),
}


@pytest.mark.parametrize("name", BAD_VALUES)
def test_a_value_has_one_spelling(name):
    rule = answers.rule_from(
        RULE | {"inputs": RULE["inputs"] | {"hours": {"kind": "number", "prove": False}}}
    )

    with pytest.raises(Malformed):
        answers.values_from(rule, dict([BAD_VALUES[name]]), TODAY)


BAD_RULES = {
    "nothing": {},
    "no-conditions": RULE | {"conditions": []},
    "too-many-names": RULE
    | {"inputs": {f"n{number}": {"kind": "truth", "prove": False} for number in range(99)}},
    "inputs-a-list": RULE | {"inputs": []},
    "kind": RULE | {"inputs": {"declared": {"kind": "model", "prove": False}}},
    "name": RULE | {"inputs": {"and": {"kind": "truth", "prove": False}}},
}


@pytest.mark.parametrize("name", BAD_RULES)
def test_what_is_no_rule_is_refused(name):
    with pytest.raises(Malformed):
        answers.rule_from(BAD_RULES[name])


def test_the_command_says_holds_only_if_everything_does(tmp_path, capsys):
    key, rule, file = (tmp_path / name for name in ("key.json", "rules.json", "receipt.json"))
    key.write_text(public_jwk(public_bytes(HOUSE)))
    rule.write_text(json.dumps({"rules": [RULE]}, ensure_ascii=False))
    command = ["decision", str(file), "--rule", str(rule), "--key", str(key), "--json"]

    file.write_text(json.dumps(receipt(declared=True), ensure_ascii=False))
    holds = main(command), json.loads(capsys.readouterr().out)
    file.write_text(json.dumps(resigned(LIES["another-answer"]), ensure_ascii=False))
    lies = main(command), json.loads(capsys.readouterr().out)
    calendar = main([*command, "--calendar", str(tmp_path)])

    assert holds == (0, {"holds": True, "scheme": "renewal", "answer": "no", "at": BESIDE["at"]})
    assert lies[0] == 1
    assert lies[1]["faults"][0]["what"] == "the rule gives another answer for these inputs"
    assert calendar == 1


def test_the_calendar_that_a_receipt_names_is_compared(tmp_path, capsys):
    key, rule, file = (tmp_path / name for name in ("key.json", "rule.json", "receipt.json"))
    folder = tmp_path / "calendar"
    folder.mkdir()
    (folder / "2026.yaml").write_text("year: 2026\n")
    named = decisions.digest_of_files({"2026.yaml": b"year: 2026\n"})
    one = signed(decisions.receipt_of(RULE, inputs(), TODAY, BESIDE | {"calendar": named}))
    key.write_text(public_jwk(public_bytes(HOUSE)))
    rule.write_text(json.dumps(RULE, ensure_ascii=False))
    file.write_text(json.dumps(one, ensure_ascii=False))
    command = ["decision", str(file), "--rule", str(rule), "--key", str(key)]

    same = main([*command, "--calendar", str(folder)])
    (folder / "2026.yaml").write_text("year: 2027\n")
    other = main([*command, "--calendar", str(folder)])

    assert (same, other) == (0, 1)
    assert "calendar" in capsys.readouterr().out
