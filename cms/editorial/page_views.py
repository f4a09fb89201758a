"""Wagtail's page views, where the rules of this room ask for more than they offer."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.views.pages import history, preview, revisions
from wagtail.admin.viewsets.pages import PageViewSet

from cms.editorial.permissions import reading


class Reading:
    """A view that only shows something: whoever reads everything may come in."""

    @classmethod
    def as_view(cls, **initial: Any) -> Any:
        """The view, with the questions that Wagtail asks before the view itself inside the same permission."""
        view = super().as_view(**initial)  # type: ignore[misc]

        def with_reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with reading():
                return view(request, *args, **kwargs)

        return with_reading


class DraftView(Reading, preview.ViewDraftView):
    """The draft, for those who may read it."""


class HistoryView(Reading, history.PageHistoryView):
    """What happened to a page."""


class WorkflowHistoryView(Reading, history.WorkflowHistoryView):
    """The reviews of a page."""


class WorkflowHistoryDetailView(Reading, history.WorkflowHistoryDetailView):
    """One review of a page, step by step."""


class RevisionView(Reading, revisions.RevisionsView):
    """A former state of a page."""


class ComparisonView(Reading, revisions.RevisionsCompareView):
    """What two states of a page differ in."""


class EditorialPageViewSet(PageViewSet):
    """The views of all pages."""

    view_draft_view_class = DraftView
    history_view_class = HistoryView
    workflow_history_view_class = WorkflowHistoryView
    workflow_history_detail_view_class = WorkflowHistoryDetailView
    revisions_view_class = RevisionView
    revisions_compare_view_class = ComparisonView
