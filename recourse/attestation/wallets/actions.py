"""Writes of wallets: offer a statement, take a code in, hand credentials out, hear of them."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from recourse.attestation.issuer import issuer
from recourse.attestation.status import actions as status
from recourse.attestation.terms import Statement, StatusIndex
from recourse.attestation.wallets import codes, contents, offers, statements
from recourse.attestation.wallets.claims import claims_of
from recourse.attestation.wallets.codes import Bearer, Use
from recourse.attestation.wallets.credentials import Maker
from recourse.attestation.wallets.dpop import Proof
from recourse.attestation.wallets.errors import (
    StatementOver,
    TooManyOffers,
    Unacceptable,
    unproven,
)
from recourse.attestation.wallets.proofs import (
    MOST_INSTANCES,
    Asked,
    Proven,
    proven,
    stale_nonce,
)
from recourse.attestation.wallets.terms import Claims, Event, Fetched, Granted, Offer
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import civil_date
from recourse.ground.sealing import CannotOpen
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Facts
from recourse.people import queries as people
from recourse.people.entrustments.errors import OnlyThemselves
from recourse.store.gate import one_person

CODE_LIFE = timedelta(minutes=5)
TOKEN_SECONDS = 600
TRIES = 5
MOST_OFFERS = 10
AN_HOUR = timedelta(hours=1)


class _Offered(NamedTuple):
    """An offer's row, locked."""

    statement: UUID
    pin_digest: bytes
    tries_left: int
    wallet_key: str | None
    code_until: datetime
    token_until: datetime | None
    contents: bytes


@transaction.atomic
def offer(*, person: UUID, statement: Statement, by: Actor, now: datetime) -> Offer:
    """Offer a statement to a wallet, for five minutes; an earlier offer of it ends.

    The code and the digits are given out this once.

    Args:
        person: Whose statement it is.
        statement: What is offered.
        by: The person; nobody offers for somebody else.
        now: When.

    Raises:
        OnlyThemselves: Somebody else asks, a helper for instance.
        StatementOver: It is not good any more, or was taken back.
        TooManyOffers: It was offered too often within an hour.

    Law:
        OpenID4VCI 1.0, sections 4.1.1, 13.6.

    """
    if by != Actor(kind=ActorKind.PERSON, id=person):
        raise OnlyThemselves
    with one_person(person):
        _need_standing(statement.id, now)
        _need_few(statement.id, now)
        _run(statements.END_OFFERS, now, statement.id)
        bearer, pin, until = codes.new(person, uuid7(now)), codes.new_pin(), now + CODE_LIFE
        offered = claims_of(statement)
        sealed = contents.seal(bearer, statement.id, offered)
        digest = codes.pin_digest(bearer.offer, pin)
        row = (person, bearer.offer, statement.id, now, until, digest, TRIES, sealed)
        _run(statements.OFFER, *row)
        _note("wallet-offered", person, by, now, {"statement": str(statement.id)})
    names = tuple(one.configuration for one in offered)
    code = codes.written(bearer, Use.CODE)
    link = offers.link(issuer=settings.PUBLIC_URL, configurations=names, code=code)
    return Offer(link=link, pin=pin, until=until, configurations=names)


@transaction.atomic
def redeem(*, code: Bearer, pin: str, wallet: Proof, by: Actor, now: datetime) -> Granted | None:
    """Give a wallet a token for a code and its digits; None if they are not worth one.

    Whatever is wrong, a wallet learns the same. A wrong try counts, also if many come at once;
    after five the offer is over. Whoever comes with the right digits and another key after a
    wallet had its token ends the offer, and what that wallet fetched holds no more: one of the
    two is not the person's.

    Args:
        code: What the code names.
        pin: The digits that came with it.
        wallet: Who asks.
        by: The person whose offer it is.
        now: When.

    Raises:
        Unacceptable: The DPoP proof was used before.

    Law:
        OpenID4VCI 1.0, sections 6.1, 6.3, 13.6.1; RFC 6749, section 4.1.2; RFC 9449, section 5.

    """
    with one_person(code.person):
        found = _locked(code.offer)
        if found is None or (found.wallet_key is None and found.code_until <= now):
            return None
        if not hmac.compare_digest(codes.pin_digest(code.offer, pin), found.pin_digest):
            _missed(code, found, by, now)
            return None
        if found.wallet_key is not None:
            if found.wallet_key != wallet.thumbprint:
                _clash(code, found, by, now)
            return None
        _use_once(wallet.once, wallet.until, _replayed(400))
        until = now + timedelta(seconds=TOKEN_SECONDS)
        _run(statements.GRANT, wallet.thumbprint, until, code.offer)
    return Granted(token=codes.written(code, Use.TOKEN), seconds=TOKEN_SECONDS)


