"""Working days: neither weekend nor statutory holiday, and the weekend days that are worked in exchange (调休).

Three sources are asked in this order: the arrangements that staff have entered, the library `chinese_calendar`, and
for years that neither knows plain weekends. What was counted over such a year is provisional (暂定).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar
from django.utils.translation import gettext as _

from snippets.models.holidays import HolidayArrangement, parse_dates

SATURDAY = 5


@dataclass(frozen=True)
class Deadline:
    """The last day of a period; `provisional` while the holidays of a year that it crosses are not yet known."""

    day: date
    provisional: bool = False

    def __str__(self) -> str:
        return f"{self.day.isoformat()}{_('（暂定）') if self.provisional else ''}"


@dataclass(frozen=True)
class Calendar:
    """The arrangements entered by staff, over what the library knows."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    @classmethod
    def of(cls, arrangements: Iterable[HolidayArrangement]) -> "Calendar":
        """The calendar of these arrangements."""
        arrangements = list(arrangements)
        return cls(
            frozenset().union(*(parse_dates(each.days_off) for each in arrangements)),
            frozenset().union(*(parse_dates(each.days_worked) for each in arrangements)),
            frozenset(each.year for each in arrangements),
        )

    @classmethod
    def current(cls) -> "Calendar":
        """The calendar with all arrangements that staff have entered, in one query."""
        return cls.of(HolidayArrangement.objects.all())

    def is_known(self, day: date) -> bool:
        """Whether the holidays of the day's year are known, from staff or from the library."""
        return day.year in self.years or _library(day) is not None

    def is_working_day(self, day: date) -> bool:
        if day in self.off or day in self.worked:
            return day in self.worked
        known = None if day.year in self.years else _library(day)
        return day.weekday() < SATURDAY if known is None else known

    def add(self, start: date, count: int) -> Deadline:
        """The last of `count` working days, of which the first is the first working day after `start`.

        A period counts from the day after the event. Raises ValueError for a count below one.
        """
        if count < 1:
            raise ValueError("a period has at least one day")
        day, known = start, True
        while count:
            day += timedelta(days=1)
            known = known and self.is_known(day)
            count -= self.is_working_day(day)
        return Deadline(day, not known)

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and with `end`; negative when `end` is the earlier."""
        if end < start:
            return -self.between(end, start)
        days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)


def is_working_day(day: date) -> bool:
    """Whether the commission works on that day, by the calendar as it is known now."""
    return Calendar.current().is_working_day(day)


def add_working_days(start: date, count: int) -> Deadline:
    """The last of `count` working days after `start`, by the calendar as it is known now; see `Calendar.add`."""
    return Calendar.current().add(start, count)


@cache
def _library(day: date) -> bool | None:
    """What the library says of the day, or None for a year that it does not know."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
