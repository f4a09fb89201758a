"""The calendar against the arrangements that the State Council really made, typed from its notices."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from snippets.models import HolidayArrangement
from snippets.models.holidays import parse_dates
from snippets.working_days import Calendar, Deadline, add_working_days, is_working_day

# 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号: days off, and weekend days worked.
REAL = {
    2024: (
        """2023-12-30 至 2024-01-01
        2024-02-10 至 2024-02-17
        2024-04-04 至 2024-04-06
        2024-05-01 至 2024-05-05
        2024-06-10
        2024-09-15 至 2024-09-17
        2024-10-01 至 2024-10-07""",
        "2024-02-04\n2024-02-18\n2024-04-07\n2024-04-28\n2024-05-11\n2024-09-14\n2024-09-29\n2024-10-12",
    ),
    2025: (
        """2025-01-01
        2025-01-28 至 2025-02-04
        2025-04-04 至 2025-04-06
        2025-05-01 至 2025-05-05
        2025-05-31 至 2025-06-02
        2025-10-01 至 2025-10-08""",
        "2025-01-26\n2025-02-08\n2025-04-27\n2025-09-28\n2025-10-11",
    ),
    2026: (
        """2026-01-01 至 2026-01-03
        2026-02-15 至 2026-02-23
        2026-04-04 至 2026-04-06
        2026-05-01 至 2026-05-05
        2026-06-19 至 2026-06-21
        2026-09-25 至 2026-09-27
        2026-10-01 至 2026-10-07""",
        "2026-01-04\n2026-02-14\n2026-02-28\n2026-05-09\n2026-09-20\n2026-10-10",
    ),
}
LIBRARY = Calendar()


def arrangement(year: int, off: str = "", worked: str = "") -> HolidayArrangement:
    return HolidayArrangement(year=year, source="通知", days_off=off or f"{year}-01-01", days_worked=worked)


@pytest.mark.parametrize("year", REAL)
def test_the_library_knows_every_day_of_the_real_arrangements(year):
    off, worked = (parse_dates(text) for text in REAL[year])
    day = date(year, 1, 1)
    while day.year == year:
        expected = day in worked or (day.weekday() < 5 and day not in off)
        assert LIBRARY.is_working_day(day) == expected, day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", REAL)
def test_an_arrangement_entered_by_hand_gives_the_same_days_as_the_library(year):
    entered = Calendar.of([arrangement(year, *REAL[year])])
    for number in range(366):
        day = date(year, 1, 1) + timedelta(days=number)
        assert entered.is_working_day(day) == LIBRARY.is_working_day(day), day


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # The Saturday before Spring Festival is worked.
        (date(2026, 2, 14), 1, date(2026, 2, 24)),  # Then nine days are off.
        (date(2025, 9, 26), 3, date(2025, 9, 30)),  # Sunday the 28th is worked.
        (date(2025, 9, 30), 3, date(2025, 10, 11)),  # After National Day, with the Saturday that is worked.
        (date(2024, 9, 27), 20, date(2024, 10, 30)),
        (date(2026, 1, 1), 1, date(2026, 1, 4)),  # A Sunday.
    ],
)
def test_a_period_counts_working_days_from_the_day_after_the_event(start, count, end):
    assert LIBRARY.add(start, count) == Deadline(end)


def test_a_period_that_starts_on_a_day_off_ends_as_if_it_started_on_the_last_working_day_before():
    assert LIBRARY.add(date(2026, 10, 4), 20) == LIBRARY.add(date(2026, 9, 30), 20)


def test_every_deadline_is_a_working_day_exactly_so_many_working_days_later():
    for number in range(0, 1000, 7):
        start = date(2024, 1, 1) + timedelta(days=number)
        for count in (1, 3, 7, 20):
            deadline = LIBRARY.add(start, count)
            assert LIBRARY.is_working_day(deadline.day)
            assert LIBRARY.between(start, deadline.day) == count
            assert LIBRARY.between(deadline.day, start) == -count


def test_a_period_into_an_unknown_year_counts_weekends_and_is_provisional():
    assert LIBRARY.add(date(2026, 12, 24), 5) == Deadline(date(2026, 12, 31))
    deadline = LIBRARY.add(date(2026, 12, 31), 1)
    assert deadline == Deadline(date(2027, 1, 1), provisional=True)
    assert "暂定" in str(deadline)


def test_years_before_the_library_are_provisional_too():
    assert LIBRARY.add(date(2003, 5, 1), 1).provisional


def test_a_period_of_no_days_is_refused():
    with pytest.raises(ValueError, match="at least one day"):
        LIBRARY.add(date(2026, 1, 1), 0)


def test_an_arrangement_that_staff_enter_takes_effect_at_once(db):
    assert add_working_days(date(2026, 12, 31), 1).provisional
    arrangement(2027, "2027-01-01 至 2027-01-03 元旦", "2027-01-09 调休").save()
    assert add_working_days(date(2026, 12, 31), 1) == Deadline(date(2027, 1, 4))
    assert is_working_day(date(2027, 1, 9))
    assert not is_working_day(date(2027, 1, 10))


def test_what_staff_enter_overrides_what_the_library_knows():
    changed = Calendar.of([arrangement(2026, "2026-10-08")])
    assert not changed.is_working_day(date(2026, 10, 8))
    assert changed.is_working_day(date(2026, 10, 7))


def test_an_arrangement_reaches_into_the_december_before():
    assert not Calendar.of([arrangement(2027, "2026-12-31 至 2027-01-02")]).is_working_day(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2027-02-05 至 2027-02-07 春节", 3),
        ("2027年2月5日到2027年2月7日", 3),
        ("2027.2.5~2027.2.5\n\n2027/2/7", 2),
        ("", 0),
    ],
)
def test_dates_are_read_as_people_write_them(text, days):
    assert len(parse_dates(text)) == days


@pytest.mark.parametrize("text", ["春节", "2027-02-30", "2027-02-07 至 2027-02-05", "2027-01-01 至 2027-12-31"])
def test_what_is_no_date_is_refused_by_its_line(text):
    with pytest.raises(ValidationError, match=text[:4]):
        parse_dates(f"2027-01-01\n{text}")


@pytest.mark.parametrize(
    ("off", "worked", "field", "words"),
    [
        ("2027-01-01", "2027-01-04", "days_worked", "不是周六或周日"),
        ("2027-01-02", "2027-01-02", "days_worked", "既放假又上班"),
        ("2028-02-01", "", "days_off", "不在 2027 年"),
        ("2026-12-20", "", "days_off", "不在 2027 年"),
        ("一月一日", "", "days_off", "看不懂"),
    ],
)
def test_an_arrangement_that_cannot_be_meant_is_refused(db, off, worked, field, words):
    with pytest.raises(ValidationError) as refusal:
        arrangement(2027, off, worked).full_clean()
    assert words in str(refusal.value.message_dict[field])


@pytest.mark.parametrize("year", REAL)
def test_the_real_arrangements_are_accepted(db, year):
    arrangement(year, *REAL[year]).full_clean()
