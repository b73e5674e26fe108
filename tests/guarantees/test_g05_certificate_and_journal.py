"""G5: Everything ends.

The person can prove it: a certificate that nobody changes, beside a journal that nobody changes
or shortens without its showing. While anything does not fit, nobody is served.
"""

import base64
import json
from datetime import date, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from recourse.faces.cli import house as commands
from recourse.faces.cli.erase import erase
from recourse.ground import signing
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.ground.journal import FILE, Journal, JournalDamaged
from recourse.ground.refused import Refused
from recourse.journeys import erasing
from recourse.journeys.open_own_file import own_certificate
from recourse.notice.certificates import TYPE, check
from recourse.notice.errors import NoCertificate
from recourse.records import queries as records
from recourse.records.errors import NoSuchRecord, NotErased
from recourse.store.journal import JournalCut, JournalMisplaced
from recourse.store.keys import vault
from tests.conftest import owner
from tests.guarantees.city import NOON, log_of
from tests.residents import WANG


def public() -> bytes:
    return signing.public_bytes(vault().signing_key("receipt"))


def certificate(city) -> bytes:
    issued = own_certificate(person=city.wang, record=city.fine, by=SYSTEM, now=NOON)
    return issued.file


@pytest.fixture
def erased(city):
    erasing.erase_record(person=city.wang, record=city.fine, by=SYSTEM, now=NOON)
    return city


def journal_file() -> Path:
    return Path(settings.JOURNAL_DIR) / FILE


def test_a_certificate_says_what_was_erased_when_and_from_when_no_backup_can_be_read(erased):
    month = records.outside_of(erased.wang, erased.fine, at=NOON).key_month

    told = json.loads(certificate(erased))

    assert told["item"] == "adv.work_safety_person"
    assert told["item_name"]["zh"]
    assert told["erased_at"] == NOON.isoformat()
    assert told["key_of_backups"] == f"month-{month:%Y-%m}"
    key_gone_on = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    nowhere = key_gone_on + timedelta(days=settings.KEY_COPIES_DAYS)
    assert told["readable_nowhere_from"] == nowhere.isoformat()
    assert f"{nowhere.year}年{nowhere.month}月{nowhere.day}日" in "".join(told["says"]["zh"])
    assert told["delivery_gone_on"] == "2027-01-10", "the file it came in is still there, sealed"


def test_a_certificate_says_nothing_of_what_the_record_said_and_names_nobody(erased):
    text = certificate(erased).decode()

    for said in (WANG.name, WANG.number, "虚应急罚", str(erased.wang)):
        assert said not in text
    assert len([entry for entry in log_of(WANG) if entry.kind == "own-certificate"]) == 1


def test_a_certificate_holds_far_from_this_house(erased):
    file = certificate(erased)

    checked = check(
        file, keys=[Ed25519PrivateKey.generate().public_key().public_bytes_raw(), public()]
    )

    assert checked.erased == str(erased.fine)
    (line,) = json.loads("[" + journal_file().read_text().strip() + "]")
    assert (line["line"], line["record"]) == (checked.journal_line, str(erased.fine))


CHANGES = {
    "an earlier day": lambda told: told | {"readable_nowhere_from": "2026-11-24"},
    "another record": lambda told: told | {"record": "01930000-0000-7000-8000-000000000000"},
    "other words": lambda told: told | {"says": {"en": ["All is gone."], "zh": ["都没有了。"]}},
    "one word more": lambda told: told | {"name": "王建国"},
    "a fact left out": lambda told: {key: told[key] for key in told if key != "journal_line"},
    "no signature": lambda told: {key: told[key] for key in told if key != "jws"},
    "a changed signature": lambda told: told | {"jws": told["jws"][:-4] + "AAAA"},
    "a changed payload": lambda told: told | {"jws": _with_payload(told["jws"], {"v": 1})},
    "a signature of another's": lambda told: told | {"jws": _signed_by_another(told)},
    "a receipt of ours": lambda told: told | {"jws": _receipt(told)},
    "no object": lambda told: [told],
}


def _unsigned(told):
    return {key: told[key] for key in told if key != "jws"}


def _with_payload(jws, payload):
    head, _, signature = jws.split(".")
    body = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


def _signed_by_another(told):
    return signing.compact_jws(Ed25519PrivateKey.generate(), _unsigned(told), typ=TYPE)


def _receipt(told):
    return signing.compact_jws(vault().signing_key("receipt"), _unsigned(told))


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_changed_certificate_does_not_hold(erased, change):
    told = json.loads(certificate(erased))

    with pytest.raises(NoCertificate):
        check(json.dumps(change(told)).encode(), keys=[public()])


@pytest.mark.parametrize(
    "file", [b"", b"{}", b"null", b"\xff\xfe", b'{"jws": 7}', b'{"jws": "a.b.c"}']
)
def test_what_is_no_certificate_does_not_hold(erased, file):
    with pytest.raises(NoCertificate):
        check(file, keys=[public()])


def test_nobody_is_given_a_certificate_of_what_is_not_erased_or_not_theirs(city):
    with pytest.raises(NotErased):
        certificate(city)
    with pytest.raises(NoSuchRecord):
        own_certificate(person=city.lin, record=city.fine, by=SYSTEM, now=NOON)
    assert not [entry for entry in log_of(WANG) if entry.kind == "own-certificate"]


def test_a_record_whose_day_has_come_gets_a_certificate_without_a_line(city):
    day = records.outside_of(city.wang, city.fine, at=NOON).erase_on
    erasing.erase_due(by=SYSTEM, now=start_of(day))

    told = json.loads(certificate(city))

    assert (told["journal_line"], told["journal_digest"]) == (0, "")
    assert told["delivery_gone_on"] == "", "the file it came in was deleted long ago"


