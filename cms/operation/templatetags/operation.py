"""Tags that tell a visitor what to name when reporting an error."""

from django import template

from cms.operation.logs import request_id as current

register = template.Library()


@register.simple_tag
def request_id() -> str:
    """The number of the request in hand, also where a page is drawn without a request."""
    return current.get()
