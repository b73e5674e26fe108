"""The gate shows one person's rows, and nobody's when it is forgotten."""

import pytest
from django.db import ProgrammingError, connection, transaction


@pytest.mark.django_db
def test_the_application_cannot_read_the_table_of_records():
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("SELECT count(*) FROM record")


@pytest.mark.django_db
def test_a_forgotten_gate_shows_nobody():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM record_of_one")
        assert cursor.fetchone() == (0,)
