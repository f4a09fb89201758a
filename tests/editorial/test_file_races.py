"""A file is replaced while a page that names it becomes public: on PostgreSQL, by two connections, in both orders."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction

from cms.content.gates import PublicationRefused
from pages.models import PolicyAttachment, PortalDocument
from snippets.models import Library
from tests.editorial.conftest import founded_office, is_public

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.gates, pytest.mark.postgresql]


@contextmanager
def waiting(act: Callable[[], object]) -> Iterator[list[object]]:
    """Begin the act by another connection, and end when it has; it waits for the transaction that is open inside."""
    outcome: list[object] = []

    def run() -> None:
        try:
            outcome.append(act())
        except Exception as error:  # noqa: BLE001 -- whatever happens is what the test looks at
            outcome.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        yield outcome
        thread.start()
        time.sleep(0.7)
        assert not outcome, "it did not wait"
    thread.join(20)
    assert outcome


def test_a_file_does_not_become_public_unreviewed(portal):
    office = founded_office()
    place = Library.of(office.department).collection
    file = ContentFile(b"%PDF-1.4 old", name="table.pdf")
    document = PortalDocument.objects.create(title="附表", file=file, collection=place)
    pages = []
    for _number in range(2):
        page = office.draft()
        page.attachments = [PolicyAttachment(document=document)]
        page.save_revision(user=office.people["column_editor"])
        pages.append(office.approve(office.submit(page)))

    def replace(title: str) -> None:
        again = PortalDocument.objects.get(pk=document.pk)
        again.title, again.file = title, ContentFile(b"%PDF-1.4 " + title.encode(), name="new.pdf")
        again.save()

    with waiting(lambda: office.act(pages[0], "publisher")) as outcome:
        replace("替换")
    assert isinstance(outcome[0], PublicationRefused)
    assert "在保密审查之后被更换" in str(outcome[0])
    assert not is_public(pages[0])
    page = office.submit_again(office.act(pages[1], "publisher", "reject", "附件被更换"))
    with waiting(lambda: replace("再次替换")) as outcome:
        office.act(page, "publisher")
    assert isinstance(outcome[0], PublicationRefused)
    assert is_public(page)
    assert PortalDocument.objects.get(pk=document.pk).title == "替换"
