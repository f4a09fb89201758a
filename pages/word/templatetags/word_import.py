"""Where the administration's templates offer the import."""

from django import template
from wagtail.models import Page

from pages.word.importing import types_below

register = template.Library()


@register.filter
def importable_below(model_name: str, parent: Page) -> bool:
    """Whether pages of that type (of any type, if empty) can be imported below the parent."""
    names = [model._meta.model_name for model in types_below(parent)]
    return model_name in names if model_name else bool(names)
