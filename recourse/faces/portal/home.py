"""“My file” as a page: three counts, and what a person can do today."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from recourse.faces import wording
from recourse.faces.portal import steps
from recourse.faces.portal.case import Line, line_of
from recourse.faces.portal.moments import Dot, newest_first
from recourse.journeys.ask import Question
from recourse.journeys.own_file import Counts, OwnFile
from recourse.redress.terms import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number, what it counts, one line more, and where to see it all."""

    number: int
    label: str
    more: str
    link: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something a person can do, or how to do it today."""

    name: str
    more: str
    href: str
    tag: str = ""
    colour: str = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """A person's home."""

    own: OwnFile
    counts: Sequence[Count]
    deeds: Sequence[Deed]
    cases: Sequence[Line]
    lately: Sequence[Dot]


def home_page(own: OwnFile, *, is_helper: bool = False) -> HomePage:
    """Return the home of a person, for them or for their helper."""
    names = {line.card.id: line.title for line in own.records}
    return HomePage(
        own=own,
        counts=[_records(own.counts), _looks(own.counts), _letters(own.counts)],
        deeds=_deeds(own) if is_helper else [*_deeds(own), *_carried(), *_alone()],
        cases=[line_of(one) for one in own.cases],
        lately=newest_first(own.lately, names),
    )


def _records(counts: Counts) -> Count:
    """Count the records that are held."""
    return Count(
        number=counts.held,
        label=ngettext("record held about you", "records held about you", counts.held),
        more=_by_state(counts) or gettext("Nothing is in use."),
        link=gettext("See all records"),
        href=reverse("portal:records"),
    )


def _by_state(counts: Counts) -> str:
    """Return how many records are new, in use and soon erased; what is zero is left out."""
    said = [
        (counts.new, gettext("%(count)s new")),
        (counts.in_use, gettext("%(count)s in use")),
        (counts.soon_removed, gettext("%(count)s erased within 60 days")),
    ]
    return gettext(", ").join(words % {"count": count} for count, words in said if count)


def _looks(counts: Counts) -> Count:
    """Count the look-ups of the last twelve months."""
    last = counts.last_look_up_on
    return Count(
        number=counts.look_ups,
        label=ngettext(
            "look-up in the last 12 months", "look-ups in the last 12 months", counts.look_ups
        ),
        more=gettext("Last one: %(day)s") % {"day": wording.day(last)}
        if last
        else gettext("Nobody has looked."),
        link=gettext("See who looked"),
        href=reverse("portal:who-looked"),
    )


def _letters(counts: Counts) -> Count:
    """Count the letters that were not opened."""
    return Count(
        number=counts.unread,
        label=ngettext("letter not opened", "letters not opened", counts.unread),
        more=gettext("Opening a letter serves it."),
        link=gettext("Open the inbox"),
        href=reverse("portal:inbox"),
    )


def _deeds(own: OwnFile) -> list[Deed]:
    """Return what a person can do here, or a helper for them."""
    records = reverse("portal:records")
    return [
        Deed(
            name=gettext("Read my records"),
            more=gettext("What each says, who sent it, under which law, and until when."),
            href=records,
        ),
        Deed(
            name=gettext("Say a record is wrong"),
            more=gettext("Or that it is not about you. Choose the record; it is free."),
            href=records,
            tag=_tag(gettext("%(count)s being decided"), len(own.cases)),
        ),
        Deed(
            name=gettext("Repair a record"),
            more=gettext("What to do to have a record taken down early. Free, no agent needed."),
            href=records,
            tag=_tag(gettext("%(count)s can be repaired now"), own.counts.repairable),
            colour="green",
        ),
        Deed(
            name=gettext("See who looked at my file"),
            more=gettext("Who, when, why, and what they saw. You can ask them why."),
            href=reverse("portal:who-looked"),
        ),
        Deed(
            name=gettext("Read my letters"),
            more=gettext("Everything we told you, with the date."),
            href=reverse("portal:inbox"),
            tag=_tag(gettext("%(count)s not opened"), own.counts.unread),
        ),
    ]


def _carried() -> list[Deed]:
    """Return what a person can carry away; nobody asks for it in their place."""
    return [
        Deed(
            name=gettext("Have it stated that nothing speaks against me"),
            more=gettext("For a licence, a tender or a job. You decide who sees it."),
            href=reverse("portal:new-no-violation"),
        ),
        Deed(
            name=gettext("Get a report of my records"),
            more=gettext("Signed; anyone can check it. You choose what it shows."),
            href=reverse("portal:new-report"),
        ),
    ]


def _alone() -> list[Deed]:
    """Return what only the person can do, and where somebody helps."""
    return [
        Deed(
            name=gettext("Take everything with me"),
            more=gettext("A copy of all that is kept about you: to print, or as data."),
            href=reverse("portal:take-away"),
        ),
        Deed(
            name=gettext("Apply for a benefit"),
            more=gettext("Try it first: you see why yes or no, and nothing is kept."),
            href=reverse("portal:benefits"),
        ),
        Deed(
            name=gettext("Have my file in another form"),
            more=gettext("On paper, in large print, read aloud, or as data."),
            href=steps.first(Question(kind=Kind.ACCESS)),
        ),
        Deed(
            name=gettext("Let somebody help me"),
            more=gettext("Somebody you trust sees your file, or acts for you, until a day."),
            href=reverse("portal:helpers"),
        ),
        Deed(
            name=gettext("Choose how I am told"),
            more=gettext("E-mail, text message or paper; in Chinese or English."),
            href=reverse("portal:contact"),
        ),
        Deed(
            name=gettext("See where I am signed in"),
            more=gettext("End what is not you. We keep no trace of where you were."),
            href=reverse("portal:sessions"),
        ),
        Deed(
            name=gettext("Get help in person"),
            more=gettext("Somebody you trust may come along. Paper and large print at a counter."),
            href=f"{reverse('public:rights')}#in-person",
        ),
    ]


def _tag(words: str, count: int) -> str:
    """Return the words with the count, or nothing if there is none."""
    return words % {"count": count} if count else ""
