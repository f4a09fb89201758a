"""Reminding departments of their deadlines, before and after, once for each stage."""

from collections import defaultdict
from datetime import date, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.oversight.models import Deadline, Reminder
from snippets.models import Department
from snippets.working_days import Calendar

# In working days: five before, one before, each of the first five after, then every fifth.
BEFORE = (1, 5)
DAILY = 5
WEEK = 5
# No stage lies further ahead, not even over the longest holidays.
_HORIZON = timedelta(days=30)


def stage_of(deadline: Deadline, today: date, calendar: Calendar) -> str | None:
    """The stage of reminding that an open deadline has reached on that day, or None while there is time."""
    if deadline.due_on >= today:
        left = calendar.between(today, deadline.due_on)
        return next((f"before-{days}" for days in BEFORE if left <= days), None)
    late = calendar.between(deadline.due_on, today)
    if late > DAILY:
        late -= late % WEEK
    return f"after-{late}" if late else None


def due_reminders(today: date) -> dict[Department | None, list[tuple[Deadline, str]]]:
    """For each department the open deadlines of whose present stage it was not told yet."""
    calendar = Calendar.current()
    told = set(Reminder.objects.filter(deadline__in=Deadline.objects.open()).values_list("deadline", "stage"))
    found: dict[Department | None, list[tuple[Deadline, str]]] = defaultdict(list)
    for deadline in Deadline.objects.open().filter(due_on__lte=today + _HORIZON).select_related("department"):
        stage = stage_of(deadline, today, calendar)
        if stage and (deadline.pk, stage) not in told:
            found[deadline.department].append((deadline, stage))
    return found


def remind(today: date | None = None) -> tuple[int, list[Department | None]]:
    """Send each department one message with what is due; return how many were sent, and who could not be reached.

    What was sent is remembered in the transaction that sends it: a message that the mail server refuses is tried
    again with the next run, and of two runs at once the second finds nothing left to send.
    """
    sent, unreachable = 0, []
    for department in due_reminders(today or timezone.localdate()):
        if department is None or not department.email:
            unreachable.append(department)
            continue
        with transaction.atomic():
            Department.objects.select_for_update().get(pk=department.pk)
            if rows := due_reminders(today or timezone.localdate()).get(department):
                Reminder.objects.bulk_create([Reminder(deadline=each, stage=stage) for each, stage in rows])
                _send(department, [deadline for deadline, _stage in rows])
                sent += 1
    return sent, unreachable


def _send(department: Department, deadlines: list[Deadline]) -> None:
    lines = [f"· {each.title}\n  {each.rule_label}，{each.due} 到期，{each.state_label}" for each in deadlines]
    report = urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("oversight_deadlines"))
    text = _("%(department)s：\n\n以下内容须按期公开：\n\n%(lines)s\n\n详见：%(report)s\n")
    send_mail(
        _("公开期限提醒：%d 件") % len(deadlines),
        text % {"department": department, "lines": "\n".join(lines), "report": report},
        None,
        [department.email],
    )