@transaction.atomic
def fetch(*, token: Bearer, wallet: Proof, asked: Asked, by: Actor, now: datetime) -> Fetched:
    """Make an instance for each key that a wallet proves, and note it in the person's log.

    Every instance has a place of its own in another status list. What is refused leaves nothing.

    Args:
        token: What the access token names.
        wallet: Who asks.
        asked: What they ask for.
        by: The person whose offer it is.
        now: When.

    Raises:
        Unacceptable: By the codes of the specification.
        NotVouchedFor: Nobody vouches for our key.

    Law:
        OpenID4VCI 1.0, section 8; RFC 9449, section 7.

    """
    with one_person(token.person):
        _need_offered(token, now)
        found = _granted(token, wallet, now)
        claims = _claims(token, found, asked.configuration)
        proof = proven(asked.proofs, audience=settings.PUBLIC_URL, now=now)
        _use_once(proof.once, proof.until, stale_nonce())
        _need_room(token.offer, claims.configuration, len(proof.keys))
        made, places = _made(claims, proof, by, now)
        batch = uuid7(now)
        of = (token.person, batch, token.offer, found.statement)
        _keep(of, claims.configuration, wallet.thumbprint, places, now)
        facts: Facts = {
            "statement": str(found.statement),
            "configuration": claims.configuration,
            "instances": len(made),
            "wallet": wallet.thumbprint,
        }
        _note("wallet-fetched", token.person, by, now, facts)
    return Fetched(credentials=made, notification=str(batch))


@transaction.atomic
def tell(
    *,
    token: Bearer,
    wallet: Proof,
    batch: UUID,
    event: Event,
    by: Actor,  # noqa: ARG001 - the wallet speaks for its person, of itself
    now: datetime,
) -> None:
    """Keep what a wallet says became of a batch; said twice, it is kept once.

    Raises:
        Unacceptable: `invalid_notification_id` if it is not a batch of this offer.

    Law:
        OpenID4VCI 1.0, section 11.

    """
    with one_person(token.person):
        _granted(token, wallet, now)
        if not _run(statements.TELL, event, batch, token.offer):
            raise Unacceptable("invalid_notification_id", "no batch of this token has that name")


@transaction.atomic
def forget(*, by: Actor, now: datetime) -> int:  # noqa: ARG001 - the log keeps its own lines
    """Delete offers that were over a day ago and old nonces; return how many offers.

    Law:
        PIPL art. 19.

    """
    with connection.cursor() as cursor:
        cursor.execute(statements.FORGET_ONCE, [now])
        cursor.execute(statements.FORGET_OFFERS, [now])
        return int(cursor.fetchone()[0])


def _need_standing(statement: UUID, now: datetime) -> None:
    """Refuse a statement that is over; nobody takes it back before we are through."""
    row = _asked(statements.STANDING, civil_date(now), statement)
    if row is None or not row[1] or row[0] < civil_date(now):
        raise StatementOver


def _need_few(statement: UUID, now: datetime) -> None:
    """Refuse to offer one statement again and again."""
    row = _asked(statements.OFFERED_LATELY, statement, now - AN_HOUR)
    if row is not None and row[0] >= MOST_OFFERS:
        raise TooManyOffers(most=MOST_OFFERS)


def _locked(offer: UUID) -> _Offered | None:
    """Lock an offer that has not ended."""
    row = _asked(statements.OFFERED, offer)
    if row is None:
        return None
    statement, digest, tries, key, code_until, token_until, sealed = row
    return _Offered(statement, bytes(digest), tries, key, code_until, token_until, bytes(sealed))


def _missed(code: Bearer, found: _Offered, by: Actor, now: datetime) -> None:
    """Count a wrong try; the last one ends an offer that no wallet has taken."""
    if found.wallet_key is not None:
        return
    if found.tries_left > 1:
        _run(statements.MISSED, found.tries_left - 1, code.offer)
    else:
        _end(code, found, by, now)


def _end(code: Bearer, found: _Offered, by: Actor, now: datetime) -> None:
    """End an offer that somebody else seems to have; the person reads of it in their log."""
    _run(statements.END_OFFER, now, code.offer)
    _note("wallet-missed", code.person, by, now, {"statement": str(found.statement)})


