"""A key that signs statements is in wrong hands: nobody believes it any more, its people are told.

Nobody keeps which key signed which statement. So everything is taken back that was issued before
the key that signs now was vouched for, and still holds; each person gets a letter, and a fresh
statement whenever they like.
"""

from datetime import datetime

from django.db import transaction

from recourse.attestation import actions, withdrawing
from recourse.attestation.errors import NotGood
from recourse.attestation.terms import TakenBack
from recourse.ground.actor import Actor
from recourse.journeys.take_back_wrong import letter_about
from recourse.ledger import actions as ledger
from recourse.notice import actions as notices
from recourse.store import queue
from recourse.store.gate import one_person


def withdraw_key(*, kid: str, by: Actor, now: datetime) -> int:
    """Withdraw a former certificate and its key; return how many statements are to be taken back.

    Status lists are signed anew by the key that signs now. If it breaks off, do it again.

    Args:
        kid: How codes on paper name the certificate: sixteen hexadecimal digits, small.
        by: Who withdraws it.
        now: When.

    Raises:
        NoSuchCertificate: None of the former ones has this name.
        StillSigns: Its key signs now; another must sign first.

    Law:
        PIPL art. 57; charter G10.

    """
    gone = withdrawing.withdraw(kid, now=now)
    with transaction.atomic(durable=True):
        facts = {"withdrawn": " ".join(gone.kids)}
        ledger.note(kind="key-change", tag=None, by=by, now=now, facts=facts)
        many = actions.doubt_signed_before(before=gone.signed_until, by=by, now=now)
        queue.defer("attestation.publish_status")
        queue.defer("statements.take_back")
    return many


@transaction.atomic(durable=True)
def take_back_doubtful(*, by: Actor, now: datetime) -> bool:
    """Take back one statement that a withdrawn key may have signed; say whether one waited.

    Law:
        PIPL art. 57; charter G10.

    """
    place = actions.take_doubtful(by=by, now=now)
    if place is None:
        return False
    with one_person(place.person):
        try:
            card = actions.take_back(
                person=place.person, statement=place.statement, why=TakenBack.KEY, by=by, now=now
            )
        except NotGood:
            return True
        notices.write_many(notices=[letter_about(card, now)], by=by, now=now)
    return True
