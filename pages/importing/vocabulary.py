"""The topics, departments and columns that records name."""

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from pages.importing.refusals import Refused
from pages.models import ColumnPage, HomePage
from pages.models.column import ColumnType, Presentation
from snippets.models import Department, Topic

LIBRARY_SLUG, LIBRARY_TITLE = "wenjianku", "文件库"
OTHER_CODE, OTHER_TITLE = "qita", "其他"


class Vocabulary:
    """What records name, looked up once; topics that are unknown are created below the first-level topic 其他."""

    def __init__(self) -> None:
        self._departments: dict[str, Department] = {}
        self._columns: dict[str, ColumnPage] = {}
        for department in Department.objects.all():
            self._departments |= {department.code: department, department.title: department}

    def department(self, name: str) -> Department | None:
        """The department of that title or code. Raises Refused."""
        if name and name not in self._departments:
            raise Refused("department", _("没有名为“%s”的处室。") % name)
        return self._departments.get(name)

    def column(self, address: str) -> ColumnPage:
        """The column at the address below the Chinese home page. Raises Refused."""
        if address not in self._columns:
            url_path = f"{home().url_path}{address.strip('/')}/"
            column = ColumnPage.objects.filter(url_path=url_path).select_related("locale").first()
            if column is None:
                raise Refused("column", _("没有地址为“%s”的栏目。") % address)
            self._columns[address] = column
        return self._columns[address]


def topics(titles: set[str]) -> dict[str, Topic]:
    """The topics of these titles, created where they are missing; of topics with one title the more special one."""
    found: dict[str, Topic] = {}
    for topic in Topic.objects.filter(title__in=titles).select_related("parent"):
        if topic.title not in found or topic.parent_id:
            found[topic.title] = topic
    for title in sorted(titles - found.keys() - {""}):
        found[title] = _new_topic(title)
    return found


def _new_topic(title: str) -> Topic:
    other, _created = Topic.objects.get_or_create(code=OTHER_CODE, defaults={"title": OTHER_TITLE, "order": 900})
    base = slugify("-".join(lazy_pinyin(title)))[:50].strip("-") or "zhuti"
    taken = set(Topic.objects.filter(code__startswith=base).values_list("code", flat=True))
    code = next(
        code for code in (f"{base}-{number}" if number else base for number in range(10_000)) if code not in taken
    )
    return Topic.objects.create(code=code, title=title, parent=other)


def home() -> HomePage:
    """The Chinese home page."""
    return HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE)


def library() -> ColumnPage:
    """The column 文件库, which holds what names no other column; published when it is missing."""
    front = home()
    column = ColumnPage.objects.child_of(front).filter(slug=LIBRARY_SLUG).first()
    if column is None:
        column = ColumnPage(
            title=LIBRARY_TITLE,
            slug=LIBRARY_SLUG,
            column_type=ColumnType.POLICY,
            presentation=Presentation.LIBRARY,
            live=False,
        )
        front.add_child(instance=column)
        column.save_revision().publish()
    return ColumnPage.objects.select_related("locale").get(pk=column.pk)
