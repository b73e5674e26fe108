"""Answers of a rule, and the receipts by which anybody works one out again.

    answer  = what `answer_of` makes of a rule, its inputs and a day; nothing else goes in
    receipt = canonical JSON of `answer`, `at`, `calendar`, `catalogue`, `catalogue_version`,
              `inputs`, `inputs_digest`, `iss`, `rule`, `scheme`, `today`, and `jws`
    jws     = signature over `decision` (SHA-256 of the receipt without `jws`) and `iss`

Law:
    RFC 8785 (of which a rule uses the part without fractions and with names in ASCII); RFC 7515.

"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from recourse_verify import canonical, jws
from recourse_verify.answers import answer_of, day_from, rule_from, values_from
from recourse_verify.errors import Malformed, Wrong

USE = "recourse-decision+jws"
MOST_BYTES = 1 << 18
Json = Mapping[str, Any]
SIGNED = (
    *("answer", "at", "calendar", "catalogue", "catalogue_version", "inputs", "inputs_digest"),
    *("iss", "rule", "scheme", "today"),
)


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """Return one digest of several files: of the lines `sha256sum` prints, in order of names."""
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def opened(receipt: Json, *, public: bytes) -> str:
    """Check the signature of a receipt, and return the digest it was signed for.

    Raises:
        Malformed: It is no receipt.
        Unsigned: Its signature is not of this key.
        Wrong: Something in it was changed.

    """
    if set(receipt) != {*SIGNED, "jws"} or not isinstance(receipt["jws"], str):
        raise Malformed(f"a receipt has the members {', '.join((*SIGNED, 'jws'))}")
    signed = jws.opened(receipt["jws"], public=public, typ=USE)
    whole = canonical.digest_of({name: receipt[name] for name in SIGNED})
    if (signed.get("decision"), signed.get("iss")) != (whole, receipt["iss"]):
        raise Wrong("the receipt says something else than was signed")
    return whole


def check(receipt: Json, *, public: bytes, rules: Iterable[Json]) -> dict[str, Any]:
    """Check a receipt, and work its answer out again from its rule and its inputs.

    Args:
        receipt: What the person keeps.
        public: The key of the house.
        rules: Rules, of which one is the receipt's.

    Raises:
        Malformed: Something is not what it must be.
        Unsigned: Its signature is not of this key.
        Wrong: The rule is not among them, or the answer is another one.

    """
    opened(receipt, public=public)
    document = next((one for one in rules if canonical.digest_of(one) == receipt["rule"]), None)
    if document is None:
        raise Wrong("none of the rules is the one that the receipt names")
    rule = rule_from(document)
    if rule.id != receipt["scheme"]:
        raise Wrong("the rule is of another scheme")
    inputs = _values(receipt["inputs"])
    if canonical.digest_of(receipt["inputs"]) != receipt["inputs_digest"]:
        raise Wrong("the inputs are not those that were used")
    values = values_from(rule, inputs, day_from(receipt["today"]))
    if canonical.dumps(answer_of(rule, values)) != canonical.dumps(receipt["answer"]):
        raise Wrong("the rule gives another answer for these inputs")
    return {"scheme": rule.id, "answer": receipt["answer"]["holds"], "at": receipt["at"]}


def _values(inputs: object) -> dict[str, object]:
    """Return what was put in, without where it came from."""
    if not isinstance(inputs, Mapping):
        raise Malformed("a receipt names its inputs")
    if not all(isinstance(one, Mapping) and "value" in one for one in inputs.values()):
        raise Malformed("an input has a value")
    return {name: one["value"] for name, one in inputs.items()}


def receipt_of(document: Json, inputs: Json, today: date, beside: Json) -> dict[str, Any]:
    """Return a receipt that is not signed yet.

    Args:
        document: The rule.
        inputs: For each name its `value`, and where it came `from`.
        today: The day on which it was asked.
        beside: `at`, `calendar`, `catalogue`, `catalogue_version` and `iss`.

    Raises:
        Malformed: The rule is none, or an input is not of its kind.

    """
    rule = rule_from(document)
    values = values_from(rule, _values(inputs), today)
    return {
        **beside,
        "answer": answer_of(rule, values),
        "inputs": inputs,
        "inputs_digest": canonical.digest_of(inputs),
        "rule": canonical.digest_of(document),
        "scheme": rule.id,
        "today": today.isoformat(),
    }


def documents_in(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Read rules from files: each one rule, or an object with `rules`.

    Raises:
        Malformed: A file holds none.

    """
    found: list[dict[str, Any]] = []
    for text in texts:
        if len(text) > MOST_BYTES * 8:
            raise Malformed("the file is too large for rules")
        read = jws.object_from(text)
        many = read.get("rules")
        found += many if isinstance(many, list) else [read]
    return found
