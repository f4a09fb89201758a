"""Editors see a draft as its page will look."""

import pytest
from django.test import RequestFactory
from django.utils import translation

from cms.content.reading import preview_document
from cms.website.views import preview
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "kind", ["column", "policy", "interpretation", "catalogue", "news", "notice", "guide", "simple"]
)
def test_a_draft_of_every_type_is_previewed(portal, kind):
    make = getattr(factories, kind)
    page = make(factories.policy(), publish=False) if kind == "interpretation" else make(publish=False)
    page.title = "改动后的标题"
    request = RequestFactory().get("/admin/preview/?mode=website")
    with translation.override("en"):
        text = preview(request, preview_document(page)).content.decode()
    assert "改动后的标题" in text
    assert '<html lang="zh-hans">' in text


def test_a_preview_of_the_home_page_fills_its_lists(portal):
    text = preview(RequestFactory().get("/admin/"), preview_document(portal)).content.decode()
    assert "<h1" in text
