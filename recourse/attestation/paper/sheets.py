"""A statement on paper: what is on the sheet, and in which order.

One sheet in both languages, Chinese first and English under it: it is sealed once, says one thing,
and whoever carries it does not know who will read it. Every sentence of the statement stands
there as it is; nothing is added that it does not say.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from recourse import notice
from recourse.attestation.errors import NotVouchedFor
from recourse.attestation.issuer import Use, issuer, seal
from recourse.attestation.paper import codes, sealing
from recourse.attestation.paper import wording as w
from recourse.attestation.paper.contents import content_of
from recourse.attestation.terms import Entry, Section, Statement, StatusIndex
from recourse.catalogue import queries as catalogues
from recourse.catalogue.terms import Catalogue
from recourse.ground.words import Words
from recourse.notice import typesetting
from recourse.notice.letters import HOLDER
from recourse.notice.printing import MARK
from recourse.notice.wording import day, moment, same

TEMPLATE = Path(__file__).with_name("statement.typ")
MARK_DRAWN = Path(notice.__file__).with_name("mark.svg")
Told = dict[str, object]


def sheet(
    statement: Statement, *, status: StatusIndex | None, credential: str | None, now: datetime
) -> bytes:
    """Return a statement as a sealed PDF: PDF/A-3a, PDF/UA-1, PAdES.

    Inside lie `statement.json`, what it says for machines, and `statement.sd-jwt` if there is a
    credential.

    Args:
        statement: What is said.
        status: Where one learns whether it was taken back.
        credential: The same as SD-JWT VC without a holder's key, to be laid inside.
        now: When it is sealed.

    Raises:
        NotVouchedFor: Nobody vouches for the keys that sign and seal, or no longer.
        CannotPrint: This machine lacks the fonts for Chinese.
        CodeTooLong: The code has no room beside the addresses it must name.

    """
    _refuse_lapsed(now)
    catalogue = catalogues.version(statement.catalogue_version)
    made = unsealed(statement, status=status, credential=credential, catalogue=catalogue)
    return sealing.seal().applied(made, at=now)


def _refuse_lapsed(now: datetime) -> None:
    """Refuse to sign what nobody could believe any more.

    Raises:
        NotVouchedFor: A certificate is over.

    """
    for use, by in ((Use.STATEMENTS, issuer()), (Use.SEAL, seal())):
        if now >= by.vouched_until:
            raise NotVouchedFor(use=str(use))


def unsealed(
    statement: Statement,
    *,
    status: StatusIndex | None,
    credential: str | None,
    catalogue: Catalogue,
) -> bytes:
    """Return the sheet before it is sealed; the same statement, the same bytes."""
    url = issuer().url
    return typesetting.pdf_of(
        TEMPLATE,
        _told(statement, url, catalogue, has_credential=bool(credential)),
        verbatim={
            "mark": MARK_DRAWN.read_text(encoding="utf-8"),
            "content": content_of(statement, issuer=url, status=status).decode(),
            "credential": credential or "",
            "codes": [codes.drawn(text) for text in codes.qr_texts(statement, status)],
        },
        standards=["a-3a", "ua-1"],
        written_at=statement.as_of,
    )


def _told(statement: Statement, url: str, catalogue: Catalogue, *, has_credential: bool) -> Told:
    """Return everything that is said on the sheet."""
    return {
        "from": both(HOLDER),
        "mark_alt": MARK.zh,
        "code_alt": w.CODE.zh,
        "title": both(statement.title),
        "number": statement.number,
        "valid": both(w.valid_until(day(statement.valid_until))),
        "subject": _table(w.SUBJECT, [*_subject(statement), *_life(statement, catalogue)]),
        "scan": [both(w.SCAN), both(w.check_at(f"{url}/verify"))],
        "more_codes": _list(w.MORE_CODES, [w.EACH_CODE]),
        "says": _list(w.SAYS, statement.says),
        "facts": _facts(statement),
        "searched": _searched(statement, catalogue),
        "sections": [_section(one) for one in statement.sections],
        "limits": _list(w.LIMITS, statement.limits),
        "unshown_note": both(typesetting.UNSHOWN),
        "inside": _list(w.INSIDE, w.FILES if has_credential else w.FILES[:1]),
        "foot": both(w.FOOT),
    }


def both(words: Words) -> Told:
    """Return words in both languages; English stays out where it would say the same again."""
    return {"zh": words.zh, "en": "" if words.en == words.zh else words.en}


def _table(heading: Words, rows: Iterable[tuple[Words, Words]]) -> Told:
    """Return a table of names and what they stand for."""
    return {
        "heading": both(heading),
        "columns": [both(one) for one in w.COLUMNS],
        "rows": [[both(name), both(value)] for name, value in rows],
    }


def _list(heading: Words, sentences: Iterable[Words]) -> Told:
    """Return sentences under a heading."""
    return {"heading": both(heading), "sentences": [both(one) for one in sentences]}


def _subject(statement: Statement) -> Iterable[tuple[Words, Words]]:
    """Yield as much of the person as lets somebody match a face to the paper."""
    subject = statement.subject
    yield w.NAME, same(subject.name)
    yield w.ID_LAST4, same(subject.id_last4)
    if subject.birth_year is not None:
        yield w.BIRTH_YEAR, same(str(subject.birth_year))


def _life(statement: Statement, catalogue: Catalogue) -> Iterable[tuple[Words, Words]]:
    """Yield the number of the paper, from when it is and until when, and for whom."""
    yield w.NUMBER, same(statement.number)
    yield w.AS_OF, moment(statement.as_of)
    yield w.VALID, day(statement.valid_until)
    if statement.recipient is not None:
        yield w.RECIPIENT, statement.recipient.name
        asked = catalogue.requests.get(statement.recipient.request)
        if asked is not None:
            yield w.PURPOSE, asked.name
            yield w.BASIS, catalogues.cite(catalogue, asked.basis)


def _searched(statement: Statement, catalogue: Catalogue) -> Told | None:
    """Return what was looked through, by domain; None where nothing was."""
    if not statement.domains:
        return None
    period = statement.period
    days = () if period is None else (w.between(day(period.first), day(period.last)),)
    return {
        "heading": both(w.SEARCHED),
        "columns": [both(one) for one in w.SEARCHED_COLUMNS],
        "rows": [
            [[both(_domain(domain, catalogue))], _items(domain, statement, catalogue)]
            for domain in statement.domains
        ],
        "period": [both(w.PERIOD), *map(both, days)] if days else [],
        "catalogue": both(w.catalogue(statement.catalogue_version)),
    }


def _items(domain: str, statement: Statement, catalogue: Catalogue) -> list[Told]:
    """Return the names of the items of a domain that were looked through."""
    there = (catalogue.items[item] for item in statement.items if item in catalogue.items)
    return [both(item.name) for item in there if item.domain == domain]


def _domain(domain: str, catalogue: Catalogue) -> Words:
    return catalogue.domains.get(domain, same(domain))


def _facts(statement: Statement) -> Told | None:
    """Return the entry a correction notice is about, or the benefit; None for other kinds."""
    if statement.correction is not None:
        told = statement.correction
        rows = [
            (w.ENTRY, told.title),
            (w.AUTHORITY, told.authority),
            (w.DECIDED_ON, day(told.decided_on)),
            (w.UNDONE, w.UNDONE_AS[told.what]),
            (w.UNDONE_ON, day(told.on)),
        ]
        return _table(w.CORRECTION, rows)
    if statement.benefit is not None:
        benefit = statement.benefit
        rows = [
            (w.SCHEME, benefit.name),
            (w.ELIGIBLE, w.YES),
            (w.RULE_VERSION, same(benefit.rule_version)),
        ]
        return _table(w.BENEFIT, rows)
    return None


def _section(section: Section) -> Told:
    """Return the entries of a domain; a sentence says so if there are none."""
    return {
        "heading": both(section.name),
        "none": both(w.NO_ENTRIES),
        "entries": [_entry(one) for one in section.entries],
    }


def _entry(entry: Entry) -> Told:
    """Return one record, with what stands beside it."""
    rows = [
        (w.AUTHORITY, entry.authority),
        (w.DECIDED_ON, day(entry.decided_on)),
        *((row.name, row.value) for row in entry.rows),
        *((w.BESIDE, w.MARKS[mark]) for mark in entry.marks),
    ]
    if entry.own_words.strip():
        rows.append((w.OWN_WORDS, same(entry.own_words)))
    return _table(entry.title, rows)
