"""Wagtail's accessibility checker, tuned to what this portal's editors can and must put right."""

from django.forms import Media
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem

# The whole text of a link that says nothing about where it leads.
VAGUE = "(请?点击|点)?(这里|此处|此|查看|下载|进入)?(详情|更多|链接)?|here|click here|more|link|details"
# Names of files, and words that say no more than that there is a picture.
EMPTY_WORDS = r"\.(avif|gif|jpe?g|png|svg|webp)$|_|^(图片|图像|照片|插图|配图|image|img|photo|picture)[\s\d]*$"


class ContentChecker(ContentCheckerItem):
    """Looks at the main content only: what surrounds it is not the editors', and is tested with the templates."""

    media = Media(js=["pages/checker.js"])
    axe_include = ["main"]
    axe_run_only = [
        "alt-text-quality", "empty-heading", "empty-table-header", "frame-title", "heading-order", "image-alt",
        "image-redundant-alt", "link-name", "list", "p-as-heading", "td-has-header", "th-has-data-cells",
        "vague-link", "video-caption",
    ]  # fmt: skip
    axe_custom_rules = [
        {
            "id": "alt-text-quality",
            "impact": "serious",
            "selector": "img[alt]",
            "tags": ["best-practice"],
            "any": ["check-image-alt-text"],
            "enabled": True,
        },
        {
            "id": "vague-link",
            "impact": "serious",
            "selector": "a[href]",
            "tags": ["best-practice"],
            "none": ["check-vague-link"],
            "enabled": True,
        },
    ]
    axe_custom_checks = [
        {"id": "check-image-alt-text", "options": {"pattern": EMPTY_WORDS}},
        # Its function is in checker.js.
        {"id": "check-vague-link", "options": {"pattern": rf"^[【\[（(]?({VAGUE})[】\]）)>》»…。！]*$"}},
    ]
    axe_messages = {
        "alt-text-quality": {
            "error_name": _("替代文字没有说明图片内容"),
            "help_text": _("写图片里有什么，不写文件名，也不写“图片”二字。"),
        },
        "empty-heading": {"error_name": _("标题是空的"), "help_text": _("填写标题文字，或删去这个标题。")},
        "empty-table-header": {
            "error_name": _("表头是空的"),
            "help_text": _("每列都要有列名，读屏软件靠它报读单元格。"),
        },
        "frame-title": {"error_name": _("视频没有标题"), "help_text": _("填写视频标题。")},
        "heading-order": {"error_name": _("标题跳级"), "help_text": _("一级标题之下用二级标题，不要跳级。")},
        "image-alt": {"error_name": _("图片没有替代文字"), "help_text": _("向看不见图片的读者说明图片内容。")},
        "image-redundant-alt": {
            "error_name": _("替代文字与旁边的文字重复"),
            "help_text": _("读屏软件会读两遍，请改写替代文字。"),
        },
        "link-name": {"error_name": _("链接没有文字"), "help_text": _("写明链接通向哪里。")},
        "list": {"error_name": _("列表结构有误"), "help_text": _("请用“列表”按钮制作列表。")},
        "p-as-heading": {"error_name": _("用加粗的段落充当标题"), "help_text": _("请改用“标题”内容块。")},
        "td-has-header": {"error_name": _("表格单元格没有对应的表头"), "help_text": _("填写列名。")},
        "th-has-data-cells": {"error_name": _("表头之下没有内容"), "help_text": _("补充内容，或删去这一列。")},
        "vague-link": {
            "error_name": _("链接文字没有说明去向"),
            "help_text": _("不要用“点击这里”“查看”“下载”作链接，写出所链接内容的名称。"),
        },
        "video-caption": {"error_name": _("视频没有字幕"), "help_text": _("上传字幕文件，并附文字稿。")},
    }
