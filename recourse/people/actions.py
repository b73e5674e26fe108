"""Writes of the room `people`."""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from recourse.ground import uuid7
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import civil_date
from recourse.ledger import actions as ledger
from recourse.people import envelopes, queries
from recourse.people.entrustments import queries as entrustments
from recourse.people.entrustments import rules
from recourse.people.entrustments.errors import CodeOpensNothing, HelperTooYoung
from recourse.people.errors import (
    IdentityKeyInUse,
    KnownByAnotherName,
    LoginTaken,
    NameDoesNotMatch,
    NoSuchAccount,
    NoSuchPerson,
    NothingHeld,
    NotYourFile,
    RotationGoesOn,
)
from recourse.people.models import Account, Person, Session
from recourse.people.queries import Found, Pair
from recourse.people.terms import AccountCard, AccountKind, Contact, Identity
from recourse.store import binary, copying, gate, journal, queue
from recourse.store.keys import vault

REWRAP_AT_ONCE = 1_000
BATCHES_A_JOB = 100
LANGUAGES = ("zh-hans", "en")
KEEP = "SELECT pg_advisory_xact_lock_shared(hashtext('recourse.people.identity_key'))"
WAIT = "SELECT pg_advisory_xact_lock(hashtext('recourse.people.identity_key'))"
IdentityKey = tuple[str, str, str]


@transaction.atomic
def admit(*, identities: Sequence[Identity], by: Actor, now: datetime) -> list[UUID]:
    """Let people in whom a batch names, and return who each identity is, in order.

    Whoever is known keeps their identifier. Two batches that bring the same new person at
    the same moment end with one person: the second waits for the first.

    Raises:
        NameDoesNotMatch: A document came with another name than we know it by, or twice
            with two names.

    """
    keys = [(who.document_type.value, who.number, who.name) for who in identities]
    digests = queries.digests_of_each(keys)
    admitted = admit_by_digest(digests=digests, identities=keys, by=by, now=now)
    return [UUID(bytes=person) for person in admitted]


@transaction.atomic
def admit_by_digest(
    *,
    digests: Sequence[Pair],
    identities: Sequence[IdentityKey],
    by: Actor,  # noqa: ARG001 - the batch that admits them is in the log
    now: datetime,
) -> list[bytes]:
    """Let people in as `admit` does, whose digests were made before; return 16 bytes of each.

    Args:
        digests: What `queries.digests_of_each` makes of the identities.
        identities: Document type, number and name of each; checked and normalised.
        by: Who admits them.
        now: When.

    Raises:
        NameDoesNotMatch: As for `admit`.

    """
    brought = {
        document: (name, who) for (document, name), who in zip(digests, identities, strict=True)
    }
    known = _enter_new(brought, now) if brought else {}
    return [_by_name(known.get(pair, queries.NOBODY)) for pair in digests]


def _by_name(found: Found) -> bytes:
    """Return who a document belongs to, unless it came with another name."""
    person, name_matches = found
    if person is None or not name_matches:
        raise NameDoesNotMatch
    return person


def _enter_new(
    brought: Mapping[bytes, tuple[bytes, IdentityKey]], now: datetime
) -> dict[Pair, Found]:
    """Claim the digests nobody has claimed, seal the identities behind them; return all.

    The digests are claimed in order, so that two batches never wait for each other. Whatever
    was claimed before is read; if another batch is claiming it, once that batch is done.
    """
    digests = sorted(brought)
    names = [brought[digest][0] for digest in digests]
    claim = """
    SELECT identity_digest, uuid_send(person_id)
    FROM people_claim(%b::bytea[], %b::bytea[], %b::uuid[])
    """
    with binary.asking(
        claim, [digests, names, binary.Identifiers(uuid7.many(len(digests), now))]
    ) as answers:
        claimed = dict(answers.fetchall())
    if claimed:
        _copy_people([(person, brought[digest][1]) for digest, person in claimed.items()], now)
    entered: dict[Pair, Found] = {
        (digest, brought[digest][0]): (person, True) for digest, person in claimed.items()
    }
    others = [(digest, brought[digest][0]) for digest in digests if digest not in claimed]
    return entered | dict(zip(others, queries.found_by_digest(others), strict=True))


def _copy_people(claimed: Sequence[tuple[bytes, IdentityKey]], now: datetime) -> None:
    """Write new people's sealed identities."""
    under = _current_key()
    sealed = envelopes.close_new(claimed, under=under)
    rows = copying.by_columns(
        len(claimed),
        copying.row_head(5) + copying.OF_16_BYTES,
        [person for person, _ in claimed],
        [copying.of_bytes(envelope.sealed) for envelope in sealed],
        [copying.of_bytes(envelope.wrapped_key) for envelope in sealed],
        copying.of_text(under[0]) + copying.of_instant(now),
    )
    copying.copy_in("person", "person_id, sealed, wrapped_key, key_name, created_at", rows)


