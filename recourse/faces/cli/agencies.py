"""`recourse agencies`: found agencies, create seats, give mandates, let officials and machines in.

Exit codes: 0 done; 1 refused; 2 wrong usage.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from recourse.faces.cli.house import opened_house

if TYPE_CHECKING:
    from recourse.agencies.terms import MandateKind

ROLES = (
    *("data_steward", "second_signer", "case_officer", "agency_officer", "auditor"),
    *("counter_clerk", "administrator"),
)
Command = Callable[..., None]


class Place(click.ParamType[tuple[str, str]]):
    """A seat as it is written: `CODE/NUMBER`."""

    name = "CODE/NUMBER"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return the agency's code or name, and the number of the seat."""
        agency, _, number = value.rpartition("/")
        if not agency.strip() or not number.strip():
            said = "write CODE/NUMBER: the agency's code or name, the seat's number"
            self.fail(f"请写成“代码/编号”。{said}", param, ctx)
        return agency.strip(), number.strip()


class Machine(click.ParamType[str]):
    """The name of a machine: what a Basic header and a log can carry."""

    name = "MACHINE"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name."""
        from recourse.agencies.machines import rules

        if not rules.NAME.fullmatch(value):
            said = "1 to 100 letters, digits, dots, dashes and underscores"
            self.fail(f"名称为1至100位字母、数字、点、横线或下划线。{said}", param, ctx)
        return value


class Name(click.ParamType[str]):
    """The sign-in name of an official: short, easy to type, the same for everybody who reads it."""

    name = "NAME"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name."""
        from recourse.officials import rules

        if not rules.NAME.fullmatch(value):
            said = "2 to 40 small letters, digits, dots and dashes"
            self.fail(f"登录名为2至40位小写字母、数字、点或横线。{said}", param, ctx)
        return value


_DAY = click.DateTime(["%Y-%m-%d"])
_seat_argument = click.argument("seat", type=Place(), metavar="CODE/NUMBER")
_machine_argument = click.argument("machine", type=Machine(), metavar="MACHINE")
_on_option = click.option("--on", type=_DAY, help="First day without it; today unless given.")


def _period(command: Command) -> Command:
    """Add the first day and the first day no longer valid."""
    until = click.option("--until", "until", type=_DAY, help="First day no longer valid.")
    start = click.option("--from", "start", type=_DAY, help="First day; today unless given.")
    return start(until(command))


def _task(command: Command) -> Command:
    """Add the item or the purpose of a mandate."""
    purpose = click.option("--purpose", help="Purpose of look-ups, as the catalogue names it.")
    item = click.option("--item", help="Item to hand in, as the catalogue names it.")
    return item(purpose(command))


@click.group(epilog="Exit codes: 0 done; 1 refused; 2 wrong usage.")
def agencies() -> None:
    """Say who may hand in and who may ask: agencies, seats, mandates, machines."""


@agencies.command(name="list")
def list_agencies() -> None:
    """Print every agency: code, what it does, names."""
    with opened_house():
        from recourse.agencies import queries

        for card in queries.agencies():
            does = "reports" if card.is_department else "asks"
            click.echo(f"{card.code}\t{does}\t{card.kind}\t{card.name.zh}\t{card.name.en}")


@agencies.command()
@click.argument("code")
@click.option("--zh", required=True, help="Name in Chinese.")
@click.option("--en", required=True, help="Name in English.")
@click.option("--kind", required=True, help="Kind of authority, as the catalogue names it.")
@click.option("--department", is_flag=True, help="It reports records; otherwise it only asks.")
@click.option("--alias", "aliases", multiple=True, help="Another spelling met in files; repeat it.")
@click.option("--look-ups-a-day", type=click.IntRange(min=0), default=5_000, show_default=True)
def found(*, code: str, zh: str, en: str, department: bool, **rest: Any) -> None:  # noqa: ANN401 - handed on by name
    """Enter the agency with the unified social credit code CODE."""
    with opened_house():
        from recourse.agencies import actions
        from recourse.ground.actor import SYSTEM
        from recourse.ground.words import Words

        _check_kind(rest["kind"])
        actions.found_agency(
            code=code,
            name=Words(zh=zh, en=en),
            is_department=department,
            by=SYSTEM,
            now=datetime.now(UTC),
            **rest,
        )
        click.echo(f"{code}\tfounded")


