"""Who is told by mail, how often, and that nothing is lost or told twice."""

import smtplib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connections
from django.urls import reverse
from wagtail.models import Comment, PageSubscription
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail.users.models import UserProfile

from cms.editorial.notices.models import Notice, NoticePreference, Rhythm
from cms.editorial.notices.sending import send_waiting
from cms.settings.base import BASE_DIR
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


def comment(client, page, user, *, text="", reply="", resolve=None, before=()):
    """Save the page in its editor with a new comment, or with a reply to or the end of an old one."""
    client.force_login(user)
    data = {"title": page.title, "slug": page.slug, "source": "青海省发展和改革委员会", "body": streamfield([])}
    old = {"id": "", "contentpath": "title", "text": text, "position": "", "resolved": "", "DELETE": ""}
    replies = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}
    if before:
        old |= {"id": before[0].pk, "text": before[0].text, "resolved": "on" if resolve else ""}
    if reply:
        replies |= {"TOTAL_FORMS": 1, "0": {"id": "", "text": reply, "DELETE": ""}}
    forms = {"TOTAL_FORMS": 1, "INITIAL_FORMS": len(before), "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}
    data |= {"comments": forms | {"0": old | {"replies": replies}}, "comment_notifications": ""}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(address, nested_form_data(data)).status_code == 302
    return list(Comment.objects.filter(page=page.pk))


def test_comments_are_saved_and_told_though_the_mail_server_is_down(client, office, settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Down"
    page, head = office.draft("notice", title="价格公告"), office.people["department_head"]
    PageSubscription.objects.create(page=page, user=head, comment_notifications=True)
    comments = comment(client, page, office.people["column_editor"], text="请核对日期")
    assert [each.text for each in comments] == ["请核对日期"]
    notice = Notice.objects.get()
    assert notice.user == head
    assert notice.subject == "《价格公告》的批注有变化（column_editor）"
    assert "标题 新批注：请核对日期" in notice.text
    settings.EMAIL_BACKEND = working
    assert send_waiting() == (1, 0)
    assert "请核对日期" in mail.outbox[0].body


def test_who_took_part_in_a_thread_is_told_of_that_thread(client, office):
    page, editor, head = office.draft("notice"), office.people["column_editor"], office.people["department_head"]
    comments = comment(client, page, editor, text="请核对日期")
    PageSubscription.objects.all().delete()
    assert not Notice.objects.exists()
    comments = comment(client, page, head, reply="已核对", before=comments)
    assert Notice.objects.get().user == editor
    assert "回复“请核对日期”：已核对" in Notice.objects.get().text
    Notice.objects.all().delete()
    PageSubscription.objects.all().delete()
    comment(client, page, office.people["publisher"], resolve=True, before=comments)
    assert {notice.user for notice in Notice.objects.all()} == {editor, head}
    assert "批注已解决：请核对日期" in Notice.objects.first().text


def test_who_wants_no_mail_of_comments_gets_none(client, office):
    page, head = office.draft("notice"), office.people["department_head"]
    PageSubscription.objects.create(page=page, user=head, comment_notifications=True)
    profile = UserProfile.get_for_user(head)
    profile.updated_comments_notifications = False
    profile.save()
    comment(client, page, office.people["column_editor"], text="请核对日期")
    assert not Notice.objects.exists()


def test_a_new_password_is_asked_for_though_the_mail_server_is_down(client, office, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    head = office.people["department_head"]
    head.set_password("Zhengwu-Gongkai-2026")
    head.save()
    answer = client.post(reverse("wagtailadmin_password_reset"), {"email": head.email})
    assert answer.status_code == 302


def test_production_waits_ten_seconds_for_a_silent_mail_server():
    production = {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "DATABASE_URL": "sqlite:///:memory:",
        "SECRET_KEY": "signs nothing, and is long enough for what production asks of a key",
        "ALLOWED_HOSTS": "fgw.example.gov.cn",
        "SITE_URL": "https://fgw.example.gov.cn",
    }
    code = "from django.conf import settings; print(settings.EMAIL_TIMEOUT)"
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, env=production, cwd=BASE_DIR, check=True, capture_output=True, text=True)
    assert said.stdout == "10\n"


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
