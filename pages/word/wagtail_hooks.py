"""The import's place in the administration."""

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from pages.word.importing import ACTION, types_below
from pages.word.views import NewPageView, ReplacementView, may_replace


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLPattern]:
    """Where files are uploaded."""
    return [
        path("word/<int:page_id>/", NewPageView.as_view(), name="word_new"),
        path("word/<int:page_id>/replace/", ReplacementView.as_view(), name="word_replace"),
    ]


@hooks.register("register_page_header_buttons")
def register_buttons(page: Page, user: Any, **kwargs: Any) -> Iterator[Button]:
    """Beside the title of every page below which, or in which, the user may import."""
    page = page.specific
    if types_below(page) and page.permissions_for_user(user).can_add_subpage():
        yield Button(_("从 Word 导入"), reverse("word_new", args=[page.pk]), icon_name="doc-full", priority=16)
    if may_replace(page, user):
        address = reverse("word_replace", args=[page.pk])
        yield Button(_("用 Word 文件替换正文"), address, icon_name="doc-full", priority=17)


@hooks.register("insert_editor_js")
def paste_script() -> str:
    """The script that reads what editors paste from Word and WPS, with what it says to them."""
    return format_html(
        '<script src="{}" data-tables="{}" data-pictures="{}"></script>',
        static("word/paste.js"),
        _("表格不能粘贴到正文块中，已按行转成文字。请改用“表格”块，或用“从 Word 导入”。"),
        _("图片不能粘贴到正文块中，请用“图片”块添加。"),
    )


@hooks.register("register_log_actions")
def register_log_action(actions: Any) -> None:
    """Every import stands in the history of its page, with what was left out."""

    @actions.register_action(ACTION)
    class Import(LogFormatter):
        label = _("从 Word 导入")

        def format_message(self, log_entry: Any) -> str:
            told = _("从 Word 文件“%s”导入。") % log_entry.data.get("file", "")
            return told + "".join(log_entry.data.get("left_out", []))
