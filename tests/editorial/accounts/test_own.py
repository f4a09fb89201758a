"""What others fill in for somebody holds only when he has confirmed it himself."""

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from cms.editorial.accounts.models import Account
from cms.editorial.notices.models import NoticePreference, Rhythm
from tests.editorial.accounts.test_three_members import PASSWORD, act, edit, fields_of, newcomer_form, people

__all__ = ["act", "people"]
pytestmark = pytest.mark.django_db
CONFIRM = "/admin/account/confirm/"
NEW = "Selbst-Gewaehlt-2026"


@pytest.fixture
def newcomer(client, act):
    act("administrator", reverse("wagtailusers_users:add"), newcomer_form())
    client.logout()
    return User.objects.get(username="neu")


def sign_in(client, name="neu", password=PASSWORD):
    return client.post(reverse("wagtailadmin_login"), {"username": name, "password": password})


def ask_for_a_link(client, address):
    mail.outbox.clear()
    client.post(reverse("wagtailadmin_password_reset"), {"email": address})
    return [message.to[0] for message in mail.outbox]


def test_an_initial_password_opens_nothing_until_it_is_changed(client, act, people, newcomer):
    newcomer.groups.add(people["publisher"].groups.get())
    sign_in(client)
    for address in ("/admin/", "/admin/pages/", reverse("wagtailadmin_account"), reverse("wagtailusers_users:index")):
        assert client.get(address).headers.get("Location") == CONFIRM
    form = {"password": PASSWORD, "email": newcomer.email, "new": NEW, "again": NEW}
    for wrong in (
        {"password": "falsch"},
        {"new": PASSWORD, "again": PASSWORD},
        {"again": "x"},
        {"new": "1", "again": "1"},
    ):
        assert client.post(CONFIRM, form | wrong).status_code == 200
    assert client.post(CONFIRM, form).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    client.logout()
    sign_in(client, password=NEW)
    assert client.get("/admin/").status_code == 200


def test_who_has_no_role_yet_is_told_so_and_led_nowhere_else(client, act, people, newcomer):
    sign_in(client)
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 200
    assert "没有权限" in answer.content.decode()


def test_no_link_goes_to_an_address_that_another_filled_in(client, act, people, newcomer):
    assert ask_for_a_link(client, newcomer.email) == []
    target = people["publisher"]
    target.set_password(PASSWORD)
    target.save()
    old = target.email
    assert ask_for_a_link(client, old) == [old]
    act("administrator", edit(target), fields_of(target, email="planted@example.gov.cn"))
    client.logout()
    assert ask_for_a_link(client, "planted@example.gov.cn") == []
    sign_in(client, target.username)
    assert client.post(CONFIRM, {"password": PASSWORD, "email": "right@example.gov.cn"}).status_code == 302
    client.logout()
    assert ask_for_a_link(client, "right@example.gov.cn") == ["right@example.gov.cn"]


def test_the_old_address_is_told_whatever_its_owner_wants(client, act, people):
    target = people["publisher"]
    NoticePreference.objects.create(user=target, rhythm=Rhythm.NONE)
    old = target.email
    act("administrator", edit(target), fields_of(target, email="planted@example.gov.cn"))
    mail.outbox.clear()
    call_command("notify", verbosity=0)
    assert [(message.to, message.subject) for message in mail.outbox] == [([old], "您的账号邮箱已更改")]


def own_settings(client, **fields):
    page = client.get(reverse("wagtailadmin_account"))
    data = {}
    for panels in page.context["panels_by_tab"].values():
        for panel in panels:
            form = panel.get_form()
            data |= {
                form.add_prefix(name): form.get_initial_for_field(field, name) for name, field in form.fields.items()
            }
    sent = {name: value for name, value in (data | fields).items() if value not in (None, "")}
    return client.post(reverse("wagtailadmin_account"), sent)


def test_ones_own_address_is_changed_with_the_password_only(client, act, people):
    somebody = people["administrator"]
    somebody.set_password(PASSWORD)
    somebody.save()
    sign_in(client, "administrator")
    own_settings(client, **{"own_email-email": "new@example.gov.cn"})
    own_settings(client, **{"own_email-email": "new@example.gov.cn", "own_email-password": "falsch"})
    own_settings(client, **{"name_email-email": "new@example.gov.cn"})
    assert act("administrator", edit(somebody), fields_of(somebody, email="new@example.gov.cn"))
    assert User.objects.get(pk=somebody.pk).email == somebody.email
    sign_in(client, "administrator")
    own_settings(client, **{"own_email-email": "new@example.gov.cn", "own_email-password": PASSWORD})
    assert User.objects.get(pk=somebody.pk).email == "new@example.gov.cn"
    assert not Account.objects.filter(user=somebody).exists()
