"""What the credentials of a statement say; the same statement says the same in each of them.

A statement over several domains gives a credential for each, so that who needs one domain is
shown one. Of times only the day is said: whoever is shown two instances could tell by a common
instant that one person holds both.
"""

from collections.abc import Iterator

from recourse.attestation.terms import (
    Benefit,
    Correction,
    Entry,
    Kind,
    Period,
    Section,
    Statement,
    Subject,
)
from recourse.attestation.wallets.terms import Claims
from recourse.ground.calendar import civil_date


def claims_of(statement: Statement) -> tuple[Claims, ...]:
    """Return what each credential of a statement says: one a domain, or one in all.

    Raises:
        ValueError: The statement lacks what its kind tells of.

    """
    if statement.kind is Kind.NO_VIOLATION:
        return tuple(_no_violation(statement, domain) for domain in statement.domains)
    if statement.kind is Kind.REPORT:
        sections = {f"section_{one.domain}": _section(one) for one in statement.sections}
        return (_claims(statement, _period(statement.period) | sections),)
    if statement.kind is Kind.CORRECTION:
        return (_claims(statement, _correction(statement.correction)),)
    return (_claims(statement, _benefit(statement.benefit)),)


def configuration_of(kind: Kind, domain: str = "") -> str:
    """Return the name under which wallets ask for such a credential."""
    return f"{kind}.{domain}" if domain else str(kind)


def _no_violation(statement: Statement, domain: str) -> Claims:
    """Return what is said of one domain."""
    says = {"domain": domain, "finding": statement.finding}
    return _claims(statement, says | _period(statement.period), domain=domain)


def _claims(statement: Statement, says: dict[str, object], *, domain: str = "") -> Claims:
    """Return what a credential says, with what is said in all of them."""
    told = {
        **says,
        "as_of": civil_date(statement.as_of).isoformat(),
        "statement_id": statement.number,
        **dict(_subject(statement.subject)),
    }
    return Claims(
        configuration=configuration_of(statement.kind, domain),
        kind=statement.kind,
        valid_until=statement.valid_until,
        audience="" if statement.recipient is None else statement.recipient.address,
        says=told,
    )


def _subject(subject: Subject) -> Iterator[tuple[str, object]]:
    """Yield what lets somebody match a face to it."""
    yield "name", subject.name
    yield "id_last4", subject.id_last4
    if subject.birth_year is not None:
        yield "birth_year", subject.birth_year


def _period(period: Period | None) -> dict[str, object]:
    """Return both days of a period."""
    if period is None:
        raise ValueError("the statement has no period")
    return {"period_from": period.first.isoformat(), "period_to": period.last.isoformat()}


def _section(section: Section) -> dict[str, object]:
    """Return one domain of a report."""
    return {"name": section.name.as_json(), "entries": [_entry(one) for one in section.entries]}


def _entry(entry: Entry) -> dict[str, object]:
    """Return one record of a report, with what stands beside it."""
    told: dict[str, object] = {
        "title": entry.title.as_json(),
        "authority": entry.authority.as_json(),
        "decided_on": entry.decided_on.isoformat(),
        "rows": [{"name": row.name.as_json(), "value": row.value.as_json()} for row in entry.rows],
        "marks": [str(mark) for mark in entry.marks],
    }
    return told | ({"own_words": entry.own_words} if entry.own_words else {})


def _correction(correction: Correction | None) -> dict[str, object]:
    """Return which entry no longer holds, and since when."""
    if correction is None:
        raise ValueError("the statement has no correction")
    entry = {
        "title": correction.title.as_json(),
        "authority": correction.authority.as_json(),
        "decided_on": correction.decided_on.isoformat(),
    }
    return {"entry": entry, "what": str(correction.what), "on": correction.on.isoformat()}


def _benefit(benefit: Benefit | None) -> dict[str, object]:
    """Return what was granted."""
    if benefit is None:
        raise ValueError("the statement has no benefit")
    return {
        "scheme": benefit.scheme,
        "eligible": True,
        "rule_version": benefit.rule_version,
    }
