"""Reads of schemes and applications: the answer of a rule, one person's applications, a grant."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from recourse.catalogue import queries as catalogue
from recourse.catalogue.scheme_rules import declared_in, rule_of
from recourse.catalogue.terms import Catalogue, Scheme
from recourse.ground.calendar import civil_date
from recourse.records.terms import RecordCard
from recourse.redress import envelopes
from recourse.redress import queries as cases
from recourse.redress.rules import is_erased
from recourse.redress.terms import CaseCard
from recourse.schemes import receipts, rules
from recourse.schemes.errors import NoSuchApplication, NoSuchScheme, NotAValue, NotOpen
from recourse.schemes.models import Application
from recourse.schemes.rules import Outside
from recourse.schemes.terms import (
    Answer,
    ApplicationCard,
    Change,
    Given,
    Granted,
    Holds,
    Input,
    Origin,
    State,
    Weighed,
)
from recourse.store.gate import one_person

SEALED = b"application"


def scheme_of(scheme: str, *, of: Catalogue | None = None) -> Scheme:
    """Return a scheme of the catalogue in force, whether or not it may be applied for.

    Raises:
        NoSuchScheme: There is none.

    """
    found = (of or catalogue.current()).schemes.get(scheme)
    if found is None:
        raise NoSuchScheme
    return found


def rules_as_json() -> dict[str, object]:
    """Return the rules of all schemes in force, as `recourse-verify decision --rule` reads them."""
    current = catalogue.current()
    return {
        "catalogue_version": current.version,
        "rules": [rule_of(one, current) for one in current.schemes.values()],
    }


def answer(scheme: str, *, file: Iterable[RecordCard], given: Given, now: datetime) -> Answer:
    """Return what the rule of a scheme says; nothing is kept.

    Args:
        scheme: The scheme.
        file: The person's own records; the journey that opened them has noted it in the log.
        given: What they filled in.
        now: When.

    Raises:
        NoSuchScheme: There is none.
        NotOpen: It cannot be applied for today.
        NotAValue: Something was filled in that is not asked for, or is not of its kind.

    Law:
        PIPL art. 24 (transparent, fair, explained).

    """
    current = catalogue.current()
    asked = scheme_of(scheme, of=current)
    if not asked.is_open(civil_date(now)):
        raise NotOpen
    if rules.strangers(asked, given):
        raise NotAValue
    inputs = rules.inputs_of(asked, declared_in(asked, current), file=file, given=given)
    receipt = receipts.issue(asked, inputs, of=current, now=now)
    return answer_in(receipt, of=current)


def answer_in(receipt: Mapping[str, object], *, of: Catalogue) -> Answer:
    """Return the answer that a receipt holds, with the words of its scheme.

    Raises:
        NoSuchScheme: The catalogue does not name it.

    """
    scheme = scheme_of(str(receipt["scheme"]), of=of)
    said, put_in = receipt["answer"], receipt["inputs"]
    assert isinstance(said, Mapping)  # noqa: S101 - made by `receipts.issue`
    assert isinstance(put_in, Mapping)  # noqa: S101 - made by `receipts.issue`
    held = {one["id"]: Holds(one["holds"]) for one in said["conditions"]}
    return Answer(
        scheme=scheme,
        holds=Holds(said["holds"]),
        conditions=tuple(Weighed(condition=one, holds=held[one.id]) for one in scheme.conditions),
        inputs=tuple(
            Input(name=name, value=one["value"], origin=Origin(one["from"]))
            for name, one in sorted(put_in.items())
        ),
        outcome=next((one for one in scheme.outcomes if one.id == said["outcome"]), None),
        automatic=said["automatic"],
        changes=tuple(
            tuple(Change(name, to) for name, to in several) for several in rules.changes_in(receipt)
        ),
        receipt=receipt,
    )


def applications_of(person: UUID, *, at: datetime) -> list[ApplicationCard]:
    """Return every application of a person, newest first, without its receipt; two queries."""
    with one_person(person):
        rows = list(
            Application.objects.filter(person_id=person)
            .defer("told")
            .order_by("-applied_at", "-id")
        )
        mine = cases.cases_of(person, at=at) if any(row.case_id for row in rows) else []
    return [_card(row, mine, at, receipt=None) for row in rows]


def application_of(person: UUID, application: UUID, *, at: datetime) -> ApplicationCard:
    """Return one application with its receipt; two queries.

    Raises:
        NoSuchApplication: There is no such application of this person.

    """
    return _one(person, at, id=application)


def application_in(person: UUID, case: UUID, *, at: datetime) -> ApplicationCard:
    """Return the application that a case is about; two queries.

    Raises:
        NoSuchApplication: There is none.

    """
    return _one(person, at, case_id=case)


def _one(person: UUID, at: datetime, **which: UUID) -> ApplicationCard:
    with one_person(person):
        row = Application.objects.filter(person_id=person, **which).first()
        if row is None:
            raise NoSuchApplication
        mine = cases.cases_of(person, at=at) if row.case_id else []
        return _card(row, mine, at, receipt=_receipt(row, at))


def granted(person: UUID, scheme: str, *, at: datetime) -> Granted | None:
    """Return the benefit that a person has at the instant `at`; None if they have none.

    Of several the one that holds longest counts.
    """
    held = [
        Granted(
            application=card.id,
            number=card.number,
            scheme=card.scheme,
            catalogue_version=card.catalogue_version,
            rule_digest=card.rule_digest,
            granted_on=card.granted_on,
            valid_until_on=card.valid_until_on,
        )
        for card in applications_of(person, at=at)
        if card.scheme == scheme
        and card.state is State.GRANTED
        and card.granted_on is not None
        and card.valid_until_on is not None
    ]
    return max(held, key=lambda one: (one.valid_until_on, one.number), default=None)


def has_contents(person: UUID, application: UUID) -> bool:
    """Return whether anything of what was put in is still kept; one query."""
    with one_person(person):
        kept = Application.objects.filter(
            person_id=person, id=application, wrapped_key__isnull=False
        )
        return kept.exists()


def _receipt(row: Application, at: datetime) -> Mapping[str, object] | None:
    """Return the receipt; on the day of its erasure no job need have run."""
    if row.wrapped_key is None or row.told is None or is_erased(row.erase_on, at):
        return None
    envelope = envelopes.reopen(row.person_id, row.id, row.key_month, bytes(row.wrapped_key))
    if envelope is None:
        return None
    opened: dict[str, object] = json.loads(envelope.unseal(SEALED, bytes(row.told)))
    return opened


def _card(
    row: Application,
    mine: Iterable[CaseCard],
    at: datetime,
    *,
    receipt: Mapping[str, object] | None,
) -> ApplicationCard:
    """Return the card of a row at the instant `at`."""
    cards = list(mine)
    case = next((one for one in cards if row.case_id and one.id == row.case_id), None)
    review = next((one for one in cards if row.case_id and one.reviewed_id == row.case_id), None)
    outside = Outside(row.applied_at, row.withdrawn_at, row.valid_days, row.case_id is None)
    since = rules.granted_on(outside, case=case, review=review, at=at)
    return ApplicationCard(
        person_id=row.person_id,
        id=row.id,
        number=row.number,
        scheme=row.scheme,
        catalogue_version=row.catalogue_version,
        rule_digest=bytes(row.rule_digest).hex(),
        applied_at=row.applied_at,
        case=case,
        review=review,
        outcome=row.outcome,
        state=rules.state_of(outside, case=case, review=review, at=at),
        granted_on=since,
        valid_until_on=None if since is None else since + timedelta(days=row.valid_days),
        erase_on=row.erase_on,
        receipt=receipt,
    )
