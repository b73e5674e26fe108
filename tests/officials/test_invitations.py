"""An invitation opens a seat once; whoever held it leaves; nothing that opens is kept."""

from datetime import timedelta
from uuid import UUID

import pytest

from recourse.agencies import actions as agencies
from recourse.agencies import queries as seats
from recourse.agencies.errors import NoSuchSeat
from recourse.ground.actor import SYSTEM
from recourse.ledger.terms import WORDS, Kind
from recourse.officials import actions, queries, secrets
from recourse.officials.errors import (
    LastWayIn,
    NobodySignsIn,
    NoSuchInvitation,
    NoSuchPasskey,
    NotRecognised,
    PasskeyKnown,
    SeatNotValid,
    TooManyPasskeys,
    WrongCode,
)
from recourse.officials.models import CodeApp, Invitation, RecoveryCode, SignInAttempt
from recourse.officials.models import Passkey as PasskeyRow
from recourse.officials.tasks import forget_attempts
from recourse.officials.terms import NewCodeApp
from recourse.people import queries as accounts
from recourse.people.errors import NoSuchAccount
from recourse.people.models import Account
from tests.officials import bureau
from tests.officials.authenticator import Passkey
from tests.officials.bureau import NOW, SECRET, Typed, code_at, later

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def seat(db):
    return bureau.found()[0]


@pytest.fixture
def noted(monkeypatch):
    """The lines the room drops into the log."""
    lines = []
    from recourse.ledger import actions as ledger

    monkeypatch.setattr(ledger, "note", lambda **line: lines.append(line))
    return lines


def app(now=NOW, secret=SECRET):
    return NewCodeApp(secret=secret, code=code_at(now, secret))


def accept(digest, way=None, now=NOW):
    card = queries.invitation(digest, now=now)
    return actions.accept(invitation=digest, way=way or app(now), by=card.seat.actor, now=now)


def test_an_invitation_opens_the_seat_it_was_made_for(seat):
    enrolled = accept(bureau.invited(seat))

    assert seats.seat_of_account(enrolled.account, NOW.date()) == seat
    assert seats.holder_of(seat.id) == enrolled.account
    assert Typed()(code_at(later(seconds=31)), later(seconds=31)).account == enrolled.account


def test_an_invitation_is_accepted_once(seat):
    digest = bureau.invited(seat)
    accept(digest)

    with pytest.raises(NoSuchInvitation):
        queries.invitation(digest, now=NOW)
    with pytest.raises(NoSuchInvitation):
        actions.accept(invitation=digest, way=app(), by=seat.actor, now=NOW)


def test_an_invitation_ends_at_its_hour(seat):
    digest = bureau.invited(seat, hours=1)

    assert queries.invitation(digest, now=later(minutes=59, seconds=59)).seat == seat
    with pytest.raises(NoSuchInvitation):
        queries.invitation(digest, now=later(hours=1))
    with pytest.raises(NoSuchInvitation):
        actions.accept(invitation=digest, way=app(), by=seat.actor, now=later(hours=1))


def test_a_newer_invitation_replaces_the_older(seat):
    older = bureau.invited(seat)
    newer = bureau.invited(seat, name="li.lei")

    with pytest.raises(NoSuchInvitation):
        queries.invitation(older, now=NOW)
    assert queries.invitation(newer, now=NOW).name == "li.lei"


def test_a_token_nobody_was_given_opens_nothing(seat):
    with pytest.raises(NoSuchInvitation):
        queries.invitation(secrets.token_digest("x" * 43), now=NOW)


def test_only_a_seat_that_is_valid_today_is_opened(seat):
    digest = bureau.invited(seat)
    agencies.end_seat(seat=seat.id, on=later(days=1).date(), by=SYSTEM, now=NOW)

    with pytest.raises(SeatNotValid):
        accept(digest, now=later(days=1))
    with pytest.raises(SeatNotValid):
        bureau.invited(seat, now=later(days=1))
    with pytest.raises(NoSuchSeat):
        actions.invite(seat=UUID(int=9), name="x", hours=1, by=SYSTEM, now=NOW)
    assert not Account.objects.exists()


