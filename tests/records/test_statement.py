"""The person's own statement: anybody's words, nobody's approval, and gone with its record."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.ledger import queries as ledger
from recourse.people import queries as people
from recourse.records import actions, own_words, queries
from recourse.records.errors import (
    NoStatement,
    NoSuchRecord,
    NothingLeftToState,
    StatementEmpty,
    StatementTooLong,
    StatementUnreadable,
)
from recourse.records.terms import Place, State, Why
from recourse.store import journal
from recourse.store.gate import one_person
from recourse.store.keys import vault
from tests.records.making import NOON, dates, entered, item, person

pytestmark = pytest.mark.django_db

SAID = "当时我已经离职，\n请看离职证明。"
LATER = NOON + timedelta(days=30)
SECOND = timedelta(seconds=1)


def say(who, record, words=SAID, *, now=NOON):
    actions.say(person=who, record=record, words=words, by=SYSTEM, now=now)


def statement(who, record, *, at=NOON):
    said = queries.record_of(who, record, at=at).statement
    return None if said is None else said.words


def rows_of(who) -> int:
    """Count the statements that the database keeps for somebody, sealed or not."""
    with one_person(who), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM record_statement_of_one")
        return cursor.fetchone()[0]


def log_of(who):
    return [str(entry.kind) for entry in ledger.entries_of(people.tag_of(who))]


def happenings(who, record):
    return [str(event.kind) for event in queries.history_of(who, record)]


def test_what_a_person_says_stands_at_once_and_is_changed_and_taken_back_at_any_time():
    chen = person("陈晓")
    new = entered(chen)

    say(chen, new.id)
    first = queries.record_of(chen, new.id, at=NOON).statement
    say(chen, new.id, "我已缴清罚款。", now=LATER)
    second = queries.record_of(chen, new.id, at=LATER).statement
    actions.take_back_statement(person=chen, record=new.id, by=SYSTEM, now=LATER)

    assert (first.words, first.said_at) == (SAID, NOON)
    assert (second.words, second.said_at) == ("我已缴清罚款。", LATER)
    assert statement(chen, new.id, at=LATER) is None
    assert log_of(chen)[:3] == ["statement-taken-back", "statement-said", "statement-said"]
    assert happenings(chen, new.id) == ["entered", "stated", "stated", "unstated"]


def test_the_log_keeps_each_change_and_the_history_one_a_day_so_that_nobody_writes_it_full():
    chen = person("陈晓")
    new = entered(chen)
    midnight = start_of(date(2026, 11, 24))

    for at in (NOON, NOON + SECOND, midnight - SECOND, midnight):
        say(chen, new.id, now=at)

    assert log_of(chen).count("statement-said") == 4
    assert happenings(chen, new.id) == ["entered", "stated", "stated"]


def test_nothing_of_what_was_said_is_in_the_log_the_history_or_the_table():
    chen = person("陈晓")
    new = entered(chen)

    say(chen, new.id, "这句话谁也不该在数据库里读到")

    facts = [entry.facts for entry in ledger.entries_of(people.tag_of(chen))]
    assert "读到" not in str(facts) + str(queries.history_of(chen, new.id))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('recourse.person', %s, true)", [str(chen)])
        cursor.execute("SELECT sealed FROM record_statement_of_one")
        ((sealed,),) = cursor.fetchall()
    assert "读到".encode() not in bytes(sealed)


def test_it_stands_beside_a_record_that_has_ended_and_goes_when_that_is_erased():
    chen = person("陈晓")
    new = entered(chen)
    actions.end_early(person=chen, record=new.id, why=Why.WITHDRAWN, by=SYSTEM, now=NOON)

    say(chen, new.id, now=LATER)
    stood = statement(chen, new.id, at=LATER)
    actions.erase(person=chen, record=new.id, by=SYSTEM, now=LATER)

    assert stood == SAID
    assert statement(chen, new.id, at=LATER) is None
    assert rows_of(chen) == 0


def test_nothing_can_be_said_from_the_first_instant_of_the_day_of_erasure():
    chen = person("陈晓")
    new = entered(chen)
    day = start_of(new.erase_on)

    say(chen, new.id, now=day - SECOND)

    assert statement(chen, new.id, at=day - SECOND) == SAID
    assert statement(chen, new.id, at=day) is None
    with pytest.raises(NothingLeftToState):
        say(chen, new.id, now=day)


def test_with_the_key_of_the_month_the_statement_is_gone(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"
    chen = person("陈晓")
    on = dates(conduct_ended_on=date(2026, 6, 17), decided_on=date(2026, 6, 18))
    new = entered(chen, on=on, of=item(max_months=10, keep_months_after_end=0))
    say(chen, new.id)

    vault().destroy("month-2027-04")

    card = queries.record_of(chen, new.id, at=NOON)
    assert (card.state, card.statement) == (State.ERASED, None)
    with pytest.raises(NothingLeftToState):
        say(chen, new.id)


def test_what_a_restored_backup_brought_back_goes_again_with_its_record():
    chen = person("陈晓")
    new = entered(chen)
    say(chen, new.id)
    facts = {"person": str(chen), "record": str(new.id), "key": "month-2027-04"}
    line = journal.write(erased="record", facts=facts, at=NOON)

    actions.erase_again(place=Place(chen, new.id), line=line, by=SYSTEM, now=LATER)

    assert rows_of(chen) == 0


def test_nobody_says_anything_beside_another_persons_record():
    chen, li = person("陈晓"), person("李明", sequence=2)
    new = entered(chen)
    say(chen, new.id)

    with pytest.raises(NoSuchRecord):
        say(li, new.id, "不是我的")
    with pytest.raises(NoSuchRecord):
        actions.take_back_statement(person=li, record=new.id, by=SYSTEM, now=NOON)

    assert statement(chen, new.id) == SAID
    assert "statement-said" not in log_of(li)


def test_what_was_never_said_is_not_taken_back():
    chen = person("陈晓")
    new = entered(chen)

    with pytest.raises(NoStatement):
        actions.take_back_statement(person=chen, record=new.id, by=SYSTEM, now=NOON)

    assert happenings(chen, new.id) == ["entered"]


def test_a_correction_does_not_put_the_words_beside_another_text():
    chen = person("陈晓")
    new = entered(chen)
    say(chen, new.id)

    version = actions.correct(
        person=chen,
        record=new.id,
        new=new._replace(id=person("甲", sequence=3)),
        told={},
        by=SYSTEM,
        now=LATER,
    )

    assert statement(chen, version.id, at=LATER) is None
    assert statement(chen, new.id, at=LATER) == SAID


@pytest.mark.parametrize("words", ["", " \n\t ", "\r\n", "\u3000", "\u202e\u202c"])
def test_what_says_nothing_is_no_statement(words):
    with pytest.raises(StatementEmpty):
        own_words.kept(words)


@pytest.mark.parametrize("bad", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\ud800"])
def test_a_control_character_is_refused_and_the_refusal_says_which(bad):
    with pytest.raises(StatementUnreadable) as refused:
        own_words.kept(f"好的{bad}。")

    assert refused.value.facts == {"place": 3}
    assert "3" in refused.value.words("zh-hans")
    assert "3" in refused.value.words("en")


def test_five_hundred_characters_are_kept_and_one_more_is_refused_by_its_number():
    assert len(own_words.kept("字" * 500)) == 500

    with pytest.raises(StatementTooLong) as refused:
        own_words.kept("字" * 503)

    assert refused.value.facts == {"limit": 500, "over": 3}
    assert "超出3个字符" in refused.value.words("zh-hans")


@pytest.mark.parametrize("words", ["é" * 500, "e\u0301" * 500, "\r\n".join("字" * 250), "👩" * 500])
def test_what_counts_is_characters_after_composing_and_a_line_break_is_one(words):
    assert len(own_words.kept(words)) <= 500


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=500))
def test_whatever_is_kept_is_kept_once_and_shown_in_the_order_in_which_it_was_written(text: str):
    try:
        kept = own_words.kept(text)
    except (StatementEmpty, StatementTooLong):  # a few characters grow when they are composed
        return

    assert own_words.kept(kept) == kept
    assert not set(own_words.shown(kept)) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
