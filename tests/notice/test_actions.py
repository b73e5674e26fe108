"""How a notice travels, is served or deemed served, or leaves its record unseen."""

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection, transaction

from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import start_of
from recourse.ledger import queries as ledger
from recourse.notice import actions, channels, queries, rules
from recourse.notice.errors import NoSuchLetter, NoSuchNotice
from recourse.notice.models import Dispatch
from recourse.notice.terms import Served
from recourse.people import queries as people
from recourse.people.terms import Contact
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.terms import State, Why
from recourse.store.gate import one_person
from tests.notice.making import CONTENTS, told, town
from tests.records.making import NOON, person

pytestmark = pytest.mark.django_db

ALL = Contact(email="chen@example.org", mobile="13900000000", postal="示例市示例路1号")
DAY = timedelta(days=1)


@pytest.fixture
def bureau():
    return town()


@pytest.fixture
def spool(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path
    return tmp_path


def opened(case, *, now):
    by = Actor(kind=ActorKind.PERSON, id=case.person)
    actions.open_notice(person=case.person, notice=case.notice, by=by, now=now)


def sent(*, now=NOON):
    return actions.send_waiting(by=SYSTEM, now=now)


def deemed(*, now):
    return actions.serve_deemed(by=SYSTEM, now=now)


def progress(case):
    with one_person(case.person):
        rows = Dispatch.objects.filter(notice_id=case.notice).order_by("channel")
        return {row.channel: row.state for row in rows}


def record_at(case, at):
    return files.record_of(case.person, case.record, at=at)


def test_a_notice_lies_in_the_inbox_unread_and_unserved(bureau):
    case = told(bureau)

    (notice,) = queries.inbox_of(case.person)

    assert (notice.id, notice.record_id, notice.written_at) == (case.notice, case.record, NOON)
    assert notice.is_unread
    assert notice.served_on is None
    assert record_at(case, NOON + 400 * DAY / 2).state is State.UNSEEN


def test_reading_an_inbox_takes_one_question(bureau, django_assert_num_queries):
    case = told(bureau)

    with one_person(case.person), django_assert_num_queries(1):
        queries.inbox_of(case.person)


def test_opening_serves_that_day_and_use_begins_after_ten_working_days(bureau):
    case = told(bureau)

    opened(case, now=NOON)

    notice = queries.notice_of(case.person, case.notice)
    assert (notice.opened_at, notice.served_on) == (NOON, date(2026, 11, 23))
    assert notice.served_how is Served.OPENED
    use = start_of(date(2026, 12, 8))
    assert not record_at(case, use - timedelta(seconds=1)).standing
    assert record_at(case, use).standing
    assert [str(entry.kind) for entry in ledger.entries_of(people.tag_of(case.person))] == [
        *("own-notice", "record-noticed"),
    ]


def test_opening_again_changes_nothing(bureau):
    case = told(bureau)
    opened(case, now=NOON)

    opened(case, now=NOON + 3 * DAY)

    notice = queries.notice_of(case.person, case.notice)
    assert (notice.opened_at, notice.served_on) == (NOON, date(2026, 11, 23))
    assert record_at(case, NOON).usable_from_on == date(2026, 12, 8)
    assert [str(entry.kind) for entry in ledger.entries_of(people.tag_of(case.person))] == [
        *("own-notice", "own-notice", "record-noticed"),
    ]


def test_what_is_opened_reads_as_it_is_afterwards(bureau):
    case = told(bureau)
    by = Actor(kind=ActorKind.PERSON, id=case.person)

    card, record = actions.open_notice(person=case.person, notice=case.notice, by=by, now=NOON)

    assert card == queries.notice_of(case.person, case.notice)
    assert record == files.record_of(case.person, case.record, at=NOON)


def test_opening_what_was_served_before_serves_nothing_again(bureau, spool):
    case = told(bureau, contact=ALL, agreed=True)
    sent()
    deemed(now=start_of(date(2026, 11, 24)))

    opened(case, now=NOON + 7 * DAY)

    notice = queries.notice_of(case.person, case.notice)
    assert (notice.opened_at, notice.served_on) == (NOON + 7 * DAY, date(2026, 11, 24))
    assert notice.served_how is Served.ELECTRONIC


def test_opening_a_letter_about_an_ended_record_is_logged_and_starts_no_days(bureau):
    case = told(bureau)
    records.end_early(person=case.person, record=case.record, why=Why.REVOKED, by=SYSTEM, now=NOON)

    opened(case, now=NOON + DAY)

    assert record_at(case, NOON + DAY).usable_from_on is None
    assert [str(entry.kind) for entry in ledger.entries_of(people.tag_of(case.person))] == [
        *("own-notice", "record-ended"),
    ]


def test_nobody_opens_another_persons_notice(bureau):
    case = told(bureau)
    li = person("李雷", sequence=2)

    with pytest.raises(NoSuchNotice):
        queries.notice_of(li, case.notice)
    with pytest.raises(NoSuchNotice):
        actions.open_notice(person=li, notice=case.notice, by=SYSTEM, now=NOON)
    assert queries.inbox_of(li) == []
    assert queries.notice_of(case.person, case.notice).is_unread


def test_whoever_gave_no_contact_is_told_in_the_inbox_alone_and_never_deemed_served(bureau, spool):
    case = told(bureau)

    assert sent() == 1
    assert deemed(now=NOON + 300 * DAY) == 0

    assert progress(case) == {"inbox": "sent"}
    assert record_at(case, NOON + 280 * DAY).state is State.UNSEEN
    assert list(spool.iterdir()) == []


def test_every_way_is_used_and_only_paper_carries_the_record(bureau, spool):
    case = told(bureau, contact=ALL)

    assert sent() == 4

    assert progress(case) == {"email": "sent", "inbox": "sent", "letter": "sent", "sms": "sent"}
    (email,) = mail.outbox
    (sms,) = (spool / "sms").iterdir()
    (letter,) = (spool / "letter").iterdir()
    neutral = f"{email.subject}{email.body}{sms.read_text('utf-8')}"
    assert not any(told in neutral for told in (*CONTENTS.values(), "处罚", "应急"))
    assert email.to == [ALL.email]
    assert json.loads(sms.read_bytes())["to"] == ALL.mobile
    paper = json.loads(letter.read_bytes())
    assert (paper["to"], paper["name"]) == (ALL.postal, "陈晓")
    assert CONTENTS["decision_no"] in paper["text"]


def test_spooled_files_are_for_nobody_elses_eyes(bureau, spool):
    told(bureau, contact=ALL)

    sent()

    (letter,) = (spool / "letter").iterdir()
    assert letter.stat().st_mode & 0o077 == 0
    assert letter.parent.stat().st_mode & 0o077 == 0


def test_a_message_is_in_the_persons_language(bureau, spool):
    case = told(bureau, contact=ALL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('recourse.person', %s, true)", [str(case.person)])
        cursor.execute("UPDATE person_of_one SET language = 'en'")

    sent()

    assert mail.outbox[0].subject == channels.SUBJECT.en


def test_a_posted_letter_is_served_thirty_days_later_unless_opened_before(bureau, spool):
    waiting = told(bureau, contact=ALL)
    quick = told(bureau, contact=ALL, sequence=2, name="李雷")
    sent()
    opened(quick, now=NOON + DAY)
    due = start_of(date(2026, 12, 23))

    assert deemed(now=due - timedelta(seconds=1)) == 0
    assert deemed(now=due) == 2
    assert deemed(now=due + DAY) == 0

    one, other = (queries.notice_of(case.person, case.notice) for case in (waiting, quick))
    assert (one.served_on, one.served_how) == (date(2026, 12, 23), Served.LETTER)
    assert (other.served_on, other.served_how) == (date(2026, 11, 24), Served.OPENED)
    assert record_at(waiting, due).usable_from_on == date(2027, 1, 8)


def test_a_late_run_serves_on_the_day_it_was_due(bureau, spool):
    case = told(bureau, contact=ALL)
    sent()

    deemed(now=NOON + 60 * DAY)

    assert queries.notice_of(case.person, case.notice).served_on == date(2026, 12, 23)


def test_a_letter_that_came_back_serves_nobody(bureau, spool):
    case = told(bureau, contact=ALL)
    sent()

    actions.letter_came_back(person=case.person, notice=case.notice, by=SYSTEM, now=NOON + DAY)

    assert progress(case)["letter"] == "returned"
    assert deemed(now=NOON + 200 * DAY) == 0
    assert record_at(case, NOON + 200 * DAY).state is State.UNSEEN
    with pytest.raises(NoSuchLetter):
        actions.letter_came_back(person=case.person, notice=case.notice, by=SYSTEM, now=NOON)


def test_a_letter_that_comes_back_after_service_takes_nothing_back(bureau, spool):
    case = told(bureau, contact=ALL)
    sent()
    opened(case, now=NOON)

    actions.letter_came_back(person=case.person, notice=case.notice, by=SYSTEM, now=NOON + DAY)

    assert queries.notice_of(case.person, case.notice).served_on == date(2026, 11, 23)


def test_whoever_agreed_is_served_on_the_day_after_the_message_left(bureau, spool):
    case = told(bureau, contact=ALL, agreed=True)

    sent()
    deemed(now=start_of(date(2026, 11, 24)))

    notice = queries.notice_of(case.person, case.notice)
    assert progress(case) == {"email": "sent", "inbox": "sent", "sms": "sent"}
    assert (notice.served_on, notice.served_how) == (date(2026, 11, 24), Served.ELECTRONIC)
    assert notice.is_unread


def test_a_message_that_cannot_leave_is_tried_again_and_given_up_and_serves_nobody(
    bureau, spool, monkeypatch
):
    case = told(bureau, contact=Contact(email="chen@example.org"), agreed=True)
    monkeypatch.setattr(channels, "send_mail", _refuse)
    now = NOON

    sent(now=now)
    for attempt in range(1, rules.MOST_ATTEMPTS):
        now += rules.wait_after(attempt)
        assert sent(now=now - timedelta(seconds=1)) == 0
        assert sent(now=now) == 1

    with one_person(case.person):
        row = Dispatch.objects.get(notice_id=case.notice, channel="email")
    assert (row.state, row.attempts) == ("failed", rules.MOST_ATTEMPTS)
    assert sent(now=now + 30 * DAY) == 0
    assert deemed(now=now + 200 * DAY) == 0
    assert record_at(case, NOON + 200 * DAY).state is State.UNSEEN


def _refuse(*_arguments, **_named):
    raise ConnectionRefusedError


def test_one_parcel_that_cannot_leave_holds_up_no_other(bureau, spool, monkeypatch):
    bad = told(bureau, contact=Contact(email="chen@example.org"))
    good = told(bureau, contact=Contact(mobile="13900000000"), sequence=2, name="李雷")
    monkeypatch.setattr(channels, "send_mail", _refuse)

    sent()

    assert progress(bad) == {"email": "queued", "inbox": "sent"}
    assert progress(good) == {"inbox": "sent", "sms": "sent"}


def test_sending_twice_leaves_one_letter(bureau, spool):
    case = told(bureau, contact=ALL)
    sent()
    with one_person(case.person):
        Dispatch.objects.filter(notice_id=case.notice, channel="letter").update(state="queued")

    sent()

    assert len(list((spool / "letter").iterdir())) == 1


def test_a_record_in_a_persons_favour_is_told_without_paper_and_usable_at_once(bureau, spool):
    case = told(bureau, item="lic.teacher", contact=ALL)

    sent()

    assert "letter" not in progress(case)
    assert record_at(case, NOON).standing


def test_a_record_that_ended_before_service_is_served_and_stays_ended(bureau):
    case = told(bureau)
    records.end_early(person=case.person, record=case.record, why=Why.REVOKED, by=SYSTEM, now=NOON)

    opened(case, now=NOON + DAY)

    assert queries.notice_of(case.person, case.notice).served_on == date(2026, 11, 24)
    assert record_at(case, NOON + DAY).usable_from_on is None


def test_what_was_opened_before_it_was_sent_stays_in_the_inbox(bureau, spool):
    case = told(bureau, contact=ALL)
    opened(case, now=NOON)

    sent()

    assert progress(case) == {"inbox": "sent"}


def test_a_letter_is_made_with_the_catalogue_of_its_day(bureau):
    case = told(bureau)
    notice, record = queries.notice_of(case.person, case.notice), record_at(case, NOON)

    letter = queries.letter_of(notice, record)

    assert "示例市应急管理局" in letter.lead.zh
    assert notice.catalogue_version in str(letter)


def tied(case, *, now):
    """Tell the person of their record once more, as a batch does."""
    actions.write_entered(
        people=[case.person.bytes],
        records=[case.record.bytes],
        catalogue_version=queries.inbox_of(case.person)[0].catalogue_version,
        by=SYSTEM,
        now=now,
    )


def parcels(case):
    with one_person(case.person):
        return sorted(Dispatch.objects.values_list("notice_id", "channel", "state"))


def test_notices_of_a_batch_lie_in_the_inbox_and_wait_in_one_bundle(bureau):
    case = told(bureau)
    sent()
    before = parcels(case)

    tied(case, now=NOON)

    new, _ = sorted(queries.inbox_of(case.person), key=lambda one: one.id == case.notice)
    assert (new.record_id, new.written_at, new.is_unread) == (case.record, NOON, True)
    assert parcels(case) == before
    assert sent(now=NOON - timedelta(seconds=1)) == 0
    assert parcels(case) == before
    assert sent() == 1
    assert [one for one in parcels(case) if one not in before] == [(new.id, "inbox", "sent")]
    assert sent() == 0


def test_a_crash_while_a_bundle_is_taken_apart_loses_no_notice(bureau):
    case = told(bureau)
    sent()
    tied(case, now=NOON)

    with transaction.atomic():
        assert actions._unbundle(NOON)
        transaction.set_rollback(True)

    assert sent() == 1


def test_no_notices_make_no_bundle(bureau):
    actions.write_entered(people=[], records=[], catalogue_version="1", by=SYSTEM, now=NOON)

    assert sent() == 0


def test_a_column_too_short_is_no_notice_at_all(bureau):
    case = told(bureau)
    sent()

    with pytest.raises(ValueError, match="zip"):
        actions.write_entered(
            people=[case.person.bytes],
            records=[case.record.bytes] * 2,
            catalogue_version="1",
            by=SYSTEM,
            now=NOON,
        )

    assert len(queries.inbox_of(case.person)) == 1
    assert sent() == 0
