"""Departments are reminded before and after a deadline, once for each stage."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from cms.oversight.models import Deadline, Reminder
from cms.oversight.reminding import remind, stage_of
from snippets.models import Department
from snippets.working_days import Calendar
from tests import factories

DUE = date(2026, 11, 20)  # A Friday without holidays around.


@pytest.fixture
def office(db) -> Department:
    office = factories.department()
    office.email = "faguichu@example.gov.cn"
    office.save()
    return office


def deadline(department: Department | None, due_on: date = DUE, **fields) -> Deadline:
    return Deadline.objects.create(
        **{
            "title": "实施意见",
            "rule": "policy-document",
            "starts_on": due_on,
            "due_on": due_on,
            "department": department,
        }
        | fields
    )


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2026, 11, 12), None),
        (date(2026, 11, 13), "before-5"),
        (date(2026, 11, 18), "before-5"),
        (date(2026, 11, 19), "before-1"),
        (date(2026, 11, 20), "before-1"),
        (date(2026, 11, 22), None),  # The Sunday after: no working day has passed.
        (date(2026, 11, 23), "after-1"),
        (date(2026, 11, 24), "after-2"),
        (date(2026, 11, 27), "after-5"),
        (date(2026, 11, 30), "after-5"),
        (date(2026, 12, 4), "after-10"),
        (date(2026, 12, 7), "after-10"),
        (date(2026, 12, 11), "after-15"),
    ],
)
def test_stages_are_five_and_one_working_day_before_then_daily_then_weekly(today, stage):
    assert stage_of(Deadline(due_on=DUE), today, Calendar()) == stage


def test_a_department_gets_one_message_with_everything_that_is_due(office):
    deadline(office, title="第一份")
    deadline(office, title="第二份", provisional=True)
    deadline(office, title="以后", due_on=DUE + timedelta(days=60))
    assert remind(date(2026, 11, 19)) == (1, [])
    [message] = mail.outbox
    assert message.to == ["faguichu@example.gov.cn"]
    assert "2 件" in message.subject
    assert "第一份" in message.body
    assert "2026-11-20（暂定）" in message.body
    assert "以后" not in message.body


def test_nobody_is_told_twice_of_the_same_stage(office):
    deadline(office)
    assert remind(date(2026, 11, 19))[0] == 1
    assert remind(date(2026, 11, 19))[0] == 0
    assert remind(date(2026, 11, 20))[0] == 0
    assert remind(date(2026, 11, 23))[0] == 1
    assert len(mail.outbox) == 2


def test_from_the_day_after_reminders_come_daily_for_a_week_and_then_weekly(office):
    deadline(office)
    sent = [day for day in range(40) if remind(DUE + timedelta(days=day))[0]]
    assert sent == [0, 3, 4, 5, 6, 7, 14, 21, 28, 35]


def test_what_is_public_or_void_is_not_mentioned(office):
    deadline(office, met_on=DUE)
    deadline(office, void=True)
    assert remind(date(2026, 11, 24)) == (0, [])


def test_a_department_without_an_address_is_named_and_reminded_when_it_has_one(office):
    Department.objects.update(email="")
    deadline(office)
    deadline(None)
    assert remind(date(2026, 11, 24)) == (0, [office, None])
    Department.objects.update(email="faguichu@example.gov.cn")
    assert remind(date(2026, 11, 24)) == (1, [None])


def test_a_message_that_the_mail_server_refuses_is_tried_again(office, settings):
    deadline(office)
    settings.EMAIL_BACKEND = "nowhere.Backend"
    with pytest.raises(ImportError):
        remind(date(2026, 11, 24))
    assert not Reminder.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert remind(date(2026, 11, 24))[0] == 1


def test_the_command_says_what_it_did_and_whom_it_could_not_reach(portal, capsys):
    deadline(factories.department(), due_on=date(2020, 1, 2))
    call_command("remind")
    output = capsys.readouterr()
    assert "0 messages sent" in output.out
    assert "no e-mail address: 法规处" in output.err
