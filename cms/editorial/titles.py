"""Titles of pages, as the account that looks may know them.

Views list only what the account may know, each by its own query. This is for what such a query forgets, in any view of
the administration or of the write API, Wagtail's, a package's or ours: whatever is shown, the title of a page that the
account does not read is read from the page as the public knows it, or as 「（无权查看的页面）」.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.query_utils import DeferredAttribute
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from wagtail.models import Page, PageLogEntry, Revision
from wagtail_localize.models import TranslationSource

from cms.editorial.visibility import GONE, visibility_of
from cms.http.input import SAFE_METHODS

_shown_to: ContextVar[HttpRequest | None] = ContextVar("shown_to", default=None)
WRITE_API = "/api/wagtail/"
# How the windows are called in which pages are chosen, and what names a page in an address.
CHOOSERS = "wagtailadmin_choose_"
PAGE_ARGUMENTS = ("page_id", "page_pk", "parent_page_id", "page_to_move_id", "destination_id")


class VisibleTitle(DeferredAttribute):
    """A field that holds the title of a page: what is read depends on who looks, what is stored does not."""

    def __init__(self, field: Any, page_of: Callable[[Any], Page | None]) -> None:
        super().__init__(field)
        self.page_of = page_of

    def __get__(self, instance: Model | None, owner: Any = None) -> Any:
        value = super().__get__(instance, owner)
        request = _shown_to.get()
        if instance is None or request is None or request.user.is_superuser:
            return value
        page = self.page_of(instance)
        if page is None:
            return value
        title = visibility_of(request.user).title(page, value)
        return _("（无权查看的页面）") if title is None else title

    def __set__(self, instance: Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


def saved(page: Page) -> Page | None:
    """The page itself; nothing is hidden of one that nobody has saved yet."""
    return page if page.pk else None


def revised(revision: Revision) -> Page | None:
    """The page of a revision; nothing for other things that have revisions."""
    if revision.base_content_type_id != ContentType.objects.get_for_model(Page).pk:
        return None
    return _page(pk=revision.object_id)


def logged(entry: PageLogEntry) -> Page | None:
    """The page that an entry of the history is about."""
    return _page(pk=entry.page_id)


def translated(source: TranslationSource) -> Page | None:
    """The page that is translated; nothing for other things that are."""
    return _page(translation_key=source.object_id, locale=source.locale_id)


def _page(**identity: Any) -> Page:
    """The page, or one that stands for those that are gone."""
    return Page.objects.filter(**identity).first() or Page(pk=GONE, path="")


def protect_titles() -> None:
    """Put the titles that Wagtail and wagtail-localize keep behind the rule; done once, at start-up."""
    for model, name, page_of in (
        (Page, "title", saved),
        (Page, "draft_title", saved),
        (Revision, "object_str", revised),
        (PageLogEntry, "label", logged),
        (TranslationSource, "object_repr", translated),
    ):
        setattr(model, name, VisibleTitle(model._meta.get_field(name), page_of))


@contextmanager
def shown_to(request: HttpRequest) -> Iterator[None]:
    """Titles that are read inside are read by whoever has sent the request."""
    token = _shown_to.set(request)
    try:
        yield
    finally:
        _shown_to.reset(token)


class VisibleTitlesMiddleware:
    """Shows titles as the account may know them, and 404 for the address of a page of which it may know nothing.

    While a request writes, titles are what they are: they are stored, logged and presented. What it answers is
    rendered afterwards. The windows in which pages are chosen write nothing, and some answer without a template.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _shown_to.set(None)
        try:
            response = self.get_response(request)
        finally:
            _shown_to.reset(token)
        if isinstance(response, StreamingHttpResponse) and is_internal(request):
            response.streaming_content = _streamed(request, response.streaming_content)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        if not is_internal(request):
            return None
        named = [kwargs[name] for name in PAGE_ARGUMENTS if name in kwargs]
        if named and request.user.is_authenticated:
            visibility = visibility_of(request.user)
            if not all(visibility.knows(page) for page in Page.objects.filter(pk__in=named)):
                return page_not_found(request, None, template_name="wagtailadmin/404.html")
        if request.method in SAFE_METHODS or _chooses(request):
            _shown_to.set(request)
        return None

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        if is_internal(request):
            _shown_to.set(request)
        return response


def is_internal(request: HttpRequest) -> bool:
    """Whether the request is for the administration or the write API."""
    return request.path.startswith((reverse("wagtailadmin_home"), WRITE_API))


def _chooses(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and str(match.url_name).startswith(CHOOSERS)


def _streamed(request: HttpRequest, chunks: Any) -> Iterator[bytes]:
    """The chunks of a download, which is written while it is sent."""
    chunks = iter(chunks)
    while True:
        with shown_to(request):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk
