"""What the list of a column can be narrowed to, with how many items each choice leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Max, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, ExtractYear, TruncDate
from django.utils.translation import gettext_lazy as _

from cms.content import site
from cms.content.listing import Filters
from cms.content.models import Link, LinkKind
from cms.content.types import choices_of, offered_types
from cms.website.paging import query_address
from snippets.models import Department, Topic

LABELS = {
    "type": _("类型"),
    "kind": _("解读形式"),
    "year": _("年份"),
    "validity": _("有效性"),
    "topic": _("主题分类"),
    "department": _("处室"),
}
COUNTED = ("type", "kind", "year", "validity")
LINKED = ("topic", "department")
# Part, three texts, two numbers; what they hold depends on the part.
Row = tuple[str, str, str, str, int, int]


@dataclass(frozen=True)
class Option:
    """A value to choose; `count` is how many items that would leave, where it is known."""

    value: str
    label: str
    count: int | None
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter with its options, and the address of the list without it."""

    name: str
    label: str
    options: list[Option]
    url_of_all: str
    chosen: str

    @property
    def chosen_label(self) -> str:
        """What was chosen, in words."""
        return next((option.label for option in self.options if option.is_chosen), self.chosen)


def chosen_filters(query: Mapping[str, str]) -> dict[str, str]:
    """The filters that an address asks for; what is not a filter, or not a possible value, is left out."""
    chosen = {name: query[name][:100] for name in LABELS if query.get(name)}
    if not (chosen.get("year", "").isascii() and chosen.get("year", "").isdigit() and len(chosen["year"]) == 4):
        chosen.pop("year", None)
    return chosen


def with_chosen(filters: Filters, chosen: Mapping[str, str]) -> Filters:
    """The filters narrowed to what was chosen."""
    year = int(chosen["year"]) if "year" in chosen else None
    return replace(filters, **{name: chosen.get(name) for name in (*LINKED, "type", "kind", "validity")}, year=year)  # type: ignore[arg-type]


class ColumnFacets:
    """The facets of one column under the choices made, from one query."""

    def __init__(self, column: Filters, chosen: Mapping[str, str], kept: Mapping[str, str | None]) -> None:
        self.chosen, self.kept = chosen, kept
        self.items: list[tuple[dict[str, str], int]] = []
        self.targets: dict[str, dict[str, int]] = {name: {} for name in LINKED}
        self.titles: dict[str, dict[str, str]] = {name: {} for name in LINKED}
        self.updated = ""
        for part, a, b, c, number, count in sorted(_rows(column, chosen), key=lambda row: row[4]):
            if part == "item":
                self.items.append(({"type": a, "kind": c, "validity": b, "year": str(number)}, count))
            elif part == "updated":
                self.updated = a or ""
            elif part in self.targets:
                self.targets[part][a] = count
            else:
                self.titles[part.removeprefix("title:")][a] = c or b

    @property
    def total(self) -> int:
        """How many items the choices leave."""
        return sum(self._counts(leaving_out=None).values())

    @property
    def narrowed_by(self) -> list[tuple[str, str, str]]:
        """What was chosen: name of the filter, what it was set to, and the address of the list without it."""
        found = {facet.name: facet for facet in self.facets}
        words = {name: str(label) for name, label in LABELS.items()}
        return [
            (words[name], found[name].chosen_label if name in found else value, self._url(name, None))
            for name, value in self.chosen.items()
        ]

    @property
    def facets(self) -> list[Facet]:
        """Facets with something to choose from; counted ones first."""
        found = [self._facet(name, self._labels(name)) for name in (*COUNTED, *LINKED)]
        return [facet for facet in found if facet.chosen or len(facet.options) > 1]

    def _labels(self, name: str) -> dict[str, tuple[str, int | None]]:
        if name in LINKED:
            offered = {*self.targets[name], self.chosen.get(name)}
            return {code: (title, None) for code, title in self.titles[name].items() if code in offered}
        counts = self._counts(leaving_out=name)
        if name in self.chosen:
            counts.setdefault(self.chosen[name], 0)
        labels = offered_types() if name == "type" else choices_of(name)
        values = sorted(counts, reverse=True) if name == "year" else [value for value in labels if value in counts]
        return {value: (str(labels.get(value, value)), counts[value]) for value in values}

    def _counts(self, leaving_out: str | None) -> dict[str, int]:
        asked = {name: self.chosen[name] for name in COUNTED if name in self.chosen and name != leaving_out}
        counts: dict[str, int] = {}
        for values, count in self.items:
            if all(values[name] == value for name, value in asked.items()):
                key = values[leaving_out] if leaving_out else ""
                counts[key] = counts.get(key, 0) + count
        return counts

    def _facet(self, name: str, labels: dict[str, tuple[str, int | None]]) -> Facet:
        chosen = self.chosen.get(name, "")
        options = [
            Option(value, label, count, self._url(name, value), value == chosen)
            for value, (label, count) in labels.items()
        ]
        return Facet(name, str(LABELS[name]), options, self._url(name, None), chosen)

    def _url(self, name: str, value: str | None) -> str:
        return query_address({**self.kept, **self.chosen, name: value})


