"""Whoever changes what is public at the same moment as somebody else: the item always says what the page says.

Each pair of acts runs on PostgreSQL in two threads. Both have read what they need before either acts; the first is held
up where it has decided and not written yet, until the second has ended or waits for it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import reduce
from itertools import count, product
from operator import or_

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F, Q
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.content import publishing
from cms.content.atomic import AtomicWritesMiddleware
from cms.content.gates import by_system
from cms.content.locks import hold_publication
from cms.content.models import ContentItem, Delivery
from pages.importing.checking import check
from pages.importing.writing import Placed, write
from pages.models import ColumnPage, PolicyDocumentPage
from snippets.models import Department
from tests import factories
from tests.importing.records import problems, record

Act = Callable[[], object]
_numbers = count(1)


class Scene:
    """A public document with a newer draft, its column, another column and its department."""

    def __init__(self, department: Department) -> None:
        self.number = next(_numbers)
        self.department = department
        home = Page.objects.get(depth=2, locale__language_code="zh-hans").specific
        dates = dict.fromkeys(["first_published_at", "last_published_at"], timezone.now())
        columns = [ColumnPage(title=f"栏目 {name}", slug=f"{name}-{self.number}", **dates) for name in "ab"]
        self.column, self.other = factories.together(home, columns)
        fields = check(record(self.number)).fields | {"department": department} | dates
        (self.document,) = factories.together(self.column, [PolicyDocumentPage(**fields)])
        self.document.title = "已改的草稿"
        self.revision = self.document.save_revision()
        self.keys = [self.column.pk, self.document.pk]

    def read(self) -> PolicyDocumentPage:
        return PolicyDocumentPage.objects.get(pk=self.document.pk)

    def publish(self) -> Act:
        return by_the_system(self.read().get_latest_revision().publish)

    def withdraw(self) -> Act:
        return self.read().unpublish

    def move(self) -> Act:
        column, other = (ColumnPage.objects.get(pk=page.pk) for page in (self.column, self.other))
        return lambda: column.move(other, pos="last-child")

    def present(self) -> Act:
        """What `manage.py present` does, for few pages, so that the test stays quick."""
        keys = [self.column.pk, self.document.pk, self.other.pk]
        return lambda: publishing.synchronise_all(keys)

    def schedule(self) -> Act:
        self.document.revisions.filter(pk=self.revision.pk).update(approved_go_live_at=timezone.now())
        return by_the_system(lambda: call_command("publish_scheduled", stdout=Silence()))

    def expire(self) -> Act:
        Page.objects.filter(pk=self.document.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
        return lambda: call_command("publish_scheduled", stdout=Silence())

    def bring(self) -> Act:
        """An import with the same record, changed, and a new one."""
        column = ColumnPage.objects.get(pk=self.column.pk)
        records = [record(self.number, title="已改的记录"), record(self.number + 10_000)]
        placed = [Placed(check(each), column, self.department) for each in records]
        return lambda: write(placed, None)

    def delete(self) -> Act:
        return self.read().delete

    def restrict(self) -> Act:
        column = Page.objects.get(pk=self.column.pk)
        return lambda: PageViewRestriction.objects.create(page=column, restriction_type="login")

    def rename(self) -> Act:
        department = Department.objects.get(pk=self.department.pk)
        department.title = f"第 {self.number} 处"
        return department.save


NAMED = [Scene.publish, Scene.withdraw, Scene.move, Scene.present, Scene.schedule, Scene.bring]
OTHERS = [Scene.expire, Scene.delete, Scene.restrict, Scene.rename]
PAIRS = [*product(NAMED, repeat=2)]
PAIRS += [pair for other in OTHERS for act in (Scene.publish, Scene.present) for pair in ((other, act), (act, other))]


class Silence:
    def write(self, *text: str) -> None:
        """Say nothing."""


def by_the_system(act: Act) -> Act:
    def publish() -> None:
        with by_system("race"):
            act()

    return publish


class Turnstile:
    """Holds up one thread where it has decided what to write, until it is let go."""

    def __init__(self) -> None:
        self.thread: threading.Thread | None = None
        self.reached, self.go = threading.Event(), threading.Event()

    def pass_through(self) -> None:
        if threading.current_thread() is self.thread and not self.reached.is_set():
            self.reached.set()
            self.go.wait(30)


@pytest.fixture
def turnstile(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Turnstile]]:
    """The turnstile in use is the last of the list."""
    used = [Turnstile()]
    present, number = publishing.present, publishing._number

    def held(function: Callable[..., object]) -> Callable[..., object]:
        def held_up(*arguments: object) -> object:
            used[-1].pass_through()
            return function(*arguments)

        return held_up

    monkeypatch.setattr(publishing, "present", held(present))
    monkeypatch.setattr(publishing, "_number", held(number))
    return used


def at_once(turnstile: Turnstile, first: Act, second: Act) -> list[BaseException]:
    """Let both act, the second while the first is held up; returns what went wrong in either."""
    errors: list[BaseException] = []

    def run(act: Act) -> None:
        try:
            # What has been deleted meanwhile is not there to be published or withdrawn.
            with suppress(ObjectDoesNotExist):
                act()
        except BaseException as error:  # noqa: BLE001 -- for the test to look at
            errors.append(error)
        finally:
            connection.close()

    one, two = (threading.Thread(target=run, args=[act]) for act in (first, second))
    turnstile.thread = one
    one.start()
    while one.is_alive() and not turnstile.reached.wait(0.005):
        pass
    two.start()
    while two.is_alive() and not waits_for_a_lock():
        time.sleep(0.005)
    turnstile.go.set()
    for thread in (one, two):
        thread.join(60)
        assert not thread.is_alive()
    return errors


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wait_event_type FROM pg_stat_activity WHERE datname = current_database()")
        return ("Lock",) in cursor.fetchall()


def contradictions(*columns: Page) -> list[str]:
    """Items that do not say what their pages say, all or those below some columns."""
    with transaction.atomic():
        pages = Page.objects.filter(depth__gt=1)
        if columns:
            paths = Page.objects.filter(pk__in=[column.pk for column in columns]).values_list("path", flat=True)
            pages = pages.filter(reduce(or_, [Q(path__startswith=path) for path in paths]))
        keys = list(pages.values_list("pk", flat=True))
        changed = publishing.synchronise_all(keys)
        told = [f"{item.page_id} was not {item.state}" for item in changed]
        left = ContentItem.objects.published().exclude(page_id__in=Page.objects.values("pk"))
        told += [f"{item.page_id} is public and gone" for item in left]
        gone = ContentItem.objects.filter(withdrawal="deleted", page_id__in=keys)
        told += [f"{item.page_id} is said to be deleted" for item in gone]
        transaction.set_rollback(True)
    return told


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_any_two_acts_at_the_same_moment_neither_is_lost(portal, turnstile):
    department = factories.department()
    wrong = []
    for first, second in PAIRS:
        scene = Scene(department)
        turnstile.append(Turnstile())
        errors = at_once(turnstile[-1], first(scene), second(scene))
        if found := [*map(repr, errors), *contradictions(scene.column, scene.other)]:
            wrong.append((first.__name__, second.__name__, found))
    assert wrong == []
    assert problems() == contradictions() == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_presenting_everything_at_any_time_disturbs_no_publication(portal):
    column = factories.column()
    documents = [factories.policy(column, title=f"公文 {number}") for number in range(5)]
    finished = threading.Event()
    errors: list[BaseException] = []

    def keep_presenting() -> None:
        try:
            while not finished.is_set():
                call_command("present", stdout=Silence())
        except BaseException as error:  # noqa: BLE001 -- for the test to look at
            errors.append(error)
        finally:
            connection.close()

    seen: list[int] = []
    presenting = [threading.Thread(target=keep_presenting) for _number in range(2)]
    for thread in presenting:
        thread.start()
    for document in documents * 3:
        page = PolicyDocumentPage.objects.get(pk=document.pk)
        if page.live:
            page.unpublish()
            assert not ContentItem.objects.get(page_id=page.pk).is_published
        else:
            factories.published(page)
            assert ContentItem.objects.get(page_id=page.pk).is_published
        now = list(Delivery.objects.order_by("sequence").values_list("sequence", flat=True))
        # What becomes visible later has a later number.
        assert now[: len(seen)] == seen
        seen = now
    finished.set()
    for thread in presenting:
        thread.join(60)
    assert errors == []
    assert contradictions() == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_request_that_was_sacrificed_to_another_is_answered_again(portal):
    page = factories.policy()
    has_row, has_lock = threading.Event(), threading.Event()
    times: list[int] = []

    def view(request: object) -> HttpResponse:
        times.append(1)
        Page.objects.filter(pk=page.pk).update(draft_title=F("draft_title"))
        has_row.set()
        has_lock.wait(30)
        hold_publication()
        return HttpResponse("done")

    def other() -> None:
        has_row.wait(30)
        with transaction.atomic(), connection.cursor() as cursor:
            # PostgreSQL ends whoever finds the deadlock; let that be the request.
            cursor.execute("SET LOCAL deadlock_timeout = '30s'")
            hold_publication()
            has_lock.set()
            Page.objects.filter(pk=page.pk).update(draft_title=F("draft_title"))
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    request = RequestFactory().post("/admin/")
    request.resolver_match = None
    answer = AtomicWritesMiddleware(lambda request: HttpResponse()).process_view(request, view, [], {})
    thread.join(60)
    assert answer is not None
    assert (answer.content, len(times)) == (b"done", 2)


# Without threads: what was read before somebody else decided must not undo his decision.


@pytest.mark.django_db
@pytest.mark.sqlite
class TestWhatWasReadBefore:
    def test_a_draft_that_is_saved_late_does_not_make_a_published_page_a_draft(self, portal):
        page = factories.policy(publish=False)
        late = PolicyDocumentPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        factories.published(PolicyDocumentPage.objects.get(pk=page.pk))
        late.title = "未审的草稿"
        late.save()
        late.save_revision()
        now = PolicyDocumentPage.objects.get(pk=page.pk)
        assert (now.live, now.title) == (True, page.title)
        assert now.get_latest_revision_as_object().title == "未审的草稿"
        assert contradictions() == []

    def test_a_draft_that_is_saved_late_stays_where_its_column_was_moved(self, portal):
        column, other = factories.column(slug="a"), factories.column(slug="b")
        page = factories.policy(column, publish=False)
        late = PolicyDocumentPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        ColumnPage.objects.get(pk=column.pk).move(ColumnPage.objects.get(pk=other.pk), pos="last-child")
        late.save()
        assert Page.objects.get(pk=page.pk).url_path.endswith(f"/b/a/{page.slug}/")
        assert problems() == []

    def test_a_page_is_withdrawn_where_it_is_and_as_it_is(self, portal):
        column, other = factories.column(slug="a"), factories.column(slug="b")
        page = factories.policy(column)
        late = PolicyDocumentPage.objects.get(pk=page.pk)
        ColumnPage.objects.get(pk=column.pk).move(ColumnPage.objects.get(pk=other.pk), pos="last-child")
        page.title = "新标题"
        factories.published(page)
        late.unpublish()
        assert (late.live, late.title) == (False, "新标题")
        assert problems() == contradictions() == []

    def test_presenting_copies_of_pages_publishes_nothing_that_was_withdrawn(self, portal):
        page = factories.policy()
        copy = PolicyDocumentPage.objects.get(pk=page.pk)
        page.unpublish()
        assert publishing.synchronise([copy]) == []
        assert not ContentItem.objects.get(page_id=page.pk).is_published

    def test_a_page_whose_end_was_put_off_is_not_withdrawn(self, portal):
        from cms.editorial.management.commands.publish_scheduled import expired_pages, withdraw_expired

        page = factories.policy()
        Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
        (found,) = expired_pages()
        Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + timedelta(days=1))
        withdraw_expired(found.pk)
        assert ContentItem.objects.get(page_id=page.pk).is_published
