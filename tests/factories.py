"""Pages and vocabulary for tests, made with as few words as the test needs.

Every factory of a page puts it below a column and, unless `publish=False`, publishes it as an editor would. Fields
that the test does not name get plain valid values.
"""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any, TypeVar

from django.contrib.auth.models import User
from wagtail.models import Page

from cms.content.gates import by_system
from cms.content.publishing import synchronise
from cms.editorial.models import Membership, Role
from cms.editorial.models.roles import RoleKey
from pages.models import (
    CataloguePage,
    ColumnPage,
    GuidePage,
    HomePage,
    InterpretationPage,
    InterpretedDocument,
    NewsPage,
    NoticePage,
    PolicyDocumentPage,
    SimplePage,
)
from snippets.models import Department, Topic

P = TypeVar("P", bound=Page)
_numbers = count(1)


def paragraph(text: str) -> dict[str, Any]:
    """A text block as StreamField data."""
    return {"type": "text", "value": f"<p>{text}</p>"}


def department(code: str = "faguichu", title: str = "法规处") -> Department:
    return Department.objects.get_or_create(code=code, defaults={"title": title})[0]


def person(role: RoleKey | str, department: Department | None = None, name: str = "") -> User:
    """Somebody who plays the role, in the department if one is given."""
    user = User.objects.create_user(name or f"{role}-{next(_numbers)}", email=f"{next(_numbers)}@example.gov.cn")
    user.groups.add(Role.objects.get(key=role).group)
    if department:
        Membership.objects.create(user=user, department=department)
    return user


def topic(code: str = "fazhan", title: str = "发展规划", parent: Topic | None = None) -> Topic:
    return Topic.objects.get_or_create(code=code, defaults={"title": title, "parent": parent})[0]


def place(page: P, parent: Page | None, publish: bool) -> P:
    """Add the page below `parent`, publish it when asked to, and return it as the database has it."""
    if not page.slug:
        page.slug = f"page-{next(_numbers)}"
    page.live = False
    (parent or column()).add_child(instance=page)
    if publish:
        published(page)
    else:
        page.save_revision()
    return type(page).objects.get(pk=page.pk)


def together(parent: Page, pages: Sequence[P]) -> Sequence[P]:
    """The pages below `parent`, published in one go as an import does it, for tests that need many."""
    for page in pages:
        page.slug = page.slug or f"page-{next(_numbers)}"
        parent.add_child(instance=page)
    synchronise(pages)
    return pages


def published(page: P) -> P:
    """The page as it stands, published without the reviews that the test is not about."""
    with by_system("test"):
        page.save_revision().publish()
    return page


def column(parent: Page | None = None, publish: bool = True, **fields: Any) -> ColumnPage:
    """A column below the Chinese home page."""
    home = parent or HomePage.objects.get(locale__language_code="zh-hans")
    return place(ColumnPage(**{"title": "政策文件"} | fields), home, publish)


def policy(parent: Page | None = None, publish: bool = True, **fields: Any) -> PolicyDocumentPage:
    """A document that is 主动公开 unless the test says otherwise."""
    values = {
        "title": "关于全面推进政务公开工作的实施意见",
        "date_written": date(2017, 9, 1),
        "disclosure": "proactive",
        "body": [paragraph("坚持以公开为常态、不公开为例外。")],
    }
    return place(PolicyDocumentPage(**values | fields), parent, publish)


def interpretation(
    *documents: PolicyDocumentPage, parent: Page | None = None, publish: bool = True, **fields: Any
) -> InterpretationPage:
    """An interpretation of these documents."""
    page = InterpretationPage(**{"title": "实施意见解读", "body": [paragraph("一图读懂。")]} | fields)
    page.interpreted_documents = [InterpretedDocument(document=document) for document in documents]
    return place(page, parent, publish)


def news(parent: Page | None = None, publish: bool = True, **fields: Any) -> NewsPage:
    return place(NewsPage(**{"title": "全省发展改革工作会议召开"} | fields), parent, publish)


def notice(parent: Page | None = None, publish: bool = True, **fields: Any) -> NoticePage:
    return place(NoticePage(**{"title": "关于征集意见的公告"} | fields), parent, publish)


def guide(parent: Page | None = None, publish: bool = True, **fields: Any) -> GuidePage:
    return place(GuidePage(**{"title": "政府信息公开指南", "year": 2026} | fields), parent, publish)


def simple(parent: Page | None = None, publish: bool = True, **fields: Any) -> SimplePage:
    return place(SimplePage(**{"title": "联系我们"} | fields), parent, publish)


def entry(**values: Any) -> dict[str, Any]:
    """A catalogue entry as StreamField data."""
    return {
        "item": "权力清单",
        "content": "行政职权事项",
        "legal_ground": "政府信息公开条例",
        "time_limit": "形成之日起 20 个工作日内",
        "subject": "法规处",
        "channels": ["website"],
        "audience": "public",
        "method": "proactive",
        "fulfilled_by": None,
    } | values


def catalogue(parent: Page | None = None, publish: bool = True, **fields: Any) -> CataloguePage:
    areas = [{"type": "area", "value": {"title": "简政放权", "entries": [entry()]}}]
    return place(CataloguePage(**{"title": "主动公开基本目录", "areas": areas} | fields), parent, publish)
