"""A file becomes public by a structured reference of a published page, and by nothing that merely looks like one."""

import importlib
import io
import json
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.models import ReferenceIndex

from cms.content.models import ContentItem, Link, LinkKind
from cms.content.publishing import synchronise
from pages.models import NewsPage, PolicyAttachment, PortalDocument, PortalImage
from search import entries
from search.models import SearchFile
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]


@pytest.fixture
def document() -> PortalDocument:
    return PortalDocument.objects.create(title="附件", file=ContentFile("内部附件".encode(), name="fujian.txt"))


@pytest.fixture
def image() -> PortalImage:
    picture = io.BytesIO()
    Image.new("RGB", (1200, 800), "steelblue").save(picture, "JPEG")
    return PortalImage.objects.create(title="青海湖", file=ImageFile(picture, name="lake.jpg"))


def block(kind, value):
    return {"type": kind, "id": str(uuid4()), "value": value}


def text(markup):
    return block("text", markup)


def table(kind, cell):
    column = {"type": kind, "heading": "栏"}
    return block("table", {"caption": "", "columns": [column], "rows": [{"values": [cell]}]})


def own_video(document, **fields):
    return block("video", {"title": "片", "address": "", "file": None, "captions": None, "transcript": ""} | fields)


NAMED = {
    "linked": lambda key: text(f'<p><a linktype="document" id="{key}">下载</a></p>'),
    "in a footnote": lambda key: text(f'<p>见<footnote><a linktype="document" id="{key}">附件</a></footnote>。</p>'),
    "in a cell": lambda key: table("rich_text", f'<p><a linktype="document" id="{key}">下载</a></p>'),
    "attachment": lambda key: block("attachment", {"document": key, "title": ""}),
    "film": lambda key: own_video(key, file=key),
    "captions": lambda key: own_video(key, captions=key),
    "transcript": lambda key: own_video(key, transcript=f'<p><a linktype="document" id="{key}">稿</a></p>'),
    "answer": lambda key: block(
        "questions",
        {"questions": [block("item", {"question": "问", "answer": f'<a linktype="document" id="{key}">答</a>'})]},
    ),
}


@pytest.mark.parametrize("way", NAMED)
def test_what_a_page_names_by_its_number_is_served(client, document, way):
    page = factories.notice(body=[NAMED[way](document.pk)])
    assert client.get(document.url).status_code == 200
    page.unpublish()
    assert client.get(document.url).status_code == 404


TYPED = [
    "{address}", "https://www.example.org{address}", "//www.example.org{address}", "/media/../documents/{key}/",
    "/documents/./{key}/", "/documents//{key}/x", "{address}?x=1", "{address}#x", "/%64ocuments/{key}/fujian.txt",
    "document:{key}", "/media/{file}", "/media/./{file}", "/media//{file}", "/media/images/../{file}",
]  # fmt: skip


def test_an_address_that_is_typed_opens_nothing(client, document):
    typed = [each.format(address=document.url, key=document.pk, file=document.file.name) for each in TYPED]
    words = " ".join(typed)
    body = [
        text(f'<p>{each} <a href="{each}">见此</a> <a linktype="external" id="{document.pk}">见此</a></p>')
        for each in typed
    ]
    body += [table("rich_text", f'<p><a href="{each}">见此</a></p>') for each in typed]
    body += [
        table("text", words),
        block("quotation", {"text": words, "source": document.url}),
        block("heading", {"level": "2", "text": document.url}),
        block(
            "links", {"title": "", "links": [block("item", {"text": words, "url": f"http://localhost{document.url}"})]}
        ),
    ]
    news = factories.news(publish=False, title=document.url, summary=words, source=document.url, body=body)
    news.image_alternative_text = document.url
    news.tags.add(document.url)
    factories.published(news)
    item = ContentItem.objects.published().get(page_id=news.pk)
    assert words in json.loads(item.document)["summary"]
    assert client.get(document.url).status_code == 404
    assert not item.links.filter(kind__in=(LinkKind.FILE, LinkKind.IMAGE)).exists()
    assert not entries.files_of([item])[item.pk]


def test_what_is_no_number_names_nothing():
    page = factories.notice(publish=False)
    page.body = [text(f'<a linktype="document" id="{key}">见此</a>') for key in ("", "x", "-1", "1.5", "²", "9" * 30)]
    assert list(page.named_files()) == []


OTHERWISE = [
    "./{}",
    "/{}",
    "images/./{rest}",
    "images//{rest}",
    "images/../{}",
    "%2e/{}",
    "IMAGES/{rest}",
    "{}/",
    "{}%20",
]


