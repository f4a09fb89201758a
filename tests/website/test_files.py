"""Every file whose address a public document tells is served, whatever page and block it stands in."""

import re
from urllib.parse import unquote

import pytest

from cms.content.models import ContentItem

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

ADDRESS = re.compile(r"/(?:media|documents)/[^\"'\\?#\s<>]+")


def addresses_told() -> set[str]:
    """The addresses of files in all public documents."""
    documents = ContentItem.objects.published().values_list("document", flat=True)
    return {unquote(address) for document in documents for address in ADDRESS.findall(document)}


def test_every_file_of_every_public_page_is_served(client, everything):
    told = addresses_told()
    assert len(told) == 6
    assert {address: client.get(address).status_code for address in told} == dict.fromkeys(told, 200)


def test_every_file_that_a_page_shows_is_served(client, everything):
    for name, address in everything.addresses.items():
        told = ADDRESS.findall(client.get(address).content.decode())
        for found in set(told):
            assert client.get(unquote(found)).status_code == 200, f"{name}: {found}"
