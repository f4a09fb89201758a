"""Sending what waits: each notice by itself, or all of a day in one message."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.editorial.notices.models import Notice, NoticePreference, Rhythm

logger = logging.getLogger(__name__)
# The hour from which the message of the day is sent.
MORNING = 8
KEPT = timedelta(days=90)


def send_waiting(now: datetime | None = None) -> tuple[int, int]:
    """Send what waits; return how many messages were sent, and how many people could not be reached now.

    A notice is marked in the transaction that sends it: refused by the mail server it waits for the next run, and of
    two runs at once one finds it locked. Raises OSError when there is no mail server; then everything waits.
    """
    moment = timezone.localtime(now)
    people = get_user_model().objects.filter(notices__sent_at=None, notices__isnull=False).distinct()
    sent = failed = 0
    Notice.objects.filter(sent_at__lt=moment - KEPT).delete()
    with get_connection() as mail, override(settings.LANGUAGE_CODE):
        for person in people.order_by("pk"):
            try:
                sent += _send_to(person, mail, moment)
            except (OSError, ValueError):  # refused by the mail server, or an address that is none
                logger.exception("notices to user %s were not sent", person.pk)
                failed += 1
    return sent, failed


def _send_to(person: Any, mail: Any, moment: datetime) -> int:
    at_once = Notice.objects.filter(user=person, sent_at=None).exclude(address="").values_list("pk", flat=True)
    sent = sum(_send_one(key, person, mail, moment) for key in list(at_once))
    return sent + _send_as_preferred(person, mail, moment)


def _send_as_preferred(person: Any, mail: Any, moment: datetime) -> int:
    preference = NoticePreference.objects.filter(user=person).first()
    rhythm = preference.rhythm if preference else Rhythm.EACH
    if not person.is_active:
        return 0
    if rhythm == Rhythm.NONE:
        Notice.objects.filter(user=person, sent_at=None).delete()
    elif rhythm == Rhythm.DAILY:
        return _send_digest(person, mail, moment)
    else:
        keys = list(Notice.objects.filter(user=person, sent_at=None).values_list("pk", flat=True))
        return sum(_send_one(key, person, mail, moment) for key in keys)
    return 0


def _send_one(key: int, person: Any, mail: Any, moment: datetime) -> int:
    with transaction.atomic():
        notice = Notice.objects.select_for_update(skip_locked=True).filter(pk=key, sent_at=None).first()
        if notice is None:
            return 0
        Notice.objects.filter(pk=key).update(sent_at=moment)
        _mail(notice.address or person.email, notice.subject, notice.text, mail)
    return 1


def _send_digest(person: Any, mail: Any, moment: datetime) -> int:
    if moment.hour < MORNING:
        return 0
    with transaction.atomic():
        preference = NoticePreference.objects.select_for_update().get(user=person)
        waiting = Notice.objects.filter(user=person, sent_at=None)
        notices = list(waiting)
        if not notices or preference.digested_on == moment.date():
            return 0
        preference.digested_on = moment.date()
        preference.save(update_fields=["digested_on"])
        waiting.filter(pk__in=[notice.pk for notice in notices]).update(sent_at=moment)
        lines = "\n\n".join(f"· {notice.text}" for notice in notices)
        _mail(person.email, _("审签通知：%d 件") % len(notices), lines, mail)
    return 1


def _mail(address: str, subject: str, text: str, mail: Any) -> None:
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(subject, text, None, [address], connection=mail, headers=headers).send()
