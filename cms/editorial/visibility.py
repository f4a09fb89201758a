"""What an account may know of a page: the one rule that every view of the administration asks (decision 14).

An account *reads* the pages of its department – drafts, history and all –, those whose present step of review is its
own, and with the permission `editorial.all_departments` those of every department. Documents that are 不予公开 are read
by their own department and their author, by whom they are presented to for review, by 政务公开办 and the auditor: by
nobody else, whatever he reads besides. Of a page that it does not read an account *knows* what the public knows.
"""

from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, WorkflowState

from cms.content.models import ContentItem
from cms.editorial.departments import department_of, home_territory, territory_of
from cms.editorial.models.roles import Role, RoleKey
from cms.editorial.models.tasks import CountersignTask, DepartmentReviewTask, PublicationTask, SecrecyReviewTask
from pages.models.policy import withheld_documents

# Who handles 不予公开 documents of every department: questions of the public about them, and what was done with them.
READS_WITHHELD = (RoleKey.DISCLOSURE_OFFICE, RoleKey.AUDITOR)
# Stands for pages that are gone, of which only their titles are left here and there: they may have been 不予公开.
GONE = 0
_TASKS = (DepartmentReviewTask, SecrecyReviewTask, CountersignTask, PublicationTask)


class Visibility:
    """What one account may know, as conditions on lists of pages and as answers about single ones."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.territory = territory_of(user)
        self._public_titles: dict[int, str | None] = {}

    @cached_property
    def in_review(self) -> frozenset[int]:
        """The pages whose present step of review is for this account's groups, and for its department."""
        groups = self.user.groups.values("pk")
        tasks = [key for task in _TASKS for key in task.objects.filter(groups__in=groups).values_list("pk", flat=True)]
        if not tasks:
            return frozenset()
        states = WorkflowState.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            status=WorkflowState.STATUS_IN_PROGRESS,
            current_task_state__task__in=tasks,
        ).select_related("current_task_state__task__content_type")
        waiting = {int(state.object_id): state.current_task_state.task.content_type.model_class() for state in states}
        foreign = {
            page.pk
            for page in Page.objects.filter(pk__in=waiting)
            if waiting[page.pk] is DepartmentReviewTask and page not in self.territory and department_of(page)
        }
        return frozenset(waiting.keys() - foreign)

    @cached_property
    def hidden(self) -> frozenset[int]:
        """What an account that reads every department does not read."""
        handles = Role.objects.filter(key__in=READS_WITHHELD, group__user=self.user.pk)
        if self.user.is_superuser or handles.exists():
            return frozenset()
        others = withheld_documents().exclude(owner=self.user.pk).exclude(home_territory(self.user).condition())
        return frozenset(others.values_list("pk", flat=True)) - self.in_review | {GONE}

    def readable(self) -> Q:
        """The pages that the account reads, as a condition on pages."""
        if self.territory.everywhere:
            return ~Q(pk__in=self.hidden)
        return self.territory.condition() | Q(pk__in=self.in_review)

    def known(self) -> Q:
        """Those of which it may know at all: they may be listed, found and chosen, by their public title."""
        public = ContentItem.objects.published().exclude(page_id=None)
        return self.readable() | self.territory.way_there() | Q(depth=1) | Q(pk__in=public.values("page_id"))

    def reads(self, page: Page) -> bool:
        """Whether the account reads the page."""
        if self.territory.everywhere:
            return page.pk not in self.hidden
        return page in self.territory or page.pk in self.in_review

    def reads_all_below(self, page: Page) -> bool:
        """Whether the account reads the page and everything below it that its rights would let it change."""
        below = Page.objects.filter(path__startswith=page.path, pk__in=self.hidden)
        return not (self.territory.everywhere and below.exists())

    def knows(self, page: Page) -> bool:
        """Whether the account may know that there is this page."""
        return self.reads(page) or self._leads_home(page) or self.public_title(page) is not None

    def title(self, page: Page, title: str) -> str | None:
        """The title that the account may know of a page whose title is the one given; None for none."""
        return title if self.reads(page) or self._leads_home(page) else self.public_title(page)

    def public_title(self, page: Page) -> str | None:
        """What the public calls the page; None when it is not public."""
        if page.pk not in self._public_titles:
            item = ContentItem.objects.published().filter(page_id=page.pk).only("title").first()
            self._public_titles[page.pk] = item.title if item else None
        return self._public_titles[page.pk]

    def _leads_home(self, page: Page) -> bool:
        """Whether the page is the root, or stands above a column of the account's department."""
        return page.depth == 1 or any(own.startswith(page.path) for own in self.territory.own)


def visibility_of(user: Any) -> Visibility:
    """What the user may know; computed once for each user object, hence once a request."""
    if not hasattr(user, "visibility"):
        user.visibility = Visibility(user)
    return user.visibility
