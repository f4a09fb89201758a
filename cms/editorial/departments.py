"""Which part of the page tree belongs to which department.

A column belongs to the department that it names, and so does everything below it as far as the next column that names
another one. What stands below no such column belongs to no department.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from cms.editorial.models.roles import ALL_DEPARTMENTS, Membership
from pages.models import ColumnPage
from snippets.models import Department


def department_of(page: Page) -> Department | None:
    """The department to whose column the page belongs: the nearest one named on the way up, itself included."""
    paths = [page.path[:end] for end in range(Page.steplen, len(page.path) + 1, Page.steplen)]
    columns = ColumnPage.objects.filter(path__in=paths, department__isnull=False).select_related("department")
    nearest = columns.order_by("-depth").first()
    return nearest.department if nearest else None


@dataclass(frozen=True)
class Territory:
    """The part of the tree where a user's page permissions hold: everywhere, or the columns of one department."""

    department: int | None = None
    everywhere: bool = False
    columns: tuple[tuple[str, int], ...] = ()

    def __contains__(self, page: Page) -> bool:
        above = [(path, owner) for path, owner in self.columns if page.path.startswith(path)]
        return self.everywhere or bool(above and max(above)[1] == self.department)

    @property
    def own(self) -> list[str]:
        """The paths of the department's columns."""
        return [path for path, owner in self.columns if owner == self.department]

    def covers_all_below(self, page: Page) -> bool:
        """Whether no column below the page belongs to anyone else."""
        return self.everywhere or all(
            owner == self.department for path, owner in self.columns if path.startswith(page.path)
        )

    def condition(self) -> Q:
        """The pages inside, as a condition on pages."""
        if self.everywhere:
            return Q()
        inside = Q(pk__in=[])
        for own in self.own:
            part = Q(path__startswith=own)
            for path, owner in self.columns:
                if owner != self.department and path.startswith(own):
                    part &= ~Q(path__startswith=path)
            inside |= part
        return inside

    def way_there(self) -> Q:
        """The pages above the department's columns, through which one gets there."""
        above = {path[:end] for path in self.own for end in range(Page.steplen, len(path), Page.steplen)}
        return Q(path__in=above)


def territory_of(user: Any) -> Territory:
    """Where the user's page permissions hold; computed once for each user object, hence once a request."""
    if not hasattr(user, "territory"):
        user.territory = _territory(user)
    return user.territory


def _territory(user: Any) -> Territory:
    return Territory(everywhere=True) if user.has_perm(ALL_DEPARTMENTS) else home_territory(user)


def home_territory(user: Any) -> Territory:
    """The columns of the user's own department, wherever else his permissions hold; none for nobody's account."""
    if not user.is_active:
        return Territory()
    department = Membership.objects.filter(user=user.pk).values_list("department", flat=True).first()
    if department is None:
        return Territory()
    columns = ColumnPage.objects.filter(department__isnull=False).values_list("path", "department")
    return Territory(department, columns=tuple(columns.order_by("path")))
