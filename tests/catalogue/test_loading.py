"""A loaded version is dated, kept as it was, and found again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from recourse.catalogue import actions, queries, reading
from recourse.catalogue.errors import NoSuchItem, NoSuchVersion, NothingLoaded
from recourse.ground.actor import SYSTEM

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db")]


def load(folder: Path, now: datetime = NOW) -> str:
    return actions.load(folder=folder, by=SYSTEM, now=now)


def test_a_version_is_named_after_the_day_in_china() -> None:
    evening_in_london = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    assert load(settings.CATALOGUE_DIR, evening_in_london) == "2026-11-24.1"


def test_what_was_loaded_is_what_the_folder_says() -> None:
    version = load(settings.CATALOGUE_DIR)

    loaded = queries.current()

    assert loaded.version == version
    assert loaded.items == reading.read(settings.CATALOGUE_DIR).items
    assert queries.version(version) == loaded


def test_loading_the_same_content_again_returns_the_same_version() -> None:
    first = load(settings.CATALOGUE_DIR)

    assert load(settings.CATALOGUE_DIR, NOW + timedelta(days=3)) == first
    assert queries.versions() == [first]


def test_a_change_makes_a_new_version_and_the_old_one_stays(folder: Path, edit) -> None:
    first = load(folder)
    edit("items/adv.tax.yaml", "max_months: 12", "max_months: 9")

    second = load(folder, NOW + timedelta(hours=1))

    assert (first, second) == ("2026-11-23.1", "2026-11-23.2")
    assert queries.current().items["adv.tax"].window.max_months == 9
    assert queries.version(first).items["adv.tax"].window.max_months == 12


def test_without_a_version_nothing_can_be_asked() -> None:
    with pytest.raises(NothingLoaded):
        queries.current()
    with pytest.raises(NoSuchVersion):
        queries.version("1999-01-01.1")


def test_an_item_is_found_by_its_id_or_refused() -> None:
    load(settings.CATALOGUE_DIR)

    assert queries.item("lic.teacher").domain == "education"
    with pytest.raises(NoSuchItem):
        queries.item("adv.jaywalking")


def test_the_catalogue_in_force_costs_no_query_once_it_is_kept(
    django_assert_num_queries,
) -> None:
    load(settings.CATALOGUE_DIR)
    queries.current()

    with django_assert_num_queries(0):
        queries.current()
