"""What a statement says, as a machine reads it: the file that lies inside the paper."""

from recourse.attestation.contents import plain
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
    said: dict[str, object] = {"format": FORMAT, "issuer": issuer, "statement": plain(statement)}
    if status is not None:
        said["status"] = {"uri": status.uri, "index": status.index}
    return canonical.dumps(said)
