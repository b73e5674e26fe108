"""The words of a letter about a case, made from codes, dates and the case itself.

The same facts give the same words; pages, paper and PDF are made from this one letter. Of a
decision it says what was decided, by whom, under which rule, on what evidence, why, what it means
for the record, and what the person can do next by when (PIPL art. 24, 50; charter G12). An
official has no name in it, but a seat that answers for the deed.

What can be long, such as names of laws, files and agencies, stands in rows.
"""

from collections.abc import Callable, Iterator, Mapping

from recourse.agencies.terms import SeatCard
from recourse.catalogue.terms import Catalogue
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.notice.terms import Letter, Row, Section
from recourse.notice.wording import counted_day, moment, same
from recourse.records.terms import Why
from recourse.redress import effects, next_steps, openings, reasons, rules
from recourse.redress.terms import (
    CaseCard,
    Clock,
    Decision,
    Extension,
    FileCard,
    Happening,
    Kind,
    Outcome,
)
from recourse.redress.told import Told
from recourse.redress.wording import FORMS, GROUNDS, VIAS, WEIGHTS, received_at


def letter(told: Told) -> Letter:
    """Return the words of a letter about what happened in a case.

    Law:
        PIPL art. 24, 50; Shandong Social Credit Regulations art. 39-41; charter G12.

    """
    title, lead = openings.opening(told)
    return Letter(title=title, lead=lead, sections=tuple(_SECTIONS[told.what](told)))


def _filed(told: Told) -> Iterator[Section]:
    """Tell what was received, what runs, what silence will bring, and what can be done."""
    yield _matter(told, received=True)
    yield _files(told)
    yield _clock(told)
    yield from effects.meanwhile(told)
    yield next_steps.while_open(told.case.kind)


def _moved(told: Told) -> Iterator[Section]:
    """Tell of a clock that runs on, or runs otherwise than before."""
    yield _matter(told)
    yield _clock(told)
    yield next_steps.while_open(told.case.kind)


def _closed(told: Told) -> Iterator[Section]:
    """Tell of a case that ended without an answer being needed."""
    yield _matter(told)
    yield from effects.afterwards(told)
    yield next_steps.nothing_needed()


def _unanswered(told: Told) -> Iterator[Section]:
    """Tell what silence has brought, and since which instant."""
    yield _matter(told)
    yield _clock(told)
    yield from effects.fallen(told)
    if told.grants:
        yield _GRANTED_BY_SILENCE
        yield next_steps.nothing_needed()
    elif told.falls is None:
        yield next_steps.after_silence(told.due_on, calendar=told.calendar)
    else:
        yield next_steps.nothing_needed()


def _answered(told: Told) -> Iterator[Section]:
    """Tell of a decision, in the order in which a person asks."""
    decision = told.case.decision
    yield _matter(told)
    if decision is None:
        yield Section(
            heading=Words(zh="决定的内容", en="What was decided"),
            paragraphs=(Words(zh="内容已经删除。", en="The contents have been erased."),),
        )
        return
    yield _verdict(told, decision)
    if decision.reason is not None:
        yield reasons.section(decision.reason, told.catalogue)
    yield _evidence(told, decision)
    yield from effects.afterwards(told)
    yield _afterwards(told, decision)


_OF_A_RECORD = Words(zh="有关记录", en="About the record")
_OF_A_BENEFIT = Words(zh="申请的办法", en="The benefit")
_GRANTED_BY_SILENCE = Section(
    heading=Words(zh="这意味着什么", en="What it means"),
    paragraphs=(
        Words(
            zh="您申请的办法已经给予，从期限届满时起生效。",
            en="What you applied for is granted, from the instant the last day was over.",
        ),
    ),
)


