"""System checks: no page type may exist that does not say what it publishes."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from wagtail.models import Page

from cms.content.presenting import PresentablePage


@register("content")
def check_page_types(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Errors content.E001–E003 for page types that would never, or only by accident, become content items."""
    types = [model for model in apps.get_models() if issubclass(model, Page) and model is not Page]
    errors: list[CheckMessage] = []
    names: dict[str, type] = {}
    for model in types:
        if not issubclass(model, PresentablePage):
            errors.append(
                Error(
                    f"{model.__name__} is not a PresentablePage",
                    obj=model,
                    id="content.E001",
                )
            )
            continue
        if model.present is PresentablePage.present or not model.content_type_name:
            errors.append(
                Error(
                    f"{model.__name__} must define present() and content_type_name",
                    obj=model,
                    id="content.E002",
                )
            )
        if model.content_type_name in names:
            errors.append(
                Error(
                    f"{model.content_type_name} is also the name of another type",
                    obj=model,
                    id="content.E003",
                )
            )
        names[model.content_type_name] = model
    return errors
