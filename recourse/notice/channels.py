"""The ways out of the house. The inbox is a table of ours; every other way is a port here.

E-mail and text messages carry one neutral sentence and never a word of a record:
they pass through other people's machines. Only a sealed paper letter carries the notice itself.
Text messages and letters are files in a spool folder, one file each, which appears whole or
not at all; whoever prints or sends them takes them from there. Sending the same thing twice
leaves the same file.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail

from recourse.ground import canonical
from recourse.ground.words import Words
from recourse.notice.terms import Channel

SUBJECT = Words(zh="您有一封新的信", en="You have a new letter")
POINTER = Words(
    zh="您在“有据”有一封新的信。请登录查看，或者拨打12345。本信息不含任何链接。",
    en="You have a new letter at Recourse. Log in to read it, or call 12345."
    " This message contains no link.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Something on its way: to whom, in which language; `text` only where paper carries it."""

    notice: UUID
    to: str
    name: str
    language: str
    text: str = ""


def send(channel: Channel, parcel: Parcel) -> None:
    """Hand a parcel to its way out.

    Raises:
        OSError: It did not leave; failures of SMTP are of this kind too.

    """
    if channel is Channel.EMAIL:
        _email(parcel)
    elif channel is Channel.SMS:
        _spool(channel, parcel, {"to": parcel.to, "text": POINTER.to(parcel.language)})
    else:
        _spool(channel, parcel, {"to": parcel.to, "name": parcel.name, "text": parcel.text})


def send_apart(channel: Channel, id: UUID, *, to: str, subject: str, text: str) -> None:  # noqa: A002 - the house's word for it
    """Send a short message to an address that is not, or no longer, its person's kept one.

    Raises:
        OSError: It did not leave.

    """
    if channel is Channel.EMAIL:
        send_mail(subject, text, None, [to])
    else:
        parcel = Parcel(notice=id, to=to, name="", language="")
        _spool(channel, parcel, {"to": to, "text": text})


def take_back(notice: UUID) -> None:
    """Take a letter back that tells a record's contents, unless somebody has fetched it."""
    (Path(settings.SPOOL_DIR) / Channel.LETTER / f"{notice}.json").unlink(missing_ok=True)


def _email(parcel: Parcel) -> None:
    """Send the neutral sentence by Django's e-mail."""
    send_mail(
        SUBJECT.to(parcel.language),
        POINTER.to(parcel.language),
        None,
        [parcel.to],
    )


def _spool(channel: Channel, parcel: Parcel, content: dict[str, str]) -> None:
    """Put one file into the channel's spool folder, whole or not at all."""
    folder = Path(settings.SPOOL_DIR) / channel
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside, there = folder / f".{parcel.notice}.aside", folder / f"{parcel.notice}.json"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(canonical.dumps(content))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(there)
