"""Drafts are readable for those with a token, and for a short time."""

from datetime import timedelta
from typing import Any
from unittest import mock

from django.core import signing
from django.test import Client
from django.utils import timezone

from cms.content.models import Preview
from cms.content.models.preview import LIFETIME
from cms.content.reading import preview_document
from tests import factories
from tests.api.conftest import Get
from tests.api.test_errors import problem


def token() -> str:
    """A token for the draft of a page that was never published."""
    draft = factories.policy(publish=False, title="征求意见稿")
    return Preview.keep(preview_document(draft), None)


def test_a_draft_is_shown_as_it_will_be(get: Get, portal: Any):
    answer = get(f"preview/{token()}")
    assert answer.status_code == 200
    document = answer.json()
    assert document["title"] == "征求意见稿"
    assert document["url"].startswith("https://fgw.example.gov.cn/")
    assert document["links"]["breadcrumb"][-1]["title"] == "政策文件"
    assert "nodes" in get(f"preview/{token()}", body="nodes").json()["body"][0]


def test_a_draft_is_never_kept_by_caches_or_search_engines(get: Get, portal: Any):
    answer = get(f"preview/{token()}")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "ETag" not in answer


def test_the_editors_preview_leads_to_the_draft(admin_client: Client, portal: Any):
    draft = factories.policy(publish=False)
    request = draft._get_dummy_headers() if hasattr(draft, "_get_dummy_headers") else {}
    answer = draft.make_preview_request(preview_mode="api", extra_request_attrs=request)
    assert answer.status_code == 302
    assert admin_client.get(answer["Location"]).json()["title"] == draft.title


def test_an_expired_token_is_refused_with_advice(get: Get, portal: Any):
    kept = token()
    later = timezone.now() + LIFETIME + timedelta(seconds=1)
    with mock.patch("time.time", return_value=later.timestamp()):
        assert "已过期" in problem(get(f"preview/{kept}"), 404)["detail"]


def test_a_forged_token_is_refused(get: Get, portal: Any):
    kept = token()
    for forged in (kept[:-1] + ("A" if kept[-1] != "A" else "B"), signing.dumps(1, salt="other"), "1", "%00"):
        problem(get(f"preview/{forged}"), 404)


def test_a_token_gives_one_draft_only(get: Get, portal: Any):
    first = token()
    Preview.objects.all().delete()
    problem(get(f"preview/{first}"), 404)
