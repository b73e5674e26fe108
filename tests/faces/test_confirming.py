"""Where another person must sign, whoever sits there first shows that it is them."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from recourse.faces.officials import sessions
from recourse.intake import queries as intake
from recourse.intake.terms import State
from recourse.ledger import actions as ledger
from recourse.officials.models import Passkey as PasskeyRow
from recourse.officials.models import SignInAttempt
from recourse.people.sessions.terms import BEGUN
from recourse.redress import queries as cases
from recourse.redress.terms import State as Case
from tests.faces.test_desk import GOOD, handed_in
from tests.faces.test_desk_cases import REFUSAL, city, filed, officer, place, state_of  # noqa: F401 - fixtures
from tests.faces.test_officials import DOOR, OWN, clock, enrolled, link_to, options, seat, secret_on  # noqa: F401 - fixtures
from tests.officials import bureau
from tests.officials.authenticator import Passkey

LATE = timedelta(seconds=sessions.FRESH_SECONDS)
ASKS = "Confirm that it is you"


def hidden(answer) -> dict[str, str]:
    """Return the fields that the page sends along, of its last form."""
    page = answer.content.decode().rsplit("<main", 1)[1].rsplit("<form", 1)[1]
    found = re.findall(r'type="hidden" name="(confirm_\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


@pytest.fixture
def noted(monkeypatch) -> list[str]:
    """The kinds of what is written into the log."""
    kinds: list[str] = []
    real = ledger.note

    def note(*, kind: str, **line: object) -> None:
        kinds.append(kind)
        real(kind=kind, **line)

    monkeypatch.setattr(ledger, "note", note)
    return kinds


def test_a_quarter_of_an_hour_later_nothing_is_signed_before_it_is_confirmed(as_steward, as_signer):
    batch = handed_in(as_steward, GOOD).url
    number = batch.rstrip("/").rsplit("/", 1)[1]
    with time_machine.travel(timezone.now() + LATE, tick=False):
        asked = as_signer.post(f"{batch}sign/")

        assert ASKS in asked.content.decode()
        assert "In this sample city" in asked.content.decode()
        assert intake.batch(number).state is State.CHECKED
        assert as_signer.get(f"{batch}sign/").url == batch  # the other language, or back
        assert as_signer.post(f"{batch}sign/", hidden(asked)).url == batch
        assert intake.batch(number).state is State.SIGNED
        assert BEGUN not in as_signer.session


def test_outside_the_demo_pressing_a_button_confirms_nothing(as_steward, as_signer, settings):
    batch = handed_in(as_steward, GOOD).url
    with time_machine.travel(timezone.now() + LATE, tick=False):
        sent = hidden(as_signer.post(f"{batch}sign/"))
        settings.DEMO = False

        assert as_signer.post(f"{batch}sign/", sent).status_code == 302

    assert intake.batch(batch.rstrip("/").rsplit("/", 1)[1]).state is State.CHECKED


def test_a_decision_keeps_every_word_while_it_is_confirmed(city, officer):  # noqa: F811 - fixtures
    case = filed(city)
    with time_machine.travel(timezone.now() + LATE, tick=False):
        written = REFUSAL | {"step": "sign"}
        assert ASKS not in officer.post(place(case, "decide/"), REFUSAL).content.decode()

        asked = officer.post(place(case, "decide/"), written)

        assert state_of(case) is Case.OPEN
        assert "What you typed is kept in this page" in asked.content.decode()
        assert officer.post(place(case, "decide/"), hidden(asked)).url == place(case)
        assert state_of(case) is not Case.OPEN
        (person, signed), now = (case.person_id, case.id), timezone.now()
        decision = cases.whole_case(person, signed, at=now).card.decision
        assert decision.words == REFUSAL["words"]


def test_a_passkey_confirms_and_the_working_day_grows_no_longer(seat, client, clock, noted):  # noqa: F811 - fixtures
    passkey = enrolled(seat, client)
    begun, key = client.session[BEGUN], client.session.session_key
    clock.shift(LATE)
    asked = client.post(f"{OWN}recovery-codes/")
    assert ASKS in asked.content.decode()
    assert options(asked).count('"type": "public-key"') == 1

    answer = client.post(
        f"{OWN}recovery-codes/", hidden(asked) | by_passkey(passkey, options(asked))
    )

    assert answer.status_code == 200
    assert "rc-mono" in answer.content.decode()
    assert client.session[BEGUN] == begun
    assert client.session.session_key != key
    assert noted[-2:] == ["sign-in-confirmed", "recovery-codes-renewed"]
    again = f"{DOOR}confirm/?next={OWN}"
    asked = options(client.get(again))
    assert client.post(again, by_passkey(passkey, asked)).url == OWN


def by_passkey(passkey: Passkey, asked: str, **lies: object) -> dict[str, str]:
    return {"confirm_by": "passkey", "answer": passkey.proven(asked, **lies)}


def test_another_officials_passkey_and_an_answer_to_another_page_confirm_nothing(
    seat,  # noqa: F811 - fixture
    client,
    clock,  # noqa: F811 - fixture
    noted,
):
    mine = enrolled(seat, client)
    theirs = enrolled(bureau.seats.seat_by_number(bureau.CODE, "0102"), Client(), name="li.lei")
    clock.shift(LATE)
    asked = options(client.get(f"{DOOR}confirm/"))
    signing_in = options(client.get(DOOR))

    for answer in (
        by_passkey(theirs, asked),
        by_passkey(mine, signing_in),
        {"confirm_by": "passkey"},
        {"confirm_by": "demo"},
        {"confirm_by": "code", "code": ""},
    ):
        page = client.post(f"{OWN}recovery-codes/", {"confirm_sent": "1"} | answer)

        assert page.status_code in {400, 403}
        assert ASKS in page.content.decode()
    assert ASKS in client.get(f"{OWN}codes/").content.decode()
    assert "recovery-codes-renewed" not in noted


def test_a_code_confirms_once_and_wrong_ones_are_counted_as_at_the_door(seat, client, clock):  # noqa: F811 - fixtures
    client.get(link_to(seat))
    secret = secret_on(client.get(f"{DOOR}enrol/codes/"))
    client.post(f"{DOOR}enrol/codes/", {"code": bureau.code_at(bureau.NOW, secret)})
    clock.shift(LATE)
    right = bureau.code_at(timezone.now(), secret)
    typed = {"confirm_sent": "1", "confirm_typed": "a=%E4%B8%80", "confirm_by": "code"}

    wrong = client.post(f"{OWN}codes/remove/", typed | {"code": "000000"})
    assert wrong.status_code == 403
    assert hidden(wrong)["confirm_typed"] == "a=%E4%B8%80"
    assert client.post(f"{OWN}codes/remove/", typed | {"code": right}).status_code == 409
    assert client.get(f"{OWN}codes/").status_code == 200  # it is them; the last way in stays

    clock.shift(LATE)
    for _ in range(5):
        client.post(f"{OWN}codes/", {"confirm_by": "code", "code": right})
    answer = client.post(f"{OWN}codes/", {"confirm_by": "code", "code": right})
    assert answer.status_code == 429
    assert SignInAttempt.objects.filter(refused="officials.not_recognised").count() == 6
    assert not PasskeyRow.objects.exists()
