"""What is not public cannot be found: one walk over every channel, for every way of not being public."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.content.delivering import deliver_due
from pages.models import PolicyAttachment, PolicyDocumentPage, PortalDocument
from search.engines import index
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal"), pytest.mark.sqlite]

# Each stands in another field, and nowhere else.
SECRETS = {
    "title": "昆仑密标题",
    "summary": "昆仑密摘要",
    "document_number": "昆仑密〔2024〕7号",
    "index_number": "KUNLUN-2024-7",
    "body": "昆仑密正文",
    "attachment": "kunlun-mi-fujian",
    "tag": "昆仑密词",
}


def secret_document(**fields: object) -> PolicyDocumentPage:
    """A document with attachment and tag, in a public column, linked to from a public document and interpretation."""
    column = factories.column(slug="column")
    file = PortalDocument.objects.create(title=SECRETS["attachment"], file=ContentFile(b"x", "kunlun-mi-fujian.pdf"))
    values = {name: SECRETS[name] for name in ("title", "summary", "document_number", "index_number")}
    document = factories.policy(
        column, publish=False, slug="secret", body=[factories.paragraph(SECRETS["body"])], **values | fields
    )
    document.attachments.add(PolicyAttachment(document=file))
    document.tags.add(SECRETS["tag"])
    return document


def published(document: PolicyDocumentPage) -> PolicyDocumentPage:
    document.save_revision().publish()
    return PolicyDocumentPage.objects.get(pk=document.pk)


def never_published() -> PolicyDocumentPage:
    return secret_document()


def on_request() -> PolicyDocumentPage:
    return published(secret_document(disclosure="on_request"))


def withheld() -> PolicyDocumentPage:
    return published(secret_document(disclosure="withheld", disclosure_reason="条例第十四条"))


def below_a_private_column() -> PolicyDocumentPage:
    document = secret_document()
    PageViewRestriction.objects.create(page=document.get_parent(), restriction_type="login")
    return published(document)


def unpublished() -> PolicyDocumentPage:
    document = published(secret_document())
    document.unpublish()
    return document


def deleted() -> PolicyDocumentPage:
    document = published(secret_document())
    document.delete()
    return document


def made_non_public() -> PolicyDocumentPage:
    document = published(secret_document())
    document.disclosure = "on_request"
    return published(document)


def scheduled() -> PolicyDocumentPage:
    document = secret_document()
    document.go_live_at = timezone.now() + timedelta(days=2)
    return published(document)


WAYS = [
    never_published,
    on_request,
    withheld,
    below_a_private_column,
    unpublished,
    deleted,
    made_non_public,
    scheduled,
]


def deliver_all() -> None:
    """Tell every channel, and have search show at once what it was told; of itself Elasticsearch waits a second."""
    while deliver_due():
        pass
    if settings.ELASTICSEARCH_URL:
        index.refresh()


def pages_of(client: Client, address: str, name: str) -> Iterator[str]:
    """Every page of a list of the API, following its cursor `name`."""
    following = None
    while True:
        joint = "&" if "?" in address else "?"
        answer = client.get(f"{address}{joint}{name}={following}" if following else address)
        yield answer.content.decode()
        data = answer.json()
        if not data["items"] or data["next"] in (None, following):
            return
        following = data["next"]


def everything_public(client: Client, document: PolicyDocumentPage) -> Iterator[tuple[str, str]]:
    """(address, text) of every list, search, feed and page that could tell of the document."""
    lists = [
        "/api/v1/content?limit=1",
        "/api/v1/content?type=policy_document",
        f"/api/v1/content?tag={quote(SECRETS['tag'])}",
        "/api/v1/content?order=-issued&issued_from=2017-01-01",
    ]
    for address in lists:
        for text in pages_of(client, address, "cursor"):
            yield address, text
    for text in pages_of(client, "/api/v1/changes?limit=2", "since"):
        yield "/api/v1/changes", text
    queries = [*SECRETS.values(), "kunlunmibiaoti", "KLMBT"]
    addresses = ["/api/v1/columns", "/api/v1/site", "/", "/column/", "/column/?year=2017", "/sitemap/", "/sitemap.xml"]
    addresses += ["/sitemap-1.xml", "/feed/", "/feed/rss/", "/column/feed/", "/bo/", "/en/", "/robots.txt"]
    addresses += [f"{page}?q={quote(query)}" for query in queries for page in ("/api/v1/search", "/search/")]
    addresses += [f"/api/v1/suggest?q={quote(query)}" for query in queries]
    linking = document.translation_key
    addresses += [f"/api/v1/content/{linking}", "/api/v1/content?path=/column/secret/", "/column/secret/"]
    addresses += ["/api/wagtail/v3/pages/", "/api/v1/content?path=/companion/", "/companion/"]
    for address in addresses:
        yield address, client.get(address).content.decode()


def without_question(text: str) -> str:
    """The text without what merely repeats the reader's own question: the search form, its links and its title."""
    if "<html" in text:
        text = re.sub(r"<(title|input|h1)\b[^>]*>(?:[^<]*</\1>)?", "", text)
    return re.sub(r"[?&](?:amp;)?q=[^\"&]*", "", text)


@pytest.mark.parametrize("way", WAYS, ids=[way.__name__ for way in WAYS])
def test_no_channel_tells_of_what_is_not_public(client, way):
    document = way()
    if PolicyDocumentPage.objects.filter(pk=document.pk).exists():
        companion = factories.policy(title="公开文件", slug="companion", publish=False)
        factories.interpretation(document, title="公开解读")
        companion.save_revision().publish()
    deliver_all()
    for address, text in everything_public(client, document):
        shown = without_question(text)
        for field, secret in SECRETS.items():
            assert secret not in shown, f"{field} is told at {address}: …{shown[: shown.find(secret) + 80][-300:]}…"
    assert client.get("/column/secret/").status_code in {404, 410}
    for found in (f"/api/v1/content/{document.translation_key}", "/api/v1/content?path=/column/secret/"):
        answer = client.get(found)
        assert answer.status_code in {404, 410}
        assert json.loads(answer.content)["status"] == answer.status_code
    file = PortalDocument.objects.get()
    assert client.get(file.url).status_code == 404
    assert client.get(f"/media/{file.file.name}").status_code == 404


def test_the_walk_would_find_a_public_document(client):
    document = published(secret_document())
    deliver_all()
    told = {
        (field, address.split("?")[0])
        for address, text in everything_public(client, document)
        for field, secret in SECRETS.items()
        if secret in without_question(text)
    }
    where = {address for field, address in told if field == "title"}
    assert where >= {"/api/v1/content", "/api/v1/changes", "/api/v1/search", "/search/", "/column/", "/column/secret/"}
    assert where >= {"/feed/", "/column/feed/", "/feed/rss/", "/api/v1/suggest"}
    assert {field for field, _address in told} == set(SECRETS)
