"""Ways in, contact, language, consent to electronic service."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import override_settings

from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.identifiers import citizen_number
from recourse.ledger import queries as ledger
from recourse.people import actions, queries
from recourse.people.errors import (
    AccountClosed,
    DemoOnly,
    KnownByAnotherName,
    LoginTaken,
    NoSuchAccount,
    NoSuchPerson,
    NothingHeld,
    NotYourFile,
)
from recourse.people.models import Account
from recourse.people.terms import AccountKind, Contact, DocumentType, Identity

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)  # the 24th in China
CONTACT = Contact(email="li.na@example.cn", mobile="13900000000", postal="青岛市南区某路1号")

pytestmark = pytest.mark.django_db


@pytest.fixture
def li_na():
    number = citizen_number(region="000001", born_on=date(1990, 5, 1), sequence=7)
    identity = Identity(document_type=DocumentType.CITIZEN, number=number, name="李娜")
    (person,) = actions.admit(identities=[identity], by=SYSTEM, now=NOW)
    return person


def oneself(person):
    return Actor(kind=ActorKind.PERSON, id=person)


def open_account(**more):
    return actions.open_account(
        **{"login": "li.na", "display_name": "李娜", "by": SYSTEM, "now": NOW, **more}
    )


def kinds_noted(person):
    return [entry.kind.value for entry in ledger.entries_of(queries.tag_of(person), 10, None)]


def test_a_person_has_one_way_in_and_it_is_in_their_log(li_na):
    account = open_account(kind=AccountKind.PERSON, person=li_na)

    card = queries.account_of("li.na")
    assert (card.id, card.person, card.kind) == (account, li_na, AccountKind.PERSON)
    assert kinds_noted(li_na) == ["account-opened"]
    with pytest.raises(LoginTaken):
        open_account(kind=AccountKind.OFFICIAL)
    with pytest.raises(LoginTaken):
        open_account(login="another", kind=AccountKind.PERSON, person=li_na)


@pytest.mark.slow
def test_no_password_opens_an_account(li_na):
    open_account(kind=AccountKind.PERSON, person=li_na)

    account = Account.objects.get(login="li.na")

    assert not account.has_usable_password()
    assert not any(account.check_password(guess) for guess in ("", "!", account.password))


def test_an_official_has_no_file_here_and_a_person_must_be_known(li_na):
    account = open_account(kind=AccountKind.OFFICIAL, display_name="Officer Wang")

    assert queries.account_of("li.na").person is None
    assert queries.account_of("li.na").id == account
    with pytest.raises(NoSuchPerson):
        open_account(login="ghost", kind=AccountKind.PERSON, person=uuid4())


def test_a_closed_or_unknown_account_lets_nobody_in(li_na):
    open_account(kind=AccountKind.PERSON, person=li_na)
    Account.objects.update(is_active=False)

    for login in ("li.na", "nobody"):
        with pytest.raises(NoSuchAccount):
            queries.account_of(login)


def test_accounts_are_listed_in_a_demo_only(li_na):
    open_account(kind=AccountKind.PERSON, person=li_na)

    assert [card.login for card in queries.accounts()] == ["li.na"]
    with override_settings(DEMO=False), pytest.raises(DemoOnly):
        queries.accounts()


def test_a_person_says_where_they_wish_to_be_told_and_it_is_in_their_log(li_na):
    actions.keep_contact(person=li_na, contact=CONTACT, by=oneself(li_na), now=NOW)

    assert queries.contact_of(li_na) == CONTACT
    assert queries.identity_of(li_na).name == "李娜"
    assert kinds_noted(li_na) == ["contact-kept"]
    actions.keep_contact(person=li_na, contact=Contact(), by=oneself(li_na), now=NOW)
    assert queries.contact_of(li_na) == Contact()


def test_electronic_service_counts_from_the_first_day_the_person_agreed(li_na):
    later = datetime(2026, 12, 24, tzinfo=UTC)

    for now in (NOW, later):
        actions.agree_to_electronic_service(person=li_na, by=oneself(li_na), now=now)

    assert queries.takes_electronic_service(li_na)
    assert queries._row(li_na).electronic_service_on == date(2026, 11, 24)
    assert kinds_noted(li_na) == ["service-agreed"]


def test_a_person_chooses_the_language_of_letters_and_pages(li_na):
    open_account(kind=AccountKind.PERSON, person=li_na)

    actions.choose_language(person=li_na, language="en", by=oneself(li_na), now=NOW)

    assert queries.language_of(li_na) == queries.account_of("li.na").language == "en"
    with pytest.raises(ValueError, match="not a language"):
        actions.choose_language(person=li_na, language="tlh", by=oneself(li_na), now=NOW)


@pytest.mark.parametrize(
    ("action", "what"),
    [
        (actions.keep_contact, {"contact": CONTACT}),
        (actions.agree_to_electronic_service, {}),
        (actions.choose_language, {"language": "en"}),
    ],
)
def test_nobody_else_decides_for_a_person(li_na, action, what):
    strangers = [oneself(uuid4()), Actor(kind=ActorKind.SEAT, id=li_na, agency=uuid4())]

    for stranger in strangers:
        with pytest.raises(NotYourFile):
            action(person=li_na, by=stranger, now=NOW, **what)

    assert queries.contact_of(li_na) == Contact()
    assert queries.language_of(li_na) == "zh-hans"
    assert kinds_noted(li_na) == []
    with pytest.raises(NoSuchPerson):
        action(person=(nobody := uuid4()), by=oneself(nobody), now=NOW, **what)


def proved(name="李娜", sequence=7):
    number = citizen_number(region="000001", born_on=date(1990, 5, 1), sequence=sequence)
    return Identity(document_type=DocumentType.CITIZEN, number=number, name=name)


def test_whoever_proves_their_document_gets_one_way_in_that_names_nobody(li_na):
    first = actions.come_in(identity=proved(), by=SYSTEM, now=NOW)
    again = actions.come_in(identity=proved(), by=SYSTEM, now=NOW)

    assert first == again
    assert (first.person, first.kind) == (li_na, AccountKind.PERSON)
    assert (first.login, first.display_name) == (f"person:{li_na}", "")
    assert kinds_noted(li_na) == ["account-opened"]


def test_of_somebody_of_whom_nothing_is_held_nothing_is_written(li_na):
    with pytest.raises(NothingHeld):
        actions.come_in(identity=proved(sequence=9), by=SYSTEM, now=NOW)

    assert not Account.objects.exists()
    assert queries.recognise([proved(sequence=9)]) == [queries.UNKNOWN]


def test_a_document_held_under_another_name_opens_no_file(li_na):
    with pytest.raises(KnownByAnotherName):
        actions.come_in(identity=proved(name="王芳"), by=SYSTEM, now=NOW)

    assert not Account.objects.exists()


def test_a_closed_way_in_is_not_opened_again_by_proving_the_document(li_na):
    actions.come_in(identity=proved(), by=SYSTEM, now=NOW)
    Account.objects.update(is_active=False)

    with pytest.raises(AccountClosed):
        actions.come_in(identity=proved(), by=SYSTEM, now=NOW)


def test_two_first_ways_in_at_once_are_one(li_na, monkeypatch):
    seen = iter([None])
    way_in_of = queries.way_in_of
    actions.come_in(identity=proved(), by=SYSTEM, now=NOW)
    monkeypatch.setattr(queries, "way_in_of", lambda who: next(seen, way_in_of(who)))

    card = actions.come_in(identity=proved(), by=SYSTEM, now=NOW)

    assert card.person == li_na
    assert Account.objects.count() == 1


def test_closing_or_renewing_an_officials_account_ends_its_sessions():
    account = renew()
    sessions = {session_of(account)}

    actions.end_sessions(account=account, by=SYSTEM, now=NOW)
    sessions.add(session_of(account))
    actions.close_account(account=account, by=SYSTEM, now=NOW)
    sessions.add(session_of(account))
    actions.close_account(account=account, by=SYSTEM, now=NOW)
    assert renew() == account
    sessions.add(session_of(account))

    assert len(sessions) == 4
    assert not Account.objects.get(id=account).has_usable_password()


def renew(login="official:1"):
    return actions.renew_official(
        account=uuid4(), login=login, display_name="wang.fang", by=SYSTEM, now=NOW
    )


def session_of(account):
    return Account.objects.get(id=account).get_session_auth_hash()


def test_a_closed_officials_account_is_found_only_by_who_asks_for_closed_ones():
    account = renew()
    assert queries.official(account).login == "official:1"
    actions.close_account(account=account, by=SYSTEM, now=NOW)

    assert queries.account_of("official:1", also_closed=True).id == account
    with pytest.raises(NoSuchAccount):
        queries.account_of("official:1")
    with pytest.raises(NoSuchAccount):
        queries.official(account)


def test_no_persons_account_is_closed_or_taken_for_an_officials(li_na):
    account = open_account(kind=AccountKind.PERSON, person=li_na)

    for deed in (actions.close_account, actions.end_sessions):
        with pytest.raises(NoSuchAccount):
            deed(account=account, by=SYSTEM, now=NOW)
    with pytest.raises(NoSuchAccount):
        queries.official(account)
    assert queries.account_of("li.na").id == account
