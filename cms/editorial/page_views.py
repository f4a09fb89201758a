"""Wagtail's page views, where the rules of this room ask for more than they offer."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages import create, edit, history, preview, revisions
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page, PageLogEntry

from cms.content.gates import Obstacle, PublicationRefused, obstacles_to, publication_refused
from cms.editorial.audit.reporting import VIEW, trail_address
from cms.editorial.gates import is_reviewed, obstacles_before_review
from cms.editorial.notices.commenting import tell_of_comments
from cms.editorial.permissions import reading
from cms.editorial.places import mark

# In an address of the editor: show what is missing.
MISSING = "missing"


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
    """What happened to a page; whoever reads the audit trail finds there what changed each time."""

    def get_base_queryset(self) -> Any:
        """Of what one request did several times to this page, the last.

        Wagtail takes the last of all pages, and so hides the publication of one that became public with another.
        """
        same = {name: OuterRef(name) for name in ("page", "uuid", "action")}
        last = PageLogEntry.objects.filter(**same).order_by("-timestamp", "-pk").values("pk")[:1]
        entries = PageLogEntry.objects.filter(page=self.object.pk).filter(Q(uuid=None) | Q(pk=last))
        return self._annotate_queryset(entries)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        buttons: list[HeaderButton] = list(super().header_buttons)
        if not self.object.permissions_for_user(self.request.user).can_change():
            draft = reverse("wagtailadmin_pages:view_draft", args=[self.object.pk])
            buttons = [HeaderButton(_("查看草稿"), draft, icon_name="view")]
        if self.request.user.has_perm(VIEW):
            buttons.append(HeaderButton(_("审计记录"), trail_address(self.object), icon_name="history"))
        return buttons


class WorkflowHistoryView(Reading, history.WorkflowHistoryView):
    """The reviews of a page."""


class WorkflowHistoryDetailView(Reading, history.WorkflowHistoryDetailView):
    """One review of a page, step by step."""


class RevisionView(Reading, revisions.RevisionsView):
    """A former state of a page."""


class ComparisonView(Reading, revisions.RevisionsCompareView):
    """What two states of a page differ in."""


class Submitting:
    """Saving a page to submit or to publish it: what stands in the way is told, and the draft is kept."""

    request: HttpRequest
    page: Page
    save_action: Callable[[], HttpResponse]
    redirect_away: Callable[[], HttpResponse]

    def publish_action(self) -> HttpResponse:
        """Publish what needs the publisher's right only; everything else becomes public by its reviews."""
        if not is_reviewed(self.page):
            return super().publish_action()  # type: ignore[misc]
        response = self.save_action()
        revision = self.page.get_latest_revision()
        obstacles = obstacles_to(revision.as_object(), revision, self.request.user)
        self._tell(obstacles)
        return self._back_to_form() if obstacles else response

    def submit_action(self) -> HttpResponse:
        """Send the page on its way, unless something is missing that no reviewer could supply."""
        self.save_action()
        revision = self.page.get_latest_revision()
        if obstacles := obstacles_before_review(revision.as_object(), revision):
            self._tell(obstacles)
            return self._back_to_form()
        page = Page.objects.get(pk=self.page.pk).specific
        state = page.current_workflow_state
        if state and state.status == state.STATUS_NEEDS_CHANGES:
            state.resume(self.request.user)
        else:
            page.get_workflow().start(page, self.request.user)
        messages.success(self.request, _("《%s》已提交审签。") % revision.object_str)
        return self.redirect_away()

    def _back_to_form(self) -> HttpResponse:
        """The form once more, with what is missing at its fields."""
        return redirect(f"{reverse('wagtailadmin_pages:edit', args=[self.page.pk])}?{MISSING}=1")

    def _tell(self, obstacles: list[Obstacle]) -> None:
        refusal = PublicationRefused(obstacles, self.page, self.request.user, undo=False)
        publication_refused.send(sender=type(self.page), refused=refusal, request=self.request)


class EditorialCreateView(Submitting, create.CreateView):
    """Writing a new page."""


class EditorialEditView(Submitting, edit.EditView):
    """Editing a page; asked to, what is missing is shown at its place, and each autosave renews the content checks."""

    partials_template_name = "editorial/edit_partials.html"

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponseBase:
        """Reports and lists lead here: who may read the page and not edit it is led to its history instead."""
        try:
            response: HttpResponseBase = super().dispatch(request, page_id, **kwargs)
        except PermissionDenied:
            page = Page.objects.filter(pk=page_id).first()
            if request.method != "GET" or not (page and page.permissions_for_user(request.user).can_read()):
                raise
            messages.warning(request, _("您可以查看这一页，不能修改。"))
            return redirect("wagtailadmin_pages:history", page_id)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if MISSING in self.request.GET and not self.form.is_bound and (revision := self.page.get_latest_revision()):
            mark(self.form, obstacles_before_review(self.page, revision))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context

    @property
    def is_cancelling_workflow(self) -> bool:
        """Whether the page is taken back. Raises PublicationRefused: reviewers return it, and say why."""
        asked: bool = super().is_cancelling_workflow
        if asked and not may_take_back(self.page, self.request.user):
            remedy = _("审签人员请在“审签”页面退回并写明意见。")
            obstacle = Obstacle(_("只有提交人、起草人可以取消工作流。"), remedy)
            raise PublicationRefused([obstacle], self.page, self.request.user)
        return asked

    def send_commenting_notifications(self, changes: dict[str, Any]) -> None:
        """By notices that wait for the mail server, instead of mails that the save waits for."""
        tell_of_comments(self.page, self.request.user, changes)


def may_take_back(page: Page, user: Any) -> bool:
    """Whether the user may end the page's review without a decision: whoever sent it, or wrote the page."""
    state = page.current_workflow_state
    return state is not None and user.pk in {state.requested_by_id, page.owner_id}


class EditorialPageViewSet(PageViewSet):
    """The views of all pages."""

    add_view_class = EditorialCreateView
    edit_view_class = EditorialEditView
    view_draft_view_class = DraftView
    history_view_class = HistoryView
    workflow_history_view_class = WorkflowHistoryView
    workflow_history_detail_view_class = WorkflowHistoryDetailView
    revisions_view_class = RevisionView
    revisions_compare_view_class = ComparisonView