def test_a_wrong_first_code_leaves_the_invitation_open_and_no_trace(seat):
    digest = bureau.invited(seat)

    with pytest.raises(WrongCode):
        accept(digest, NewCodeApp(secret=SECRET, code="000000"))

    assert queries.invitation(digest, now=NOW)
    assert not Account.objects.exists()
    assert not CodeApp.objects.exists()


def test_who_takes_a_seat_over_ends_what_the_one_before_had(seat):
    passkey = Passkey()
    before = bureau.take_by_passkey(seat, passkey)
    session = Account.objects.get(id=before.account).get_session_auth_hash()

    after = bureau.take_by_code(seat, later(hours=1), name="li.lei")

    assert after.account != before.account
    assert not PasskeyRow.objects.exists()
    assert Account.objects.get(id=before.account).get_session_auth_hash() != session
    with pytest.raises(NoSuchAccount):
        accounts.official(before.account)
    with pytest.raises(NotRecognised):
        bureau.sign_in(passkey, later(hours=1))
    with pytest.raises(NotRecognised):
        Typed()(before.recovery_codes[0], later(hours=1))


def test_the_same_official_on_a_new_device_keeps_the_account_and_nothing_of_the_old_device(seat):
    lost = Passkey()
    before = bureau.take_by_passkey(seat, lost)
    session = Account.objects.get(id=before.account).get_session_auth_hash()

    after = bureau.take_by_code(seat, later(hours=1))

    assert after.account == before.account
    assert Account.objects.get(id=after.account).get_session_auth_hash() != session
    with pytest.raises(NotRecognised):
        bureau.sign_in(lost, later(hours=1))


def test_closing_ends_everything_and_an_open_invitation_too(seat):
    enrolled = bureau.take_by_code(seat)
    session = Account.objects.get(id=enrolled.account).get_session_auth_hash()
    invitation = bureau.invited(seat)

    actions.close(seat=seat.id, by=SYSTEM, now=NOW)

    row = Account.objects.get(id=enrolled.account)
    assert not row.is_active
    assert row.get_session_auth_hash() != session
    assert seats.holder_of(seat.id) is None
    assert not CodeApp.objects.exists()
    assert not RecoveryCode.objects.exists()
    with pytest.raises(NoSuchInvitation):
        queries.invitation(invitation, now=NOW)
    with pytest.raises(NotRecognised):
        Typed()(code_at(later(minutes=5)), later(minutes=5))


def test_closing_where_nobody_signs_in_is_refused(seat):
    with pytest.raises(NobodySignsIn):
        actions.close(seat=seat.id, by=SYSTEM, now=NOW)
    bureau.invited(seat)
    actions.close(seat=seat.id, by=SYSTEM, now=NOW)


def test_the_secret_of_a_code_app_opens_for_its_official_only(seat):
    from recourse.ground.sealing import CannotOpen

    enrolled = bureau.take_by_code(seat)
    sealed = bytes(CodeApp.objects.get().sealed)

    assert secrets.unseal(sealed, owner=enrolled.account) == SECRET
    with pytest.raises(CannotOpen):
        secrets.unseal(sealed, owner=UUID(int=7))


