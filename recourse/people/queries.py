"""Reads of the room `people`: one person at a time, by document or by identifier."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from recourse.people import envelopes, rules
from recourse.people.errors import AccountClosed, DemoOnly, NoSuchAccount, NoSuchPerson
from recourse.people.models import Account, Person
from recourse.people.terms import (
    AccountCard,
    AccountKind,
    Contact,
    DocumentType,
    Generation,
    Identity,
    Recognition,
)
from recourse.store import binary, gate
from recourse.store.keys import vault

MOST_COUNTED = 1_000_000
UNKNOWN = Recognition(None, name_matches=False)
Pair = tuple[bytes, bytes]
"""The digests of a document and of the name on it."""

Found = tuple[bytes | None, bool]
"""Who has a document, 16 bytes, and whether by this name."""

NOBODY: Found = (None, False)


def digests_of(identity: Identity) -> tuple[bytes, bytes]:
    """Return the digests that find `identity` (32 bytes) and check its name (16 bytes)."""
    key = _digest_key(settings.KEY_DIR)
    return rules.identity_digest(key, identity), rules.name_digest(key, identity)


def digests_of_each(identities: Sequence[tuple[str, str, str]]) -> list[tuple[bytes, bytes]]:
    """Return both digests of each identity; its document type, number and name are checked."""
    return rules.digests_of_each(_digest_key(settings.KEY_DIR), identities)


@cache
def _digest_key(folder: Path) -> bytes:  # noqa: ARG001 - the key belongs to this folder
    """Return the key of the digests; read once, for it is asked for every row of a file."""
    return vault().named("identity-digest")


def recognise(identities: Sequence[Identity]) -> list[Recognition]:
    """Return, for each identity in order, whether we know it and by this name; one query."""
    digests = [digests_of(identity) for identity in identities]
    known = known_by_digest(digests)
    return [known.get(pair, UNKNOWN) for pair in digests]


def known_by_digest(
    digests: Iterable[Pair],
) -> dict[Pair, Recognition]:
    """Return what is known of each pair of digests; a document nobody has is left out.

    The database compares the digests of names and gives none out: with both, records
    could be asked for without a key of the vault.

    Args:
        digests: Of documents and names, as `digests_of` makes them.

    """
    found = zip(wanted := list(set(digests)), found_by_digest(wanted), strict=True)
    return {
        pair: Recognition(UUID(bytes=person), name_matches=matches)
        for pair, (person, matches) in found
        if person is not None
    }


def found_by_digest(digests: Sequence[Pair]) -> list[Found]:
    """Return what is known of each pair of digests, in their order; see `known_by_digest`.

    A chunk of a batch asks this of ten thousand rows: people stay 16 bytes, and each is
    asked for once.
    """
    if not digests:
        return []
    found = dict.fromkeys(digests, NOBODY)
    wanted = list(found)
    documents, names = zip(*wanted, strict=True)
    question = """
    SELECT place, uuid_send(person_id), name_matches FROM people_known(%b::bytea[], %b::bytea[])
    """
    with binary.asking(question, [list(documents), list(names)]) as answers:
        for place, person, matches in answers.fetchall():
            found[wanted[place - 1]] = person, matches
    return list(map(found.__getitem__, digests))


def generations() -> list[Generation]:
    """Return the generations of the vault's key that can be used, oldest first; one query.

    Nobody is read: people are counted, each generation up to `MOST_COUNTED` and one more.
    """
    names = [name for name in vault().names() if envelopes.is_generation(name)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_under_keys(%s, %s)", [names, MOST_COUNTED + 1])
        counted = dict(cursor.fetchall())
    return [Generation(name, counted.get(name, 0)) for name in names]


def person_by_document(document_type: DocumentType, number: str) -> UUID | None:
    """Return whose document this is, or None if nobody here has it."""
    return person_of_digest(document_digest(document_type, number))


def document_digest(document_type: DocumentType, number: str) -> bytes:
    """Return the digest by which a document is found, however its number was typed."""
    plain = rules.normalise_number(number)
    return rules.document_digest(_digest_key(settings.KEY_DIR), document_type, plain)


def person_of_digest(document: bytes) -> UUID | None:
    """Return whose document has this digest, or None if nobody here has it; one query."""
    known = known_by_digest([(document, b"")])
    return next((found.person for found in known.values()), None)


def identity_of(person: UUID) -> Identity:
    """Return who `person` is.

    Raises:
        NoSuchPerson: There is nobody of this identifier.

    """
    return _opened(person)[0]


def contact_of(person: UUID) -> Contact:
    """Return where `person` wishes to be told.

    Raises:
        NoSuchPerson: There is nobody of this identifier.

    """
    return _opened(person)[1]


def language_of(person: UUID) -> str:
    """Return the language `person` reads letters in.

    Raises:
        NoSuchPerson: There is nobody of this identifier.

    """
    return _row(person).language


def electronic_service_since(person: UUID) -> date | None:
    """Return the day on which `person` agreed to be served electronically; None if they do not.

    Raises:
        NoSuchPerson: There is nobody of this identifier.

    """
    return _row(person).electronic_service_on


def takes_electronic_service(person: UUID) -> bool:
    """Whether `person` has agreed to be served electronically.

    Raises:
        NoSuchPerson: There is nobody of this identifier.

    """
    return _row(person).electronic_service_on is not None


def _opened(person: UUID) -> tuple[Identity, Contact]:
    """Open the envelope of one person."""
    row = _row(person)
    envelope = envelopes.Envelope(bytes(row.sealed), bytes(row.wrapped_key), row.key_name)
    return envelopes.open_up(person, envelope, key=vault().by_name(row.key_name))


def _row(person: UUID) -> Person:
    """Read one person's row through the gate."""
    with gate.one_person(person):
        row = Person.objects.filter(person_id=person).first()
    if row is None:
        raise NoSuchPerson
    return row


