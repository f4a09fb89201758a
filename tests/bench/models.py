from wagtail.fields import RichTextField
from wagtail.models import Page


class StockPage(Page):
    """A page as plain Wagtail projects have them: no content item, no gates, no public record."""

    body = RichTextField()