class TestWaysIn:
    """What an official adds and removes by themselves."""

    @pytest.fixture
    def held(self, seat):
        passkey = Passkey()
        return seat, bureau.take_by_passkey(seat, passkey).account, passkey

    def by(self, held):
        seat, account, _ = held
        return {"account": account, "seat": seat.id, "by": seat.actor, "now": NOW}

    def test_the_last_way_in_stays(self, held):
        (only,) = queries.ways_in(held[1]).passkeys

        with pytest.raises(LastWayIn):
            actions.remove_passkey(passkey=only.id, **self.by(held))

        actions.add_way(way=app(), **self.by(held))
        actions.remove_passkey(passkey=only.id, **self.by(held))
        with pytest.raises(LastWayIn):
            actions.remove_code_app(**self.by(held))
        assert queries.ways_in(held[1]).code_app_since == NOW

    def test_a_stopped_passkey_is_no_way_in(self, held):
        PasskeyRow.objects.update(is_stopped=True)
        actions.add_way(way=app(), **self.by(held))

        with pytest.raises(LastWayIn):
            actions.remove_code_app(**self.by(held))

    def test_a_removed_passkey_ends_the_sessions_and_opens_nothing(self, held):
        session = Account.objects.get(id=held[1]).get_session_auth_hash()
        (first,) = queries.ways_in(held[1]).passkeys
        actions.add_way(way=bureau.new_passkey(Passkey(), held[1]), **self.by(held))

        actions.remove_passkey(passkey=first.id, **self.by(held))

        assert Account.objects.get(id=held[1]).get_session_auth_hash() != session
        with pytest.raises(NotRecognised):
            bureau.sign_in(held[2])

    def test_nobody_removes_another_officials_passkey(self, held):
        other = bureau.seats.seat_by_number(bureau.CODE, "0102")
        bureau.take_by_passkey(other, Passkey(), name="li.lei")
        theirs = PasskeyRow.objects.exclude(account_id=held[1]).get()

        with pytest.raises(NoSuchPasskey):
            actions.remove_passkey(passkey=theirs.id, **self.by(held))

    def test_a_passkey_is_known_once(self, held):
        with pytest.raises(PasskeyKnown):
            actions.add_way(way=bureau.new_passkey(held[2], held[1]), **self.by(held))

    def test_ten_passkeys_are_enough(self, held):
        for _ in range(9):
            actions.add_way(way=bureau.new_passkey(Passkey(), held[1]), **self.by(held))

        with pytest.raises(TooManyPasskeys):
            actions.add_way(way=bureau.new_passkey(Passkey(), held[1]), **self.by(held))

    def test_new_recovery_codes_end_the_old_ones(self, seat):
        enrolled = bureau.take_by_code(seat)
        held = (seat, enrolled.account, None)

        (new, *_) = actions.renew_recovery_codes(**self.by(held))

        with pytest.raises(NotRecognised):
            Typed()(enrolled.recovery_codes[0], NOW)
        assert Typed()(new, NOW).account == enrolled.account

    def test_who_left_the_seat_changes_nothing(self, held):
        actions.close(seat=held[0].id, by=SYSTEM, now=NOW)

        with pytest.raises(NoSuchAccount):
            actions.add_way(way=app(), **self.by(held))
        with pytest.raises(NoSuchAccount):
            actions.renew_recovery_codes(**self.by(held))

    def test_the_page_about_them_costs_four_queries(self, held, django_assert_num_queries):
        with django_assert_num_queries(4):
            queries.ways_in(held[1])


def test_every_deed_is_in_the_log_about_a_seat_and_no_person(seat, noted):
    enrolled = bureau.take_by_code(seat)
    of = {"account": enrolled.account, "seat": seat.id, "by": seat.actor, "now": NOW}
    passkey = Passkey()
    actions.add_way(way=bureau.new_passkey(passkey, enrolled.account), **of)
    bureau.sign_in(passkey)
    actions.renew_recovery_codes(**of)
    actions.remove_code_app(**of)
    with pytest.raises(NotRecognised):
        bureau.sign_in(passkey, count=1)
    actions.close(seat=seat.id, by=SYSTEM, now=NOW)

    kinds = [line["kind"] for line in noted]
    assert kinds == [
        "official-invited",
        "account-opened",
        "seat-held",
        "invitation-accepted",
        "way-in-added",
        "signed-in",
        "recovery-codes-renewed",
        "sessions-ended",
        "way-in-removed",
        "passkey-stopped",
        "sign-in-refused",
        "account-closed",
        "seat-held",
        "sign-in-closed",
    ]
    assert all(line["tag"] is None for line in noted)
    assert bureau.NAME not in str([line["facts"] for line in noted])
    assert all(WORDS[Kind(kind)] for kind in kinds)


def test_attempts_and_invitations_of_half_a_year_ago_are_forgotten(seat):
    bureau.take_by_code(seat)
    with pytest.raises(NotRecognised):
        Typed()("000000", NOW)

    forget_attempts(now=NOW + timedelta(days=179))
    assert SignInAttempt.objects.exists()
    forget_attempts(now=NOW + timedelta(days=184))

    assert not SignInAttempt.objects.exists()
    assert not Invitation.objects.exists()