def _current_key() -> tuple[str, bytes]:
    """Return the generation to seal under; it is not retired before this transaction ends."""
    _hold_generations(KEEP)
    return vault().current(envelopes.SERIES)


def _hold_generations(lock: LiteralString) -> None:
    """Keep generations in use (shared) or wait until nobody uses one (exclusive)."""
    with connection.cursor() as cursor:
        cursor.execute(lock)


@transaction.atomic
def keep_contact(*, person: UUID, contact: Contact, by: Actor, now: datetime) -> None:
    """Keep where a person wishes to be told; an empty field forgets.

    Raises:
        NotYourFile: Somebody else asks.
        NoSuchPerson: There is nobody of this identifier.

    """
    _only_themselves(person, by)
    with gate.one_person(person):
        row = _locked(person)
        identity = queries.identity_of(person)
        envelope = envelopes.close(person, identity, contact, under=_current_key())
        row.sealed, row.wrapped_key, row.key_name = envelope
        row.save(update_fields=["sealed", "wrapped_key", "key_name"])
    _note("contact-kept", person, by, now)


@transaction.atomic
def agree_to_electronic_service(*, person: UUID, by: Actor, now: datetime) -> None:
    """Keep that a person agreed to be served electronically, from today; again changes nothing.

    Raises:
        NotYourFile: Somebody else asks.
        NoSuchPerson: There is nobody of this identifier.

    Law:
        Administrative Penalty Law art. 61 (electronic service with the party's consent).

    """
    _only_themselves(person, by)
    with gate.one_person(person):
        row = _locked(person)
        if row.electronic_service_on is not None:
            return
        row.electronic_service_on = civil_date(now)
        row.save(update_fields=["electronic_service_on"])
    _note("service-agreed", person, by, now)


@transaction.atomic
def end_electronic_service(*, person: UUID, by: Actor, now: datetime) -> None:
    """Serve a person electronically no longer, from now on; ended again, nothing changes.

    What had left before counts as it did.

    Raises:
        NotYourFile: Somebody else asks.
        NoSuchPerson: There is nobody of this identifier.

    Law:
        Administrative Penalty Law art. 61 (only with the party's consent).

    """
    _only_themselves(person, by)
    with gate.one_person(person):
        row = _locked(person)
        if row.electronic_service_on is None:
            return
        row.electronic_service_on = None
        row.save(update_fields=["electronic_service_on"])
    _note("service-ended", person, by, now)


@transaction.atomic
def choose_language(*, person: UUID, language: str, by: Actor, now: datetime) -> None:
    """Keep the language in which a person reads letters and pages.

    Args:
        person: Who reads.
        language: `zh-hans` or `en`.
        by: The person.
        now: When.

    Raises:
        ValueError: The house does not speak it.
        NotYourFile: Somebody else asks.
        NoSuchPerson: There is nobody of this identifier.

    """
    _only_themselves(person, by)
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is not a language of this house")
    with gate.one_person(person):
        row = _locked(person)
        row.language = language
        row.save(update_fields=["language"])
    Account.objects.filter(person_id=person).update(language=language)
    _note("contact-kept", person, by, now)


def _only_themselves(person: UUID, by: Actor) -> None:
    """Refuse everybody but the person, and the system that arranges a demo."""
    if by not in {SYSTEM, Actor(kind=ActorKind.PERSON, id=person)}:
        raise NotYourFile


def _locked(person: UUID) -> Person:
    """Lock one person's row; the gate is open."""
    row = Person.objects.select_for_update().filter(person_id=person).first()
    if row is None:
        raise NoSuchPerson
    return row


def _note(kind: str, person: UUID, by: Actor, now: datetime) -> None:
    """Drop the deed's line into the log."""
    ledger.note(kind=kind, tag=queries.tag_of(person), by=by, now=now, facts={})


@transaction.atomic
def open_account(
    *,
    login: str,
    kind: AccountKind,
    person: UUID | None = None,
    display_name: str,
    language: str = "zh-hans",
    by: Actor,
    now: datetime,
) -> UUID:
    """Open a way in, without a password: the login service vouches for whoever comes.

    Args:
        login: Name of the way in.
        kind: Of a person, who must be known, or of an official, who has no file here.
        person: Whose file it opens.
        display_name: How the page greets.
        language: Language of pages, until the person chooses.
        by: Who opens it.
        now: When.

    Raises:
        LoginTaken: The login, or the person, has an account.
        NoSuchPerson: There is nobody of this identifier.

    """
    tag = None if person is None else queries.tag_of(person)
    account = Account(
        id=uuid7.uuid7(now),
        login=login,
        kind=AccountKind(kind),
        person_id=person,
        display_name=display_name,
        language=language,
    )
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise LoginTaken from error
    facts = {"account": str(account.id), "kind": account.kind}
    ledger.note(kind="account-opened", tag=tag, by=by, now=now, facts=facts)
    return account.id


