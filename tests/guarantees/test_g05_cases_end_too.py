"""G5: Everything ends.

… also what a person said and showed in a case, and what they were answered: on its day, to the
second, in every copy of the database that is ever restored, and with a certificate.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from recourse.ground import signing
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import add_months, civil_date, first_of_month, start_of
from recourse.journeys import erasing
from recourse.journeys.own_cases import own_certificate
from recourse.notice.certificates import check
from recourse.notice.errors import NoCertificate
from recourse.redress import actions, queries, rules
from recourse.redress.errors import NoSuchCase, NotErased
from recourse.redress.terms import Happening, Kind, NewFile
from recourse.store.keys import vault
from tests.guarantees.cases import decide, objection, officer, oneself
from tests.guarantees.city import NOON, City
from tests.guarantees.restoring import House, copy_of, dump, restored, this_house
from tests.redress.making import PDF, refusal

pytestmark = pytest.mark.storage
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Wang's objection with one file, refused at noon; its day; a backup from before that."""

    city: City
    case: UUID
    file: UUID
    day: datetime
    house: House
    backup: Path
    older_keys: Path


@pytest.fixture
def refused(city, tmp_path):
    """Let Wang object, back up, then let an officer refuse: that moves the day of erasure."""
    case = objection(city, evidence=(NewFile("证明.pdf", PDF),))
    (file,) = queries.files_of(city.wang, case.id)
    house = this_house()
    backup, older_keys = dump(tmp_path), copy_of(house.keys, "older-keys")
    seat = officer(city)
    actions.open_file(person=city.wang, case=case.id, id=file.id, by=seat.actor, now=NOON)
    decide(case, refusal(file.id), seat, now=NOON + timedelta(hours=1))
    erase_on = add_months(civil_date(NOON), rules.KEEP_MONTHS_AFTER_CLOSE)
    return Refused(
        city=city,
        case=case.id,
        file=file.id,
        day=start_of(erase_on),
        house=house,
        backup=backup,
        older_keys=older_keys,
    )


def test_a_case_can_be_read_until_the_last_second_of_its_time_and_then_nowhere(refused):
    erasing.erase_due(by=SYSTEM, now=refused.day - SECOND)
    assert refused.house.readable_cases() == {refused.case, refused.file}

    erasing.erase_due(by=SYSTEM, now=refused.day)

    assert refused.house.readable_cases() == set()
    assert refused.house.faults() == []


def test_a_restored_backup_in_which_the_case_is_open_brings_nothing_of_it_back(refused):
    erasing.erase_due(by=SYSTEM, now=refused.day)
    with restored(refused.backup) as database:
        house = refused.house.at(database).with_keys(refused.older_keys)
        back = house.readable_cases()
        before = house.run("erase", "verify", "--journal")

        done = house.run("erase", "replay")

        after = house.run("erase", "verify", "--journal")
        assert back == {refused.case, refused.file}, "the attack is real: all of it can be read"
        assert "(case): was erased, and can be read again" in before.stdout
        assert (before.returncode, done.returncode, after.returncode) == (1, 0, 0), done.stderr
        assert house.readable_cases() == set()
        assert house.replay() == 0, "done twice, it leaves what it leaves when done once"


def test_a_restored_case_tells_of_the_first_erasure_and_its_certificate_reads_as_before(refused):
    erasing.erase_due(by=SYSTEM, now=refused.day)
    which = {"person": refused.city.wang, "case": refused.case}
    issued = own_certificate(**which, by=oneself(refused.city.wang), now=refused.day).file
    with restored(refused.backup) as database:
        house = refused.house.at(database)
        house.replay()

        with house.inside():
            last = queries.timeline_of(refused.city.wang, refused.case)[-1]
            again = own_certificate(**which, by=oneself(refused.city.wang), now=refused.day)

    assert (last.kind, last.at) == (Happening.ERASED, refused.day)
    assert again.file == issued


def test_nobody_reads_it_once_the_key_of_its_first_day_is_gone_whatever_is_restored(refused):
    first_day = rules.erase_on(civil_date(NOON), None)
    erasing.erase_due(by=SYSTEM, now=start_of(add_months(first_of_month(first_day), 1)))

    with restored(refused.backup) as database:
        assert refused.house.at(database).readable_cases() == set(), "not even before the replay"


KILL = """
import os, signal, sys
from datetime import datetime
from recourse.ground.actor import SYSTEM
from recourse.journeys import erasing
from recourse.store import journal

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[1] == "between journal and database":
    journal.claim = die
else:
    from django.db.backends.base.base import BaseDatabaseWrapper
    BaseDatabaseWrapper.commit = die
erasing.ERASERS["case"].next_due(SYSTEM, datetime.fromisoformat(sys.argv[2]))
"""


@pytest.mark.parametrize("moment", ["between journal and database", "before the commit"])
def test_a_process_killed_after_the_line_leaves_a_case_that_the_next_start_erases(refused, moment):
    done = refused.house.python(KILL, moment, refused.day.isoformat())
    assert done.returncode == -9, done.stderr
    assert refused.house.readable_cases() == {refused.case, refused.file}
    assert len(refused.house.faults()) == 2, "a line that was not done, a case that can be read"

    assert refused.house.replay() == 1

    assert refused.house.readable_cases() == set()


def test_the_certificate_of_a_case_holds_anywhere_and_says_nothing_of_what_was_said(refused):
    erasing.erase_due(by=SYSTEM, now=refused.day)
    me = oneself(refused.city.wang)
    file = own_certificate(person=refused.city.wang, case=refused.case, by=me, now=refused.day).file

    keys = [signing.public_bytes(vault().signing_key("receipt"))]
    checked = check(file, keys=keys)

    line = json.loads((refused.house.journal / "erasures.jsonl").read_text().splitlines()[-1])
    assert (checked.erased, checked.journal_line) == (str(refused.case), line["line"])
    for said in ("不是我", "现场检查", "证明.pdf", "王", str(refused.city.wang)):
        assert said not in file.decode()
    changed = json.loads(file) | {"case": str(refused.file)}
    with pytest.raises(NoCertificate):
        check(json.dumps(changed).encode(), keys=keys)


def test_nobody_is_given_a_certificate_of_a_case_that_is_not_erased_or_not_theirs(refused):
    wang, lin = refused.city.wang, refused.city.lin

    with pytest.raises(NotErased):
        own_certificate(person=wang, case=refused.case, by=oneself(wang), now=NOON)
    with pytest.raises(NoSuchCase):
        own_certificate(person=lin, case=refused.case, by=oneself(lin), now=NOON)


def test_what_was_begun_and_never_sent_goes_on_its_day_in_a_restored_backup_too(city, tmp_path):
    given = {"person": city.wang, "record": city.fine, "by": oneself(city.wang), "now": NOON}
    actions.keep_draft(**given, kind=Kind.REPAIR, answers={"words": "已经改正。"})
    backup = dump(tmp_path)
    over = start_of(civil_date(NOON) + timedelta(days=rules.DRAFT_DAYS))
    with restored(backup) as database, this_house().at(database).inside():
        erasing.erase_due(by=SYSTEM, now=over - SECOND)
        assert queries.drafts_of(city.wang, at=NOON)

        erasing.erase_due(by=SYSTEM, now=over)

        assert queries.drafts_of(city.wang, at=NOON) == []
