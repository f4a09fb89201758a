"""The 1,399 statutes and regulations: all of them, once, whatever happens half-way."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from wagtail.models import Page, Revision

from cms.content.models import ContentItem, Delivery
from pages.models import ColumnPage, PolicyDocumentPage
from tests import factories
from tests.importing.records import problems, real_records, record, run, state, write_lines

pytestmark = pytest.mark.sqlite
RECORDS = 1399


def start_import(*arguments: str) -> subprocess.Popen[bytes]:
    """An import in a process of its own, on the tests' database."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    command = [sys.executable, "-W", "ignore", "manage.py", "import_documents", *arguments]
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)


def wait_for(documents: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the import has written so many documents."""
    deadline = time.monotonic() + 120
    while PolicyDocumentPage.objects.count() < documents:
        assert process.poll() is None, "the import ended too early"
        assert time.monotonic() < deadline, "the import takes too long"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_half_way_is_completed_by_the_next_one_and_the_last_changes_nothing(portal):
    file = str(real_records())
    for reached in (300, 800):
        process = start_import(file)
        wait_for(reached, process)
        process.kill()
        process.wait()
    done = PolicyDocumentPage.objects.count()
    assert 800 <= done < RECORDS
    # What is there is whole: each page has its revision, its item and its deliveries.
    assert PolicyDocumentPage.objects.filter(live_revision=None).count() == 0
    assert ContentItem.objects.filter(type="policy_document").count() == done
    assert start_import(file).wait(timeout=300) == 0
    assert PolicyDocumentPage.objects.filter(live=True).count() == PolicyDocumentPage.objects.count() == RECORDS
    assert PolicyDocumentPage.objects.values("index_number").distinct().count() == RECORDS
    documents = ContentItem.objects.published().filter(type="policy_document")
    assert documents.count() == RECORDS
    assert Delivery.objects.filter(item__in=documents).count() == RECORDS * len(settings.CONTENT_CHANNELS)
    assert Revision.objects.for_instance(ColumnPage.objects.get(slug="wenjianku")).count() == 1
    assert problems() == []
    before = state()
    assert run(real_records()) == 0
    assert state() == before


@pytest.mark.django_db(transaction=True)
def test_editors_add_pages_to_the_column_while_an_import_runs(tmp_path, portal):
    column = factories.column(slug="wenjian")
    file = write_lines(tmp_path / "records.jsonl", [record(number) for number in range(1, 1501)])
    process = start_import(str(file), "--column", "/wenjian/")
    wait_for(1, process)
    for number in range(10):
        factories.policy(ColumnPage.objects.get(pk=column.pk), title=f"编辑新增的公文 {number}")
    assert process.poll() is None, "the editors came too late to be in the way"
    assert process.wait(timeout=300) == 0
    assert PolicyDocumentPage.objects.child_of(column).count() == 1510
    assert Page.objects.get(pk=column.pk).numchild == 1510
    assert ContentItem.objects.published().filter(type="policy_document").count() == 1510
    assert problems() == []
