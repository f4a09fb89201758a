from typing import Any

import pytest
from django.core.management import call_command

from search.query import search
from tests.search.conftest import Publish


@pytest.mark.django_db(transaction=True)
def test_the_fulltext_index_can_be_taken_away_and_is_made_again_from_what_is_stored(
    settings: Any, publish: Publish
) -> None:
    settings.ELASTICSEARCH_URL = ""
    publish("节水条例")
    call_command("migrate", "search", "0001", verbosity=0)
    call_command("migrate", "search", verbosity=0)
    assert search("节水").total == 1
