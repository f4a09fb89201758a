"""A page of the website costs at most six queries, that of search too, with 24 items as with 324."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.content.delivering import deliver_due
from pages.models import InterpretationPage, InterpretedDocument, PolicyDocumentPage
from search.models import Promotion
from tests import factories
from tests.website.everything import block

pytestmark = pytest.mark.django_db

MOST = 6


def counted(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def documents(column, number, slug):
    """So many documents below a column, each with an interpretation, presented in one go."""
    common = {"date_written": date(2020, 1, 1), "disclosure": "proactive"}
    common |= {"topic": factories.topic(), "department": factories.department()}
    titled = range(number)
    written = [PolicyDocumentPage(title=f"办法{count}", slug=f"{slug}{count}", **common) for count in titled]
    interpretations = []
    for count, document in enumerate(factories.together(column, written)):
        interpretation = InterpretationPage(title=f"解读{count}", slug=f"i{slug}{count}")
        interpretation.interpreted_documents = [InterpretedDocument(document=document)]
        interpretations.append(interpretation)
    factories.together(column, interpretations)


def filled(portal, number):
    """A library with so many documents, each interpreted; in every list of the home page."""
    column = factories.column(portal, slug="library", presentation="library")
    listed = {"title": "", "column": column.pk, "count": 20}
    portal.refresh_from_db()
    portal.blocks = [
        block("policies", listed),
        block("notices", listed),
        block("latest", listed | {"with_pictures": False}),
    ]
    portal.save_revision().publish()
    documents(column, number, "d")
    catalogue = factories.catalogue(column, slug="catalogue")
    for count in range(number // 50 + 1):
        catalogue.title = f"目录{count}"
        catalogue.save_revision().publish()
    return column


ADDRESSES = [
    "/",
    "/bo/",
    "/library/",
    "/library/?page=2&sort=-issued",
    "/library/?topic=fazhan&department=faguichu&validity=in_force&type=policy_document",
    "/library/d3/",
    "/library/id3/",
    "/library/catalogue/",
    "/library/catalogue/editions/1/",
    "/library/catalogue/catalogue.csv",
    "/library/feed/",
    "/feed/rss/",
    "/sitemap/",
    "/sitemap.xml",
    "/sitemap-1.xml",
]
SEARCHES = [
    "/search/?q=办法",
    "/search/?q=办法&type=policy_document&topic=fazhan&sort=newest",
    "/search/?q=解读",
    "/search/?q=没有的词",
    "/search/?q=版法",
]
PINNED = "解读"


def test_the_number_of_queries_does_not_grow_with_the_number_of_pages(client, portal, settings, monkeypatch):
    settings.ELASTICSEARCH_URL = ""
    # What search remembers of its vocabulary for a second; on a slow machine that is over between two questions.
    monkeypatch.setattr("search.remembering.LOOK_AGAIN", 3600)
    column = filled(portal, 12)
    with_few = {address: counted(client, address) for address in ADDRESSES}
    assert {address: count for address, count in with_few.items() if count > MOST} == {}
    while deliver_due():
        pass
    # As in production: what stands around a page is remembered for a second.
    settings.LOOK_AGAIN = 3600
    Promotion.objects.create(queries=PINNED, page_id=column.pk)
    searched = {address: counted(client, address) for address in SEARCHES}
    assert {address: count for address, count in searched.items() if count > MOST} == {}
    settings.LOOK_AGAIN = 0
    documents(column, 60, "m")
    assert {address: counted(client, address) for address in ADDRESSES} == with_few
    while deliver_due():
        pass
    settings.LOOK_AGAIN = 3600
    assert {address: count for address in SEARCHES if (count := counted(client, address)) > MOST} == {}
    assert b"<mark>" in client.get("/search/?q=办法").content


def test_what_is_not_found_costs_little(client, portal, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST):
        assert client.get("/nothing/").status_code == 404
