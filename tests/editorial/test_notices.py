"""Who is told by mail, how often, and that nothing is lost or told twice."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connections
from django.urls import reverse

from cms.editorial.notices.models import Notice, NoticePreference, Rhythm
from cms.editorial.notices.sending import send_waiting
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.gates]

MORNING = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def addressees() -> list[str]:
    """The accounts to whose addresses mail went."""
    return sorted(address for message in mail.outbox for address in message.to)


def prefer(person, rhythm):
    NoticePreference.objects.create(user=person, rhythm=rhythm)


def test_only_the_heads_of_the_department_concerned_are_told(office):
    other = factories.person("department_head", factories.department("caijin", "财金处"))
    page = office.submit(office.draft("notice", title="价格公告"))
    assert [notice.user.username for notice in Notice.objects.all()] == ["department_head"]
    send_waiting()
    (message,) = mail.outbox
    assert message.to == [office.people["department_head"].email]
    assert other.email not in addressees()
    assert message.subject == "请审签《价格公告》：处室审核"
    assert reverse("editorial_review", args=[page.pk]) in message.body


def test_whoever_changed_the_page_last_and_superusers_are_not_asked_to_review_it(office, admin_user):
    head = office.people["department_head"]
    second = factories.person("department_head", office.department)
    notice = office.draft("notice")
    notice.save_revision(user=head)
    office.submit(type(notice).objects.get(pk=notice.pk))
    assert [notice.user for notice in Notice.objects.all()] == [second]


def test_each_step_is_told_to_whom_it_is_for_and_skipped_ones_to_nobody(office):
    office.act(office.approve(office.submit(office.draft("notice"))), "publisher")
    assert [(notice.user.username, notice.subject.split("》")[1]) for notice in Notice.objects.all()] == [
        ("department_head", "：处室审核"),
        ("secrecy_reviewer", "：保密审查"),
        ("publisher", "：发布"),
        ("column_editor", "已通过全部审签"),
    ]


def test_the_author_is_told_why_the_page_has_come_back(office):
    office.act(office.submit(office.draft("notice")), "department_head", "reject", "第二段请核实")
    notice = Notice.objects.get(user=office.people["column_editor"])
    assert "退回" in notice.subject
    assert "第二段请核实" in notice.text


def test_an_urgent_page_is_told_as_such(office):
    office.submit(office.draft("notice", urgent_reason="防汛"))
    notice = Notice.objects.get()
    assert notice.user == office.people["secrecy_reviewer"]
    assert notice.subject.startswith("【特急】")
    assert "防汛" in notice.text


def test_what_was_sent_is_not_sent_again(office):
    office.submit(office.draft("notice"))
    assert send_waiting() == (1, 0)
    assert send_waiting() == (0, 0)
    assert len(mail.outbox) == 1


def test_one_message_a_day_holds_all_that_waits(office):
    prefer(office.people["department_head"], Rhythm.DAILY)
    for title in ("公告甲", "公告乙"):
        office.submit(office.draft("notice", title=title))
    assert send_waiting(MORNING.replace(hour=7)) == (0, 0)
    assert send_waiting(MORNING) == (1, 0)
    (message,) = mail.outbox
    assert message.subject == "审签通知：2 件"
    assert "公告甲" in message.body
    assert "公告乙" in message.body
    office.submit(office.draft("notice", title="公告丙"))
    assert send_waiting(MORNING.replace(hour=17)) == (0, 0)
    assert send_waiting(MORNING.replace(day=3)) == (1, 0)
    assert "公告丙" in mail.outbox[-1].body
    assert "公告甲" not in mail.outbox[-1].body


def test_who_wants_no_mail_gets_none(office):
    prefer(office.people["department_head"], Rhythm.NONE)
    office.submit(office.draft("notice"))
    assert not Notice.objects.exists()


def test_what_waited_when_somebody_switched_mail_off_is_dropped(office):
    office.submit(office.draft("notice"))
    prefer(office.people["department_head"], Rhythm.NONE)
    assert send_waiting() == (0, 0)
    assert not Notice.objects.exists()


class Down(EmailBackend):
    def open(self):
        raise ConnectionRefusedError("no mail server")


class Choosy(EmailBackend):
    """Takes no mail for the department head."""

    refused = ""

    def send_messages(self, messages):
        if any(self.refused in message.to for message in messages):
            raise smtplib.SMTPRecipientsRefused({})
        return super().send_messages(messages)


def test_while_the_mail_server_is_down_reviews_go_on_and_everything_waits(office, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    notice = office.act(office.submit(office.draft("notice")), "department_head")
    assert notice.current_workflow_task.name == "保密审查"
    with pytest.raises(CommandError, match="everything waits"):
        call_command("notify")
    assert Notice.objects.filter(sent_at=None).count() == 2
    settings.EMAIL_BACKEND = working
    assert send_waiting() == (2, 0)


def test_one_refused_address_holds_up_nobody_else_and_is_tried_again(office, settings, monkeypatch):
    monkeypatch.setattr(Choosy, "refused", office.people["department_head"].email)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Choosy"
    office.act(office.submit(office.draft("notice")), "department_head")
    assert send_waiting() == (1, 1)
    settings.EMAIL_BACKEND = working
    assert send_waiting() == (1, 0)
    assert addressees() == sorted(office.people[role].email for role in ("department_head", "secrecy_reviewer"))


def test_everybody_chooses_how_to_be_told(client, office):
    head = office.people["department_head"]
    client.force_login(head)
    address = reverse("wagtailadmin_account")
    text = client.get(address).content.decode()
    assert "每天汇总为一封" in text
    client.post(
        address,
        {
            "rhythm-rhythm": "daily",
            "name_email-first_name": "青",
            "name_email-last_name": "马",
            "name_email-email": head.email,
            "locale-preferred_language": "",
            "locale-current_time_zone": "",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
            "theme-keyboard_shortcuts": "on",
        },
    )
    assert NoticePreference.objects.get(user=head).rhythm == Rhythm.DAILY


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_message(office):
    office.submit(office.draft("notice"))

    def run(_number):
        try:
            return send_waiting()[0]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(run, range(4))) == 1
    assert len(mail.outbox) == 1
