"""Locks after failed attempts to sign in, counted by django-axes.

Three counts of the last day, each with its own limit: of one account from one address, of one account from anywhere,
of one address for whatever accounts. Every failure beyond the limit doubles the time until the next attempt is looked
at; what is tried before that is not counted, so nobody can prolong a lock. The count of an account does not bind the
addresses from which its owner has signed in lately: whoever guesses elsewhere cannot lock him out.
"""

import ipaddress
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms.auth import LoginForm
from wagtail.api.v3.errors import PROBLEM_JSON

from cms.editorial.audit.models import Action
from cms.editorial.audit.recording import record
from cms.editorial.notices.models import Notice
from cms.editorial.notices.telling import tell_at_once
from cms.http.client import address_of

TOO_MANY = 429
# The name under which failures with tokens of the write API are counted.
BEARER = "（接口令牌）"
KNOWN_FOR = timedelta(days=30)
KEPT_FOR = timedelta(days=90)


def network_of(request: HttpRequest) -> str:
    """Whom a count of addresses means: the client's address, of IPv6 its network, which has addresses without end."""
    address = address_of(request)
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


def locked_until(username: str | None, address: str) -> datetime | None:
    """When the account may be tried from this address again; None when it may now."""
    recent = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME)
    own = recent.filter(username=username)
    ends = [
        _end(own.filter(ip_address=address), settings.SIGN_IN_FAILURES_PAIR),
        _end(recent.filter(ip_address=address), settings.SIGN_IN_FAILURES_ADDRESS),
    ]
    if username != BEARER and not is_known(username, address):
        ends.append(_end(own, settings.SIGN_IN_FAILURES_ACCOUNT))
    latest = max((end for end in ends if end), default=None)
    return latest if latest and latest > timezone.now() else None


def is_known(username: str | None, address: str) -> bool:
    """Whether the owner of the account has signed in from there lately."""
    since = timezone.now() - KNOWN_FOR
    return AccessLog.objects.filter(username=username, ip_address=address, attempt_time__gte=since).exists()


def _end(attempts: QuerySet[AccessAttempt], limit: int) -> datetime | None:
    found = attempts.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    beyond = (found["failures"] or 0) - limit
    if beyond < 0:
        return None
    minutes = min(2 ** min(beyond, 10), settings.SIGN_IN_LOCK_MINUTES)
    return found["last"] + timedelta(minutes=minutes)


class LockHandler(AxesDatabaseHandler):
    """What django-axes asks, with three counts and growing delays; tells owners and the audit trail."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """As many as lock, or none: django-axes compares with one limit."""
        locked = locked_until(get_client_username(request, credentials), request.axes_ip_address)
        return settings.AXES_FAILURE_LIMIT if locked else 0

    def user_login_failed(self, sender: Any, credentials: Any, request: Any = None, **kwargs: Any) -> None:
        was_locked = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None and request.axes_locked_out and not was_locked:
            _follow_lock(get_client_username(request, credentials), request.axes_ip_address)

    def user_logged_in(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        name = user.get_username()
        last = AccessLog.objects.filter(username=name).aggregate(last=Max("attempt_time"))["last"]
        failed = AccessAttempt.objects.filter(username=name)
        failed = failed.filter(attempt_time__gt=last) if last else failed
        found = failed.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        if found["failures"]:
            moment = timezone.localtime(found["last"]).strftime("%Y-%m-%d %H:%M")
            text = _("上次登录以来，有人用您的账号登录失败 %(number)d 次，最近在 %(moment)s。如非本人，请修改密码。")
            messages.warning(request, text % {"number": found["failures"], "moment": moment}, fail_silently=True)
        AccessLog.objects.filter(attempt_time__lt=timezone.now() - KEPT_FOR).delete()
        super().user_logged_in(sender, request, user, **kwargs)

    def reset_user_attempts(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """The failures of the account from this address; those from elsewhere stay, since they were not the owner's."""
        name = get_client_username(request, credentials)
        return AccessAttempt.objects.filter(username=name, ip_address=request.axes_ip_address).delete()[0]

    def reset_attempts(self, **chosen: Any) -> int:
        count: int = super().reset_attempts(**chosen)
        if count:
            named = "，".join(str(value) for value in chosen.values() if value and value is not True)
            record(Action.OTHER, title=named, note=_("解除登录锁定"))
        return count


def _follow_lock(username: str | None, address: str) -> None:
    until = locked_until(username, address)
    moment = timezone.localtime(until).strftime("%Y-%m-%d %H:%M") if until else ""
    record(Action.SIGN_IN_FAILED, title=username or "", note=_("失败次数过多，%s 前不再受理") % moment)
    user = get_user_model().objects.filter(username=username).first()
    subject = _("有人多次用您的账号登录失败")
    hour = timezone.now() - timedelta(hours=1)
    if user is None or Notice.objects.filter(user=user, subject=subject, created_at__gt=hour).exists():
        return
    text = _("账号“%(name)s”从 %(address)s 登录失败多次，该处暂时不能登录。如非本人操作，请修改密码并告知安全管理员。")
    tell_at_once(user.pk, user.email, subject, text % {"name": username, "address": address})


def answer(request: HttpRequest, response: HttpResponse, credentials: Any = None) -> HttpResponse:
    """What a locked attempt is told, the same for every name, whether there is such an account or not."""
    text = _("登录失败次数过多，请稍后再试。急需登录的，请联系系统管理员解除锁定。")
    if not request.path.startswith(reverse("wagtailadmin_home")):
        problem = {"type": "about:blank", "title": "Too Many Requests", "status": TOO_MANY, "detail": text}
        locked: HttpResponse = JsonResponse(problem, status=TOO_MANY, content_type=PROBLEM_JSON)
    else:
        messages.error(request, text)
        locked = render(request, "wagtailadmin/login.html", {"form": LoginForm(request)}, status=TOO_MANY)
    locked["Retry-After"] = "60"
    return locked
