"""Make the city: offices, people, files, history; then write down that it is whole."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from recourse.catalogue import actions as rulebook
from recourse.catalogue import queries as catalogue
from recourse.faces.cli.city import files, founding, history, plan
from recourse.faces.cli.city.offices import AGENCIES
from recourse.faces.cli.city.residents import Resident, residents
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date, start_of

FOUNDED_DAYS_AGO = 400
Report = Callable[[int, int], None]
Step = Callable[[str], AbstractContextManager[Report]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityCard:
    """What a second run needs to know of a city that is whole."""

    people: int
    made_at: str
    person_name: str
    person_number: str
    to_hand_in: str
    machines: dict[str, str] = field(default_factory=dict)


def card_of(folder: Path) -> CityCard | None:
    """Return the card of the city in `folder`; nothing if none was finished."""
    path = folder / "city.json"
    return CityCard(**json.loads(path.read_text())) if path.exists() else None


def load_catalogue(*, now: datetime) -> str:
    """Load the catalogue, if it has changed; return its version."""
    version = rulebook.load(folder=Path(settings.CATALOGUE_DIR), by=SYSTEM, now=now)
    catalogue.reload()
    return version


def make(count: int, folder: Path, *, step: Step) -> CityCard:
    """Make a city of `count` people in an empty database.

    Args:
        count: People.
        folder: Where its files go.
        step: Shows a step and how far it is.

    """
    now = datetime.now(UTC)
    today = civil_date(now)
    with step("Inventing people"):
        people = residents(count, today=today)
    with step("Founding 12 departments and 8 agencies"):
        founded = start_of(today - timedelta(days=FOUNDED_DAYS_AGO)) + timedelta(hours=9)
        machines = founding.found_offices(now=founded)
    with step("Living through the last year: files, notices, look-ups") as report:
        history.live(people, today=today, now=now, folder=folder / "files", report=report)
    return _finish(people, machines, folder, now=now)


def _finish(
    people: list[Resident], machines: dict[str, str], folder: Path, *, now: datetime
) -> CityCard:
    """Write the file to try, the look-up to try, and last the card that says all is there."""
    fresh = plan.to_hand_in(people, today=civil_date(now))
    path = folder / fresh.file_name
    files.write(path, catalogue.current().items[fresh.item], fresh.rows)
    card = CityCard(
        people=len(people),
        made_at=now.isoformat(),
        person_name=people[0].name,
        person_number=people[0].number,
        to_hand_in=str(path),
        machines=machines,
    )
    half = folder / "city.json.half"
    half.write_text(json.dumps(asdict(card), ensure_ascii=False, indent=1))
    half.chmod(0o600)
    half.replace(folder / "city.json")
    return card


def look_up_script(card: CityCard, address: str) -> str:
    """Return a shell script that looks the first person up, as the approval service's machine."""
    machine = founding.machine_of(AGENCIES[0])
    return f"""#!/bin/sh
# Look one person up as the machine of the {AGENCIES[0].name.en}: a token, then the question.
set -eu
token=$(curl -sS -u {machine}:{card.machines[machine]} -d grant_type=client_credentials \\
    {address}/api/oauth2/token | sed 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/')
curl -sS {address}/api/v1/look-ups -H "Authorization: Bearer $token" \\
    -H 'Content-Type: application/json' -d '{{
        "purpose": "{AGENCIES[0].purposes[0]}",
        "document_type": "01",
        "document_number": "{card.person_number}",
        "name": "{card.person_name}",
        "matter_number": "A-{card.made_at[:4]}-0001"
    }}'
echo
"""
