"""G7: Only what the purpose needs.

An agency gets the record types and fields its purpose names, of the purpose's own domain,
for the time the purpose allows; a yes/no where a yes/no will do.
"""

from datetime import date, timedelta

import pytest
from django.conf import settings

from recourse.agencies import actions as agencies
from recourse.agencies.terms import MandateKind
from recourse.catalogue import queries as catalogues
from recourse.catalogue.terms import Answer
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import add_months, start_of
from recourse.records import actions as write
from recourse.records import queries as records
from tests.conftest import owner
from tests.guarantees.asking import ask, question
from tests.guarantees.city import (
    FINE,
    LICENCE,
    MAY_DIRECT,
    MAY_TEACH,
    NOON,
    SECOND,
    fine_row,
    hand_in,
    look_ups_of,
    open_letters,
)
from tests.residents import LIN, STRANGER, WANG, ZHAO

ANSWER = {"purpose", "as_of", "found", "receipt"}


def test_yes_is_all_that_is_said_where_a_yes_will_do(city):
    (reply,) = ask(question(WANG))

    assert reply.body.keys() == ANSWER
    assert reply.body["found"] is True
    for secret in (WANG.name, WANG.number, str(city.wang), str(city.fine), "罚款", FINE):
        assert secret not in reply.raw.decode()


def test_the_fields_the_purpose_names_and_no_others_leave(city):
    (reply,) = ask(question(LIN, MAY_TEACH), client="schools")

    (shown,) = reply.body["records"]
    named = set(catalogues.current().purposes[MAY_TEACH].fields[LICENCE])
    held = records.record_of(city.lin, city.licence, at=NOON).fields
    assert set(shown["fields"]) == named & set(held)
    assert set(held) > named, "the record holds more than the agency gets"
    for secret in (LIN.name, LIN.number, str(city.lin), str(city.licence), held["licence_doc_no"]):
        assert secret not in reply.raw.decode()


def test_what_a_person_says_goes_with_their_record_and_with_nothing_else(city):
    for who, record in ((city.lin, city.licence), (city.wang, city.fine)):
        write.say(person=who, record=record, words="我的\n说明", by=SYSTEM, now=NOON)

    (licence,) = ask(question(LIN, MAY_TEACH), client="schools")
    yes, nothing = ask(question(WANG), question(WANG, MAY_TEACH))

    (shown,) = licence.body["records"]
    assert shown["statement"] == "我的\n说明"
    assert set(yes.body) == ANSWER
    assert nothing.body["records"] == []
    assert "说明" not in yes.raw.decode() + nothing.raw.decode()


def test_no_purpose_of_the_catalogue_reaches_outside_its_domain_or_names_a_hidden_field(city):
    catalogue = catalogues.current()

    for purpose in catalogue.purposes.values():
        for item, codes in purpose.fields.items():
            assert catalogue.items[item].domain == purpose.domain
            assert all(catalogue.items[item].field(code).shown_to_agencies for code in codes)
            assert (purpose.answer is Answer.YES_NO) == (not codes)


def test_a_purpose_of_one_domain_finds_nothing_of_another(city):
    licence_of_the_fined, fine_of_the_teacher = ask(question(WANG, MAY_TEACH), question(LIN))

    assert (licence_of_the_fined.body["found"], licence_of_the_fined.body["records"]) == (False, [])
    assert fine_of_the_teacher.body["found"] is False


def test_every_purpose_there_is_finds_only_its_own(city):
    purposes = sorted(catalogues.current().purposes)
    for purpose in set(purposes) - {MAY_DIRECT, MAY_TEACH}:
        agencies.give_mandate(
            seat=city.approval.id, kind=MandateKind.PURPOSE, code=purpose, by=SYSTEM, now=NOON
        )

    replies = ask(*(question(WANG, purpose) for purpose in purposes))

    answers = dict(zip(purposes, replies, strict=True))
    assert [name for name, reply in answers.items() if reply.body.get("found")] == [MAY_DIRECT]


@pytest.mark.parametrize("purpose", ["", "*", "work_safety.%", "work_safety", " ' OR 1=1 --"])
def test_a_purpose_is_named_exactly_or_there_is_no_answer(city, purpose):
    (reply,) = ask(question(WANG, purpose))

    assert (reply.status, "found" in reply.body) == (422, False)


def test_a_seat_without_the_mandate_gets_nothing_though_its_agency_may_ask_for_other_things(city):
    (reply,) = ask(question(WANG, MAY_DIRECT), client="schools")

    assert (reply.status, reply.body["code"]) == (403, "disclosure.no_mandate")
    assert [entry.facts["why"] for entry in look_ups_of(WANG)] == ["disclosure.no_mandate"]


def test_a_mandate_for_a_purpose_that_is_not_for_this_kind_of_agency_opens_nothing(city):
    agencies.give_mandate(
        seat=city.school_desk.id, kind=MandateKind.PURPOSE, code=MAY_DIRECT, by=SYSTEM, now=NOON
    )

    (reply,) = ask(question(WANG, MAY_DIRECT), client="schools")

    assert (reply.status, reply.body["code"]) == (403, "disclosure.no_mandate")


