"""Who decided what about whom, and when the departments handed it in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from recourse.faces.cli.city.blemishes import blemished
from recourse.faces.cli.city.offices import DEPARTMENTS, Office, department_for
from recourse.faces.cli.city.residents import Resident, children
from recourse.faces.cli.city.rows import LICENCES, MATTERS, Row, Scene, row_of
from recourse.ground.calendar import add_months

PENALTY_ROUNDS = (200, 100, 40, 4)
LICENCE_DAYS, VOLUNTEER_DAYS, HONOUR_DAYS = 300, 150, 120
ENDS_SOON_DAYS = 5
_SEED = 7
_FORMS = {
    "emergency": "gbk.csv",
    "market": "csv",
    "health": "xlsx",
    "housing": "jsonl",
    "finance": "xlsx",
    "ecology": "gbk.csv",
    "social-security": "csv",
    "education": "xlsx",
    "tourism": "jsonl",
    "justice": "csv",
    "civil-affairs": "gbk.csv",
    "government": "xlsx",
}
_FEED_LACKS = (
    "procedure_kind",
    "conduct_ended_on",
    "served_on",
    "repair_notice_served_on",
    "fulfilment_status",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A file that a department handed in on a day."""

    office: Office
    item: str
    on: date
    file_name: str
    rows: Sequence[Row]


def deliveries(people: Sequence[Resident], *, today: date) -> list[Delivery]:
    """Return every delivery of the city's history, in the order they came."""
    planner = _Planner(people, today)
    full = [delivery for delivery in planner.all() if delivery.rows]
    return sorted(full, key=lambda delivery: (delivery.on, delivery.file_name))


def plain_feed(people: Sequence[Resident], *, today: date) -> Delivery:
    """Return a file as the public feed has it: without the dates the law needs here."""
    planner = _Planner(people, today)
    office = department_for("adv.food_drug_person")
    rows = planner.penalties(office, "adv.food_drug_person", days=6, people=people[40:60])
    bare = [{field: row[field] for field in row if field not in _FEED_LACKS} for row in rows]
    return Delivery(
        office=office,
        item="adv.food_drug_person",
        on=today - timedelta(days=2),
        file_name=f"{office.short}-public-feed.csv",
        rows=bare,
    )


def to_hand_in(people: Sequence[Resident], *, today: date) -> Delivery:
    """Return a file that nobody has handed in yet; the newcomer does."""
    planner = _Planner(people, today, seed=_SEED + 1)
    office = DEPARTMENTS[0]
    rows = planner.penalties(office, office.items[0], days=0, people=people[60:90])
    return Delivery(
        office=office,
        item=office.items[0],
        on=today,
        file_name=f"{office.short}-to-hand-in.gbk.csv",
        rows=blemished(rows, young=children(20, today=today), dice=Random(_SEED)),
    )


class _Planner:
    """Deals out licences, honours and penalties, the same way each time."""

    def __init__(self, people: Sequence[Resident], today: date, *, seed: int = _SEED) -> None:
        """Shuffle once; the first person is dealt a hand of their own."""
        self._people = people
        self._today = today
        self._dice = Random(seed)
        self._number = 0
        self._young = children(20, today=today)

    def all(self) -> Iterator[Delivery]:
        """Yield all deliveries."""
        hands = self._hands()
        for item in LICENCES:
            yield self._delivery(item, LICENCE_DAYS, hands.get(item, []))
        yield self._delivery("pos.volunteer", VOLUNTEER_DAYS, hands["pos.volunteer"])
        yield self._delivery("pos.honour", HONOUR_DAYS, hands.get("pos.honour", []))
        for item in MATTERS:
            for days in PENALTY_ROUNDS:
                yield self._delivery(item, days, hands.get(f"{item}/{days}", []))

    def penalties(
        self, office: Office, item: str, *, days: int, people: Sequence[Resident]
    ) -> list[Row]:
        """Return a row for each person, decided some days before it was handed in."""
        return [row_of(self._scene(office, item, person, days)) for person in people]

    def _hands(self) -> dict[str, list[Resident]]:
        """Deal: everybody gets something; one in five a penalty."""
        first, *others = self._people
        hands: dict[str, list[Resident]] = {"pos.volunteer": [first]}
        for item in ("lic.special_operation", "adv.accounting/100", "adv.food_drug_person/4"):
            hands.setdefault(item, []).append(first)
        hands.setdefault("adv.work_safety_person/200", []).append(first)
        for person in others:
            for item in self._hand():
                hands.setdefault(item, []).append(person)
        return hands

    def _hand(self) -> list[str]:
        hand = []
        if self._dice.random() < 0.55:
            hand.append(self._dice.choice(list(LICENCES)))
        if self._dice.random() < 0.20:
            hand.append(f"{self._dice.choice(list(MATTERS))}/{self._dice.choice(PENALTY_ROUNDS)}")
        if self._dice.random() < 0.04:
            hand.append("pos.honour")
        if self._dice.random() < 0.30 or not hand:
            hand.append("pos.volunteer")
        return hand

    def _delivery(self, item: str, days: int, people: Sequence[Resident]) -> Delivery:
        office = department_for(item)
        on = self._today - timedelta(days=days)
        rows = [row_of(self._scene(office, item, person, days)) for person in people]
        return Delivery(
            office=office,
            item=item,
            on=on,
            file_name=f"{on:%Y-%m-%d}-{office.short}-{item.split('.')[1]}.{_FORMS[office.short]}",
            rows=blemished(rows, young=self._young, dice=self._dice) if rows else [],
        )

    def _scene(self, office: Office, item: str, person: Resident, days: int) -> Scene:
        self._number += 1
        conduct_ended_on, decided_on = self._dates(item, person, days)
        return Scene(
            person=person,
            office=office,
            item=item,
            number=self._number,
            decided_on=decided_on,
            conduct_ended_on=conduct_ended_on,
            dice=self._dice,
        )

    def _dates(self, item: str, person: Resident, days: int) -> tuple[date, date]:
        """Return when the conduct ended and when it was decided, before the delivery.

        The months of a window count from the end of the conduct; one record of the first
        person ends soon.
        """
        if person is self._people[0] and item == "adv.work_safety_person":
            ended_on = add_months(self._today, -12) + timedelta(days=ENDS_SOON_DAYS)
            return ended_on, ended_on + timedelta(days=20)
        before = self._dice.randrange(8, 20 if item.startswith("adv.") else 900)
        decided_on = self._today - timedelta(days=days + before)
        return decided_on - timedelta(days=self._dice.randrange(20, 80)), decided_on