def test_only_the_very_address_leads_to_an_image(client, image):
    factories.news(image=image, image_alternative_text="湖面")
    name = image.get_rendition("width-960").file.name
    assert client.get(f"/media/{name}").status_code == 200
    for written in OTHERWISE:
        other = written.format(name, rest=name.removeprefix("images/"))
        assert client.get(f"/media/{other}").status_code == 404, other


def test_stored_files_are_not_served_however_their_path_is_written(client, document, image):
    factories.notice(body=[NAMED["attachment"](document.pk)])
    factories.news(image=image, image_alternative_text="湖面")
    reader = factories.person("publisher")
    for prefix in ("", "./", "/", "images/../", "documents/../", "%2e/", "images/%2e%2e/", "%252e/"):
        for name in (document.file.name, image.file.name):
            assert client.get(f"/media/{prefix}{name}").status_code == 404
            client.force_login(reader)
            assert client.get(f"/media/{prefix}{name}").status_code == 404
            client.logout()


def test_sizes_that_no_page_shows_are_not_public(client, image):
    factories.news(image=image, image_alternative_text="湖面")
    for spec in ("original", "max-165x165", "width-1200"):
        assert client.get(image.get_rendition(spec).url).status_code == 404


def test_an_image_within_rich_text_is_public(client, image):
    factories.notice(body=[text(f'<embed embedtype="image" id="{image.pk}" format="left" alt="湖面"/>')])
    source = ContentItem.objects.published().get(type="notice").document.partition('src=\\"')[2].partition("\\")[0]
    assert source.startswith("/media/")
    assert client.get(source).status_code == 200


def test_present_puts_links_right_without_another_edition(client, document):
    page = factories.notice(body=[NAMED["linked"](document.pk)])
    item = ContentItem.objects.get(page_id=page.pk)
    other = PortalDocument.objects.create(title="他处", file=ContentFile(b"x", name="other.txt"))
    Link.objects.filter(kind=LinkKind.FILE).update(target=str(other.pk))
    assert (client.get(document.url).status_code, client.get(other.url).status_code) == (404, 200)
    call_command("present", verbosity=0)
    assert (client.get(document.url).status_code, client.get(other.url).status_code) == (200, 404)
    again = ContentItem.objects.get(pk=item.pk)
    assert (again.digest, again.sequence, again.edition) == (item.digest, item.sequence, item.edition)


def test_an_installation_is_brought_over_without_a_gap(client, document, image):
    page = factories.policy(publish=False, body=[NAMED["linked"](document.pk)])
    page.attachments.add(PolicyAttachment(document=document))
    factories.published(page)
    factories.news(image=image, image_alternative_text="湖面")
    secret = PortalDocument.objects.create(title="内部", file=ContentFile("内部".encode(), name="secret.txt"))
    typed = factories.notice(body=[text(f"<p>https://www.example.org/documents/{secret.pk}/secret.txt</p>")])
    item = ContentItem.objects.get(page_id=typed.pk)
    entries.write([item])
    former = Link(item=item, kind="file", target=f"/documents/{secret.pk}/", published_at=item.published_at)
    SearchFile.objects.create(entry_id=item.pk, address=former.target, title="内部", text="内部")
    wanted = set(Link.objects.filter(kind__in=("upload", "image")).values_list("item", "kind", "target"))
    Link.objects.filter(kind__in=("upload", "image")).delete()
    former.save()
    assert ReferenceIndex.objects.exists()
    importlib.import_module("cms.content.migrations.0004_files_by_structure").link_by_structure(apps, None)
    importlib.import_module("search.migrations.0005_texts_of_named_files").forget_unnamed_files(apps, None)
    assert set(Link.objects.filter(kind__in=("upload", "image")).values_list("item", "kind", "target")) == wanted
    assert client.get(document.url).status_code == 200
    assert client.get(image.get_rendition("width-960").url).status_code == 200
    assert client.get(secret.url).status_code == 404
    assert not SearchFile.objects.exists()


def test_files_cost_no_query_for_each_page(document, image):
    body = [NAMED["linked"](document.pk)]
    keys = [factories.news(image=image, image_alternative_text="湖面", body=body).pk for _ in range(2)]
    counts = []
    for few in (keys[:1], keys):
        with CaptureQueriesContext(connection) as captured:
            synchronise(list(NewsPage.objects.filter(pk__in=few)))
        counts.append(sum("content_link" in query["sql"] for query in captured))
    assert counts == [1, 1]
