"""The page on which a step is taken: what was done so far, what is still missing, and the decision."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Page, TaskState

from cms.content.gates import Obstacle, PublicationRefused
from cms.editorial.companions import group_of, waits_for_publication
from cms.editorial.gates import obstacles_before_review
from cms.editorial.joint import obstacles_to_group
from cms.editorial.models import PublicationTask
from cms.editorial.permissions import reads_everything


class ReviewView(WagtailAdminTemplateMixin, TemplateView):
    """One page under review. Those who may take the present step decide here; others who may read it look."""

    template_name = "editorial/review.html"
    page_title = _("审签")
    header_icon = "clipboard-list"

    def setup(self, request: HttpRequest, *args: Any, page_id: int, **kwargs: Any) -> None:
        super().setup(request, *args, page_id=page_id, **kwargs)
        self.page = get_object_or_404(Page, pk=page_id).specific
        self.state = self.page.current_workflow_task_state
        self.task = self.state.task.specific if self.state else None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not (reads_everything(request.user) or self.page.permissions_for_user(request.user).can_edit()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Take the step; a refusal is told on the next page, where nothing has changed."""
        form = TaskStateCommentForm(request.POST)
        action = request.POST.get("action", "")
        if self.task is None or action not in {"approve", "reject"} or not form.is_valid():
            return redirect("editorial_review", page_id)
        try:
            self.task.on_action(self.state, request.user, action, comment=form.cleaned_data["comment"])
        except PublicationRefused:
            return redirect("editorial_review", page_id)
        return redirect("wagtailadmin_home")

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        states = TaskState.objects.for_instance(self.page).select_related("task", "finished_by")
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "task": self.task,
            "objection": self.task.objection_to(self.page, self.request.user) if self.task else "",
            "steps": states.order_by("started_at", "pk"),
            "obstacles": self.obstacles(),
            "companions": [member for member in group_of(self.page) if member.pk != self.page.pk],
            "is_last": isinstance(self.task, PublicationTask),
            "form": TaskStateCommentForm(),
        }

    def obstacles(self) -> list[Obstacle]:
        """What stands in the way of the page, and before its publication of those that go with it."""
        if waits_for_publication(self.page):
            return obstacles_to_group(self.page, self.request.user)
        revision = self.page.get_latest_revision()
        return obstacles_before_review(revision.as_object(), revision) if revision else []
