"""The page on which a step is taken: what was done so far, what is still missing, and the decision."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Comment, Page, TaskState

from cms.content.gates import Obstacle, PublicationRefused
from cms.editorial.companions import group_of, waits_for_publication
from cms.editorial.gates import obstacles_before_review
from cms.editorial.joint import obstacles_to_group
from cms.editorial.models import PublicationTask
from cms.editorial.models.reviewed import files_of
from cms.editorial.places import comments_on, places_of


class RemarkForm(forms.Form):
    """A remark at one place of the page."""

    text = forms.CharField(label=_("批注"), required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = forms.ChoiceField(label=_("位置"), required=False, choices=[("", "—"), *places])
        self.order_fields(["place", "text"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if bool(values.get("place")) != bool(values.get("text", "").strip()):
            raise forms.ValidationError(_("请同时选择位置、填写批注。"))
        return values


Remarks = forms.formset_factory(RemarkForm, extra=3)


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
        if not self.page.permissions_for_user(request.user).can_read():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Take the step; a refusal is told on the next page, where nothing has changed."""
        form = TaskStateCommentForm(request.POST)
        # A decision may be sent without any remarks.
        remarks = self.remarks({"remarks-TOTAL_FORMS": 0, "remarks-INITIAL_FORMS": 0} | request.POST.dict())
        action = request.POST.get("action", "")
        if self.task is None or action not in {"approve", "reject"} or not form.is_valid():
            return redirect("editorial_review", page_id)
        if not remarks.is_valid():
            return self.render_to_response(self.get_context_data(form=form, remarks=remarks))
        made = [each.cleaned_data for each in remarks if each.cleaned_data.get("place")]
        comment = form.cleaned_data["comment"].strip() or (_("见页面上的 %d 处批注。") % len(made) if made else "")
        try:
            # Remarks first: whoever is told of the decision is told of them too.
            self.keep(made)
            self.task.on_action(self.state, request.user, action, comment=comment)
        except PublicationRefused:
            return redirect("editorial_review", page_id)
        self.confirm(action)
        return redirect("wagtailadmin_home")

    def confirm(self, action: str) -> None:
        """Say what the decision has led to."""
        page = Page.objects.get(pk=self.page.pk)
        if action == "reject":
            outcome = _("《%s》已退回修改。")
        elif page.workflow_in_progress:
            outcome = _("已同意《%s》，转入下一环节。")
        elif page.scheduled_revision:
            outcome = _("《%s》已通过审签，将按时发布。")
        else:
            outcome = _("《%s》已发布。")
        messages.success(self.request, outcome % page.get_latest_revision().object_str)

    def remarks(self, data: Any = None) -> Any:
        """Empty forms, or those that were sent, for remarks at places of the revision under review."""
        revision = self.page.get_latest_revision_as_object()
        places = [(place.path, place.label) for place in places_of(revision)]
        return Remarks(data, prefix="remarks", form_kwargs={"places": places})

    def keep(self, remarks: list[dict[str, str]]) -> None:
        """Make comments of the remarks, which the editor shows at their places."""
        revision = self.page.get_latest_revision()
        for each in remarks:
            comment = Comment.objects.create(
                page=self.page,
                user=self.request.user,
                text=each["text"],
                contentpath=each["place"],
                revision_created=revision,
            )
            comment.log_create(page_revision=revision, user=self.request.user)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}
        return [*super().get_breadcrumbs_items(), here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        states = TaskState.objects.for_instance(self.page).select_related("task", "finished_by")
        context: dict[str, Any] = {
            "page": self.page,
            "task": self.task,
            "objection": self.task.objection_to(self.page, self.request.user) if self.task else "",
            "steps": states.order_by("started_at", "pk"),
            "obstacles": self.obstacles(),
            "companions": [member for member in group_of(self.page) if member.pk != self.page.pk],
            "is_last": isinstance(self.task, PublicationTask),
            "comments": comments_on(self.page),
            "files": files_of(self.page.get_latest_revision_as_object()),
            "form": TaskStateCommentForm(),
            "remarks": self.remarks(),
        }
        return context | super().get_context_data(**kwargs)

    def obstacles(self) -> list[Obstacle]:
        """What stands in the way of the page, and before its publication of those that go with it."""
        if waits_for_publication(self.page):
            return obstacles_to_group(self.page, self.request.user)
        revision = self.page.get_latest_revision()
        return obstacles_before_review(revision.as_object(), revision) if revision else []
