"""Lists of content items: filters and orders, by places and counted. Lists by cursor are `walking`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from cms.content.models import ContentItem, Link, LinkKind
from cms.content.types import places

# order → (field, descending)
ORDERS = {
    "-published": ("published_at", True),
    "published": ("published_at", False),
    "-issued": ("issued_on", True),
    "issued": ("issued_on", False),
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None means everything. Column, topic and department are link targets."""

    locale: str
    column: str | None = None
    topic: str | None = None
    department: str | None = None
    tag: str | None = None
    type: str | None = None
    kind: str | None = None
    validity: str | None = None
    year: int | None = None
    issued_from: date | None = None
    issued_to: date | None = None

    @property
    def linked(self) -> list[tuple[str, str]]:
        pairs = [
            (LinkKind.COLUMN, self.column),
            (LinkKind.TOPIC, self.topic),
            (LinkKind.DEPARTMENT, self.department),
            (LinkKind.TAG, self.tag),
        ]
        return [(str(kind), target) for kind, target in pairs if target]

    def select(self) -> "Selection":
        """The matching items, walked along the index of the first link where there is one."""
        linked = self.linked
        if not linked:
            return Selection(ContentItem.objects.published().filter(self._conditions("")), "")
        (kind, target), *others = linked
        rows = Link.objects.filter(self._conditions("item__"), kind=kind, target=target, locale=self.locale)
        for kind, target in others:
            rows = rows.filter(Exists(Link.objects.filter(item=OuterRef("item"), kind=kind, target=target)))
        return Selection(rows, "item__")

    def _conditions(self, prefix: str) -> Q:
        condition = Q(type=self.type) if self.type else ~Q(type__in=places())
        if not prefix:
            condition &= Q(locale=self.locale)
        if self.kind:
            condition &= Q(**{prefix + "kind": self.kind})
        if self.validity:
            condition &= Q(**{prefix + "validity": self.validity})
        if self.issued_from:
            condition &= Q(**{prefix + "issued_on__gte": self.issued_from})
        if self.issued_to:
            condition &= Q(**{prefix + "issued_on__lte": self.issued_to})
        if self.year:
            start, end = date(self.year, 1, 1), date(self.year, 12, 31)
            condition &= Q(**{prefix + "issued_on__range": (start, end)}) | Q(
                **{prefix + "issued_on__isnull": True, "published_at__year": self.year}
            )
        return condition


@dataclass(frozen=True)
class Selection:
    """Rows of items or of links to items; `prefix` leads from a row to the item's fields."""

    rows: QuerySet[Any]
    prefix: str

    @property
    def key(self) -> str:
        """The field of a row that holds the item's primary key."""
        return "item_id" if self.prefix else "id"

    def field(self, name: str) -> str:
        # Links carry a copy of the publication date, so that their index alone gives the order.
        return name if name == "published_at" else self.prefix + name

    def ordered(self, order: str) -> QuerySet[Any]:
        name, descending = ORDERS[order]
        field = F(self.field(name))
        if name == "published_at":
            direction = field.desc() if descending else field.asc()
        else:
            direction = field.desc(nulls_last=True) if descending else field.asc(nulls_last=True)
        return self.rows.order_by(direction, f"{'-' if descending else ''}{self.key}")

    def window(self, order: str, start: int, count: int) -> list[str]:
        """The light JSON of `count` items from place `start` on."""
        return list(self.ordered(order).values_list(self.prefix + "light", flat=True)[start : start + count])

    def counts(self) -> list[dict[str, Any]]:
        """How many items there are of each combination of type, validity, kind and year: rows with `count`."""
        fields = {name: F(self.field(name)) for name in ("type", "validity", "kind") if self.field(name) != name}
        year = ExtractYear(self.field("issued_on")), ExtractYear("published_at")
        return list(
            self.rows.order_by()
            .annotate(
                **{f"f_{name}": value for name, value in fields.items()},
                year=Coalesce(*year),
            )
            .values(
                *(f"f_{n}" if n in fields else n for n in ("type", "validity", "kind")),
                "year",
            )
            .annotate(count=Count("pk"))
        )