@transaction.atomic
def renew_official(
    *, account: UUID, login: str, display_name: str, by: Actor, now: datetime
) -> UUID:
    """Open an official's account, or open it again; sessions begun before end. Return which.

    Args:
        account: Its identifier, if there is none of this login yet.
        login: Name of the way in.
        display_name: How the page greets.
        by: Who opens it.
        now: When.

    """
    row = Account.objects.select_for_update().filter(login=login).first()
    if row is None:
        row = Account(id=account, login=login, kind=AccountKind.OFFICIAL)
    row.display_name, row.is_active = display_name, True
    row.set_unusable_password()
    row.save()
    Session.objects.filter(account_id=row.id).delete()
    facts = {"account": str(row.id), "kind": row.kind}
    ledger.note(kind="account-opened", tag=None, by=by, now=now, facts=facts)
    return row.id


@transaction.atomic
def close_account(*, account: UUID, by: Actor, now: datetime) -> None:
    """Close an official's account and end its sessions; closed again, nothing changes.

    Raises:
        NoSuchAccount: There is no official of this identifier.

    """
    row = _locked_official(account)
    if not row.is_active:
        return
    row.is_active = False
    row.set_unusable_password()
    row.save(update_fields=["is_active", "password"])
    Session.objects.filter(account_id=account).delete()
    facts = {"account": str(account)}
    ledger.note(kind="account-closed", tag=None, by=by, now=now, facts=facts)


@transaction.atomic
def end_sessions(*, account: UUID, by: Actor, now: datetime) -> None:
    """End every session of an official: each hangs on a random value, which is drawn anew.

    Raises:
        NoSuchAccount: There is no official of this identifier.

    """
    row = _locked_official(account)
    row.set_unusable_password()
    row.save(update_fields=["password"])
    Session.objects.filter(account_id=account).delete()
    facts = {"account": str(account)}
    ledger.note(kind="sessions-ended", tag=None, by=by, now=now, facts=facts)


def _locked_official(account: UUID) -> Account:
    """Lock an official's account."""
    officials = Account.objects.select_for_update().filter(kind=AccountKind.OFFICIAL)
    row = officials.filter(id=account).first()
    if row is None:
        raise NoSuchAccount
    return row


@transaction.atomic
def come_in(
    *, identity: Identity, code: bytes | None = None, by: Actor, now: datetime
) -> AccountCard:
    """Return the way in of whom the identity service vouches for, opened the first time.

    Of somebody of whom nothing is held, nothing is written, but of a helper: whoever brings a
    code that works is let in, so that the person who made it can know who helps. The account
    keeps neither name nor number: the person is recognised anew, by their document, each time.

    Args:
        identity: Whom the identity service vouches for.
        code: Digest of the code of an entrustment, if they brought one.
        by: Who lets them in.
        now: When.

    Raises:
        NothingHeld: Nobody here has this document.
        KnownByAnotherName: It is held under another name; which is right is never guessed.
        AccountClosed: The person had a way in, and it was closed.
        HelperTooYoung: They bring a code, and their document says that they are under 18.

    Law:
        PIPL art. 6, 45, 46.

    """
    (found,) = queries.recognise([identity])
    if found.person is not None and not found.name_matches:
        raise KnownByAnotherName
    person = found.person or _helper_let_in(identity, code, by, now)
    return way_in(person=person, by=by, now=now)


@transaction.atomic
def way_in(*, person: UUID, by: Actor, now: datetime) -> AccountCard:
    """Return the way in of a person who has proved who they are, opened the first time.

    Raises:
        AccountClosed: The person had a way in, and it was closed.

    """
    return queries.way_in_of(person) or _first_way_in(person, by, now)


def _helper_let_in(identity: Identity, code: bytes | None, by: Actor, now: datetime) -> UUID:
    """Let somebody in of whom nothing is held, if they bring a code that works.

    Raises:
        NothingHeld: They bring none, or it does not.
        HelperTooYoung: Their document says that they are under 18.

    """
    if code is None:
        raise NothingHeld
    try:
        entrustments.offer_of(code, document=queries.digests_of(identity)[0], at=now)
    except CodeOpensNothing:
        raise NothingHeld from None
    if rules.is_minor(identity, civil_date(now)):
        raise HelperTooYoung
    (person,) = admit(identities=[identity], by=by, now=now)
    return person


