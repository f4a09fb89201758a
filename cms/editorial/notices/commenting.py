"""Who is told of comments on a page: those who follow all of them, and those who take part in a thread.

Takes the place of Wagtail's mails, which it sends while the page is being saved: with the mail server down nothing that
has a comment could be saved.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Comment, Page, PageSubscription
from wagtail.users.models import UserProfile

from cms.editorial.notices.telling import name_of, tell, title_of
from cms.editorial.places import places_of


def tell_of_comments(page: Page, editor: Any, changes: Mapping[str, Sequence[Any]]) -> None:
    """Leave notices of what `editor` did with comments, `changes` as the page editor collects them."""
    said = list(_said(page, changes))
    followers = PageSubscription.objects.filter(page=page.pk, comment_notifications=True).exclude(user=editor)
    everything = [line for _comment, line in said]
    for follower in followers.select_related("user"):
        _tell(follower.user, editor, everything, page)
    keys = {comment.pk for comment, _line in said if comment.pk}
    mine = Q(wagtail_admin_comments__in=keys) | Q(comment_replies__comment__in=keys)
    others = (
        get_user_model().objects.filter(mine).exclude(pk__in=[editor.pk, *followers.values_list("user", flat=True)])
    )
    for person in others.distinct():
        threads = set(Comment.objects.filter(Q(user=person) | Q(replies__user=person)).values_list("pk", flat=True))
        _tell(person, editor, [line for comment, line in said if comment.pk in threads], page)


def _said(page: Page, changes: Mapping[str, Sequence[Any]]) -> Iterator[tuple[Comment, str]]:
    """Each comment that something was done with, and what, with its place."""
    labels = {place.path: place.label for place in places_of(page)}
    for name, verb in (
        ("new_comments", _("新批注")),
        ("resolved_comments", _("批注已解决")),
        ("deleted_comments", _("批注已删除")),
    ):
        for comment in changes[name]:
            yield comment, f"· {labels.get(comment.contentpath, '')} {verb}：{comment.text}"
    for comment, replies in changes["new_replies"]:
        for reply in replies:
            yield comment, f"· {labels.get(comment.contentpath, '')} {_('回复')}“{comment.text}”：{reply.text}"


def _tell(person: Any, editor: Any, lines: Sequence[str], page: Page) -> None:
    if lines and UserProfile.get_for_user(person).updated_comments_notifications:
        subject = _("《%(title)s》的批注有变化（%(editor)s）") % {"title": title_of(page), "editor": name_of(editor)}
        tell([person], subject, "\n".join([subject, *lines]), page, "wagtailadmin_pages:edit")
