"""Signed receipts of answers; whoever has one, the rule and our key works the answer out again."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.conf import settings

from recourse.catalogue import queries as catalogue
from recourse.catalogue.scheme_rules import rule_of
from recourse.catalogue.terms import Catalogue, Scheme
from recourse.ground.calendar import civil_date
from recourse.ground.signing import compact_jws
from recourse.schemes.errors import NotAValue
from recourse.schemes.terms import Input
from recourse.store import calendar
from recourse.store.keys import vault
from recourse_verify import decisions
from recourse_verify.canonical import digest_of
from recourse_verify.errors import Malformed


def issue(
    scheme: Scheme, inputs: Iterable[Input], *, of: Catalogue, now: datetime
) -> Mapping[str, object]:
    """Work an answer out and sign it.

    Args:
        scheme: The scheme.
        inputs: Its inputs.
        of: The catalogue that the scheme is of.
        now: When it was asked.

    Raises:
        NotAValue: An input is not of its kind.

    """
    document = rule_of(scheme, of)
    put_in = {one.name: {"from": str(one.origin), "value": one.value} for one in inputs}
    beside = {
        "at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "calendar": calendar.digest(),
        "catalogue": catalogue.digest_of(of.version),
        "catalogue_version": of.version,
        "iss": settings.LOG_NAME,
    }
    try:
        receipt = decisions.receipt_of(document, put_in, civil_date(now), beside)
    except Malformed as error:
        raise NotAValue from error
    signed: dict[str, object] = {"decision": digest_of(receipt), "iss": beside["iss"]}
    return receipt | {"jws": compact_jws(vault().signing_key("receipt"), signed, typ=decisions.USE)}
