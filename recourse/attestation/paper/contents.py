"""What a statement says, as a machine reads it: the file that lies inside the paper."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from recourse.attestation.terms import Statement, StatusIndex
from recourse.ground import canonical

FORMAT = "recourse-statement/1"


def content_of(statement: Statement, *, issuer: str, status: StatusIndex | None) -> bytes:
    """Return the content of a statement as canonical JSON; the same statement, the same bytes.

    The members are the fields of `terms.Statement`, with both languages of every sentence;
    instants are RFC 3339 in UTC, days ISO 8601. What a statement has none of is left out.
    `issuer` is who signs, `status` where one learns whether it was taken back.

    Law:
        RFC 8785.

    """
    said: dict[str, object] = {"format": FORMAT, "issuer": issuer, "statement": _plain(statement)}
    if status is not None:
        said["status"] = {"uri": status.uri, "index": status.index}
    return canonical.dumps(said)


def _plain(value: object) -> object:
    """Return a term as JSON has it."""
    if is_dataclass(value):
        named = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: _plain(one) for name, one in named if one is not None}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value