def test_a_mandate_to_hand_in_is_no_mandate_to_look(city):
    agencies.give_mandate(
        seat=city.school_desk.id, kind=MandateKind.ITEM, code=MAY_DIRECT, by=SYSTEM, now=NOON
    )

    (reply,) = ask(question(WANG, MAY_DIRECT), client="schools")

    assert reply.status == 403


def test_a_mandate_ends_with_the_last_second_of_its_last_day(city):
    last_on = date(2026, 11, 30)
    agencies.end_mandate(
        seat=city.approval.id,
        kind=MandateKind.PURPOSE,
        code=MAY_DIRECT,
        on=last_on,
        by=SYSTEM,
        now=NOON,
    )

    (eve,) = ask(question(WANG), now=start_of(last_on) - SECOND)
    (day,) = ask(question(WANG), now=start_of(last_on))

    assert (eve.status, day.status, day.body["code"]) == (200, 403, "disclosure.no_mandate")


def test_a_seat_ends_with_the_last_second_of_its_last_day(city):
    last_on = date(2026, 11, 30)
    agencies.end_seat(seat=city.approval.id, on=last_on, by=SYSTEM, now=NOON)

    (eve,) = ask(question(WANG), now=start_of(last_on) - SECOND)
    (day,) = ask(question(WANG), now=start_of(last_on))

    assert (eve.status, day.status, day.body["code"]) == (200, 403, "disclosure.seat_not_valid")


def test_what_lies_further_back_than_the_purpose_looks_is_not_found(city):
    """Decided on 21 September 2026; the purpose looks twelve months back, the window is over sooner."""
    back = catalogues.current().purposes[MAY_DIRECT].back_months
    card = records.record_of(city.wang, city.fine, at=NOON)

    assert back == 12
    assert card.ends_on <= add_months(card.decided_on, back)


def test_nobody_known_another_name_and_an_empty_file_are_answered_alike(city):
    replies = ask(question(STRANGER), question(ZHAO), question(WANG, name="王磊磊"))

    plain = [
        {key: value for key, value in reply.body.items() if key not in {"receipt", "as_of"}}
        for reply in replies
    ]
    assert plain == [{"purpose": MAY_DIRECT, "found": False}] * 3
    assert len({(reply.status, len(reply.raw)) for reply in replies}) == 1
    assert len({tuple(sorted(reply.headers)) for reply in replies}) == 1


def test_nobody_known_and_a_full_file_take_the_same_trips_to_the_database(city, monkeypatch):
    from recourse.store.trips import Trips

    sent = []
    depart = Trips.depart

    def watched(self, *calls):
        sent.append([(name, sorted(values)) for name, values in calls])
        depart(self, *calls)

    monkeypatch.setattr(Trips, "depart", watched)
    ways = []
    for who in (STRANGER, ZHAO, WANG):
        ask(question(who))
        ways.append(list(sent))
        sent.clear()

    assert ways[0] == ways[1] == ways[2]
    assert len(ways[0]) == 2, "one trip to read, one to write"


@pytest.mark.parametrize("table", ["seat", "agency"])
def test_a_spent_budget_ends_the_looking_and_each_refusal_is_logged(city, table):
    with owner() as past_the_gate:
        past_the_gate.execute(f"UPDATE {table} SET look_ups_a_day = 3")

    replies = ask(*[question(WANG)] * 6)
    (after,) = ask(question(ZHAO))

    assert sorted(reply.status for reply in replies) == [200] * 3 + [429] * 3
    assert (after.status, "found" in after.body) == (429, False)
    kinds = [entry.kind for entry in look_ups_of(WANG)]
    assert (kinds.count("lookup"), kinds.count("lookup-refused")) == (3, 3)


def test_a_budget_is_for_a_civil_day_in_china(city):
    with owner() as past_the_gate:
        past_the_gate.execute("UPDATE seat SET look_ups_a_day = 1")
    midnight = start_of(date(2026, 11, 24))

    statuses = [
        ask(question(WANG), now=now)[0].status
        for now in (midnight - 2 * SECOND, midnight - SECOND, midnight)
    ]

    assert statuses == [200, 429, 200]


def test_nobody_can_be_tried_out_by_number_without_a_name(city):
    guesses = [
        question(WANG, name=name) for name in ("", " ", "%", "王%", "_" * 2, "*", "王磊\u0000")
    ]

    replies = ask(*guesses)

    assert not any(reply.body.get("found") for reply in replies)


def test_numbers_of_real_people_are_refused_where_only_made_up_people_live(city):
    example_of_the_standard = "11010519491231002X"

    (reply,) = ask(question(WANG, document_number=example_of_the_standard))

    assert settings.DEMO
    assert (reply.status, "found" in reply.body) == (422, False)


def test_a_second_fine_says_no_more_than_the_first(city):
    (once,) = ask(question(WANG))
    second = fine_row(WANG, decision_no="虚应急罚〔2026〕0099号")
    hand_in(city.folder, FINE, [second], by=city.steward, signer=city.signer)
    open_letters(city.wang)
    (twice,) = ask(question(WANG), now=NOON + timedelta(days=1))

    keep = ANSWER - {"receipt", "as_of"}
    assert {key: once.body[key] for key in keep} == {key: twice.body[key] for key in keep}
    assert len(once.raw) == len(twice.raw)
