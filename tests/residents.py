"""People who do not exist: they live in the towns and cities that tests look up in."""

from datetime import date

from recourse.ground.identifiers import citizen_number
from recourse.people.terms import DocumentType, Identity


def identity(name: str, sequence: int, born_on: date = date(1988, 3, 14)) -> Identity:
    """Return somebody who does not exist."""
    number = citizen_number(region="000001", born_on=born_on, sequence=sequence)
    return Identity(document_type=DocumentType.CITIZEN, number=number, name=name)


LIN = identity("林梅", 11)
"""Holds a teacher's licence; nothing else is on her file."""
WANG = identity("王磊", 13)
"""Was fined as the person responsible for work safety."""
ZHAO = identity("赵平", 15)
"""Is known, with an empty file."""
STRANGER = identity("钱无", 17)
"""Is not known at all."""