@agencies.command()
@_seat_argument
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--zh", required=True, help="Its section, in Chinese.")
@click.option("--en", required=True, help="Its section, in English.")
@click.option("--look-ups-a-day", type=click.IntRange(min=0), default=500, show_default=True)
@_period
def seat(
    *,
    seat: tuple[str, str],
    role: str,
    zh: str,
    en: str,
    look_ups_a_day: int,
    start: datetime | None,
    until: datetime | None,
) -> None:
    """Create a seat; it may do nothing until it has a mandate."""
    with opened_house():
        from recourse.agencies import actions
        from recourse.agencies.terms import Role
        from recourse.ground.actor import SYSTEM
        from recourse.ground.words import Words

        actions.create_seat(
            agency=_agency(seat[0]),
            number=seat[1],
            role=Role(role),
            unit=Words(zh=zh, en=en),
            valid_from_on=_date(start),
            valid_until_on=_date(until),
            look_ups_a_day=look_ups_a_day,
            by=SYSTEM,
            now=datetime.now(UTC),
        )
        click.echo(f"{'/'.join(seat)}\tcreated")


@agencies.command()
@_seat_argument
@_task
@_period
def mandate(
    *,
    seat: tuple[str, str],
    item: str | None,
    purpose: str | None,
    start: datetime | None,
    until: datetime | None,
) -> None:
    """Let a seat hand in an item, or look people up for a purpose."""
    with opened_house():
        from recourse.agencies import actions
        from recourse.ground.actor import SYSTEM

        kind, code = _code(item, purpose)
        _check_code(item, purpose)
        actions.give_mandate(
            seat=_seat(seat),
            kind=kind,
            code=code,
            valid_from_on=_date(start),
            valid_until_on=_date(until),
            by=SYSTEM,
            now=datetime.now(UTC),
        )
        click.echo(f"{'/'.join(seat)}\tmay\t{code}")


@agencies.command()
@_seat_argument
@_machine_argument
def enrol(*, seat: tuple[str, str], machine: str) -> None:
    """Let a machine act as a seat, and print its secret, which is shown this once."""
    with opened_house():
        from recourse.agencies import actions
        from recourse.ground.actor import SYSTEM

        now = datetime.now(UTC)
        secret = actions.enrol_machine(client_id=machine, seat=_seat(seat), by=SYSTEM, now=now)
        click.echo("密钥只显示这一次。The secret is shown this once.", err=True)
        click.echo(f"{machine}\t{secret}")


@agencies.command()
@_seat_argument
@click.argument("name", type=Name(), metavar="NAME")
@click.option("--hours", type=click.IntRange(1, 336), default=72, show_default=True)
@click.option("--site", help="Address of the site; https:// and its first name unless given.")
def invite(*, seat: tuple[str, str], name: str, hours: int, site: str | None) -> None:
    """Open a seat to an official under the sign-in name NAME, and print a link that works once.

    When the official accepts, whoever held the seat before can no longer sign in to it.
    """
    with opened_house():
        from django.conf import settings
        from django.urls import reverse
        from django.utils import translation

        from recourse.ground.actor import SYSTEM
        from recourse.officials import actions

        token = actions.invite(
            seat=_seat(seat), name=name, hours=hours, by=SYSTEM, now=datetime.now(UTC)
        )
        with translation.override(settings.LANGUAGE_CODE):
            path = reverse("officials:invitation", args=[token])
        click.echo("链接只显示这一次，请当面交给本人。", err=True)
        click.echo("The link is shown this once; hand it to the official yourself.", err=True)
        click.echo(f"{(site or f'https://{settings.PASSKEY_HOST}').rstrip('/')}{path}")


@agencies.command()
@_seat_argument
def close_sign_in(*, seat: tuple[str, str]) -> None:
    """End an official's way in to a seat, with their sessions, at once; the seat stays."""
    with opened_house():
        from recourse.ground.actor import SYSTEM
        from recourse.officials import actions

        actions.close(seat=_seat(seat), by=SYSTEM, now=datetime.now(UTC))
        click.echo(f"{'/'.join(seat)}\tclosed")


@agencies.command()
@click.argument("agency")
@click.argument("address", required=False)
@click.option("--remove", is_flag=True, help="Send nothing any more; recalls can still be read.")
def webhook(*, agency: str, address: str | None, remove: bool) -> None:
    """Keep the https ADDRESS to which recalls are sent for AGENCY (its code or a name)."""
    if (address is None) != remove:
        raise click.UsageError("请写地址或 --remove 其中一个。Give either an address or --remove.")
    with opened_house():
        from recourse.agencies import actions
        from recourse.ground.actor import SYSTEM

        now = datetime.now(UTC)
        actions.register_webhook(agency=_agency(agency), address=address, by=SYSTEM, now=now)
        click.echo(f"{agency}\t{address or 'removed'}")


@agencies.command()
@_machine_argument
def stop_machine(*, machine: str) -> None:
    """Take a machine's access away, at once and for good."""
    with opened_house():
        from recourse.agencies import actions
        from recourse.ground.actor import SYSTEM

        actions.stop_machine(client_id=machine, by=SYSTEM, now=datetime.now(UTC))
        click.echo(f"{machine}\tstopped")


