"""The demonstration shows everything that the portal can, and is written once."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from cms.content.models import ContentItem, Link, LinkKind
from cms.content.reading import expand, find_by_path
from cms.content.types import content_types
from pages.blocks.body import BodyBlock
from pages.blocks.home import HomeBlock
from pages.demo.reading import lines_of
from pages.models import ColumnPage, InterpretationPage, PolicyDocumentPage, PortalDocument
from pages.models.column import Presentation
from pages.models.record import Disclosure
from tests.importing.records import problems, state
from tests.website.test_files import addresses_told

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

DOCUMENT = "/zhengwugongkai/zhinan/qingfagaiban-2017-455/"


@pytest.fixture(scope="module", autouse=True)
def said(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """What the command said when it wrote the demonstration, which all tests of this module look at."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = io.StringIO()
        with commits_at_once():
            call_command("demo", stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)


@contextmanager
def commits_at_once() -> Iterator[None]:
    """What waits for a commit, as wagtail-localize does to publish a translation, is done as if there had been one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "on_commit", lambda function, **options: function())
        yield


def bodies() -> list[dict[str, Any]]:
    """The blocks of all public bodies."""
    documents = ContentItem.objects.published().values_list("document", flat=True)
    return [block for document in documents for block in json.loads(document).get("body", [])]


def test_every_page_type_is_there_in_public():
    types = set(content_types())
    assert set(ContentItem.objects.published().values_list("type", flat=True)) == types


def test_every_file_that_is_told_of_is_served(client):
    told = addresses_told()
    assert len(told) > 20
    assert {address: client.get(address).status_code for address in told} == dict.fromkeys(told, 200)


def test_every_block_type_is_there():
    found = {block["type"] for block in bodies()}
    assert found >= set(BodyBlock().child_blocks) | set(HomeBlock().child_blocks) | {"area"}


def test_every_presentation_has_a_column_with_content():
    for presentation in Presentation.values:
        columns = ColumnPage.objects.filter(presentation=presentation, locale__language_code="zh-hans")
        assert columns.exists(), presentation
        assert any(column.get_children().live().exists() or column.body for column in columns), presentation


def test_no_column_is_empty():
    empty = [
        column.title
        for column in ColumnPage.objects.live()
        if not column.body and not column.get_descendants().live().not_type(ColumnPage).exists()
    ]
    assert empty == []


def test_everything_is_valid_as_an_editor_would_have_to_write_it():
    for page in Page.objects.filter(depth__gt=1).specific():
        page.full_clean()
        for field in page._meta.fields:
            if isinstance(field, StreamField):
                field.stream_block.clean(field.value_from_object(page))
    assert problems() == []


def test_the_sample_document_stands_in_its_column_with_its_23_items():
    item = find_by_path(DOCUMENT)
    links = expand(item)
    assert [linked.data["title"] for linked in links["breadcrumb"]] == ["首页", "政府信息公开", "政府信息公开指南"]
    assert item.document_number == "青发改办〔2017〕455号"
    assert [linked.data["title"] for linked in links["next"]] == ["2016年青海省发展和改革委员会政府信息公开指南"]
    assert item.text.splitlines() == [line.removeprefix("# ") for line in lines_of("qingfagaiban-2017-455")]
    assert [line.split(".")[0] for line in item.text.splitlines() if line[0].isdigit()] == [
        str(number) for number in range(1, 24)
    ]
    assert [block["type"] for block in json.loads(item.document)["body"]].count("heading") == 6


def test_documents_and_interpretations_lead_to_each_other():
    assert "interpretations" in expand(find_by_path(DOCUMENT))
    for page in InterpretationPage.objects.all():
        item = ContentItem.objects.get(page_id=page.pk)
        assert len(expand(item)["documents"]) == page.interpreted_documents.count()


def test_documents_of_every_validity_are_there_and_say_what_changed_them():
    public = ContentItem.objects.published().filter(type="policy_document")
    assert set(public.values_list("validity", flat=True)) == {"in_force", "amended", "repealed", "expired"}
    assert expand(public.get(validity="repealed"))["changed_by"]


def test_what_is_not_public_is_there_for_editors_only():
    hidden = PolicyDocumentPage.objects.exclude(disclosure=Disclosure.PROACTIVE)
    assert set(hidden.values_list("disclosure", flat=True)) == {Disclosure.ON_REQUEST, Disclosure.WITHHELD}
    assert not ContentItem.objects.filter(page_id__in=hidden.values("pk")).exists()


def test_the_catalogue_covers_the_eight_areas_and_leads_to_public_content():
    item = ContentItem.objects.get(type="catalogue")
    assert len(expand(item)["fulfilled_by"]) == len(item.linked_ids["fulfilled_by"]) > 20
    areas = [block["title"] for block in bodies() if block["type"] == "area"]
    assert areas == ["简政放权", "规划计划", "项目", "专项资金", "信用", "价格", "机构人事", "预决算"]


def test_one_page_is_there_in_three_languages_wholly_translated():
    paths = ContentItem.objects.published().filter(path__endswith="/jigou/jianjie/").values_list("locale", "path")
    assert dict(paths) == {
        "zh-hans": "/jigou/jianjie/",
        "bo": "/bo/jigou/jianjie/",
        "en": "/en/jigou/jianjie/",
    }
    for translation in Translation.objects.all():
        total, translated = translation.get_progress()
        assert total == translated
    assert Translation.objects.filter(enabled=True).count() == 2 * (Locale.objects.count() - 1)


def test_files_can_be_downloaded_and_opened(client: Client):
    contents = {}
    for key in set(Link.objects.filter(kind=LinkKind.FILE).values_list("target", flat=True)):
        document = PortalDocument.objects.get(pk=key)
        response = client.get(document.url)
        assert response.status_code == 200
        contents[document.filename] = b"".join(response.streaming_content)
    assert all(content.startswith(b"%PDF-") for name, content in contents.items() if name.endswith(".pdf"))
    (workbook,) = [content for name, content in contents.items() if name.endswith(".xlsx")]
    assert openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]["B2"].value == "项目名称"


def test_the_password_is_said_once_and_works(said):
    password = said.split("password ")[1].split()[0]
    assert get_user_model().objects.get(username="admin").check_password(password)
    again = io.StringIO()
    call_command("demo", stdout=again)
    assert password not in again.getvalue()
    assert "changepassword" in again.getvalue()


def test_the_second_run_changes_nothing(django_assert_max_num_queries):
    before = state()
    with django_assert_max_num_queries(20):
        call_command("demo")
    assert state() == before


def test_a_run_that_was_interrupted_is_completed_without_touching_what_is_there():
    page = Page.objects.get(slug="qingjie-nengyuan-diaodu-202611").specific
    page.title = "编辑改过的标题"
    page.save_revision().publish()
    Page.objects.get(slug="zhongqiu-guoqing-jiage-tixing-2026").delete()
    # The last thing that is written, so that the run looks unfinished.
    Page.objects.get(slug="jianjie", locale__language_code="en").delete()
    with commits_at_once():
        call_command("demo")
    assert Page.objects.filter(slug="zhongqiu-guoqing-jiage-tixing-2026").live().exists()
    assert Page.objects.filter(slug="jianjie", locale__language_code="en").exists()
    assert Page.objects.get(pk=page.pk).title == "编辑改过的标题"
