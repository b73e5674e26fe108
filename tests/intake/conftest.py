"""The office that hands in, in a transaction that is rolled back."""

import pytest

from tests.intake import office as offices


@pytest.fixture
def office(db) -> offices.Office:
    return offices.found()
