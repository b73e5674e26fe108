"""The clocks of the handbook, read from the rules that decide; no number is written twice.

A page says what `redress`, `notice` and the catalogue hold. Each clock is also shown as a day: the
last one if it began today, by the real calendar.
"""

from dataclasses import dataclass
from datetime import date

from recourse.catalogue.terms import Catalogue
from recourse.faces.public.handbook.terms import Term
from recourse.ground.calendar import WorkingDays
from recourse.ground.counted import Rolled
from recourse.ground.words import Words
from recourse.notice import rules as notices
from recourse.notice.outlook import COURT_LAW, RECONSIDERATION_LAW
from recourse.notice.wording import counted_day
from recourse.redress.rules import CLOCKS, ENTER_WITHIN_WORKING_DAYS, EXTENSIONS
from recourse.redress.terms import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Counts from one day, by one calendar and one catalogue."""

    today: date
    calendar: WorkingDays
    catalogue: Catalogue

    def working(self, says: Words, days: int, law: Words) -> Term:
        """Return a clock of so many working days."""
        counted = self.calendar.count(self.today, days)
        on = counted_day(counted.last_on, counted.provisional)
        return Term(
            says=Words(zh=says.zh.rstrip("。"), en=says.en.rstrip(".")),
            span=Words(zh=f"{days}个工作日", en=f"{days} working day{'s' if days > 1 else ''}"),
            last_on=counted.last_on,
            example=Words(
                zh=f"如果从今天起算，最后一天是{on.zh}。",
                en=f"If it begins today, the last day is {on.en}.",
            ),
            law=law,
        )

    def answer(self, kind: Kind, says: Words) -> Term:
        """Return the clock of the answer to a case; sent today, it is due on that day."""
        clock = CLOCKS[kind]
        term = self.working(says, clock.working_days, clock.law)
        counted = self.calendar.count(self.today, clock.working_days)
        on = counted_day(counted.last_on, counted.provisional)
        return Term(
            says=term.says,
            span=term.span,
            last_on=term.last_on,
            example=Words(
                zh=f"今天提交，最迟{on.zh}答复。",
                en=f"If you send it today, the answer is due on {on.en}.",
            ),
            law=term.law,
        )

    def accepted(self, kind: Kind, says: Words) -> Term:
        """Return the clock within which an application is taken up.

        Raises:
            ValueError: There is none for this kind.

        """
        clock = CLOCKS[kind]
        if clock.accept_working_days is None:
            raise ValueError(kind)
        return self.working(says, clock.accept_working_days, clock.law)

    def longer(self, kind: Kind) -> tuple[Term, ...]:
        """Return the reasons for which the answer may take longer, each with its whole clock."""
        return tuple(
            self.working(one.says, one.working_days, one.law) for one in EXTENSIONS.get(kind, ())
        )

    def entered(self) -> Term:
        """Return within how many days a counter must enter what was handed in."""
        return self.working(
            Words(zh="窗口把您交来的纸件录入系统", en="The counter enters your paper"),
            ENTER_WITHIN_WORKING_DAYS,
            CLOCKS[Kind.OBJECTION].law,
        )

    def notice(self) -> Term:
        """Return for how long nobody but the person sees an adverse record, at the least."""
        days = min(
            one.notice_working_days for one in self.catalogue.items.values() if one.is_adverse
        )
        return self.working(
            Words(
                zh="对您不利的记录，告知您之后只有您能看到",
                en="After you were told, only you see a record that speaks against you",
            ),
            days,
            Words(zh="《个人信息保护法》第17条", en="Personal Information Protection Law, art. 17"),
        )

    def reconsideration(self) -> Term:
        """Return the term for administrative reconsideration of the decision itself."""
        return self._own_term(
            Words(zh="申请行政复议", en="Ask for administrative reconsideration"),
            Words(zh=f"{notices.RECONSIDER_DAYS}日", en=f"{notices.RECONSIDER_DAYS} days"),
            notices.reconsider_term(self.today, calendar=self.calendar),
            RECONSIDERATION_LAW,
        )

    def court(self) -> Term:
        """Return the term for going to court against the decision itself."""
        return self._own_term(
            Words(zh="向人民法院起诉", en="Go to court"),
            Words(zh=f"{notices.SUE_MONTHS}个月", en=f"{notices.SUE_MONTHS} months"),
            notices.sue_term(self.today, calendar=self.calendar),
            COURT_LAW,
        )

    def _own_term(self, says: Words, span: Words, ends: Rolled, law: Words) -> Term:
        """Return a term within which the person must act."""
        on = counted_day(ends.last_on, ends.provisional)
        return Term(
            says=says,
            span=span,
            last_on=ends.last_on,
            example=Words(
                zh=f"如果今天收到决定，至少可以办到{on.zh}。",
                en=f"If you receive the decision today, you have at least until {on.en}.",
            ),
            law=law,
        )
