"""The vault and the calendar of this house, and the command `recourse keys`."""

import pytest
from click.testing import CliRunner

from recourse.faces.cli.keys import keys
from recourse.ground.keydir import KeyDirectory
from recourse.store.calendar import working_days
from recourse.store.keys import vault


@pytest.fixture
def own_vault(tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"


def run(command, *arguments):
    return CliRunner().invoke(command, list(arguments))


def test_the_house_has_one_vault_and_one_calendar_for_each_folder(own_vault, settings, tmp_path):
    first = vault()
    first.named("person-tag")

    settings.KEY_DIR = tmp_path / "others"

    assert vault() is not first
    assert vault().names() == []
    assert isinstance(first, KeyDirectory)
    assert working_days() is working_days()
    assert not working_days().is_provisional(2026)


def test_keys_are_listed_by_name_and_never_shown(own_vault):
    key = vault().named("person-tag")
    vault().destroy("month-2020-01")

    answer = run(keys, "list")

    assert answer.output == "person-tag\tin use\nmonth-2020-01\tdestroyed\n"
    assert key.hex() not in answer.output


@pytest.mark.slow
def test_identities_are_given_a_new_key(own_vault, committed):
    answer = run(keys, "rotate", "identity")

    assert (answer.exit_code, answer.output) == (0, "identity-0002: 0 data keys wrapped anew\n")
    assert vault().current("identity")[0] == "identity-0002"


@pytest.mark.slow
def test_nothing_is_destroyed_without_a_yes(own_vault, committed):
    vault().named("month-2020-01")

    hesitant = run(keys, "destroy", "month-2020-01")
    assert hesitant.exit_code == 2
    assert vault().names() == ["month-2020-01"]
    certain = run(keys, "destroy", "month-2020-01", "--yes")

    assert (certain.exit_code, certain.output) == (0, "month-2020-01\tdestroyed\n")


@pytest.mark.parametrize("name", ["receipt", "month-2999-01", "no-such-key"])
def test_a_key_that_is_needed_or_unknown_is_refused_in_both_languages(own_vault, db, name):
    vault().named("receipt")
    vault().named("month-2999-01")

    answer = run(keys, "destroy", name, "--yes")

    assert answer.exit_code == 1
    assert "密钥" in answer.output
    assert "key" in answer.output
    assert vault().destroyed() == []
