"""Keeping deadlines in step with pages and with the calendar."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from cms.oversight.models import Deadline
from cms.oversight.rules import DisclosureRule, rules, rules_for
from pages.models import ColumnPage
from snippets.models import Department
from snippets.working_days import Calendar

_KEPT = ["title", "department", "starts_on", "due_on", "provisional", "met_on", "void"]
CHUNK = 500


@transaction.atomic
def track(pages: Iterable[Page]) -> None:
    """Create or change the deadlines of these pages, as the objects stand: saved or just read from a draft."""
    bound = [(page, rule) for page in pages for rule in rules_for(page)]
    if not bound:
        return
    calendar, departments = Calendar.current(), _Departments()
    deadlines = Deadline.objects.select_for_update().filter(page__in={page.pk for page, _rule in bound})
    known = {(deadline.page_id, deadline.rule): deadline for deadline in deadlines}
    new: list[Deadline] = []
    changed: list[Deadline] = []
    for page, rule in bound:
        deadline = known.get((page.pk, rule.code))
        if start := rule.start(page):
            bucket = changed if deadline else new
            deadline = deadline or Deadline(page_id=page.pk, rule=rule.code)
            deadline.title, deadline.department = page.title, departments.of(page)
            deadline.starts_on, deadline.met_on, deadline.void = start, _met_on(page), False
            _count(deadline, rule, calendar)
            bucket.append(deadline)
        elif deadline and not deadline.void:
            deadline.void = True
            changed.append(deadline)
    # Two who save the same new draft at once both want to create its deadline; the first will do.
    Deadline.objects.bulk_create(new, ignore_conflicts=True, batch_size=CHUNK)
    Deadline.objects.bulk_update(changed, _KEPT, batch_size=CHUNK)


def _met_on(page: Page) -> date | None:
    """The day on which the public first could read the page; for what moved here, the day at its former place."""
    return timezone.localdate(page.public_date) if page.first_published_at else None


def _count(deadline: Deadline, rule: DisclosureRule, calendar: Calendar) -> None:
    end = calendar.add(deadline.starts_on, rule.days)
    deadline.due_on, deadline.provisional = end.day, end.provisional


class _Departments:
    """Who is responsible for a page: its own department, or that of the nearest column (青发改办〔2017〕455号 19)."""

    def __init__(self) -> None:
        columns = ColumnPage.objects.filter(department__isnull=False).select_related("department")
        self.columns = {column.path: column.department for column in columns}

    def of(self, page: Page) -> Department | None:
        ends = range(len(page.path), 0, -Page.steplen)
        above = (self.columns[page.path[:end]] for end in ends if page.path[:end] in self.columns)
        return getattr(page, "department", None) or next(above, None)


@transaction.atomic
def recount() -> int:
    """Count every open deadline again by the calendar as it is now; return how many there are."""
    calendar = Calendar.current()
    by_code = {rule.code: rule for rule in rules()}
    deadlines = list(Deadline.objects.open().select_for_update().filter(rule__in=by_code))
    for deadline in deadlines:
        _count(deadline, by_code[deadline.rule], calendar)
    Deadline.objects.bulk_update(deadlines, ["due_on", "provisional"], batch_size=CHUNK)
    return len(deadlines)


def track_untracked() -> int:
    """Give deadlines to pages that were there before their rule, or were restored; return how many were looked at."""
    looked = 0
    for rule in rules():
        pages = rule.page_type.objects.exclude(deadlines__rule=rule.code).filter(alias_of=None)
        keys = list(pages.values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            chunk = rule.page_type.objects.filter(pk__in=keys[start : start + CHUNK])
            chunk = chunk.select_related("locale", "latest_revision")
            track([page if page.first_published_at else page.get_latest_revision_as_object() for page in chunk])
        looked += len(keys)
    return looked
