"""Telling those who look after the portal that search is limited, and that it is no more: once for each outage."""

import logging

from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _

from search.models import SearchState

logger = logging.getLogger(__name__)


def note(error: Exception | None) -> bool:
    """Remember whether Elasticsearch answers, raise the alarm when that changes; returns whether it came back."""
    down_since = SearchState.current().down_since
    row = SearchState.objects.filter(pk=1)
    if error is None:
        if not (down_since and row.exclude(down_since=None).update(down_since=None, error="")):
            return False
        _alarm(_("检索已恢复正常"), _("Elasticsearch 已恢复，正在核对索引。"))
        return True
    if not down_since and row.filter(down_since=None).update(down_since=timezone.now(), error=str(error)):
        logger.error("search is limited, Elasticsearch does not answer: %s", error)
        _alarm(_("检索受限"), _("Elasticsearch 无法使用，暂由数据库回答检索，结果可能不全。原因：%s") % error)
    return False


def _alarm(subject: str, text: str) -> None:
    people = get_user_model().objects.with_perm(
        "search.view_searchstate", backend="django.contrib.auth.backends.ModelBackend"
    )
    addresses = [address for address in people.values_list("email", flat=True) if address]
    try:
        send_mail(subject, text, None, addresses)
    except OSError as error:
        logger.error("search: nobody could be told by e-mail: %s", error)