def run(*arguments: object):
    return CliRunner().invoke(erase, [str(argument) for argument in arguments])


def test_the_command_checks_a_certificate_with_the_published_keys_alone(erased, tmp_path, client):
    saved = tmp_path / "certificate.json"
    saved.write_bytes(certificate(erased))
    keys = tmp_path / "keys.json"
    keys.write_bytes(client.get("/api/v1/keys", headers={"host": "localhost"}).content)

    answer = run("verify", saved, "--keys", keys)

    assert answer.exit_code == 0, answer.output
    assert f"{erased.fine}\tsigned, unchanged" in answer.output
    assert "erased from our database on 23 November 2026" in answer.output


def test_the_command_refuses_a_changed_certificate_in_both_languages(erased, tmp_path):
    changed = tmp_path / "changed.json"
    changed.write_bytes(certificate(erased).replace(b"2026-11-23", b"2026-11-22"))

    answer = run("verify", changed)

    assert answer.exit_code == 1
    assert "删除证明" in answer.output
    assert "certificate" in answer.output


def test_the_command_holds_a_certificate_against_the_journal(erased, tmp_path):
    saved = tmp_path / "certificate.json"
    saved.write_bytes(certificate(erased))
    assert run("verify", saved, "--journal").exit_code == 0

    forget_everything()
    journal_file().unlink()
    answer = run("verify", saved, "--journal")

    assert answer.exit_code == 1, (
        "journal and database shortened together: the person's paper shows"
    )
    assert "line 1: is not the one that the certificate names" in answer.output


def forget_everything() -> None:
    """Do as the owner of the tables could: make the database forget the journal."""
    with owner() as past_the_gate:
        past_the_gate.execute("TRUNCATE journal_line")


TAMPERED = {
    "the last line cut off": lambda lines: lines[:-1],
    "all of it gone": lambda _: [],
    "a value changed": lambda lines: [lines[0].replace(b"month-", b"mouth-"), *lines[1:]],
    "a line left out": lambda lines: lines[1:],
    "lines that changed places": lambda lines: lines[::-1],
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=list(TAMPERED))
def test_with_a_journal_that_was_tampered_with_nobody_is_served_and_nothing_is_erased(
    erased, tamper
):
    erasing.erase_record(person=erased.lin, record=erased.licence, by=SYSTEM, now=NOON)
    lines = journal_file().read_bytes().splitlines(keepends=True)
    journal_file().write_bytes(b"".join(tamper(lines)))

    with pytest.raises(click.ClickException, match="Ask the operator to restore the journal"):
        commands.erase_again()
    with pytest.raises((JournalDamaged, JournalCut)):
        erasing.erase_due(by=SYSTEM, now=NOON)
    assert run("verify", "--journal").exit_code == 1


def test_a_journal_written_anew_is_found_though_every_line_of_it_fits(erased):
    (line,) = Journal(journal_file().parent).lines()
    journal_file().unlink()
    again = Journal(journal_file().parent)
    again.append(erased="record", facts=line.facts, at=line.at + timedelta(seconds=1))

    with pytest.raises(JournalCut):
        erasing.replay(by=SYSTEM, now=NOON)


def test_a_journal_that_was_cut_takes_no_further_line(erased):
    """Its next line would stand where another one stood; the copy that is restored lacks it."""
    journal_file().unlink()

    with pytest.raises(JournalCut):
        erasing.erase_record(person=erased.lin, record=erased.licence, by=SYSTEM, now=NOON)

    assert records.record_of(erased.lin, erased.licence, at=NOON).fields


def test_a_line_added_by_hand_is_done_like_any_other_so_nobody_can_add_a_harmless_one(erased):
    """Whoever writes into the folder can erase, never keep: what is erased is in doubt's favour."""
    from recourse.store import journal

    which = {"person": str(erased.lin), "record": str(erased.licence), "key": "month-2028-01"}
    journal.erasures().append(erased="record", facts=which, at=NOON)

    assert erasing.replay(by=SYSTEM, now=NOON) == 1
    assert not records.outside_of(erased.lin, erased.licence, at=NOON).has_contents


@pytest.mark.parametrize("inside", ["keys", "postgres"])
def test_a_journal_that_a_backup_would_take_back_is_refused(city, settings, inside):
    base = settings.KEY_DIR if inside == "keys" else settings.VAR / "postgres"
    settings.JOURNAL_DIR = base / "erasures"

    with pytest.raises(JournalMisplaced):
        erasing.erase_record(person=city.wang, record=city.fine, by=SYSTEM, now=NOON)
    with pytest.raises(click.ClickException, match="RECOURSE_JOURNAL_DIR"):
        commands.erase_again()
    assert records.record_of(city.wang, city.fine, at=NOON).fields


def test_when_the_journal_cannot_be_written_nothing_is_erased(city, monkeypatch):
    import os

    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))

    with pytest.raises(OSError, match="full"):
        erasing.erase_record(person=city.wang, record=city.fine, by=SYSTEM, now=NOON)

    assert records.record_of(city.wang, city.fine, at=NOON).fields


def test_the_journal_names_nobody(erased):
    text = journal_file().read_text()

    for said in (WANG.name, WANG.number, "work_safety", "虚应急罚"):
        assert said not in text
    assert str(erased.fine) in text


def test_the_application_cannot_make_the_database_forget_a_line(erased):
    from django.db import Error, connection, transaction

    for statement in ("DELETE FROM journal_line", "UPDATE journal_line SET line = line + 1"):
        with (
            pytest.raises(Error, match="denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_every_refusal_here_says_what_to_do():
    for refusal in (JournalDamaged(line=7), JournalCut(line=7), JournalMisplaced()):
        assert isinstance(refusal, Refused)
        assert refusal.advice("zh").startswith("请管理员")
