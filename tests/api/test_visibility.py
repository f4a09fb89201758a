"""What is not public is in no answer of any call."""

from typing import Any

from django.test import Client
from wagtail.models import PageViewRestriction

from pages.models import PolicyDocumentPage
from tests import factories

SECRET = "不应公开的标题"


def hidden_pages(portal: Any) -> list[PolicyDocumentPage]:
    """A document of each kind that must not be public."""
    column = factories.column(portal)
    restricted = factories.column(portal, title="内部栏目")
    PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)
    formerly = factories.policy(column, title=SECRET)
    formerly.disclosure = "on_request"
    formerly.save_revision().publish()
    withdrawn = factories.policy(column, title=SECRET)
    withdrawn.unpublish()
    return [
        factories.policy(column, title=SECRET, publish=False),
        factories.policy(column, title=SECRET, disclosure="on_request"),
        factories.policy(column, title=SECRET, disclosure="withheld", disclosure_reason="条例第十四条"),
        factories.policy(restricted, title=SECRET),
        formerly,
        withdrawn,
    ]


def test_no_call_tells_of_what_is_not_public(client: Client, portal: Any):
    pages = hidden_pages(portal)
    calls = [
        "content?limit=100",
        "columns",
        "site",
        "changes?limit=100",
        f"search?q={SECRET}",
        f"suggest?q={SECRET[:3]}",
    ]
    calls += [f"content?column={page.get_parent().specific.translation_key}" for page in pages]
    for page in pages:
        key = page.translation_key
        calls += [f"content/{key}", f"content/{key}?body=nodes", f"content/{key}/editions", f"content/{key}/editions/1"]
        calls += [f"columns/{key}", f"content?path={page.get_url_parts()[2]}"]
    for call in calls:
        answer = client.get(f"/api/v1/{call}")
        assert answer.status_code in (200, 404, 410), call
        body = answer.content.decode().replace(f'"instance":"/api/v1/{call}"', "")
        assert SECRET not in body, call


def test_links_to_what_is_not_public_are_left_out(client: Client, portal: Any):
    policy = factories.policy(portal_column := factories.column(portal))
    factories.interpretation(policy, parent=portal_column, title=SECRET, publish=False)
    assert SECRET not in client.get(f"/api/v1/content/{policy.translation_key}").content.decode()
