"""The home page: founded, and arranged by editors."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_new_portal_has_a_home_page_in_every_language(client, portal):
    for address in ("/", "/bo/", "/en/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert 'class="home-block home-wide welcome"' in answer.content.decode()
