"""Sessions end in time, and tokens reach no further and no longer than their owner said."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken, Page

from cms.editorial.accounts.models import Scope, SignIn, TokenTerms
from cms.editorial.audit.models import AuditEntry
from tests import factories
from tests.editorial.accounts.test_own import own_settings
from tests.editorial.conftest import is_public

pytestmark = pytest.mark.django_db
PASSWORD = "Zhengwu-Gongkai-2026"
HOME = "/admin/"
PAGES = "/api/wagtail/v3/pages/"


@pytest.fixture
def somebody(portal):
    user = factories.person("publisher", name="zhang")
    user.set_password(PASSWORD)
    user.save()
    return user


def browser() -> Client:
    """A browser in which the person has signed in."""
    found = Client()
    found.post(reverse("wagtailadmin_login"), {"username": "zhang", "password": PASSWORD, "remember": "on"})
    return found


def is_in(client) -> bool:
    return client.get(HOME).status_code == 200


def wait(**time):
    shift = timedelta(**time)
    SignIn.objects.update(seen_at=F("seen_at") - shift, started_at=F("started_at") - shift)


def test_a_session_without_work_ends_whatever_the_open_page_sends_by_itself(somebody):
    client = browser()
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", Page.objects.first().pk, 1])
    for _ in range(3):
        wait(minutes=10, seconds=5)
        client.post(ping)
        client.get(reverse("wagtailadmin_sprite"))
    assert not is_in(client)
    assert "30 分钟没有操作" in client.get(reverse("wagtailadmin_login")).content.decode()


def test_what_was_written_when_the_session_ended_is_not_lost(somebody):
    client, page = browser(), factories.column()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    wait(minutes=31)
    answer = client.post(address, {"title": '新的"标题"', "tags": ["甲", "乙"], "csrfmiddlewaretoken": "alt"})
    assert answer.status_code == 403
    assert "no-store" in answer.headers["Cache-Control"]
    text = answer.content.decode()
    assert f'action="{address}"' in text
    assert 'value="新的&quot;标题&quot;"' in text
    assert 'name="tags" value="甲"' in text
    assert 'name="tags" value="乙"' in text
    assert 'value="alt"' not in text
    assert client.post(reverse("wagtailusers_users:add"), {"username": "x"}).status_code == 302


def test_work_keeps_a_session_but_not_beyond_a_day(somebody):
    client = browser()
    for _ in range(35):
        wait(minutes=20)
        assert is_in(client)
    wait(minutes=25)
    assert not is_in(client)


def test_a_session_that_has_ended_opens_no_file_either(somebody):
    client = browser()
    wait(minutes=31)
    client.get("/documents/1/x.pdf")
    assert not SignIn.objects.exists()


def test_the_oldest_of_too_many_sessions_ends_and_is_told(somebody):
    browsers = [browser() for _ in range(4)]
    assert [is_in(each) for each in browsers] == [False, True, True, True]
    assert "已达上限" in browsers[0].get(reverse("wagtailadmin_login")).content.decode()


def test_a_new_password_ends_all_other_sessions_and_all_tokens(somebody):
    mine, other = browser(), browser()
    key = token(somebody)
    assert read(key) == 200
    names = {"name_email-first_name": "三", "name_email-last_name": "张"}
    new = dict.fromkeys(("password-new_password1", "password-new_password2"), "Ganz-Anders-2026")
    own_settings(mine, **names, **new, **{"password-old_password": PASSWORD})
    assert User.objects.get(pk=somebody.pk).check_password("Ganz-Anders-2026")
    assert [is_in(mine), is_in(other)] == [True, False]
    assert read(key) == 401


def test_a_new_password_from_the_shell_ends_tokens_and_an_upgraded_hash_does_not(somebody, settings):
    key = token(somebody)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    before = somebody.password
    browser()
    assert User.objects.get(pk=somebody.pk).password != before
    assert read(key) == 200
    somebody.set_password("Ganz-Anders-2026")
    somebody.save()
    assert read(key) == 401


@pytest.mark.parametrize("way", ["bulk", "shell"])
def test_a_disabled_account_has_no_sessions_and_no_tokens_even_when_it_is_enabled_again(client, somebody, way):
    own, key = browser(), token(somebody)
    if way == "bulk":
        client.force_login(factories.person("administrator"))
        address = reverse("wagtail_bulk_action", args=["auth", "user", "set_active_state"])
        client.post(f"{address}?id={somebody.pk}", {"mark_as_active": "False"})
    else:
        somebody.is_active = False
        somebody.save()
    User.objects.filter(pk=somebody.pk).update(is_active=True)
    assert not is_in(own)
    assert read(key) == 401


def token(user, scope=Scope.PUBLISH, **terms) -> str:
    made, plain = APIToken.create_token(user=user, name="OA")
    TokenTerms.objects.filter(token=made).update(scope=scope, **terms)
    return plain


def headers(key) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def read(key) -> int:
    return Client().get(PAGES, headers=headers(key)).status_code


def test_tokens_end(somebody):
    assert read(token(somebody)) == 200
    assert read(token(somebody, expires_at=timezone.now() - timedelta(seconds=1))) == 401
    lost = token(somebody)
    TokenTerms.objects.all().delete()
    assert read(lost) == 401


def test_tokens_reach_no_further_than_their_scope(somebody):
    page = factories.notice()
    calls = [
        ("patch", f"{PAGES}{page.pk}/", {"title": "草稿", "meta": {}}),
        ("post", f"{PAGES}{page.pk}/actions/publish/", {}),
        ("patch", f"{PAGES}{page.pk}/", {"title": "发布", "meta": {"action": "publish"}}),
        ("post", f"{PAGES}{page.pk}/actions/unpublish/", {}),
        ("delete", f"{PAGES}{page.pk}/", {}),
    ]
    may = {Scope.READ: [], Scope.DRAFT: calls[:1], Scope.PUBLISH: calls[:4]}
    for scope, allowed in may.items():
        key = token(somebody, scope)
        assert read(key) == 200
        for method, address, data in calls[:4] if scope == Scope.PUBLISH else calls:
            answer = getattr(Client(), method)(address, data, content_type="application/json", headers=headers(key))
            expected = (200, 201, 204) if (method, address, data) in allowed else (403,)
            assert answer.status_code in expected, (scope, method, address, answer.content)
        assert is_public(page) == (scope != Scope.PUBLISH)


def test_tokens_are_made_seen_and_ended_by_their_owner(client, somebody):
    client.force_login(somebody)
    answer = client.post(reverse("wagtailusers_api_tokens:add"), {"name": "OA", "scope": "draft", "days": 10})
    plain = answer.context["token"]
    assert plain in answer.content.decode()
    made = APIToken.objects.get()
    assert (made.user, made.terms.scope) == (somebody, "draft")
    assert timedelta(days=9) < made.terms.expires_at - timezone.now() <= timedelta(days=10)
    assert read(plain) == 200
    listed = client.get(reverse("wagtailusers_api_tokens:index")).content.decode()
    assert "读取、撰写草稿" in listed
    assert plain not in listed
    said = "".join(f"{entry.title}{entry.note}{entry.changes}" for entry in AuditEntry.objects.all())
    assert plain not in said
    client.post(reverse("wagtailusers_api_tokens:delete", args=[made.pk]))
    assert read(plain) == 401


def test_tokens_of_others_are_ended_by_administrators_only(client, somebody):
    key = token(somebody)
    address = reverse("wagtailusers_api_tokens:delete", args=[APIToken.objects.get().pk])
    for role, status in [("publisher", 200), ("security_administrator", 200), ("administrator", 401)]:
        client.force_login(factories.person(role))
        client.post(address)
        assert read(key) == status, role


def test_tokens_made_by_command_end_like_others(somebody):
    call_command("api_tokens", "create", "--user", "zhang", "--name", "OA", verbosity=0)
    terms = TokenTerms.objects.get()
    assert timedelta(days=89) < terms.expires_at - timezone.now() <= timedelta(days=90)
