"""What the OpenAPI document promises is held for whatever may be asked."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cms.wsgi import application
from tests.api.world import World, key

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
schema = schemathesis.openapi.from_path(settings.BASE_DIR / "docs" / "openapi.json")
schema.app = application


@pytest.fixture(autouse=True)
def connection_kept_between_requests() -> Iterator[None]:
    """Leave the connection, and with it the transaction, open at the end of a request, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@hypothesis_settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_leads_to_an_undocumented_answer(case: Any, known_world: World):
    case.call_and_validate(checks=CHECKS)


def test_real_items_conform(known_world: World):
    operation = schema["/api/v1/content/{content_id}"]["GET"]
    for number, body in itertools.product((101, 202, 203, 204, 205), ("html", "nodes")):
        case = operation.Case(path_parameters={"content_id": str(key(number))}, query={"body": body})
        response = case.call_and_validate(checks=CHECKS)
        assert response.status_code == 200
