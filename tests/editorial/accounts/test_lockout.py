"""Guessing passwords and tokens is slowed down, without locking owners out or telling which accounts there are."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.db.models import F
from django.urls import reverse

from cms.editorial.audit.models import Action, AuditEntry
from cms.editorial.notices.models import Notice
from tests import factories
from tests.editorial.conftest import bearer

pytestmark = pytest.mark.django_db
PASSWORD = "Zhengwu-Gongkai-2026"


@pytest.fixture
def somebody(portal):
    user = factories.person("publisher", name="zhang")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def sign_in(client):
    """Try a password; return the answer."""

    def post(name="zhang", password="falsch", address="192.0.2.1", **headers):
        client.logout()
        data = {"username": name, "password": password}
        return client.post(reverse("wagtailadmin_login"), data, REMOTE_ADDR=address, **headers)

    return post


def wait(**time):
    """Let time pass since the failures."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(**time))


def test_an_account_is_locked_at_the_fifth_failure_and_longer_at_each_further_one(somebody, sign_in):
    assert [sign_in().status_code for _ in range(6)] == [200, 200, 200, 200, 429, 429]
    assert sign_in(password=PASSWORD).status_code == 429
    wait(seconds=61)
    assert sign_in().status_code == 429  # The sixth failure: looked at, wrong, locked for two minutes.
    wait(seconds=61)
    assert sign_in(password=PASSWORD).status_code == 429
    wait(seconds=61)
    assert sign_in(password=PASSWORD).status_code == 302
    assert [sign_in().status_code for _ in range(4)] == [200] * 4


def test_forty_wrong_passwords_are_not_looked_at(somebody, sign_in):
    for _ in range(40):
        sign_in()
    assert AccessAttempt.objects.get(username="zhang").failures_since_start == 5
    assert sign_in(password=PASSWORD).status_code == 429


def test_accounts_that_there_are_not_are_answered_alike(somebody, sign_in):
    for name in ("zhang", "niemand"):
        answers = [sign_in(name, address="192.0.2.7" if name == "zhang" else "192.0.2.8") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
        told = answers[-1].content.decode()
        assert "登录失败次数过多" in told
        assert name not in told


def test_guesses_from_many_addresses_lock_the_account_where_its_owner_has_never_been(somebody, sign_in):
    assert sign_in(password=PASSWORD, address="192.0.2.200").status_code == 302
    for number in range(15):
        sign_in(address=f"198.51.100.{number}")
    assert sign_in(password=PASSWORD, address="203.0.113.9").status_code == 429
    assert sign_in(password=PASSWORD, address="192.0.2.200").status_code == 302
    AccessLog.objects.update(attempt_time=F("attempt_time") - timedelta(days=31))
    assert sign_in(password=PASSWORD, address="192.0.2.200").status_code == 429
    wait(minutes=31)
    assert sign_in(password=PASSWORD, address="203.0.113.9").status_code == 302


def test_an_address_that_tries_many_accounts_is_locked_for_all(somebody, sign_in):
    answers = [sign_in(f"name{number}").status_code for number in range(31)]
    assert answers[-2:] == [429, 429]
    assert sign_in(password=PASSWORD).status_code == 429
    assert sign_in(password=PASSWORD, address="192.0.2.99").status_code == 302


def test_an_address_is_what_our_own_proxies_say_and_a_network_of_ipv6(somebody, sign_in):
    for number in range(5):
        sign_in(address="127.0.0.1", HTTP_X_FORWARDED_FOR=f"10.9.9.{number}, 2001:db8:1:2::{number}")
    assert sign_in(password=PASSWORD, address="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in(password=PASSWORD, address="2001:db8:1:3::1").status_code == 302


def test_the_owner_is_told_by_mail_and_when_he_signs_in(client, somebody, sign_in):
    for number in range(7):
        sign_in(address=f"198.51.100.{number % 2}")
        sign_in("niemand", address="198.51.100.1")
    assert Notice.objects.filter(user=somebody).exists() is False
    for _ in range(6):
        sign_in()
    mail.outbox.clear()
    call_command("notify", verbosity=0)
    (message,) = mail.outbox
    assert message.to == [somebody.email]
    assert "登录失败" in message.subject
    sign_in(password=PASSWORD, address="203.0.113.77")
    told = client.get("/admin/", REMOTE_ADDR="203.0.113.77").content.decode()
    assert "登录失败 12 次" in told


def test_locks_stand_in_the_trail_without_passwords(somebody, sign_in):
    for _ in range(6):
        sign_in(password="Geheim-Geheim-1")
    notes = AuditEntry.objects.filter(action=Action.SIGN_IN_FAILED, title="zhang").values_list("note", flat=True)
    assert [note for note in notes if "失败次数过多" in note]
    assert not AccessAttempt.objects.filter(post_data__contains="Geheim").exists()


def test_administrators_unlock_and_others_do_not(client, somebody, sign_in):
    address = reverse("editorial_unlock_account", args=[somebody.pk])
    for role, may in [
        ("publisher", False),
        ("auditor", False),
        ("security_administrator", False),
        ("administrator", True),
    ]:
        for _ in range(5):
            sign_in()
        client.force_login(factories.person(role))
        if may:
            assert address in client.get(reverse("wagtailusers_users:index")).content.decode()
            assert client.get(address).status_code == 200
        client.post(address)
        assert sign_in(password=PASSWORD).status_code == (302 if may else 429)
        AccessAttempt.objects.all().delete()
    for _ in range(5):
        sign_in()
    call_command("axes_reset")
    assert sign_in(password=PASSWORD).status_code == 302
    assert AuditEntry.objects.filter(note="解除登录锁定").count() == 2


def test_tokens_are_guessed_as_slowly(client, somebody):
    right = bearer(somebody)
    wrong = {"Authorization": "Bearer wagtail_x"}

    def read(headers, address="192.0.2.1"):
        return client.get("/api/wagtail/v3/pages/", headers=headers, REMOTE_ADDR=address)

    assert [read(wrong).status_code for _ in range(6)] == [401] * 4 + [429] * 2
    assert read(right).status_code == 429
    assert read(right, "192.0.2.2").status_code == 200
    assert read({}).status_code == 401
    wait(minutes=2)
    assert read(right).status_code == 200


def test_links_for_a_new_password_are_not_sent_without_end(client, somebody):
    other = factories.person("publisher", name="li")
    User.objects.exclude(pk=somebody.pk).filter(pk=other.pk).update(password=somebody.password)

    def ask(email, address="192.0.2.1"):
        mail.outbox.clear()
        answer = client.post(reverse("wagtailadmin_password_reset"), {"email": email}, REMOTE_ADDR=address)
        assert answer.status_code == 302
        return len(mail.outbox)

    assert [ask(somebody.email, f"192.0.2.{number}") for number in range(5)] == [1, 1, 1, 0, 0]
    for number in range(10):
        ask(f"x{number}@example.gov.cn", "192.0.2.50")
    assert ask(other.email, "192.0.2.50") == 0
    assert ask(other.email, "192.0.2.51") == 1
