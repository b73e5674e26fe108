"""What happens to a record, on a real database under the application's own role."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from recourse.catalogue.terms import Polarity
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import civil_date, start_of
from recourse.ground.uuid7 import uuid7
from recourse.ledger import queries as ledger
from recourse.people import queries as people
from recourse.records import actions, queries
from recourse.records.errors import AlreadyNoticed, AlreadyOver, NoSuchRecord, NotSilenced
from recourse.records.terms import Fall, Happening, State, Why
from recourse.store import journal
from recourse.store.gate import one_person
from recourse.store.keys import vault
from tests.records.making import FIELDS, NOON, TODAY, dates, entered, item, new_record, person

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=30)
OFFICER = Actor(kind=ActorKind.SEAT, id=uuid7(NOON), agency=uuid7(NOON))


SCANNED = """
SELECT sum(seq_scan) FROM pg_stat_xact_user_tables WHERE relname ~ '^(record|taken_down)_[0-9]+$'
"""


def noticed(who, record, *, on=TODAY, usable_from_on=date(2026, 12, 8)):
    actions.mark_noticed(
        person=who, record=record, noticed_on=on, usable_from_on=usable_from_on, by=SYSTEM, now=NOON
    )


def log_of(who):
    return [str(entry.kind) for entry in ledger.entries_of(people.tag_of(who))]


def happenings(who, record):
    return [str(event.kind) for event in queries.history_of(who, record)]


def test_what_enters_is_in_the_file_with_every_date_and_its_contents():
    chen = person("陈晓")

    new = entered(chen)

    card = queries.record_of(chen, new.id, at=NOON)
    same = set(new._fields) - {"payload", "source_digest"}
    assert {name: getattr(card, name) for name in same} == {
        name: getattr(new, name) for name in same
    }
    assert card.fields == FIELDS
    assert (card.state, card.standing, card.version) == (State.UNSEEN, False, 1)
    assert [str(event.by) for event in queries.history_of(chen, new.id)] == ["system"]


def test_a_file_lists_the_newest_first_and_keeps_contents_sealed():
    chen = person("陈晓")
    older = entered(chen)
    newer = entered(chen, now=NOON + timedelta(hours=1))

    cards = queries.file_of(chen, at=LATER)

    assert [card.id for card in cards] == [newer.id, older.id]
    assert [card.fields for card in cards] == [{}, {}]
    assert all(card.has_contents for card in cards)


def test_a_file_without_an_instant_is_told_for_the_databases_present():
    chen = person("陈晓")
    new = entered(chen)

    assert [card.id for card in queries.file_of(chen)] == [new.id]
    assert queries.record_of(chen, new.id).id == new.id


def test_nobody_reaches_a_record_through_another_file():
    chen, li = person("陈晓"), person("李雷", sequence=2)
    new = entered(chen)

    assert queries.file_of(li, at=NOON) == []
    assert queries.history_of(li, new.id) == []
    with pytest.raises(NoSuchRecord):
        queries.record_of(li, new.id, at=NOON)
    for deed in (actions.silence, actions.end_silence, actions.erase):
        with pytest.raises(NoSuchRecord):
            deed(person=li, record=new.id, by=SYSTEM, now=NOON)


def test_inside_the_gate_a_file_a_record_and_a_history_take_one_question_each(
    django_assert_num_queries,
):
    chen = person("陈晓")
    new = entered(chen)

    with transaction.atomic():
        with one_person(chen), django_assert_num_queries(1):
            queries.file_of(chen, at=NOON)
        with one_person(chen), django_assert_num_queries(1):
            queries.record_of(chen, new.id, at=NOON)
        with one_person(chen), django_assert_num_queries(1):
            queries.history_of(chen, new.id)


def test_when_the_month_key_is_destroyed_the_record_is_erased_for_everybody(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"
    chen = person("陈晓")
    on = dates(conduct_ended_on=date(2026, 6, 17), decided_on=date(2026, 6, 18))
    new = entered(chen, on=on, of=item(max_months=10, keep_months_after_end=0))
    month = queries.record_of(chen, new.id, at=NOON).key_month
    assert month == date(2027, 4, 1)

    vault().destroy("month-2027-04")

    card = queries.record_of(chen, new.id, at=NOON)
    assert (card.state, card.has_contents, card.fields) == (State.ERASED, False, {})


def test_the_first_service_counts_and_is_in_history_and_log():
    chen = person("陈晓")
    new = entered(chen)

    noticed(chen, new.id)

    card = queries.record_of(chen, new.id, at=start_of(date(2026, 12, 8)))
    assert (card.noticed_on, card.usable_from_on) == (TODAY, date(2026, 12, 8))
    assert (card.standing, card.state) == (True, State.STANDING)
    assert happenings(chen, new.id) == ["entered", "noticed"]
    assert log_of(chen) == ["record-noticed"]
    with pytest.raises(AlreadyNoticed):
        noticed(chen, new.id, usable_from_on=date(2026, 11, 25))
    assert happenings(chen, new.id) == ["entered", "noticed"]


def test_a_licence_is_usable_from_entry_and_its_notice_changes_nothing():
    chen = person("陈晓")
    new = entered(chen, of=item(Polarity.NEUTRAL, max_months=600))

    noticed(chen, new.id)

    card = queries.record_of(chen, new.id, at=NOON)
    assert (card.noticed_on, card.usable_from_on, card.standing) == (TODAY, TODAY, True)


def test_two_objections_silence_until_both_are_closed():
    chen = person("陈晓")
    new = entered(chen)
    noticed(chen, new.id, on=TODAY, usable_from_on=date(2026, 11, 24))
    deeds = [actions.silence, actions.silence, actions.end_silence, actions.end_silence]

    states = []
    for deed in deeds:
        deed(person=chen, record=new.id, by=OFFICER, now=LATER)
        states.append(queries.record_of(chen, new.id, at=LATER).state)

    assert states == [State.SILENCED, State.SILENCED, State.SILENCED, State.STANDING]
    assert log_of(chen)[:2] == ["record-heard", "record-heard"]
    with pytest.raises(NotSilenced):
        actions.end_silence(person=chen, record=new.id, by=OFFICER, now=LATER)


def test_silence_and_fall_are_fixed_together_and_what_is_fixed_already_leaves_no_line():
    chen = person("陈晓")
    new = entered(chen)
    falls = Fall(LATER + timedelta(days=3), Why.WITHDRAWN)
    given = {"person": chen, "record": new.id, "by": OFFICER, "now": LATER}

    actions.silence(**given, falls=falls)
    actions.let_fall(**given, at=falls.at, why=falls.why)
    actions.silence(**given, falls=falls)

    lines = [event.kind for event in queries.history_of(chen, new.id)][-3:]
    assert lines == [Happening.SILENCED, Happening.AWAITED, Happening.SILENCED]
    card = queries.outside_of(chen, new.id, at=LATER)
    assert (card.silenced, card.falls_at) == (2, falls.at)

    actions.end_silence(**given, falls=Fall(None, None))

    card = queries.outside_of(chen, new.id, at=LATER)
    assert (card.silenced, card.falls_at) == (1, None)
    assert log_of(chen)[:2] == ["record-awaited", "record-heard"]


def test_an_early_end_stops_every_use_at_that_instant_and_brings_erasure_forward():
    chen = person("陈晓")
    new = entered(chen)
    noticed(chen, new.id, usable_from_on=date(2026, 11, 24))

    actions.end_early(person=chen, record=new.id, why=Why.REPAIRED, by=OFFICER, now=LATER)

    before = queries.record_of(chen, new.id, at=LATER)
    assert (before.state, before.ended_why, before.standing) == (State.ENDED, Why.REPAIRED, False)
    assert before.ends_on == date(2026, 12, 23)
    assert before.erase_on - before.ends_on == new.erase_on - new.ends_on
    with pytest.raises(AlreadyOver):
        actions.end_early(person=chen, record=new.id, why=Why.REVOKED, by=OFFICER, now=LATER)
    assert happenings(chen, new.id)[-1] == "ended"


def test_what_is_over_cannot_be_noticed_silenced_or_ended():
    chen = person("陈晓")
    new = entered(chen)
    over = start_of(new.ends_on)

    for deed in (actions.silence, actions.end_silence):
        with pytest.raises(AlreadyOver):
            deed(person=chen, record=new.id, by=SYSTEM, now=over)
    with pytest.raises(AlreadyOver):
        actions.end_early(person=chen, record=new.id, why=Why.REVOKED, by=SYSTEM, now=over)
    actions.silence(person=chen, record=new.id, by=SYSTEM, now=over - timedelta(seconds=1))


def test_erasure_leaves_no_contents_and_no_key_and_says_until_when_backups_can_be_read():
    chen = person("陈晓")
    new = entered(chen)

    actions.erase(person=chen, record=new.id, by=SYSTEM, now=LATER)

    card = queries.record_of(chen, new.id, at=LATER)
    assert (card.state, card.ended_why, card.fields) == (State.ERASED, Why.ERASED, {})
    last = queries.history_of(chen, new.id)[-1]
    (line,) = journal.erasures().lines()
    assert (last.kind, last.facts) == (
        Happening.ERASED,
        {
            "readable_nowhere_from": "2028-05-01",  # the key's day, and the days its copies live
            "journal_line": 1,
            "journal_digest": line.digest.hex(),
        },
    )
    assert line.facts == {"person": str(chen), "record": str(new.id), "key": "month-2028-03"}
    with one_person(chen), connection.cursor() as cursor:
        cursor.execute("SELECT payload, wrapped_key FROM record_of_one WHERE id = %s", [new.id])
        assert cursor.fetchone() == (None, None)
    with pytest.raises(AlreadyOver):
        actions.erase(person=chen, record=new.id, by=SYSTEM, now=LATER)


def test_erasing_keeps_the_reason_and_instant_of_an_earlier_end():
    chen = person("陈晓")
    new = entered(chen)
    actions.end_early(person=chen, record=new.id, why=Why.WITHDRAWN, by=SYSTEM, now=NOON)

    actions.erase(person=chen, record=new.id, by=SYSTEM, now=LATER)

    card = queries.record_of(chen, new.id, at=LATER)
    assert (card.ended_at, card.ended_why) == (NOON, Why.WITHDRAWN)


def test_erasing_keeps_the_reason_and_instant_at_which_a_record_fell_though_no_job_has_run():
    chen = person("陈晓")
    new = entered(chen)
    fell_at = NOON + timedelta(days=3)
    actions.let_fall(person=chen, record=new.id, at=fell_at, why=Why.REPAIRED, by=SYSTEM, now=NOON)
    before = queries.record_of(chen, new.id, at=LATER)

    actions.erase(person=chen, record=new.id, by=SYSTEM, now=LATER)

    card = queries.record_of(chen, new.id, at=LATER)
    assert (card.ended_at, card.ended_why) == (fell_at, Why.REPAIRED)
    assert (card.ends_on, before.ends_on) == (civil_date(fell_at), civil_date(fell_at))


def test_on_the_day_of_erasure_contents_are_gone_even_if_no_job_has_run():
    chen = person("陈晓")
    new = entered(chen)
    day = start_of(new.erase_on)

    assert queries.record_of(chen, new.id, at=day - timedelta(seconds=1)).fields == FIELDS
    assert queries.record_of(chen, new.id, at=day).fields == {}
    assert queries.file_of(chen, at=day)[0].state is State.ERASED


def test_what_is_known_is_told_by_its_digest_alone():
    chen, li = person("陈晓"), person("李雷", sequence=2)
    here, gone, never = entered(chen), entered(li), new_record(chen)
    actions.end_early(person=li, record=gone.id, why=Why.WITHDRAWN, by=SYSTEM, now=NOON)

    asked = [(new.person_id, new.source_digest) for new in (here, gone, never)]
    found = queries.known(facts_of([*asked, (li, here.source_digest)]), at=NOON)

    assert found == {here.source_digest: False, gone.source_digest: True}
    assert queries.known([], at=NOON) == {}


def facts_of(pairs):
    """Ask for facts whose documents nobody has heard of."""
    return [(person.bytes, digest, bytes(16)) for person, digest in pairs]


@pytest.mark.storage
def test_what_is_known_is_found_by_index_and_never_by_reading_everybodys_records():
    chen = person("陈晓")
    pairs = [(new.person_id, new.source_digest) for new in (entered(chen) for _ in range(3))]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # as if the tables were not tiny
        cursor.execute(SCANNED)
        (before,) = cursor.fetchone()
        queries.known(facts_of(pairs * 1000), at=NOON)
        cursor.execute(SCANNED)
        assert cursor.fetchone() == (before,)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("ends_on = ends_on + 1", "record_ends_earlier_only"),
        ("erase_on = erase_on + 1", "record_ends_earlier_only"),
        ("usable_from_on = date '2026-11-24'", "record_no_notice_no_use"),
        ("silenced = -1", "record_silence_counts_up"),
        ("payload = 'x'", "record_contents_stay"),
        ("payload = NULL", "record_erased_wholly"),
        ("ended_at = now()", "record_end_has_a_reason"),
        ("ended_at = now(), ended_why = 'bored'", "record_end_has_a_reason"),
    ],
)
def test_the_database_refuses_what_no_action_would_write(change, constraint):
    chen = person("陈晓")
    new = entered(chen)

    with pytest.raises(IntegrityError) as refused, one_person(chen), connection.cursor() as cursor:
        cursor.execute(f"UPDATE record_of_one SET {change} WHERE id = %s", [new.id])

    assert refused.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize(
    "change",
    [
        "ended_at = NULL, ended_why = NULL",
        "ended_at = ended_at + interval '1 day'",
        "noticed_on = NULL, usable_from_on = NULL",
        "noticed_on = noticed_on - 1",
        "usable_from_on = usable_from_on - 1",
        "payload = 'again', wrapped_key = 'again'",
    ],
)
def test_what_has_happened_is_never_undone(change):
    chen = person("陈晓")
    new = entered(chen)
    noticed(chen, new.id)
    actions.erase(person=chen, record=new.id, by=SYSTEM, now=LATER)

    with pytest.raises(IntegrityError), one_person(chen), connection.cursor() as cursor:
        cursor.execute(f"UPDATE record_of_one SET {change} WHERE id = %s", [new.id])


def test_a_batch_that_breaks_off_leaves_no_trace():
    chen = person("陈晓")
    good = new_record(chen)
    bad = good._replace(id=uuid7(NOON))  # the same fact twice

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.enter_many(records=[good, bad], by=SYSTEM, now=NOON)

    assert queries.file_of(chen, at=NOON) == []
