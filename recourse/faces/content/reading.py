"""Read the folder of pages; whatever is not whole is a fault, and is not shown."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml

from recourse.faces.content import rules
from recourse.faces.content.terms import Article, Consent, Exemplar, Fault, Reader, Text
from recourse.ground.words import Words

T = TypeVar("T")
FENCE = "---\n"
LANGUAGES = ("zh", "en")
NOT_WHOLE = Words(
    zh="读不出来：开头要有写明各项的部分，两种语言都要有",
    en="this cannot be read: it needs its head with every key, in both languages",
)
FOREIGN = Words(zh="链接只能指向本站的页面", en="a link may lead only to a page of this site")


class NotWholeError(ValueError):
    """A file does not hold what it must."""


@cache
def articles(folder: Path) -> tuple[Article, ...]:
    """Return the articles in their order; read once for each process."""
    found = _whole(folder / "learn", _article)
    return tuple(sorted(found, key=lambda one: (one.order, one.text.name)))


def exemplars(folder: Path) -> tuple[Exemplar, ...]:
    """Return every story with its consent, if there is one; read anew each time.

    So a consent that is taken back holds at once. Whether one is shown on a day, `rules.shown`
    says.
    """
    return tuple(_whole(folder / "exemplars", _exemplar))


def faults(folder: Path, *, on: date, honours: frozenset[str]) -> list[Fault]:
    """Return everything that is wrong with the folder on a civil date."""
    found = []
    for part, made in (("learn", _article), ("exemplars", _exemplar)):
        for name in _names(folder / part):
            try:
                one = made(folder / part, name)
            except (NotWholeError, OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
                found.append(Fault(file=f"{part}/{name}", says=NOT_WHOLE))
                continue
            found += [Fault(file=f"{part}/{name}", says=FOREIGN) for _ in _foreign(one.text)]
            if isinstance(one, Exemplar):
                wrong = rules.faults_of(one, on=on, honours=honours)
                found += [Fault(file=f"{part}/{name}", says=says) for says in wrong]
    return found


def _foreign(text: Text) -> list[str]:
    """Return the links that lead elsewhere."""
    return rules.foreign_links(text.body.zh) + rules.foreign_links(text.body.en)


def _whole(folder: Path, made: Callable[[Path, str], T]) -> Iterator[T]:
    """Yield what reads; what does not is told by the check, and never shown."""
    for name in _names(folder):
        try:
            yield made(folder, name)
        except (NotWholeError, OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
            continue


def _names(folder: Path) -> list[str]:
    """Return the names of the pages in a folder, whatever language they are there in."""
    files = [*folder.glob("*.zh.md"), *folder.glob("*.en.md"), *folder.glob("*.consent.yaml")]
    return sorted({file.name.split(".")[0] for file in files})


def _article(folder: Path, name: str) -> Article:
    """Return one article.

    Raises:
        NotWholeError: Something is missing.

    """
    text, head = _text(folder, name)
    return Article(text=text, reader=Reader(str(head["for"])), order=int(str(head["order"])))


def _exemplar(folder: Path, name: str) -> Exemplar:
    """Return one story.

    Raises:
        NotWholeError: Something is missing.

    """
    text, _ = _text(folder, name)
    path = folder / f"{name}.consent.yaml"
    return Exemplar(text=text, consent=_consent(path) if path.exists() else None)


def _consent(path: Path) -> Consent:
    """Return a consent."""
    told = yaml.safe_load(path.read_text("utf-8"))
    withdrawn = told.get("withdrawn_on")
    return Consent(
        honour=str(told["honour"]),
        consented_on=_day(told["consented_on"]),
        until_on=_day(told["until_on"]),
        withdrawn_on=None if withdrawn is None else _day(withdrawn),
    )


def _text(folder: Path, name: str) -> tuple[Text, Mapping[str, object]]:
    """Return a page in both languages, with the head of its Chinese file."""
    heads, bodies = {}, {}
    for language in LANGUAGES:
        _, head, body = (folder / f"{name}.{language}.md").read_text("utf-8").split(FENCE, 2)
        heads[language], bodies[language] = yaml.load(head, Loader=_Plain), body  # noqa: S506 - a loader that makes texts alone
    zh, en = heads["zh"], heads["en"]
    text = Text(
        name=name,
        title=Words(zh=str(zh["title"]), en=str(en["title"])),
        summary=Words(zh=str(zh["summary"]), en=str(en["summary"])),
        body=Words(zh=bodies["zh"], en=bodies["en"]),
        reviewed_on=min(_day(zh["reviewed_on"]), _day(en["reviewed_on"])),
    )
    return text, zh


def _day(told: object) -> date:
    """Return a civil date.

    Raises:
        NotWholeError: It is none.

    """
    if isinstance(told, date) and not isinstance(told, datetime):
        return told
    try:
        return date.fromisoformat(str(told))
    except ValueError as error:
        raise NotWholeError(str(told)) from error


class _Plain(yaml.SafeLoader):
    """Makes texts alone of what stands in a head."""


_Plain.yaml_implicit_resolvers = {}