def _matter(told: Told, *, received: bool = False) -> Section:
    """Tell which case it is, what it is about and who must answer."""
    case = told.case
    rows = [Row(name=Words(zh="事项编号", en="Case number"), value=same(case.number))]
    if told.subject is not None:
        name = _OF_A_BENEFIT if case.scheme else _OF_A_RECORD
        rows.append(Row(name=name, value=told.subject))
    if case.ground is not None:
        rows.append(
            Row(name=Words(zh="您说的理由", en="What you said"), value=GROUNDS[case.ground])
        )
    if case.form is not None:
        rows.append(
            Row(name=Words(zh="您要的形式", en="The form you want"), value=FORMS[case.form])
        )
    rows.append(Row(name=Words(zh="收到时间", en="Received"), value=received_at(case)))
    if received:
        rows.append(Row(name=Words(zh="提出方式", en="How it came in"), value=VIAS[case.via]))
    rows.append(Row(name=Words(zh="由谁答复", en="Who must answer"), value=told.agency))
    return Section(heading=Words(zh="您的事项", en="Your case"), rows=tuple(rows))


def _files(told: Told) -> Section:
    """Tell which files were received, each with its digest: the receipt for it."""
    none = Words(zh="没有附材料。以后可以补充。", en="None so far. You can add some later.")
    kept = Words(
        zh="每份材料的SHA-256是收据，证明我们收到的就是它。",
        en="The SHA-256 of each file is your receipt: it proves which file we received.",
    )
    rows = tuple(Row(name=_name(one), value=same(_size_and_digest(one))) for one in told.files)
    return Section(
        heading=Words(zh="您交的材料", en="The files you sent"),
        paragraphs=(kept if rows else none,),
        rows=rows,
    )


def _name(file: FileCard) -> Words:
    """Return what a file is called; an erased one has lost its name."""
    return same(file.name) if file.name else Words(zh="已删除的材料", en="An erased file")


def _size_and_digest(file: FileCard) -> str:
    """Return how large a file is, and its digest in groups that can be read aloud."""
    digest = file.sha256.hex()
    groups = " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
    return f"{max(1, file.size_bytes // 1024):,} KB · SHA-256 {groups}"


def _clock(told: Told) -> Section:
    """Tell the last day of the answer, how it was counted, and what silence brings."""
    case, clock = told.case, rules.CLOCKS[told.case.kind]
    hangs_on = told.calendar.provisional_years(civil_date(case.filed_at), told.due_on)
    rows = [
        Row(
            name=Words(zh="最迟答复日", en="Last day of the answer"),
            value=counted_day(told.due_on, hangs_on),
        ),
        *_acceptance(told),
        *_counted(case, clock, told.catalogue),
    ]
    return Section(
        heading=Words(zh="答复期限", en="The clock"),
        paragraphs=() if told.what is Happening.SILENT else (_if_nobody_answers(told),),
        rows=tuple(rows),
    )


def _acceptance(told: Told) -> Iterator[Row]:
    """Yield by when an application is accepted; once it is, since when."""
    case = told.case
    if case.accept_due is None:
        return
    if told.what is Happening.ACCEPTED and case.accepted_at is not None:
        yield Row(name=Words(zh="受理时间", en="Accepted"), value=moment(case.accepted_at))
    elif told.what is Happening.FILED:
        hangs_on = told.calendar.provisional_years(civil_date(case.filed_at), case.accept_due.on)
        by = counted_day(case.accept_due.on, hangs_on)
        yield Row(
            name=Words(zh="最迟受理日", en="Last day to accept it"),
            value=Words(
                zh=f"{by.zh}。到期不答复，视为受理。",
                en=f"{by.en}. After that it counts as accepted.",
            ),
        )


def _counted(case: CaseCard, clock: Clock, catalogue: Catalogue) -> Iterator[Row]:
    """Yield how many working days there are, why, and under which article."""
    longer = rules.extension(case.kind, case.extension)
    days = clock.working_days if longer is None else longer.working_days
    scheme = catalogue.schemes.get(case.scheme) if case.kind is Kind.BENEFIT else None
    days = days if scheme is None else scheme.answer_working_days
    yield Row(
        name=Words(zh="共有", en="In all"),
        value=Words(zh=f"{days}个工作日", en=f"{days} working days"),
    )
    yield from _longer(longer)
    yield Row(
        name=Words(zh="期限的依据", en="Rule for the clock"),
        value=clock.law if longer is None else longer.law,
    )


def _longer(longer: Extension | None) -> Iterator[Row]:
    """Yield why a clock runs longer."""
    if longer is not None:
        yield Row(name=Words(zh="为什么延长", en="Why it runs longer"), value=longer.says)


