"""When sessions end: after a while without work, after a working day, and the oldest of too many at once."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.editorial.accounts.models import SignIn

# How often the last sign of life is written down.
GRAIN = timedelta(minutes=1)
KEPT = timedelta(days=7)


@receiver(user_logged_in)
def follow_sign_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """One session more; the oldest beyond the number allowed are ended, and told so where they come next."""
    now = timezone.now()
    if request.session.session_key is None:
        request.session.save()
    values = {"user": user, "seen_at": now, "started_at": now, "ended_because": ""}
    SignIn.objects.update_or_create(session_key=request.session.session_key, defaults=values)
    SignIn.objects.filter(seen_at__lt=now - KEPT).delete()
    alive = SignIn.objects.filter(user=user, ended_because="", seen_at__gt=now - idle()).order_by("-started_at", "-pk")
    for oldest in alive[settings.SESSIONS_PER_ACCOUNT :]:
        end(oldest, _("您的账号在别处登录，同时登录数已达上限，这里的登录已结束。"))


@receiver(user_logged_out)
def follow_sign_out(request: HttpRequest, **kwargs: Any) -> None:
    """The session is over."""
    SignIn.objects.filter(session_key=request.session.session_key).delete()


def idle() -> timedelta:
    """The time without work after which a session ends."""
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def end(session: SignIn, reason: str) -> None:
    """End one session from outside; its browser is told the reason when it comes again."""
    import_module(settings.SESSION_ENGINE).SessionStore(session.session_key).delete()
    session.ended_because = reason
    session.save(update_fields=["ended_because"])


def end_all(users: Any) -> None:
    """End all sessions of these people."""
    for session in SignIn.objects.filter(user__in=users, ended_because=""):
        end(session, _("您的账号已停用。"))


def look(request: HttpRequest, works: bool) -> SignIn | None:
    """The session of the request, ended when its time is over; `works` says whether the request is a sign of life."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not request.user.is_authenticated:
        ended = SignIn.objects.filter(session_key=key).exclude(ended_because="").first() if key else None
        if ended is not None:
            messages.warning(request, ended.ended_because, fail_silently=True)
            ended.delete()
        return None
    now = timezone.now()
    values = {"user": request.user, "seen_at": now}
    found, _created = SignIn.objects.select_related("user__account").get_or_create(
        session_key=request.session.session_key, defaults=values
    )
    if reason := _reason_to_end(found, now):
        # Signing out would delete the row too, and records it.
        logout(request)
        messages.warning(request, reason, fail_silently=True)
        return None
    if works and now - found.seen_at > GRAIN:
        SignIn.objects.filter(pk=found.pk).update(seen_at=now)
    return found


def _reason_to_end(session: SignIn, now: Any) -> str:
    if now - session.seen_at > idle():
        return _("%d 分钟没有操作，登录已结束，请重新登录。") % settings.SESSION_IDLE_MINUTES
    if now - session.started_at > timedelta(hours=settings.SESSION_HOURS):
        return _("登录已满 %d 小时，请重新登录。") % settings.SESSION_HOURS
    return ""
