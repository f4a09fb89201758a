from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.api import world

Get = Callable[..., HttpResponse]


@pytest.fixture
def get(client: Client) -> Get:
    """Asks the API: `get("content", type="news")`."""

    def ask(call: str, headers: dict[str, str] | None = None, **parameters: Any) -> HttpResponse:
        return client.get(f"/api/v1/{call}", parameters, headers=headers)

    return ask


@pytest.fixture
def known_world(db: None, settings: Any, tmp_path: Path) -> Iterator[world.World]:
    """Pages whose identities, dates and files are the same in every run."""
    settings.MEDIA_ROOT = tmp_path
    with mock.patch("django.utils.timezone.now", return_value=world.NOW):
        yield world.create()