def _if_nobody_answers(told: Told) -> Words:
    """Return what the first instant after the last day brings."""
    if told.grants:
        return Words(
            zh="到期没有答复的，当即视为给予。您不需要再做什么。",
            en="If nobody answers by then, it counts as granted that instant. You need do nothing.",
        )
    if told.falls is None:
        return Words(
            zh="到期没有答复的，会如实记下并告诉您。",
            en="If no answer comes by then, that is put on record and you are told.",
        )
    if told.erases:
        return Words(
            zh="到期没有答复的，记录当即停止使用，内容删除。您不需要再做什么。",
            en="If nobody answers by then, the record ends that instant and is erased."
            " You need do nothing.",
        )
    if told.falls is Why.REPAIRED:
        return Words(
            zh="到期没有答复的，记录当即视为修复。您不需要再做什么。",
            en="If nobody answers by then, the record counts as repaired that instant."
            " You need do nothing.",
        )
    return Words(
        zh="到期没有答复的，记录当即撤下。您不需要再做什么。",
        en="If nobody answers by then, the record is withdrawn that instant. You need do nothing.",
    )


def _verdict(told: Told, decision: Decision) -> Section:
    """Tell what was found, by which seat, when, and under which rule of procedure."""
    rows = []
    if decision.words.strip():
        rows.append(
            Row(name=Words(zh="查明的情况", en="What was found"), value=same(decision.words))
        )
    if told.decider is not None:
        rows.append(Row(name=Words(zh="由谁决定", en="Who decided"), value=_seat(told.decider)))
    rows.append(Row(name=Words(zh="决定时间", en="When"), value=moment(told.at)))
    rows.append(
        Row(
            name=Words(zh="办理所依据的规定", en="Rule that was followed"),
            value=rules.CLOCKS[told.case.kind].law,
        )
    )
    return Section(
        heading=Words(zh="决定的内容", en="What was decided"),
        paragraphs=(
            Words(zh="决定由人作出，不是由机器作出。", en="A human decided this, not a machine."),
        ),
        rows=tuple(rows),
    )


def _seat(seat: SeatCard) -> Words:
    """Return who decided: agency, section and number, never a name."""
    name, unit = seat.agency.name, seat.unit
    return Words(
        zh=f"{name.zh}，{unit.zh}，{seat.number}号岗位",
        en=f"{name.en}, {unit.en}, seat {seat.number}",
    )


def _evidence(told: Told, decision: Decision) -> Section:
    """Tell how every file was weighed, and why."""
    rows = tuple(
        Row(
            name=_name(file),
            value=Words(
                zh=f"{WEIGHTS[weighed.weight].zh}。{weighed.because}",
                en=f"{WEIGHTS[weighed.weight].en}. {weighed.because}",
            ),
        )
        for file in told.files
        if (weighed := decision.weighed.get(file.id)) is not None
    )
    read = Words(
        zh="作决定的人打开了每一份材料。", en="Whoever decided has opened every one of your files."
    )
    none = Words(zh="您没有附材料。", en="You sent no files.")
    return Section(
        heading=Words(zh="您的材料如何看待", en="How your files were weighed"),
        paragraphs=(read if rows else none,),
        rows=rows,
    )


def _afterwards(told: Told, decision: Decision) -> Section:
    """Tell what the person can do next."""
    if decision.outcome is not Outcome.REFUSED:
        return next_steps.nothing_needed()
    told_on = told.served_on or civil_date(told.at)
    return next_steps.after_refusal(told.case, decision, told_on=told_on, calendar=told.calendar)


_SECTIONS: Mapping[Happening, Callable[[Told], Iterator[Section]]] = {
    Happening.FILED: _filed,
    Happening.ACCEPTED: _moved,
    Happening.EXTENDED: _moved,
    Happening.RETIMED: _moved,
    Happening.DECIDED: _answered,
    Happening.SILENT: _unanswered,
    Happening.OVERTAKEN: _closed,
    Happening.TAKEN_BACK: _closed,
}
TOLD_OF = frozenset(_SECTIONS)
"""What a person is written to about."""
