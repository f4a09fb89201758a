"""Where editors import Word files: as a new page below a column, or in place of the body of a draft."""

from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from cms.content.full_disk import full_message, is_full
from pages.models import PortalDocument
from pages.models.base import BodyPage
from pages.word.importing import PAGE_TYPES, Imported, create_page, may_add, replace_body, types_below
from pages.word.package import WordRefused


class WordForm(forms.Form):
    """A Word file, and whether it is to be an attachment too."""

    file = forms.FileField(
        label=gettext_lazy("Word 文件（.docx）"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": gettext_lazy("请选择 .docx 文件。")},
    )
    attach = forms.BooleanField(
        label=gettext_lazy("同时作为附件"),
        required=False,
        help_text=gettext_lazy("原文件中的批注、修订记录和作者信息会随附件一起公开，请先在 Word 中“检查文档”。"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        size = settings.WORD_IMPORT["bytes"] // 2**20
        self.fields["file"].help_text = _("不超过 %d MB。.doc、.wps 文件请先另存为 .docx。") % size
        if not may_add(PortalDocument, user):
            del self.fields["attach"]


class NewPageForm(WordForm):
    """The same, with the kind of page that it becomes."""

    kind = forms.ChoiceField(label=gettext_lazy("页面类型"))
    field_order = ["kind", "file", "attach"]

    def __init__(self, *args: Any, kinds: list[type[BodyPage]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(model._meta.model_name, model._meta.verbose_name) for model in kinds]


class ReplacementForm(WordForm):
    """The same, with the confirmation that the body gives way."""

    confirmed = forms.BooleanField(
        label=gettext_lazy("我确认用文件内容替换现有正文"),
        help_text=gettext_lazy("标题、公开信息表等其他字段不变；现有正文保留在“历史”中，可以随时恢复。"),
        error_messages={"required": gettext_lazy("请先确认替换正文。")},
    )


class ImportView(WagtailAdminTemplateMixin, FormView, ABC):
    """What both ways share: the file is read in one request, and refused with a sentence beside its field."""

    template_name = "word/import.html"
    header_icon = "doc-full"
    page: Page

    def setup(self, request: HttpRequest, *args: Any, page_id: int, **kwargs: Any) -> None:
        super().setup(request, *args, page_id=page_id, **kwargs)
        self.page = get_object_or_404(Page, pk=page_id).specific

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        place = self.page if isinstance(self, NewPageView) else self.page.get_parent()
        above = {"url": reverse("wagtailadmin_explore", args=[place.pk]), "label": place.get_admin_display_title()}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"page": self.page, "submit": self.page_title}

    def form_valid(self, form: WordForm) -> HttpResponse:
        """Import the file; its editor comes next."""
        try:
            imported = self.take(form)
        except WordRefused as refused:
            form.add_error("file", str(refused))
            return self.form_invalid(form)
        except OSError as error:
            if not is_full(error):
                raise
            form.add_error("file", full_message())
            return self.form_invalid(form)
        self.tell(imported)
        return redirect("wagtailadmin_pages:edit", imported.page.pk)

    @abstractmethod
    def take(self, form: WordForm) -> Imported:
        """Make a draft of the file. Raises WordRefused."""

    def tell(self, imported: Imported) -> None:
        """What became of the file, and what of it was left out."""
        messages.success(self.request, _("已导入为草稿“%s”，请核对各字段和正文。") % imported.page.title)
        if lines := list(imported.report.lines()):
            items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
            messages.warning(self.request, format_html("{}<ul>{}</ul>", _("以下内容需要您留意："), items))


class NewPageView(ImportView):
    """A new page below a column, for those who may write one there."""

    form_class = NewPageForm
    page_title = gettext_lazy("从 Word 导入")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.kinds = types_below(self.page)
        if not self.kinds or not self.page.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get("kind", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kinds": self.kinds}

    def take(self, form: WordForm) -> Imported:
        values = form.cleaned_data
        model = next(model for model in self.kinds if model._meta.model_name == values["kind"])
        return create_page(model, self.page, values["file"], self.request.user, values.get("attach", False))


class ReplacementView(ImportView):
    """Another body for a page, for those who may edit it now."""

    form_class = ReplacementForm
    page_title = gettext_lazy("用 Word 文件替换正文")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_replace(self.page, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def take(self, form: WordForm) -> Imported:
        values = form.cleaned_data
        assert isinstance(self.page, BodyPage)  # noqa: S101 -- `may_replace` has seen to it; this tells the type checker
        return replace_body(self.page, values["file"], self.request.user, values.get("attach", False))


def may_replace(page: Page, user: Any) -> bool:
    """Whether the user may edit the page as it is now, and it is one that is imported."""
    if not isinstance(page, PAGE_TYPES) or page.alias_of_id:
        return False
    permissions = page.permissions_for_user(user)
    return bool(permissions.can_edit() and not permissions.page_locked())
