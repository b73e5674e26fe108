"""Wallets that come at once, each in a transaction of its own; nothing is handed out twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from recourse.attestation.status import actions as places
from recourse.attestation.status import queries as lists
from recourse.attestation.wallets import actions, codes, dpop, proofs
from recourse.attestation.wallets.errors import Unacceptable
from recourse.attestation.wallets.terms import Granted
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.store.gate import one_person
from tests.attestation.saying import kept, statement, taken_back
from tests.attestation.wallets.conftest import NOW, Offered, offered
from tests.attestation.wallets.wallet import Wallet
from tests.conftest import owner
from tests.records.making import person

pytestmark = pytest.mark.slow
AT_ONCE = 6


@pytest.fixture
def held(committed, clock) -> Offered:
    xiao = person("陈晓")
    said = kept(xiao, statement(now=NOW), now=NOW)
    return Offered(xiao, said, offered(xiao, said))


def by(held) -> Actor:
    return Actor(kind=ActorKind.PERSON, id=held.person)


def at_once(deed, count: int = AT_ONCE) -> list:
    """Do something several times at once; what is refused is returned by its code."""

    def tried(number: int):
        try:
            return deed(number)
        except Unacceptable as refused:
            return refused.error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(tried, range(count)))


def proof(name: str, number: int) -> dpop.Proof:
    once = codes.once(codes.Use.DPOP, name, str(number))
    return dpop.Proof(thumbprint=name, once=once, until=NOW + timedelta(minutes=5))


def test_of_wallets_with_one_code_none_or_one_gets_a_token(held):
    code = codes.read(held.wallet.code, codes.Use.CODE)

    def redeem(number: int):
        wallet = proof("the same", number)
        return actions.redeem(code=code, pin=held.offer.pin, wallet=wallet, by=by(held), now=NOW)

    got = at_once(redeem)

    assert sum(isinstance(one, Granted) for one in got) == 1


def test_wrong_digits_that_come_at_once_are_all_counted(held):
    code = codes.read(held.wallet.code, codes.Use.CODE)
    wrong = f"{(int(held.offer.pin) + 1) % 10**6:06}"

    def guess(number: int):
        wallet = proof("thief", number)
        return actions.redeem(code=code, pin=wrong, wallet=wallet, by=by(held), now=NOW)

    at_once(guess)
    right = actions.redeem(
        code=code, pin=held.offer.pin, wallet=proof("x", 0), by=by(held), now=NOW
    )

    assert right is None


def fetching(held) -> tuple[Wallet, codes.Bearer]:
    wallet = held.redeemed()
    return wallet, codes.read(wallet.token, codes.Use.TOKEN)


def asked(wallet: Wallet, made: list[str]) -> proofs.Asked:
    wanted = wallet.offer["credential_configuration_ids"][0]
    return proofs.Asked(configuration=wanted, proofs=tuple(made))


def test_the_same_proofs_that_come_at_once_are_good_once(held):
    wallet, token = fetching(held)
    wanted = asked(wallet, wallet.proofs(2))

    def fetch(number: int):
        with_key = proof(wallet.key.thumbprint(), number)
        return actions.fetch(token=token, wallet=with_key, asked=wanted, by=by(held), now=NOW)

    got = at_once(fetch)

    assert got.count("invalid_nonce") == AT_ONCE - 1


def test_batches_that_are_fetched_at_once_are_ten_instances_in_all(held):
    wallet, token = fetching(held)
    wanted = [asked(wallet, wallet.proofs(3)) for _ in range(AT_ONCE)]

    def fetch(number: int):
        with_key = proof(wallet.key.thumbprint(), number)
        return actions.fetch(
            token=token, wallet=with_key, asked=wanted[number], by=by(held), now=NOW
        )

    got = at_once(fetch)

    assert got.count("credential_request_denied") == AT_ONCE - 3
    assert (
        len({one for batch in got if not isinstance(batch, str) for one in batch.credentials}) == 9
    )


def test_what_is_fetched_while_its_statement_is_taken_back_is_revoked_or_refused(held):
    wallet, token = fetching(held)
    wanted = [asked(wallet, wallet.proofs(1)) for _ in range(AT_ONCE)]

    def either(number: int):
        if number == 2:
            return taken_back(held.person, held.statement, now=NOW)
        with_key = proof(wallet.key.thumbprint(), number)
        return actions.fetch(
            token=token, wallet=with_key, asked=wanted[number], by=by(held), now=NOW
        )

    got = [one for one in at_once(either) if one is not None and not isinstance(one, str)]

    assert sum(len(card.revoked) for card in lists.lists()) == len(got)


def test_what_is_erased_leaves_nothing_behind(held):
    held.redeemed().fetch(2)
    places.place_on_paper(person=held.person, statement=held.statement.id, by=SYSTEM, now=NOW)

    def there() -> tuple[int, int, int]:
        with one_person(held.person), connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM wallet_offer_of_one),"
                " (SELECT count(*) FROM wallet_batch_of_one),"
                " (SELECT count(*) FROM statement_place_of_one)"
            )
            return cursor.fetchone()

    before = there()
    with owner() as past_the_gate:
        past_the_gate.execute("UPDATE statement SET contents = NULL, wrapped_key = NULL")

    assert (before, there()) == ((1, 1, 1), (0, 0, 0))
