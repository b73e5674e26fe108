"""G10: Corrections follow the data.

… also into what people carry: whatever showed a record that was wrong is taken back, on paper and
in wallets, even if the record is erased on the very day it ends; and a person can take back what
they gave away for as long as it holds.
"""

from datetime import timedelta

import pytest
from django.conf import settings as of_the_test
from django.db import connection

from recourse.attestation import actions, errors, issuer, queries
from recourse.attestation.status import publishing
from recourse.attestation.status import queries as lists
from recourse.attestation.terms import Kind, State, TakenBack
from recourse.ground.actor import SYSTEM
from recourse.journeys import erasing, put_into_wallet
from recourse.journeys import issue_statement as journey
from recourse.journeys.print_statement import print_statement
from recourse.journeys.take_back_wrong import take_back_next
from recourse.notice import queries as notices
from recourse.records import actions as records
from recourse.records.terms import Why
from recourse.store.gate import one_person
from recourse_verify import sealed
from recourse_verify.credentials import Expected
from recourse_verify.errors import Wrong
from recourse_verify.trust import Trust
from tests.attestation.making import DAY, NOON, choice, standing, themselves, town, vouched
from tests.attestation.wallets.wallet import Wallet

pytestmark = pytest.mark.django_db
SOON, LATER = NOON + timedelta(minutes=1), NOON + timedelta(hours=1)


@pytest.fixture
def bureau(settings, tmp_path, time_machine_at_noon):
    vouched(settings, tmp_path)
    settings.STATUS_DIR = tmp_path / "status"
    return town()


@pytest.fixture
def time_machine_at_noon(time_machine):
    time_machine.move_to(SOON, tick=False)


@pytest.fixture
def honoured(bureau):
    """Return somebody with a commendation, which is erased on the day it ends."""
    return standing(bureau, item="pos.honour")


def report_of(case):
    wanted = choice("honour", kind=Kind.REPORT)
    card = journey.issue(person=case.person, choice=wanted, by=themselves(case.person), now=NOON)
    assert card.carries == (case.record,)
    return card


def carried_away(person, card):
    """Put it on paper and into a wallet; return the paper."""
    me = themselves(person)
    offer = put_into_wallet.put_into_wallet(person=person, statement=card.id, by=me, now=SOON)
    wallet = Wallet.reads(offer.link)
    wallet.redeem(offer.pin)
    wallet.fetch(2)
    return print_statement(person=person, statement=card.id, by=me, now=SOON).pdf


def revoked():
    return sum(len(card.revoked) for card in lists.lists())


def checked(pdf, now):
    publishing.publish_due(now=now)
    folder = of_the_test.STATUS_DIR
    said = [file.read_text() for file in folder.iterdir() if file.name.isdecimal()]
    trust = Trust(anchors=(issuer.issuer().anchor,))
    return sealed.check(pdf, Expected(at=now, trust=trust, lists=said))


def ended(case, why, now=LATER):
    records.end_early(person=case.person, record=case.record, why=why, by=SYSTEM, now=now)


def erased(now):
    while actions.erase_next(by=SYSTEM, now=now):
        pass


@pytest.mark.parametrize("why", [Why.WITHDRAWN, Why.REVOKED], ids=str)
@pytest.mark.parametrize("is_erased_first", [False, True], ids=["told-first", "erased-first"])
def test_a_report_of_what_was_wrong_is_taken_back_though_it_is_erased(
    honoured, why, is_erased_first
):
    card = report_of(honoured)
    paper = carried_away(honoured.person, card)
    ended(honoured, why)
    assert queries.statement_of(honoured.person, card.id, at=LATER).state is State.ERASED

    if is_erased_first:
        erased(LATER)
    while take_back_next(by=SYSTEM, now=LATER):
        pass
    erased(LATER)

    after = queries.statement_of(honoured.person, card.id, at=LATER)
    assert after.taken_back_why is TakenBack.WRONG
    assert not after.holds
    assert revoked() == 3, "two in the wallet, one on paper"
    assert [one.kind for one in notices.inbox_of(honoured.person)].count("statement") == 1
    with pytest.raises(Wrong, match="is revoked"):
        checked(paper, LATER)


def test_what_a_person_gave_up_is_not_taken_back_by_itself_and_can_be_by_them(honoured):
    card, me = report_of(honoured), themselves(honoured.person)
    paper = carried_away(honoured.person, card)
    records.give_up(person=honoured.person, record=honoured.record, by=me, now=LATER)
    while take_back_next(by=SYSTEM, now=LATER):
        pass
    erased(LATER)
    assert card.number in str(checked(paper, LATER))

    taken = journey.take_back(person=honoured.person, statement=card.id, by=me, now=LATER)

    assert (taken.state, taken.holds, revoked()) == (State.ERASED, False, 3)
    with pytest.raises(Wrong, match="is revoked"):
        checked(paper, LATER + timedelta(hours=2))
    with pytest.raises(errors.NotGood):
        journey.take_back(person=honoured.person, statement=card.id, by=me, now=LATER)


def test_a_correction_notice_can_be_taken_back_though_its_record_is_erased(bureau):
    case = standing(bureau)
    me = themselves(case.person)
    ended(case, Why.WITHDRAWN, NOON)
    card = journey.issue_correction(person=case.person, record=case.record, by=me, now=NOON)
    print_statement(person=case.person, statement=card.id, by=me, now=SOON)
    erasing.erase_record(person=case.person, record=case.record, by=SYSTEM, now=LATER)
    erased(LATER)
    much_later = NOON + 200 * DAY

    actions.forget_left(by=SYSTEM, now=much_later)
    journey.take_back(person=case.person, statement=card.id, by=me, now=much_later)

    assert revoked() == 1


def test_of_what_is_erased_places_are_left_until_it_is_over_and_nothing_else(honoured):
    card = report_of(honoured)
    carried_away(honoured.person, card)
    ended(honoured, Why.REPAIRED)
    erased(LATER)
    over = NOON + 15 * DAY

    with one_person(honoured.person), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM wallet_offer_of_one)"
            " + (SELECT count(*) FROM wallet_batch_of_one)"
            " + (SELECT count(*) FROM statement_place_of_one)"
        )
        assert cursor.fetchone() == (0,)
    assert actions.forget_left(by=SYSTEM, now=NOON + 14 * DAY) == 0
    assert actions.forget_left(by=SYSTEM, now=over) == 1
    with pytest.raises(errors.NotGood):
        journey.take_back(
            person=honoured.person, statement=card.id, by=themselves(honoured.person), now=over
        )
