"""Documents, interpretations, news, notices, guides and pages, each written below its column."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from wagtail.models import Page

from pages.demo import tree
from pages.demo.bodies import stream
from pages.demo.files import document, image
from pages.demo.reading import lines_of, read
from pages.models import (
    GuidePage,
    InterpretationPage,
    InterpretedDocument,
    NewsPage,
    NoticePage,
    PolicyAttachment,
    PolicyDocumentPage,
    RelatedDocument,
    SimplePage,
)
from snippets.models import Department, Topic

TYPES: dict[str, type[Page]] = {
    "guide": GuidePage,
    "interpretation": InterpretationPage,
    "news": NewsPage,
    "notice": NoticePage,
    "page": SimplePage,
    "policy": PolicyDocumentPage,
}
# Values of the data that are not simply a field's value, and what the field gets.
CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "body": stream,
    "changed_by": tree.page_at,
    "date_effective": date.fromisoformat,
    "date_first_public": tree.moment,
    "date_issued": date.fromisoformat,
    "date_written": date.fromisoformat,
    "department": lambda code: Department.objects.get(code=code),
    "image": image,
    "topic": lambda code: Topic.objects.get(code=code),
}
LISTS = ("attachments", "documents", "related", "tags")


def write_articles(kind: str, author: User) -> None:
    """Add the articles of data/<kind>.json that are missing."""
    for values in read(kind):
        column, slug = values.pop("column"), values.pop("slug")
        if not tree.exists(f"{column}{slug}/"):
            page = _article(slug, values)
            tree.add(tree.page_at(column), page, author)


def _article(slug: str, values: dict[str, Any]) -> Page:
    lists = {name: values.pop(name, []) for name in LISTS}
    if "text" in values:
        values["body"] = lines_of(values.pop("text"))
    page_type = TYPES[values.pop("type")]
    fields = {name: CONVERSIONS[name](value) if name in CONVERSIONS else value for name, value in values.items()}
    page = page_type(slug=slug, **fields)
    # Wagtail's cluster relations take their objects before the page is saved.
    if lists["attachments"]:
        page.attachments = [PolicyAttachment(document=document(name)) for name in lists["attachments"]]
    if lists["related"]:
        page.related_documents = [RelatedDocument(document=tree.page_at(address)) for address in lists["related"]]
    if lists["documents"]:
        page.interpreted_documents = [
            InterpretedDocument(document=tree.page_at(address)) for address in lists["documents"]
        ]
    if lists["tags"]:
        page.tags.set(lists["tags"])
    return page
