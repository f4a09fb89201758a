"""Editors find what they look for by any part of its name: Chinese has no spaces between words."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from pages.models import PortalDocument

pytestmark = [pytest.mark.django_db, pytest.mark.gates]

TITLE = "全面推进政务公开工作的公告"
PLACES = ["noticepage:index", "wagtailadmin_pages:search", "wagtailadmin_choose_page_search"]
FILES = ["wagtaildocs:index", "wagtaildocs_chooser:choose"]


def found(client, name: str, words: str) -> bool:
    answer = client.get(reverse(name), {"q": words})
    assert answer.status_code == 200
    text = answer.json()["html"] if "json" in answer["Content-Type"] else answer.content.decode()
    return TITLE in text


@pytest.mark.parametrize("name", PLACES + FILES)
def test_words_inside_a_title_are_found(client, office, name):
    office.draft("notice", title=TITLE)
    PortalDocument.objects.create(title=TITLE, file=ContentFile(b"x", name="a.txt"))
    client.force_login(office.people["publisher"])
    assert found(client, name, "政务公开")
    assert found(client, name, "务公开工")
    assert not found(client, name, "人事任免")


@pytest.mark.parametrize("words", ['"', "'\"<", 'a"b', "(", "*", "-", "%", "_", "\\"])
@pytest.mark.parametrize("name", PLACES + FILES)
def test_no_sign_that_is_typed_is_an_error(client, office, name, words):
    office.draft("notice", title=TITLE)
    client.force_login(office.people["publisher"])
    found(client, name, words)
