from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from pages.blocks.base import PresentedBlock
from pages.blocks.text import TextBlock
from pages.files import present_file, present_image
from pages.markup import present_rich_text

VIDEO_EXTENSIONS = ("mp4", "webm")
ALTERNATIVE_TEXT_HELP = _("向看不见图片的读者说明图片内容，必填。不要写“图片”二字。")


class FigureBlock(PresentedBlock):
    """A picture with its alternative text and caption."""

    image = ImageChooserBlock(label=_("图片"))
    alternative_text = blocks.CharBlock(label=_("替代文字"), max_length=250, help_text=ALTERNATIVE_TEXT_HELP)
    caption = blocks.CharBlock(label=_("图注"), max_length=250, required=False)
    block_template = "blocks/figure.html"

    class Meta:
        label = _("图片")
        icon = "image"

    def represent(self, value: Any) -> dict[str, Any]:
        return {
            "image": present_image(value["image"], value["alternative_text"]),
            "caption": value["caption"],
        }


class InfographicBlock(PresentedBlock):
    """图解: a picture that carries meaning, with the same meaning in words (无障碍环境建设法 32)."""

    image = ImageChooserBlock(label=_("图解"))
    title = blocks.CharBlock(label=_("标题"), max_length=250)
    full_text = TextBlock(
        label=_("文字版"),
        help_text=_("图中全部文字和数据，供读屏软件、检索和手机阅读。"),
    )
    block_template = "blocks/infographic.html"

    class Meta:
        label = _("图解")
        icon = "image"

    def represent(self, value: Any) -> dict[str, Any]:
        return {
            "title": value["title"],
            "image": present_image(value["image"], value["title"]),
            "full_text": present_rich_text(value["full_text"].source),
        }


class AttachmentBlock(PresentedBlock):
    """A file to download, within the text."""

    document = DocumentChooserBlock(label=_("文件"))
    title = blocks.CharBlock(
        label=_("显示名称"),
        max_length=200,
        required=False,
        help_text=_("不填则用文件标题。"),
    )
    block_template = "blocks/attachment.html"

    class Meta:
        label = _("附件")
        icon = "doc-full"

    def represent(self, value: Any) -> dict[str, Any]:
        return {"file": present_file(value["document"], value["title"])}


def player_address(address: str) -> str | None:
    """The embeddable player for a video page on Bilibili or Tencent Video, or None for any other address."""
    parts = urlsplit(address)
    name = parts.path.rstrip("/").rsplit("/", 1)[-1]
    if parts.hostname in {"www.bilibili.com", "bilibili.com"} and name.startswith("BV"):
        return f"https://player.bilibili.com/player.html?bvid={name}&autoplay=0"
    if parts.hostname == "v.qq.com":
        video = parse_qs(parts.query).get("vid", [name.removesuffix(".html")])[0]
        return f"https://v.qq.com/txp/iframe/player.html?vid={video}"
    return None


def validate_video_address(address: str) -> None:
    """Refuse addresses for which there is no player. Raises ValidationError."""
    if player_address(address) is None:
        raise ValidationError(_("只支持哔哩哔哩（bilibili.com）和腾讯视频（v.qq.com）的视频页面网址。"))


class VideoBlock(PresentedBlock):
    """A video on one of the known platforms, or a file of our own with captions (WCAG 1.2.2); with a transcript."""

    title = blocks.CharBlock(label=_("标题"), max_length=200)
    address = blocks.URLBlock(
        label=_("视频网址"),
        required=False,
        help_text=_("哔哩哔哩或腾讯视频的页面网址。不填则上传视频文件。"),
        validators=[validate_video_address],
    )
    file = DocumentChooserBlock(label=_("视频文件"), required=False, help_text=_("MP4 或 WebM。"))
    captions = DocumentChooserBlock(
        label=_("字幕文件"),
        required=False,
        help_text=_("WebVTT（.vtt）。上传视频文件时必填，听不见的读者据此观看。"),
    )
    transcript = TextBlock(
        label=_("文字稿"),
        required=False,
        help_text=_("听不见或不便播放的读者据此了解内容。"),
    )
    block_template = "blocks/video.html"

    class Meta:
        label = _("视频")
        icon = "media"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if errors := _video_errors(cleaned):
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    def represent(self, value: Any) -> dict[str, Any]:
        address = value["address"] or ""
        return {
            "title": value["title"],
            "url": address,
            "player": player_address(address),
            "file": present_file(value["file"]),
            "captions": present_file(value["captions"], str(_("字幕"))),
            "transcript": present_rich_text(value["transcript"].source) if value["transcript"] else "",
        }


def _video_errors(value: Any) -> dict[str, ValidationError]:
    """What is wrong with the sources of a video, by the fields where it is to be mended."""
    file, captions = value["file"], value["captions"]
    errors = {}
    if bool(value["address"]) == bool(file):
        errors["address"] = _("视频网址与视频文件，请填写其中一个。")
    if file and file.file_extension.lower() not in VIDEO_EXTENSIONS:
        errors["file"] = _("视频文件须为 MP4 或 WebM。")
    if file and not captions:
        errors["captions"] = _("上传的视频须有字幕文件。")
    if captions and captions.file_extension.lower() != "vtt":
        errors["captions"] = _("字幕文件须为 WebVTT（.vtt）。")
    return {name: ValidationError(message) for name, message in errors.items()}
