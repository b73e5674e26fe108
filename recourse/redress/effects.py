"""What a case means for its record, as a letter says it: meanwhile, afterwards, since when."""

from collections.abc import Iterator

from recourse.ground.calendar import civil_date, end_of
from recourse.ground.words import Words
from recourse.notice.terms import Row, Section
from recourse.notice.wording import counted_day, moment
from recourse.records.terms import State as RecordState
from recourse.records.terms import Why
from recourse.redress.terms import Happening, Kind
from recourse.redress.told import Told

WHAT_FOR_THE_RECORD = Words(zh="对这条记录意味着什么", en="What it means for the record")


def meanwhile(told: Told) -> Iterator[Section]:
    """Yield what becomes of the record until there is an answer."""
    if told.case.record_id is None:
        return
    if told.case.silences:
        says = Words(
            zh="从现在起，任何单位都看不到这条记录，直到作出答复。",
            en="From now on nobody is shown the record, until there is an answer.",
        )
    elif told.case.kind is Kind.OBJECTION:
        says = Words(
            zh="同样的理由已经有过决定，又没有新材料，所以记录照常使用。补充新材料，就会暂停使用。",
            en="The same ground was decided before, and nothing new came with it,"
            " so the record is used as before. A new file makes it fall silent.",
        )
    else:
        says = Words(
            zh="答复之前，记录照常使用。",
            en="Until there is an answer the record is used as before.",
        )
    yield Section(heading=WHAT_FOR_THE_RECORD, paragraphs=(says,))


def afterwards(told: Told) -> Iterator[Section]:
    """Yield what has become of the record."""
    if told.case.record_id is None or told.record is None:
        return
    rows: tuple[Row, ...] = ()
    if told.correct_by_on is not None:
        hangs_on = told.calendar.provisional_years(civil_date(told.at), told.correct_by_on)
        by = counted_day(told.correct_by_on, hangs_on)
        rows = (Row(name=Words(zh="最迟更正日", en="To be corrected by"), value=by),)
    yield Section(heading=WHAT_FOR_THE_RECORD, paragraphs=_becomes(told), rows=rows)


def _becomes(told: Told) -> tuple[Words, ...]:
    """Return what has become of the record, by where it is now."""
    if told.correct_by_on is not None:
        return _UNTIL_CORRECTED
    if told.record is RecordState.ERASED:
        return (_ERASED,)
    if told.record is RecordState.ENDED:
        granted = told.what is Happening.DECIDED
        return (_REPAIRED if granted and told.falls is Why.REPAIRED else _ENDED,)
    if told.record is RecordState.SILENCED:
        return (_SILENT_OTHERWISE,)
    if told.record is RecordState.UNSEEN:
        return (_UNSEEN,)
    return (_HEARD if told.case.silences else _UNCHANGED,)


_UNTIL_CORRECTED = (
    Words(
        zh="更正之前，任何单位都看不到这条记录。",
        en="Until it is corrected, nobody is shown the record.",
    ),
    Words(
        zh="到期没有更正的，记录当即撤下。您不需要再做什么。",
        en="If it is not corrected by then, it is withdrawn that instant. You need do nothing.",
    ),
)
_ERASED = Words(
    zh="记录已经停止使用，内容已经删除。", en="The record has ended, and its contents are erased."
)
_REPAIRED = Words(
    zh="记录已经修复。展示、共享和使用同时停止。",
    en="The record is repaired. Showing, sharing and use have stopped together.",
)
_ENDED = Words(
    zh="记录已经停止使用，任何单位都不能再看到。",
    en="The record has ended. Nobody is shown it any more.",
)
_SILENT_OTHERWISE = Words(
    zh="这条记录因为您的另一个事项，仍然暂停使用。",
    en="The record stays silent, because another case of yours is open.",
)
_UNSEEN = Words(
    zh="目前只有您能看到这条记录，告知期还没有结束。",
    en="Only you can see the record; the notice days are not over yet.",
)
_HEARD = Words(
    zh="从现在起，列明的单位又可以查询这条记录。",
    en="From now on the bodies named in it may be shown the record again.",
)
_UNCHANGED = Words(
    zh="这条记录照常使用，没有变化。", en="The record is used as before; nothing has changed."
)


def fallen(told: Told) -> Iterator[Section]:
    """Yield since which instant a record is over because nobody answered."""
    if told.falls is None:
        return
    says = _ERASED if told.erases else _REPAIRED if told.falls is Why.REPAIRED else _ENDED
    since = Row(name=Words(zh="从何时起", en="Since"), value=moment(end_of(told.due_on)))
    yield Section(heading=WHAT_FOR_THE_RECORD, paragraphs=(says,), rows=(since,))
