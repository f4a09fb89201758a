"""Arrangements of holidays, which the State Council publishes each November for the next year."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# An arrangement may reach into its neighbours: that of 2024 began on 30 December 2023.
EDGE = timedelta(days=10)
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_RANGE = re.compile(rf"^{_DAY.pattern}(?:\s*(?:至|到|~|—+|–)\s*{_DAY.pattern})?(?:\s+\S.*)?$")
DATES_HELP = _("每行一天或一段，后面可以写名称，例如：2027-02-05 至 2027-02-12 春节")


def parse_dates(text: str) -> frozenset[date]:
    """The days of a list that has a day or a range of days on each line, and perhaps a name after it.

    Raises ValidationError, which names the line that cannot be read.
    """
    return frozenset(day for line in text.splitlines() if line.strip() for day in _parse_line(line.strip()))


def _parse_line(line: str) -> Iterator[date]:
    match = _RANGE.match(line)
    if not match:
        raise ValidationError(_("看不懂“%s”。请写成 2027-02-05 或 2027-02-05 至 2027-02-12。") % line)
    numbers = [int(number) for number in match.groups() if number]
    try:
        first, last = date(*numbers[:3]), date(*numbers[-3:])
    except ValueError as error:
        raise ValidationError(_("“%s”中有不存在的日期。") % line) from error
    if not first <= last < first + timedelta(days=31):
        raise ValidationError(_("“%s”的起止日期不对：应先起后止，不超过 31 天。") % line)
    yield from (first + timedelta(days=number) for number in range((last - first).days + 1))


def validate_dates(text: str) -> None:
    """Refuse a list of dates that cannot be read. Raises ValidationError."""
    parse_dates(text)


class HolidayArrangement(models.Model):
    """节假日安排 of one year: statutory days off, and weekend days worked in exchange (调休).

    What staff enter here overrides the calendar library, which learns of a year only with its next release.
    """

    year = models.PositiveSmallIntegerField(
        _("年份"), unique=True, validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    source = models.CharField(
        _("依据文件"), max_length=200, help_text=_("例如：国务院办公厅关于2027年部分节假日安排的通知，及其文号。")
    )
    days_off = models.TextField(_("放假日期"), validators=[validate_dates], help_text=DATES_HELP)
    days_worked = models.TextField(
        _("调休上班日期"),
        blank=True,
        validators=[validate_dates],
        help_text=_("须为周六或周日。每行一天，例如：2027-02-14 春节调休"),
    )

    class Meta:
        verbose_name = _("节假日安排")
        verbose_name_plural = _("节假日安排")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(_("%s年节假日安排") % self.year)

    def clean(self) -> None:
        super().clean()
        try:
            off, worked = parse_dates(self.days_off), parse_dates(self.days_worked)
        except ValidationError:
            return  # The field itself has said so.
        errors = {name: self._strange(days) for name, days in (("days_off", off), ("days_worked", worked))}
        if weekdays := sorted(day for day in worked if day.weekday() < 5):
            errors["days_worked"].append(_("%s 不是周六或周日，本来就要上班。") % _listed(weekdays))
        if both := sorted(off & worked):
            errors["days_worked"].append(_("%s 既放假又上班。") % _listed(both))
        if any(errors.values()):
            raise ValidationError({name: messages for name, messages in errors.items() if messages})

    def _strange(self, days: frozenset[date]) -> list[str]:
        """What to say of days that lie too far outside the year."""
        if not self.year or not date.min.year < self.year < date.max.year:
            return []
        first, last = date(self.year, 1, 1) - EDGE, date(self.year, 12, 31) + EDGE
        outside = sorted(day for day in days if not first <= day <= last)
        return [_("%s 不在 %d 年。") % (_listed(outside), self.year)] if outside else []


def _listed(days: list[date]) -> str:
    return "、".join(day.isoformat() for day in days)
