"""Publishing together: all that belongs together in one transaction, or nothing."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.content.gates import Obstacle, PublicationRefused, obstacles_to
from cms.content.locks import hold_publication
from cms.editorial.companions import group_of, revision_to_publish, together, waits_for_publication


@transaction.atomic
def finish(page: Page, user: Any) -> None:
    """The page's workflow is finished: publish it, with what belongs to it. Raises PublicationRefused."""
    hold_publication()
    if page.pk in together.get():
        page.get_latest_revision().publish(user=user)
    else:
        publish_together(group_of(page), user)


@transaction.atomic
def publish_together(pages: Sequence[Page], user: Any, log_action: str | bool = True) -> None:
    """Publish, or schedule, the reviewed revisions of these pages in one transaction.

    Pages that wait for their publication are approved by `user`. Raises PublicationRefused with everything that
    stands in the way of any of them; then none is public.
    """
    hold_publication()
    keys = [page.pk for page in pages]
    list(Page.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    read = Page.objects.specific().in_bulk(keys)
    pages = [read[key] for key in keys]
    token = together.set(frozenset(page.pk for page in pages))
    try:
        if obstacles := _obstacles(pages, user):
            raise PublicationRefused(obstacles, pages[0], user)
        for page in pages:
            if waits_for_publication(page):
                state = page.current_workflow_task_state
                state.task.specific.on_action(state, user, "approve", comment=_("联合发布"))
            else:
                revision_to_publish(page).publish(user=user, log_action=log_action)
    finally:
        together.reset(token)


def obstacles_to_group(page: Page, user: Any) -> list[Obstacle]:
    """What stands in the way of publishing the page with what belongs to it."""
    pages = group_of(page)
    token = together.set(frozenset(member.pk for member in pages))
    try:
        return _obstacles(pages, user)
    finally:
        together.reset(token)


def _obstacles(pages: Sequence[Page], user: Any) -> list[Obstacle]:
    found: list[Obstacle] = []
    revisions = {page.pk: revision_to_publish(page) for page in pages}
    for page in pages:
        drafted = revisions[page.pk].as_object()
        prefix = f"《{drafted.title}》" if len(pages) > 1 else ""
        found += [
            Obstacle(prefix + each.message, each.remedy, each.field)
            for each in obstacles_to(drafted, revisions[page.pk], user)
        ]
    if len({revision.as_object().go_live_at for revision in revisions.values()}) > 1:
        found.append(Obstacle(_("文件与解读的定时发布时间不一致。"), _("请将两者设为同一时间。"), "go_live_at"))
    return found
