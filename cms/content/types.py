"""What types of content there are: each is declared once, beside its model, and every reader reads it here.

A page type names itself and its public fields in `public_type`. What is presented, what lists carry, what search and
the checks read, the record table, the schema of the API and the structured data of the website follow from that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Choices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from cms.content.presenting import PresentablePage

Label = str | Promise


class Kind(StrEnum):
    """What a public field holds, as readers see it."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    # A department or topic, and several of them: {"code", "title"}.
    TERM = "term"
    TERMS = "terms"
    WORDS = "words"
    IMAGE = "image"
    FILES = "files"
    # Parts of a text, each with its own members.
    BLOCKS = "blocks"


WORDY = (Kind.TEXT, Kind.LONG_TEXT, Kind.WORDS)


class Shape(StrEnum):
    """What stands around the content on its page: the website has a view for each."""

    ARTICLE = "article"
    CATALOGUE = "catalogue"
    # Places: they have no previous and next, and lists of content leave them out.
    COLUMN = "column"
    HOME = "home"


@dataclass(frozen=True)
class Field:
    """One public field: a member of what `present()` returns."""

    name: str
    label: Label
    kind: Kind = Kind.TEXT
    source: str | None = ""
    """The attribute or method of the page that gives the value, `name` by default; None where `present()` adds it."""
    choices: type[Choices] | None = None
    light: bool = False
    """Whether lists carry it."""
    searched: bool = False
    """Whether search finds the item by its words."""
    schema_org: str = ""
    """The property of schema.org that it is."""

    def value_of(self, page: "PresentablePage", locale: str) -> Any:
        """The value of the page as plain data."""
        value = getattr(page, self.source or self.name)
        return _plain(value() if callable(value) and self.kind is not Kind.WORDS else value, self.kind, locale)

    def text_of(self, document: dict[str, Any]) -> str:
        """The words of the field in a presented document."""
        value = document.get(self.name)
        return "\n".join(value) if isinstance(value, list) else str(value or "")


def _plain(value: Any, kind: Kind, locale: str) -> Any:
    if kind is Kind.WORDS:
        return sorted(value.names())
    if kind is Kind.TERM:
        return value.present(locale) if value else None
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


PUBLISHED_AT = Field("published_at", _("发布日期"), Kind.DATE)
"""What every item tells of itself, so that no type declares it."""


@dataclass(frozen=True)
class ContentType:
    """A type of content: its stable name, which readers see, and what its items consist of."""

    name: str
    label: Label
    fields: Sequence[Field]
    shape: Shape = Shape.ARTICLE
    schema_org: str = "WebPage"
    record: Sequence[str] = ()
    """The fields of the record table (公开信息表), in its order; `published_at` may be among them."""
    order: int = 100
    """Its place among the types wherever they are listed."""

    @property
    def is_place(self) -> bool:
        """Whether it is a place in the site, in which content stands, rather than content."""
        return self.shape in (Shape.COLUMN, Shape.HOME)

    def __getitem__(self, name: str) -> Field:
        return next(field for field in (*self.fields, PUBLISHED_AT) if field.name == name)


@cache
def content_types() -> dict[str, ContentType]:
    """All types by their names, in their order; call it when all models are loaded."""
    models = (model for model in apps.get_models() if getattr(model, "public_type", None))
    types = (model.public_type for model in models)  # type: ignore[attr-defined]
    return {each.name: each for each in sorted(types, key=lambda each: (each.order, each.name))}


def names_of(*shapes: Shape) -> tuple[str, ...]:
    """The names of the types that have one of these shapes."""
    return tuple(each.name for each in content_types().values() if each.shape in shapes)


def places() -> tuple[str, ...]:
    """The names of the types that are places in the site."""
    return names_of(Shape.COLUMN, Shape.HOME)


def offered_types() -> dict[str, Label]:
    """The names and labels of the types by which lists and search are narrowed; nobody looks for home pages."""
    return {each.name: each.label for each in content_types().values() if each.shape is not Shape.HOME}


def choices_of(name: str) -> dict[str, Label]:
    """What the codes of a field of choices mean, over all types that have it."""
    fields = [field for each in content_types().values() for field in each.fields if field.name == name]
    return {str(code): label for field in fields if field.choices for code, label in field.choices.choices}
