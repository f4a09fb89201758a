"""System checks: no type of content may have a gap, and none may be left out."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist
from wagtail.models import Page

from cms.content.presenting import PresentablePage
from cms.content.types import PUBLISHED_AT, ContentType, Kind


@register("content")
def check_page_types(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Errors content.E001–E005 for page types that would never, or only in part, become content items."""
    types = [model for model in apps.get_models() if issubclass(model, Page) and model is not Page]
    errors: list[CheckMessage] = []
    names: dict[str, type] = {}
    for model in types:
        if not issubclass(model, PresentablePage):
            errors.append(Error(f"{model.__name__} is not a PresentablePage", obj=model, id="content.E001"))
        elif not hasattr(model, "public_type"):
            errors.append(Error(f"{model.__name__} must define public_type", obj=model, id="content.E002"))
        else:
            name = model.public_type.name
            if name in names:
                errors.append(Error(f"{name} is also the name of another type", obj=model, id="content.E003"))
            names[name] = model
            errors += [Error(gap, obj=model, id="content.E004") for gap in _gaps(model, model.public_type)]
            if model.parent_page_types is None:
                errors.append(Error(f"{model.__name__} must say what it may stand under", obj=model, id="content.E005"))
    return errors


def _gaps(model: type[PresentablePage], declared: ContentType) -> list[str]:
    """What the description of the type lacks, in words."""
    named = [field.name for field in declared.fields]
    gaps = [f"{name} is declared twice" for name in sorted({name for name in named if named.count(name) > 1})]
    gaps += [f"there is no field {name}, which every item has" for name in ("title", "summary") if name not in named]
    gaps += [
        f"the record table names {name}, which is no public field"
        for name in declared.record
        if name not in (*named, PUBLISHED_AT.name)
    ]
    for field in declared.fields:
        source = field.source or field.name
        if field.source is not None and not _has(model, source):
            gaps.append(f"{field.name} is read from {source}, which {model.__name__} does not have")
        if field.kind is Kind.CHOICE and field.choices is None:
            gaps.append(f"{field.name} is a choice without choices")
    return gaps


def _has(model: type[PresentablePage], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return hasattr(model, name)
    return True