def _rows(column: Filters, chosen: Mapping[str, str]) -> QuerySet[Any, Row]:
    linked = {name: chosen.get(name) for name in LINKED}
    selection = replace(column, **linked).select()  # type: ignore[arg-type]
    year = Coalesce(ExtractYear(selection.field("issued_on")), ExtractYear("published_at"))
    items = (
        selection.rows.order_by()
        .annotate(part=_text("item"), a=F(selection.field("type")), b=F(selection.field("validity")))
        .annotate(c=F(selection.field("kind")))
        .annotate(number=Cast(year, IntegerField()))
        .values("part", "a", "b", "c", "number")
        .annotate(count=Count("pk"))
    )
    targets = (
        Link.objects.filter(item__in=column.select().rows.values("item"), kind__in=LINKED)
        .annotate(part=F("kind"), a=F("target"), b=_text(""), c=_text(""), number=Value(0))
        .values("part", "a", "b", "c", "number")
        .annotate(count=Count("pk"))
    )
    newest = column.select().rows.order_by().annotate(part=_text("updated"), number=Value(0)).values("part", "number")
    updated = newest.annotate(
        a=Cast(TruncDate(Max("published_at")), CharField()), b=_text(""), c=_text(""), count=Count("pk")
    )
    return _columns(items).union(_columns(targets), _columns(updated), *vocabulary(column.locale), all=True)


def vocabulary(locale: str) -> list[QuerySet[Any, Row]]:
    """The titles of departments and topics, as parts of a union: (title:kind, code, title, translation, order, 0)."""
    translated = {"bo": F("title_bo"), "en": F("title_en")}.get(locale, F("title"))
    kinds: list[tuple[LinkKind, type[Department | Topic]]] = [
        (LinkKind.DEPARTMENT, Department),
        (LinkKind.TOPIC, Topic),
    ]
    return [
        _columns(
            model.objects.order_by().annotate(
                part=_text(f"title:{kind}"), a=F("code"), b=F("title"), c=translated, number=F("order"), count=Value(0)
            )
        )
        for kind, model in kinds
    ]


def titles(locale: str) -> dict[str, dict[str, str]]:
    """The titles of departments and topics by kind and code, remembered as long as what stands around every page."""
    return _titles(locale, site.surroundings())


@lru_cache(maxsize=8)
def _titles(locale: str, _as_of: site.Surroundings) -> dict[str, dict[str, str]]:
    first, *others = vocabulary(locale)
    found: dict[str, dict[str, str]] = {name: {} for name in LINKED}
    for part, code, title, translated, *_order in first.union(*others, all=True):
        found[part.removeprefix("title:")][code] = translated or title
    return found


def _text(text: str) -> Value:
    return Value(text, output_field=CharField())


def _columns(rows: QuerySet[Any]) -> QuerySet[Any, Row]:
    return rows.values_list("part", "a", "b", "c", "number", "count")
