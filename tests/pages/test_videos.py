"""A video is embedded from known hosts only, or is a file of our own with captions."""

import json

import pytest
from django.core.files.base import ContentFile
from wagtail.blocks import StructBlockValidationError

from cms.content.models import ContentItem
from pages.blocks.media import VideoBlock
from pages.files import PortalDocument
from tests import factories

pytestmark = pytest.mark.django_db


def file(name: str) -> PortalDocument:
    return PortalDocument.objects.create(title=name, file=ContentFile(b"content", name))


def checked(**values) -> dict[str, str]:
    """What is wrong with a video, by field."""
    block = VideoBlock()
    video = block.to_python({"title": "政策一分钟"})
    video.update(values)
    try:
        block.clean(video)
    except StructBlockValidationError as error:
        return {name: each.messages[0] for name, each in error.block_errors.items()}
    return {}


def test_a_video_has_one_source():
    address = "https://v.qq.com/x/page/a0012.html"
    assert checked(address=address) == {}
    assert "其中一个" in checked()["address"]
    assert "其中一个" in checked(address=address, file=file("v.mp4"), captions=file("c.vtt"))["address"]


@pytest.mark.parametrize("address", ["https://example.com/BV1", "https://www.bilibili.com.example.com/video/BV1"])
def test_other_hosts_are_not_embedded(address):
    assert "哔哩哔哩" in checked(address=address)["address"]


def test_a_file_of_our_own_needs_captions_in_the_form_that_browsers_read():
    assert checked(file=file("v.mp4"), captions=file("c.vtt")) == {}
    assert "字幕" in checked(file=file("v.webm"))["captions"]
    assert "WebVTT" in checked(file=file("v.mp4"), captions=file("c.txt"))["captions"]
    assert "MP4" in checked(file=file("v.pdf"), captions=file("c.vtt"))["file"]


def test_readers_get_the_file_with_its_captions_and_may_fetch_both(portal, client):
    video, captions = file("v.mp4"), file("c.vtt")
    value = {"title": "政策一分钟", "address": "", "file": video.pk, "captions": captions.pk, "transcript": "<p>稿</p>"}
    page = factories.interpretation(factories.policy(), kind="video", body=[{"type": "video", "value": value}])
    block = json.loads(ContentItem.objects.get(page_id=page.pk).document)["body"][0]
    assert block["captions"]["url"] == captions.url
    assert f'<source src="{video.url}" type="video/mp4">' in block["html"]
    assert f'src="{captions.url}"' in block["html"]
    assert "<p>稿</p>" in block["html"]
    assert client.get(video.url)["Content-Type"] == "video/mp4"
    assert client.get(captions.url)["Content-Type"].startswith("text/vtt")
