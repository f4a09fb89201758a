"""A department with its column and people, and the way from draft to public."""

from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import User
from wagtail.models import APIToken, Page, TaskState

from cms.content.models import ContentItem
from cms.editorial.models.roles import RoleKey
from pages.models import ColumnPage
from snippets.models import Department
from tests import factories

WAY = ["department_head", "secrecy_reviewer", "countersigner_research", "countersigner_legal", "publisher"]


def bearer(user) -> dict[str, str]:
    """The header by which the write API knows the user."""
    token = APIToken.generate_token()
    APIToken.objects.create(user=user, name="OA", key_hash=APIToken.hash_token(token), prefix=token[:12])
    return {"Authorization": f"Bearer {token}"}


def is_public(page: Page) -> bool:
    """Whether the public can read the page."""
    return ContentItem.objects.published().filter(page_id=page.pk).exists()


@dataclass
class Office:
    """A department with a column, and one person for every role."""

    department: Department
    column: Page
    people: dict = field(default_factory=dict)

    def again(self) -> "Office":
        """The same office, read again from the database."""
        people = {user.username: user for user in User.objects.filter(username__in=self.people)}
        department = Department.objects.get(pk=self.department.pk)
        return Office(department, ColumnPage.objects.get(pk=self.column.pk), {key: people[key] for key in self.people})

    def draft(self, kind="policy", *arguments, **fields):
        """A page that the editor has written in the column."""
        page = getattr(factories, kind)(*arguments, parent=self.column, publish=False, **fields)
        return self.change(page)

    def change(self, page, **fields):
        """The page after the editor has changed it."""
        page = page.get_latest_revision_as_object()
        for name, value in fields.items():
            setattr(page, name, value)
        page.owner = self.people["column_editor"]
        page.save()
        page.save_revision(user=self.people["column_editor"])
        return type(page).objects.get(pk=page.pk)

    def submit(self, page):
        """The page, sent on its way."""
        page.get_workflow().start(page, self.people["column_editor"])
        return type(page).objects.get(pk=page.pk)

    def submit_again(self, page):
        """The page that was returned, changed by the editor and approved anew up to its publication."""
        page.current_workflow_state.cancel()
        return self.approve(self.submit(self.change(type(page).objects.get(pk=page.pk))))

    def act(self, page, role, action="approve", comment=""):
        """Take the page's present step as the person of that role."""
        page = type(page).objects.get(pk=page.pk)
        state = page.current_workflow_task_state
        state.task.specific.on_action(state, self.people[role], action, comment=comment)
        return type(page).objects.get(pk=page.pk)

    def approve(self, page, until="publisher"):
        """The page with every step approved by whom it is for, up to the one of that role."""
        for role in WAY:
            if role == until:
                return type(page).objects.get(pk=page.pk)
            state = type(page).objects.get(pk=page.pk).current_workflow_task_state
            group = state.task.specific.groups.get()
            if group.editorial_role.key == role:
                self.act(page, role)
        return type(page).objects.get(pk=page.pk)

    def reviewed(self, kind="policy", *arguments, **fields):
        """A page that only waits for its publication."""
        return self.approve(self.submit(self.draft(kind, *arguments, **fields)))

    def trail(self, page) -> list[tuple[str, str, str]]:
        """Step, outcome and person of every step that was taken."""
        states = TaskState.objects.for_instance(page).order_by("started_at", "pk").select_related("task", "finished_by")
        return [(state.task.name, state.status, str(state.finished_by or "")) for state in states]


def founded_office() -> Office:
    """A department with its column and one person for every role, in a portal that is founded."""
    department = factories.department()
    column = factories.column(department=department)
    people = {key: factories.person(key, department, name=key) for key in RoleKey.values}
    return Office(department, column, people)


@pytest.fixture(scope="module")
def founded(module_rows) -> Office | None:
    """The office of all tests of a module, if they can share one."""
    return founded_office() if module_rows else None


@pytest.fixture
def office(founded, portal) -> Office:
    """An office of the test's own, or the module's as it was before any test."""
    return founded.again() if founded else founded_office()