def _first_way_in(person: UUID, by: Actor, now: datetime) -> AccountCard:
    """Open a person's account; whoever opened it a moment before was the same person."""
    with contextlib.suppress(LoginTaken):
        open_account(
            login=f"person:{person}",
            kind=AccountKind.PERSON,
            person=person,
            display_name="",
            language=queries.language_of(person),
            by=by,
            now=now,
        )
    card = queries.way_in_of(person)
    if card is None:
        raise NoSuchPerson
    return card


def rotate_identity_keys(*, by: Actor, now: datetime) -> int:
    """Wrap everybody's data key by a new generation of the vault's key; return how many.

    Each batch is its own transaction. If an earlier run was cut short, its generation is
    finished and no newer one is made. The old key stays until `retire_identity_key`.

    Raises:
        KeyDestroyed: An old generation was destroyed while somebody still needed it.

    """
    current, _ = vault().current(envelopes.SERIES)
    if not _wrapped_before(current, at_most=1):
        current = _begin_generation(by, now)
    done = 0
    while batch := _rewrap_batch(current):
        done += batch
    return done


@transaction.atomic(durable=True)
def _begin_generation(by: Actor, now: datetime) -> str:
    """Make the next generation and say so in the log."""
    return _next_generation(by, now)


def _next_generation(by: Actor, now: datetime) -> str:
    """Make the next generation and say so in the log."""
    name = vault().rotate(envelopes.SERIES)
    ledger.note(kind="key-change", tag=None, by=by, now=now, facts={"key": name})
    return name


@transaction.atomic
def begin_rotation(*, by: Actor, now: datetime) -> str:
    """Make a new generation of the vault's key; the worker wraps everybody's data key by it.

    Two who ask at once wait for each other: the second is told that it goes on already.

    Raises:
        RotationGoesOn: Somebody's data key is not wrapped by the present generation yet.

    """
    _hold_generations(WAIT)
    current, _ = vault().current(envelopes.SERIES)
    if _oldest_used(current):
        raise RotationGoesOn(name=current)
    name = _next_generation(by, now)
    queue.defer("people.rewrap")
    return name


def go_on_rotating(*, by: Actor, now: datetime) -> bool:  # noqa: ARG001 - the beginning stands in the log
    """Wrap the next data keys by the present generation; return whether any may be left.

    Each batch is its own transaction. Run twice, or after a crash, it does what is left.

    Raises:
        KeyDestroyed: An old generation was destroyed while somebody still needed it.

    """
    current, _ = vault().current(envelopes.SERIES)
    return all(_rewrap_batch(current) == REWRAP_AT_ONCE for _ in range(BATCHES_A_JOB))


@transaction.atomic(durable=True)
def _rewrap_batch(current: str) -> int:
    """Wrap the next data keys by the generation `current`; return how many there were."""
    new = vault().by_name(current)
    rows = _wrapped_before(current, at_most=REWRAP_AT_ONCE)
    keys = [
        envelopes.rewrap(person, wrapped, old=vault().by_name(name), new=new)
        for person, wrapped, name in rows
    ]
    people = [person for person, _, _ in rows]
    with binary.asking(
        "SELECT person_rewrap(%b::uuid[], %b::bytea[], %b)", [people, keys, current]
    ):
        return len(rows)


def _wrapped_before(key_name: str, *, at_most: int) -> list[tuple[UUID, bytes, str]]:
    """Return (and lock) data keys wrapped by a generation older than `key_name`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM person_wrapped_before(%s, %s)", [key_name, at_most])
        return [(person, bytes(wrapped), name) for person, wrapped, name in cursor]


@transaction.atomic(durable=True)
def retire_identity_key(*, name: str, by: Actor, now: datetime) -> None:
    """Destroy a generation of the vault's key that protects nobody any more.

    Whoever is sealing an identity at this moment is waited for.

    Raises:
        IdentityKeyInUse: It is the current one, or somebody's data key is wrapped by it.
        NoSuchKey: There is none of this name.
        JournalDamaged: The erasure journal takes no further line; nothing is destroyed.

    """
    vault().by_name(name)
    _hold_generations(WAIT)
    current, _ = vault().current(envelopes.SERIES)
    if name >= current or any(used <= name for used in _oldest_used(current)):
        raise IdentityKeyInUse(name=name)
    ledger.note(kind="key-change", tag=None, by=by, now=now, facts={"destroyed": name})
    journal.write(erased=journal.KEY, facts={"key": name}, at=now)
    vault().destroy(name)


def _oldest_used(current: str) -> list[str]:
    """Return the oldest generation that somebody still needs, if it is not the current one."""
    return [name for _, _, name in _wrapped_before(current, at_most=1)]
