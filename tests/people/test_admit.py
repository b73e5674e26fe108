"""Who is let in, who is recognised, and what is kept of them."""

import threading
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from recourse.ground.actor import SYSTEM
from recourse.ground.identifiers import citizen_number
from recourse.people import actions, queries
from recourse.people.errors import NameDoesNotMatch, NoSuchPerson
from recourse.people.terms import Contact, DocumentType, Identity
from tests.conftest import owner

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def somebody(name: str, sequence: int) -> Identity:
    number = citizen_number(region="000001", born_on=date(1980, 2, 29), sequence=sequence)
    return Identity(document_type=DocumentType.CITIZEN, number=number, name=name)


LI_NA = somebody("李娜", 1)
ZHANG_WEI = somebody("张伟", 2)
RARE = [
    somebody(name, 100 + at)
    for at, name in enumerate(["䶮㛃", "王𠮷", "𬱖𫍽", "买买提·艾力", "Anna-Lena Müller"])
]


def admit(*identities: Identity):
    return actions.admit(identities=identities, by=SYSTEM, now=NOW)


@pytest.mark.django_db
def test_a_new_person_is_found_again_by_document_and_opens_to_the_same_identity():
    (person,) = admit(LI_NA)

    assert queries.identity_of(person) == LI_NA
    assert queries.contact_of(person) == Contact()
    assert queries.person_by_document(DocumentType.CITIZEN, f" {LI_NA.number.lower()} ") == person
    assert queries.language_of(person) == "zh-hans"
    assert not queries.takes_electronic_service(person)


@pytest.mark.django_db
@pytest.mark.parametrize("identity", RARE, ids=lambda identity: identity.name)
def test_a_rare_name_comes_back_character_for_character(identity: Identity):
    (person,) = admit(identity)

    assert queries.identity_of(person).name == identity.name
    assert queries.recognise([identity])[0].name_matches


@pytest.mark.django_db
def test_whoever_is_known_keeps_their_identifier_and_order_is_kept():
    (first,) = admit(LI_NA)

    zhang_wei, li_na, again = admit(ZHANG_WEI, LI_NA, LI_NA)

    assert li_na == again == first != zhang_wei


@pytest.mark.django_db
def test_recognising_says_who_is_known_and_whether_the_name_fits():
    (person,) = admit(LI_NA)
    wrong_name = somebody("李娜娜", 1)

    known, misnamed, unknown = queries.recognise([LI_NA, wrong_name, ZHANG_WEI])

    assert known == (person, True)
    assert misnamed == (person, False)
    assert unknown == (None, False)


@pytest.mark.django_db
def test_a_number_known_under_another_name_is_refused_and_nobody_is_let_in():
    admit(LI_NA)

    with pytest.raises(NameDoesNotMatch):
        admit(ZHANG_WEI, somebody("李四", 1))

    assert queries.person_by_document(DocumentType.CITIZEN, ZHANG_WEI.number) is None


@pytest.mark.django_db
def test_one_number_with_two_names_in_one_batch_is_refused():
    with pytest.raises(NameDoesNotMatch):
        admit(LI_NA, somebody("李四", 1))


@pytest.mark.django_db
def test_asking_for_nobody_is_answered_with_nobody():
    assert admit() == []
    assert queries.recognise([]) == []
    for question in (queries.identity_of, queries.tag_of, queries.language_of):
        with pytest.raises(NoSuchPerson):
            question(uuid4())


@pytest.mark.django_db
def test_the_application_cannot_list_identities():
    admit(LI_NA, ZHANG_WEI)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM person")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM person_of_one")
        assert cursor.fetchone() == (0,)


@pytest.mark.slow
def test_names_numbers_and_contacts_are_nowhere_in_the_tables(committed):
    (person,) = admit(LI_NA)
    contact = Contact(email="li.na@example.cn", mobile="13900000000", postal="青岛市某路1号")
    actions.keep_contact(person=person, contact=contact, by=SYSTEM, now=NOW)

    with owner() as connection:
        people = connection.execute("SELECT p::text, sealed FROM person p").fetchall()
        digests = connection.execute("SELECT p::text FROM person_identity p").fetchall()

    shown = repr((people, digests))
    for secret in (LI_NA.number, LI_NA.name, contact.email, contact.mobile, contact.postal):
        assert secret not in shown
        assert secret.encode() not in bytes(people[0][1])
        assert secret.encode().hex() not in shown


@pytest.mark.slow
def test_two_batches_with_the_same_new_people_end_with_one_of_each(committed):
    crowd = [somebody(f"王{number}", 200 + number) for number in range(40)]
    start = threading.Barrier(4)
    answers: list[list] = []

    def batch(identities):
        start.wait()
        ids = actions.admit(identities=identities, by=SYSTEM, now=NOW)
        answers.append([ids[identities.index(identity)] for identity in crowd])
        connection.close()

    orders = [crowd, crowd[::-1], crowd[20:] + crowd[:20], crowd]
    threads = [threading.Thread(target=batch, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 4
    assert all(answer == answers[0] for answer in answers)
    with owner() as past_the_gate:
        assert past_the_gate.execute("SELECT count(*) FROM person").fetchone() == (40,)
        assert past_the_gate.execute("SELECT count(*) FROM person_identity").fetchone() == (40,)
    assert [queries.identity_of(person) for person in answers[0]] == crowd
