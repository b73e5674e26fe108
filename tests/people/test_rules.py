"""Documents, and the digests that stand for them."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recourse.ground import identifiers
from recourse.ground.identifiers import citizen_number
from recourse.ground.sealing import CannotOpen, new_key
from recourse.people import envelopes, rules
from recourse.people.errors import DocumentNumberShape, NameMissing
from recourse.people.terms import Contact, DocumentType, Identity

KEY, OTHER_KEY = bytes(32), bytes(range(32))
NUMBER = citizen_number(region="000001", born_on=date(1990, 5, 1), sequence=7)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
identities = st.builds(
    Identity, document_type=st.sampled_from(DocumentType), number=texts, name=texts
)


@given(identities, identities)
def test_digests_differ_exactly_when_what_they_stand_for_differs(one, other):
    same_document = (one.document_type, one.number) == (other.document_type, other.number)

    assert (rules.identity_digest(KEY, one) == rules.identity_digest(KEY, other)) is same_document
    assert (rules.name_digest(KEY, one) == rules.name_digest(KEY, other)) is (one == other)


@given(identities)
def test_without_the_key_a_digest_says_nothing(identity):
    digest = rules.identity_digest(KEY, identity)

    assert len(digest) == 32
    assert digest != rules.identity_digest(OTHER_KEY, identity)
    assert len(rules.name_digest(KEY, identity)) == len(rules.person_tag(KEY, digest)) == 16
    assert rules.person_tag(KEY, digest) != rules.person_tag(OTHER_KEY, digest)


@pytest.mark.slow
@given(identities, identities)
def test_two_people_of_one_name_look_unlike(one, other):
    assume(one.number != other.number)
    namesake = Identity(document_type=other.document_type, number=other.number, name=one.name)

    assert rules.name_digest(KEY, one) != rules.name_digest(KEY, namesake)


def test_an_identity_is_made_of_what_the_document_says_however_it_is_typed():
    identity = rules.identity(
        document_type=DocumentType.CITIZEN,
        number=f" {NUMBER[:6]} {NUMBER[6:].lower()} ",
        name="买买提・艾力 ",
        synthetic=True,
    )

    assert (identity.number, identity.name) == (NUMBER, "买买提·艾力")


@pytest.mark.parametrize(
    ("document_type", "number", "synthetic", "fault"),
    [
        (DocumentType.CITIZEN, NUMBER, True, None),
        (DocumentType.CITIZEN, NUMBER, False, identifiers.SyntheticNumber),
        (DocumentType.CITIZEN, "E12345678", True, identifiers.NotEighteenCharacters),
        (DocumentType.PASSPORT, "0E1234567", True, None),
        (DocumentType.PASSPORT, "E12345678", True, identifiers.RealNumberInDemo),
        (DocumentType.PASSPORT, "E12345678", False, None),
        (DocumentType.PASSPORT, "E123", False, DocumentNumberShape),
        (DocumentType.PASSPORT, "E" * 21, False, DocumentNumberShape),
        (DocumentType.OTHER, "E-12345", False, DocumentNumberShape),
        (DocumentType.RESIDENCE_PERMIT, NUMBER, True, None),
        (DocumentType.RESIDENCE_PERMIT, NUMBER[:-1] + "!", True, DocumentNumberShape),
        (DocumentType.RESIDENCE_PERMIT, "830000199001010011", False, identifiers.WrongCheckDigit),
        (DocumentType.FOREIGN_RESIDENT, "911156199001010011", False, identifiers.WrongCheckDigit),
        (DocumentType.FOREIGN_RESIDENT, "KOR370090010101", False, None),
    ],
)
def test_each_document_is_checked_by_its_own_rules(document_type, number, synthetic, fault):
    found = rules.document_fault(document_type, number, synthetic=synthetic)

    assert found == (fault.code if fault else None)


def test_an_identity_without_a_name_or_with_a_faulty_number_is_refused():
    with pytest.raises(NameMissing):
        rules.identity(
            document_type=DocumentType.CITIZEN, number=NUMBER, name=" \u3000", synthetic=True
        )
    with pytest.raises(identifiers.FifteenDigits):
        rules.identity(
            document_type=DocumentType.CITIZEN,
            number="000000900101001",
            name="李娜",
            synthetic=True,
        )


contacts = st.builds(Contact, email=st.just("a@example.cn"), mobile=texts, postal=texts)


@pytest.mark.slow
@given(identities, contacts, st.uuids(), st.uuids())
def test_an_envelope_opens_for_its_own_person_only(identity, contact, person, other):
    assume(person != other)
    old, new = new_key(), new_key()
    envelope = envelopes.close(person, identity, contact, under=("identity-0001", old))
    moved = envelope._replace(
        wrapped_key=envelopes.rewrap(person, envelope.wrapped_key, old=old, new=new)
    )

    assert envelopes.open_up(person, envelope, key=old) == (identity, contact)
    assert envelopes.open_up(person, moved, key=new) == (identity, contact)
    for who, key in ((other, old), (person, new)):
        with pytest.raises(CannotOpen):
            envelopes.open_up(who, envelope, key=key)


def test_an_identity_cannot_be_moved_onto_another_person_with_its_key():
    mine, yours = UUID(int=1), UUID(int=2)
    identity = Identity(document_type=DocumentType.CITIZEN, number=NUMBER, name="李娜")
    envelope = envelopes.close(mine, identity, Contact(), under=("identity-0001", KEY))

    with pytest.raises(CannotOpen):
        envelopes.rewrap(yours, envelope.wrapped_key, old=KEY, new=OTHER_KEY)
