"""The city to attack, made anew for each test on a database with real commits."""

from pathlib import Path

import pytest

from tests.guarantees import city as the_city
from tests.guarantees.city import City

ATTACKS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every attack as slow: each founds a city of its own."""
    for item in items:
        if ATTACKS in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def city(committed: None, tmp_path: Path, settings) -> City:
    """Return a city with one fine, one licence, one empty file, and keys of its own."""
    settings.KEY_DIR = tmp_path / "keys"
    return the_city.found(tmp_path)