@agencies.command()
@_machine_argument
@click.option("--overlap-hours", type=click.IntRange(1, 336), default=72, show_default=True)
def rotate_machine(*, machine: str, overlap_hours: int) -> None:
    """Give a machine a new secret, which is shown this once; the earlier one goes on for a while.

    Both are valid until the hours have passed, or until `stop-old-secret`.
    """
    with opened_house():
        from recourse.agencies.machines import actions
        from recourse.ground.actor import SYSTEM

        now = datetime.now(UTC)
        secret = actions.rotate(client_id=machine, overlap_hours=overlap_hours, by=SYSTEM, now=now)
        click.echo("密钥只显示这一次。The secret is shown this once.", err=True)
        click.echo(f"{machine}\t{secret}")


@agencies.command()
@_machine_argument
def stop_old_secret(*, machine: str) -> None:
    """Stop the earlier secret of a machine at once; the new one stays."""
    with opened_house():
        from recourse.agencies.machines import actions
        from recourse.ground.actor import SYSTEM

        actions.stop_earlier(client_id=machine, by=SYSTEM, now=datetime.now(UTC))
        click.echo(f"{machine}\told secret stopped")


@agencies.command()
@_seat_argument
@_on_option
def end_seat(*, seat: tuple[str, str], on: datetime | None) -> None:
    """Close a seat with all its mandates and machines."""
    with opened_house():
        from recourse.agencies import actions
        from recourse.ground.actor import SYSTEM

        day = _date(on) or _today()
        actions.end_seat(seat=_seat(seat), on=day, by=SYSTEM, now=datetime.now(UTC))
        click.echo(f"{'/'.join(seat)}\tends\t{day}")


@agencies.command()
@_seat_argument
@_task
@_on_option
def end_mandate(
    *, seat: tuple[str, str], item: str | None, purpose: str | None, on: datetime | None
) -> None:
    """End a seat's mandate for an item or a purpose."""
    with opened_house():
        from recourse.agencies import actions
        from recourse.ground.actor import SYSTEM

        kind, code = _code(item, purpose)
        day, now = _date(on) or _today(), datetime.now(UTC)
        actions.end_mandate(seat=_seat(seat), kind=kind, code=code, on=day, by=SYSTEM, now=now)
        click.echo(f"{'/'.join(seat)}\tends\t{code}\t{day}")


def _agency(named: str) -> UUID:
    """Return the agency with this code or name.

    Raises:
        NoSuchAgency: There is none.

    """
    from recourse.agencies import queries, rules
    from recourse.agencies.errors import NoSuchAgency

    found = queries.authority_names().get(rules.plain_name(named))
    if found is None:
        raise NoSuchAgency
    return found


def _seat(place: tuple[str, str]) -> UUID:
    """Return the seat at a place.

    Raises:
        NoSuchSeat: There is none.

    """
    from recourse.agencies import queries

    return queries.seat_by_number(*place).id


def _code(item: str | None, purpose: str | None) -> tuple["MandateKind", str]:
    """Return kind and code of a mandate: one of the two options, never both."""
    from recourse.agencies.terms import MandateKind

    if (item is None) == (purpose is None):
        raise click.UsageError(
            "请写 --item 或 --purpose 其中一个。Give either --item or --purpose."
        )
    return (MandateKind.ITEM, item) if item else (MandateKind.PURPOSE, purpose or "")


def _check_code(item: str | None, purpose: str | None) -> None:
    """Refuse an item or a purpose that the catalogue in force does not name."""
    from recourse.catalogue import queries as catalogue

    current = catalogue.current()
    if item not in {None, *current.items} or purpose not in {None, *current.purposes}:
        raise click.BadParameter(
            f"现行目录中没有“{item or purpose}”。The catalogue in force does not name it."
        )


def _check_kind(kind: str) -> None:
    """Refuse a kind of authority that the catalogue in force does not name."""
    from recourse.catalogue import queries as catalogue

    current = catalogue.current()
    named = {k for item in current.items.values() for k in item.authority_kinds}
    named |= {k for purpose in current.purposes.values() for k in purpose.agency_kinds}
    if kind not in named:
        known = ", ".join(sorted(named))
        raise click.BadParameter(f"现行目录中没有“{kind}”。The catalogue names: {known}")


def _date(given: datetime | None) -> date | None:
    """Return the civil date of an option, if it was given."""
    return given.date() if given else None


def _today() -> date:
    """Return the civil date of today, in China."""
    from recourse.ground.calendar import civil_date

    return civil_date(datetime.now(UTC))