def tag_of(person: UUID) -> bytes:
    """Return what stands for `person` in the log; asked once while the gate to them is open.

    Raises:
        NoSuchPerson: There is nobody of this identifier.

    """
    known = gate.known_of(person)
    if "tag" not in known:
        known["tag"] = _tag_of(person)
    return known["tag"]


def _tag_of(person: UUID) -> bytes:
    """Ask the database for the digest of somebody's document, and make their tag of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_digest(%s)", [person])
        (digest,) = cursor.fetchone()
    if digest is None:
        raise NoSuchPerson
    return tag_of_document(bytes(digest))


def tag_of_document(document: bytes) -> bytes:
    """Return what stands in the log for whoever has a document, known here or not.

    Args:
        document: Its digest.

    """
    return rules.person_tag(vault().named("person-tag"), document)


def account_of(login: str, *, also_closed: bool = False) -> AccountCard:
    """Return the account that `login` opens.

    Raises:
        NoSuchAccount: There is none, or it is closed and a closed one does not do.

    """
    account = Account.objects.filter(login=login).first()
    if account is None or not (account.is_active or also_closed):
        raise NoSuchAccount
    return _account_card(account)


def official(account: UUID) -> AccountCard:
    """Return an official's account; nobody changes it before the caller's transaction ends.

    Raises:
        NoSuchAccount: There is none, it is closed, or it is a person's.

    """
    officials = Account.objects.select_for_update().filter(kind=AccountKind.OFFICIAL)
    row = officials.filter(id=account, is_active=True).first()
    if row is None:
        raise NoSuchAccount
    return _account_card(row)


def name_of_official(account: UUID) -> str:
    """Return the sign-in name of one official; empty if there is no such account.

    A person's account is never named here.
    """
    rows = Account.objects.filter(id=account, kind=AccountKind.OFFICIAL)
    return rows.values_list("display_name", flat=True).first() or ""


def way_in_of(person: UUID) -> AccountCard | None:
    """Return the account that opens the file of `person`, or None if they never had one.

    Raises:
        AccountClosed: They had one, and it was closed.

    """
    account = Account.objects.filter(person_id=person).first()
    if account is None:
        return None
    if not account.is_active:
        raise AccountClosed
    return _account_card(account)


def accounts() -> list[AccountCard]:
    """Return the ready-made ways in of a demo.

    Raises:
        DemoOnly: This is not a demo.

    """
    if not settings.DEMO:
        raise DemoOnly
    return [_account_card(row) for row in Account.objects.filter(is_active=True).order_by("login")]


def _account_card(account: Account) -> AccountCard:
    """Return an account as a term."""
    return AccountCard(
        id=account.id,
        login=account.login,
        kind=AccountKind(account.kind),
        person=account.person_id,
        display_name=account.display_name,
        language=account.language,
    )
