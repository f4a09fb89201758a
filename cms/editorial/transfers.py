"""Nothing becomes public in another department's column without that department (青发改办〔2017〕455号 19).

What is moved there, or stands there under a second address, would be public at once by the reviews of the department
that it comes from. So a page goes there as a draft, which its new department reviews, and an alias, which is public
as soon as its source is, does not go there at all.
"""

from typing import Any

from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision
from wagtail.signals import pre_page_move

from cms.content.gates import Obstacle, PublicationRefused, gate, is_by_system
from cms.editorial.departments import department_of
from cms.editorial.visibility import visibility_of
from pages.models import ColumnPage
from snippets.models import Department


@receiver(pre_page_move)
def keep_public_pages_in_their_department(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Public pages and aliases are not moved into another department's column. Raises PublicationRefused."""
    department = department_of(parent_page_after)
    if is_by_system() or not department or department == department_of(parent_page_before):
        return
    moved = Page.objects.descendant_of(instance, inclusive=True).filter(Q(live=True) | Q(alias_of__isnull=False))
    # A column that names its department takes it along, with what stands below.
    columns = ColumnPage.objects.descendant_of(instance, inclusive=True).filter(department__isnull=False)
    for path in columns.values_list("path", flat=True):
        moved = moved.exclude(path__startswith=path)
    if moved.exists():
        remedy = _("请先撤下，以草稿移入，再由%s审签；别名页请先转为普通页面。") % department
        obstacle = Obstacle(_("《%s》已公开或是别名页，不能直接移到其他处室的栏目。") % instance.title, remedy)
        raise PublicationRefused([obstacle], instance)


@receiver(post_save)
def keep_aliases_in_their_department(sender: type, instance: Any, created: bool, **kwargs: Any) -> None:
    """An alias stands in a column of its source's department. Raises PublicationRefused."""
    if not created or kwargs.get("raw") or not isinstance(instance, Page) or not instance.alias_of_id or is_by_system():
        return
    if department := _foreign_department(instance, instance.alias_of):
        raise PublicationRefused([_foreign_alias(instance, department)], instance.alias_of)


@gate
def aliases_in_their_department(page: Page, revision: Revision, user: Any) -> list[Obstacle]:
    """What becomes public with the page: no alias in a column of another department, however it came there."""
    aliases, found = list(page.aliases.all()), []
    while aliases:
        alias = aliases.pop()
        aliases += alias.aliases.all()
        if department := _foreign_department(alias, page):
            found.append(_foreign_alias(alias, department))
    return found


@gate
def departments_keep_their_secrets(page: Page, revision: Revision, user: Any) -> list[Obstacle]:
    """Whoever gives a column to another department reads all that stands in it: the people there will."""
    user = revision.user or user
    stored = ColumnPage.objects.filter(pk=page.pk).values_list("department", flat=True)
    if not isinstance(page, ColumnPage) or user is None or page.department_id in stored:
        return []
    if visibility_of(user).reads_all_below(page):
        return []
    remedy = _("请由政务公开办修改，再发布。")
    return [Obstacle(_("栏目中有您无权查看的内容，不能改变所属处室。"), remedy, "department")]


def _foreign_department(alias: Page, source: Page) -> Department | None:
    """The department of the alias, if it is another one than its source's."""
    department = department_of(alias)
    return department if department != department_of(source) else None


def _foreign_alias(alias: Page, department: Department) -> Obstacle:
    return Obstacle(
        _("《%(title)s》的别名页不能放在%(department)s的栏目：它会不经该处室而公开。")
        % {"title": alias.title, "department": department},
        _("请复制为普通页面，由该处室审签；已有的别名页请转为普通页面。"),
    )
