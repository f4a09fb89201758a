"""System checks: what is published can be shown."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from cms.content.types import content_types
from cms.website.structured import DESCRIBED


@register("content")
def check_types_can_be_shown(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Errors website.E001 for a type without a template, E002 for one whose structured data nobody knows to make."""
    errors: list[CheckMessage] = []
    for each in content_types().values():
        name = f"pages/{each.name}.html"
        try:
            get_template(name)
        except TemplateDoesNotExist:
            errors.append(Error(f"the type {each.name} has no template {name}", id="website.E001"))
        if each.schema_org not in DESCRIBED:
            known = ", ".join(DESCRIBED)
            told = f"the type {each.name} is a {each.schema_org}, which is none of {known}"
            errors.append(Error(told, id="website.E002"))
    return errors