def _clash(code: Bearer, found: _Offered, by: Actor, now: datetime) -> None:
    """End an offer that two wallets had, and revoke what the first one fetched.

    Which of them is the person's, nobody here can tell; they offer the statement anew.
    """
    _run(statements.END_OFFER, now, code.offer)
    revoked = _run(statements.REVOKE_FETCHED, now, code.offer)
    facts: Facts = {"statement": str(found.statement), "instances": revoked}
    _note("wallet-clashed", code.person, by, now, facts)


def _need_offered(token: Bearer, now: datetime) -> None:
    """Lock the statement of a token; it comes before the offer, as when it is taken back.

    Raises:
        Unacceptable: `credential_request_denied` if it is over; `invalid_token` without an offer.

    """
    row = _asked(statements.STATEMENT_OF, token.offer)
    if row is None:
        raise unproven("the token is over")
    try:
        _need_standing(row[0], now)
    except StatementOver as over:
        raise Unacceptable("credential_request_denied", "it is not offered any more") from over


def _granted(token: Bearer, wallet: Proof, now: datetime) -> _Offered:
    """Lock the offer of a token that this wallet holds now.

    Raises:
        Unacceptable: `invalid_token`, or `invalid_dpop_proof` if the proof was used before.

    """
    found = _locked(token.offer)
    if found is None or found.token_until is None or found.token_until <= now:
        raise unproven("the token is over")
    if found.wallet_key != wallet.thumbprint:
        raise unproven("the token is bound to another key")
    _use_once(wallet.once, wallet.until, _replayed(401))
    return found


def _claims(token: Bearer, found: _Offered, configuration: str) -> Claims:
    """Return what is said under a configuration of an offer."""
    try:
        offered = contents.unseal(token, found.statement, found.contents)
    except CannotOpen as error:
        raise unproven("the token is over") from error
    if configuration not in offered:
        raise Unacceptable("unknown_credential_configuration", "this was not offered")
    return offered[configuration]


def _need_room(offer: UUID, configuration: str, more: int) -> None:
    """Refuse more instances than a batch has, in however many requests they are asked for."""
    row = _asked(statements.FETCHED_ALREADY, offer, configuration)
    if row is not None and row[0] + more > MOST_INSTANCES:
        raise Unacceptable("credential_request_denied", f"at most {MOST_INSTANCES} instances")


def _made(
    claims: Claims, proof: Proven, by: Actor, now: datetime
) -> tuple[tuple[str, ...], tuple[StatusIndex, ...]]:
    """Make an instance for each key, each with its own place."""
    maker, until = Maker(issuer()), claims.valid_until
    places = status.take(count=len(proof.keys), good_until=until, by=by, now=now)
    pairs = zip(proof.keys, places, strict=True)
    made = tuple(maker.make(claims, status=at, holder=key, now=now) for key, at in pairs)
    return made, places


def _keep(
    of: tuple[UUID, UUID, UUID, UUID],
    configuration: str,
    wallet_key: str,
    places: Sequence[StatusIndex],
    now: datetime,
) -> None:
    """Keep which places a batch has, so that it can be revoked.

    Args:
        of: Person, batch, offer and statement.
        configuration: What was fetched.
        wallet_key: Who fetched it.
        places: One for each instance.
        now: When.

    """
    which = [one.list_id for one in places], [one.index for one in places]
    _run(statements.KEEP, *of, configuration, wallet_key, now, *which)


def _use_once(digest: bytes, until: datetime, refused: Unacceptable) -> None:
    """Remember what may be used once; of two at the same time one waits, and is refused."""
    if not _run(statements.ONCE, digest, until):
        raise refused


def _replayed(status: int) -> Unacceptable:
    return Unacceptable("invalid_dpop_proof", "this proof was used before", status=status)


def _note(kind: str, person: UUID, by: Actor, now: datetime, facts: Facts) -> None:
    """Write a line into the person's log."""
    ledger.note(kind=kind, tag=people.tag_of(person), by=by, now=now, facts=facts)


def _run(statement: str, *values: Any) -> int:  # noqa: ANN401 - whatever the database takes
    """Run a statement, and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _asked(statement: str, *values: Any) -> tuple[Any, ...] | None:  # noqa: ANN401 - whatever the database takes
    """Return the first row of an answer, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
