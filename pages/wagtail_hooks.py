"""The page types' place in the administration: a listing for each kind of content, with its own columns and filters."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineStyleElementHandler
from wagtail.admin.rich_text.editors.draftail.features import InlineStyleFeature
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn, ParentPageColumn
from wagtail.admin.userbar import BaseItem, ContentCheckerItem
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page

from pages.checker import ContentChecker
from pages.listings import ListingColumns
from pages.models import (
    CataloguePage,
    ColumnPage,
    GuidePage,
    InterpretationPage,
    NewsPage,
    NoticePage,
    PolicyDocumentPage,
)
from pages.slugs import refuse_reserved


def own_column(model: type[Page], name: str) -> Column:
    """A listing column of a field of the page type, headed by the field's name and sortable by it."""
    field = model._meta.get_field(name)
    accessor = f"get_{name}_display" if getattr(field, "choices", None) else name
    return Column(name, label=field.verbose_name, accessor=accessor, sort_key=name)


def listing(
    model: type[Page], icon: str, columns: Sequence[str], filters: Sequence[str], label: str | Promise | None = None
) -> PageListingViewSet:
    """A listing of all pages of a type, with the columns of its own fields between parent and state, and filters."""
    meta = type("Meta", (), {"model": model, "fields": list(filters)})
    filterset = type(f"{model.__name__}FilterSet", (PageFilterSet,), {"Meta": meta, "__module__": __name__})
    attributes: dict[str, Any] = {
        "model": model,
        "icon": icon,
        "menu_label": label or model._meta.verbose_name,
        "list_display": [
            BulkActionsColumn("bulk_actions"),
            PageTitleColumn("title", label=_("标题"), sort_key="title"),
            ParentPageColumn("parent", label=_("所在栏目")),
            *(own_column(model, name) for name in columns),
            *ListingColumns.columns,
            DateColumn("latest_revision_created_at", label=_("更新时间"), sort_key="latest_revision_created_at"),
            PageStatusColumn("status", label=_("状态"), sort_key="live"),
        ],
        "filterset_class": filterset,
        "list_export": ["title", *columns, "live", "url"],
        "__module__": __name__,
    }
    viewset: type[PageListingViewSet] = type(f"{model.__name__}Listing", (PageListingViewSet,), attributes)
    return viewset(model._meta.model_name)


class ContentGroup(ViewSetGroup):
    menu_label = _("内容")
    menu_icon = "doc-full-inverse"
    menu_order = 90
    items: Sequence[ViewSet] = (
        listing(
            PolicyDocumentPage,
            "doc-full",
            ["document_number", "index_number", "date_written", "disclosure", "validity"],
            ["disclosure", "validity", "topic", "department", "is_major_policy", "is_normative"],
        ),
        listing(InterpretationPage, "help", ["kind", "department"], ["kind", "department"]),
        listing(NewsPage, "calendar-alt", ["source", "department"], ["department"]),
        listing(NoticePage, "warning", ["source", "department"], ["department"]),
        listing(CataloguePage, "list-ul", ["department"], ["department"]),
        listing(GuidePage, "info-circle", ["year", "department"], ["year", "department"]),
        listing(
            ColumnPage,
            "folder-open-inverse",
            ["column_type", "presentation", "department", "expected_update_days"],
            ["column_type", "presentation", "department"],
        ),
    )


@hooks.register("register_rich_text_features")
def register_footnote(features: Any) -> None:
    """A format like bold: its words become a footnote where they stand (see `pages.blocks.footnotes`)."""
    control = {
        "type": "FOOTNOTE",
        "label": _("脚注"),
        "description": _("脚注：选中注文，它将移到页末，原处留下编号"),
        "style": {"fontSize": "0.85em", "borderBottom": "2px dotted", "opacity": "0.8"},
    }
    features.register_editor_plugin("draftail", "footnote", InlineStyleFeature(control))
    rule = {
        "from_database_format": {"footnote": InlineStyleElementHandler("FOOTNOTE")},
        "to_database_format": {"style_map": {"FOOTNOTE": "footnote"}},
    }
    features.register_converter_rule("contentstate", "footnote", rule)


@hooks.register("insert_global_admin_css")
def admin_style() -> str:
    """The style sheet that gives the administration the portal's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("pages/admin.css"))


@hooks.register("register_admin_viewset")
def register_content_listings() -> ContentGroup:
    """One menu with a listing for each kind of content."""
    return ContentGroup()


@hooks.register("construct_wagtail_userbar")
def tune_checker(request: HttpRequest, items: list[BaseItem], page: Page | None) -> None:
    """The portal's checker in place of Wagtail's."""
    items[:] = [ContentChecker() if isinstance(item, ContentCheckerItem) else item for item in items]


@hooks.register("before_move_page")
def refuse_to_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Say in words what `PortalPage.move` would refuse with an error."""
    try:
        refuse_reserved(page.slug, destination)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("wagtailadmin_pages:move", page.pk)
    return None
