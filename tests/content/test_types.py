"""A type of content is declared once; what is missing from the declaration is refused at start."""

import json
from dataclasses import replace

import pytest
from django.db.models import TextChoices

from cms.api.api import api
from cms.content.checks import check_page_types
from cms.content.models import ContentItem
from cms.content.types import Field, Kind, content_types
from cms.website.checks import check_types_can_be_shown
from pages.models import NoticePage
from tests import factories

FACTORIES = ["column", "policy", "interpretation", "catalogue", "news", "notice", "guide", "simple"]
# What every item tells, whatever its type.
IDENTITY = {"content_id", "locale", "type", "path", "url", "published_at", "updated_at"}


@pytest.fixture
def items(portal) -> list[ContentItem]:
    document = factories.policy()
    for kind in FACTORIES:
        getattr(factories, kind)(*([document] if kind == "interpretation" else []))
    return list(ContentItem.objects.published())


@pytest.mark.django_db
def test_every_type_publishes_what_it_declares_and_nothing_else(items):
    assert {item.type for item in items} == set(content_types())
    for item in items:
        declared = content_types()[item.type].fields
        told = set(json.loads(item.document)) - IDENTITY
        # What `present()` adds may be left out where there is none.
        assert told <= {field.name for field in declared}, item.type
        assert told >= {field.name for field in declared if field.source is not None}, item.type
        light = set(json.loads(item.light)) - IDENTITY
        assert light <= {field.name for field in declared if field.light}, item.type


def test_the_api_describes_the_members_of_every_type():
    schemas = api.document["components"]["schemas"]
    described = schemas["AnyItem"]["discriminator"]["mapping"]
    assert set(described) == set(content_types())
    for name, address in described.items():
        members = schemas[address.rsplit("/", 1)[-1]]["properties"]
        assert {field.name for field in content_types()[name].fields} <= set(members)


class Colour(TextChoices):
    RED = "red"


@pytest.mark.parametrize(
    ("added", "record", "gap"),
    [
        ([Field("price", "价格")], (), "price is read from price, which NoticePage does not have"),
        ([Field("price", "价格", source="find_price")], (), "price is read from find_price"),
        ([Field("source", "来源")], (), "source is declared twice"),
        ([Field("colour", "颜色", Kind.CHOICE, source="title")], (), "colour is a choice without choices"),
        ([], ("colour",), "the record table names colour, which is no public field"),
        ([Field("colour", "颜色", Kind.CHOICE, source="title", choices=Colour)], ("colour", "published_at"), ""),
    ],
)
def test_a_gap_in_a_declaration_is_refused_at_start(monkeypatch, added, record, gap):
    notice = NoticePage.public_type
    monkeypatch.setattr(NoticePage, "public_type", replace(notice, fields=[*notice.fields, *added], record=record))
    found = [error.msg for error in check_page_types(None)]
    assert [gap in message for message in found] == ([True] if gap else [])


def test_a_type_without_template_or_structured_data_is_refused_at_start(monkeypatch):
    strange = replace(NoticePage.public_type, name="price_notice", schema_org="Spaceship")
    monkeypatch.setattr("cms.website.checks.content_types", lambda: {"price_notice": strange})
    assert [error.id for error in check_types_can_be_shown(None)] == ["website.E001", "website.E002"]


def test_two_types_of_one_name_are_refused_at_start(monkeypatch):
    monkeypatch.setattr(NoticePage, "public_type", replace(NoticePage.public_type, name="news"))
    assert "content.E003" in [error.id for error in check_page_types(None)]
