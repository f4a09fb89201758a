"""Deliveries reach their channel once it answers, whatever happens in between."""

import json
import os
import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from cms.content.channels import ChannelUnavailable
from cms.content.delivering import deliver, deliver_due
from cms.content.models import ContentItem, Delivery
from cms.content.models.delivery import DeliveryState
from cms.content.publishing import synchronise
from tests import factories

pytestmark = pytest.mark.sqlite


class Receiver:
    """A channel in this process: keeps what it was told, and fails when told to."""

    name = "receiver"

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []
        self.error: Exception | None = None
        self.poison: str = ""

    def deliver(self, items: list[ContentItem]) -> None:
        if self.error:
            raise self.error
        if self.poison and any(item.title == self.poison for item in items):
            raise ValueError("cannot take this")
        self.told += [(item.title, item.sequence) for item in items]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    channel = Receiver()
    for module in ("cms.content.publishing", "cms.content.delivering"):
        monkeypatch.setattr(f"{module}.channels", lambda: {"receiver": channel})
    return channel


@pytest.fixture
def ready(receiver: Receiver, portal) -> Receiver:
    """A portal all of whose items have been delivered."""
    Delivery.objects.update(channel=receiver.name)
    deliver_due()
    receiver.told.clear()
    return receiver


def let_waiting_time_pass() -> None:
    Delivery.objects.filter(state=DeliveryState.PENDING).update(not_before=timezone.now())


def test_a_publication_is_delivered_with_its_digest(ready):
    document = factories.policy(factories.column())
    assert deliver_due() == 2
    delivery = Delivery.objects.get(item__page_id=document.pk)
    assert delivery.state == DeliveryState.DELIVERED
    assert delivery.delivered_digest == delivery.digest == ContentItem.objects.get(page_id=document.pk).digest


def test_a_channel_that_is_down_does_not_stop_publishing_and_is_told_later(ready):
    ready.error = ChannelUnavailable("connection refused")
    document = factories.policy(factories.column())
    assert deliver_due() == 0
    assert ContentItem.objects.get(page_id=document.pk).is_published
    waiting = Delivery.objects.get(item__page_id=document.pk)
    assert "connection refused" in waiting.last_error
    assert waiting.not_before > timezone.now()
    ready.error = None
    let_waiting_time_pass()
    assert deliver_due() == 2
    assert [title for title, _sequence in ready.told].count(document.title) == 1


def test_waiting_times_double_up_to_ten_minutes():
    delivery = Delivery(attempts=3)
    waits = []
    for attempts in (1, 2, 5, 40):
        delivery.attempts = attempts
        delivery.save = lambda **fields: None
        delivery.failed("down")
        waits.append(round((delivery.not_before - timezone.now()).total_seconds()))
    assert waits == [2, 4, 32, 600]


def test_an_item_that_a_channel_cannot_take_does_not_hold_up_the_others(ready):
    ready.poison = "毒"
    column = factories.column()
    factories.policy(column, title="毒")
    factories.policy(column, title="良")
    deliver_due()
    assert "良" in [title for title, _sequence in ready.told]
    assert Delivery.objects.get(state=DeliveryState.PENDING).item.title == "毒"


def test_a_delivery_that_was_overtaken_is_closed_with_the_newer_one(ready):
    document = factories.policy(factories.column())
    document.title = "第二版"
    document.save_revision().publish()
    newest = Delivery.objects.filter(item__page_id=document.pk).latest("sequence")

    deliver([newest])
    states = list(
        Delivery.objects.filter(item__page_id=document.pk).order_by("sequence").values_list("state", flat=True)
    )
    assert states == [DeliveryState.SUPERSEDED, DeliveryState.DELIVERED]


def test_a_change_during_a_delivery_is_delivered_by_itself(ready, monkeypatch):
    document = factories.policy(factories.column())
    deliver_due()
    document.title = "第二版"
    document.save_revision().publish()
    receive = ready.deliver

    def change_meanwhile(items: list[ContentItem]) -> None:
        receive(items)
        monkeypatch.setattr(ready, "deliver", receive)
        document.title = "第三版"
        document.save_revision().publish()

    monkeypatch.setattr(ready, "deliver", change_meanwhile)
    deliver_due()
    newest = Delivery.objects.filter(item__page_id=document.pk).latest("sequence")
    assert newest.state == DeliveryState.PENDING
    deliver_due()
    assert [title for title, _sequence in ready.told][-2:] == ["第二版", "第三版"]


def test_two_workers_never_claim_the_same_delivery(ready):
    factories.policy(factories.column())
    first, second = list(Delivery.objects.due()), list(Delivery.objects.due())
    assert all(delivery.claim() for delivery in first)
    assert not any(delivery.claim() for delivery in second)


def test_an_unknown_channel_keeps_its_deliveries(ready):
    Delivery.objects.update(channel="gone", state=DeliveryState.PENDING, not_before=timezone.now())
    assert deliver_due() == 0
    assert not Delivery.objects.exclude(state=DeliveryState.PENDING).exists()


# What follows happens between real processes, so it needs committed data.


@pytest.fixture
def worker_environment(tmp_path: Path) -> dict[str, str]:
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "CONTENT_CHANNELS": "tests.content.recording.RecordingChannel",
        "CONTENT_DELIVERY_LEASE": "1",
        "RECORDING": str(tmp_path / "recording"),
    }


def start_worker(environment: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "deliver", *options]
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)


@pytest.mark.django_db(transaction=True)
def test_workers_killed_at_any_moment_lose_nothing_and_double_nothing(worker_environment, monkeypatch, portal):
    ContentItem.objects.all().delete()
    monkeypatch.setattr("cms.content.publishing.channels", lambda: {"recording": None})
    column = factories.column()
    for number in range(25):
        factories.notice(column, title=f"公告 {number}")
    for _ in range(4):
        worker = start_worker(worker_environment, "--pause", "0.1")
        time.sleep(1.5 + random.random())
        worker.kill()
        worker.wait()
    deadline = time.monotonic() + 60
    # What a killed worker has claimed is left alone until its lease ends.
    while Delivery.objects.filter(state=DeliveryState.PENDING).exists():
        assert time.monotonic() < deadline
        assert start_worker(worker_environment, "--once").wait(timeout=60) == 0
    told = {tuple(line.split()) for line in Path(worker_environment["RECORDING"]).read_text().splitlines()}
    items = ContentItem.objects.published()
    assert told == {(str(item.content_id), item.locale, str(item.sequence)) for item in items}
    assert Delivery.objects.filter(state=DeliveryState.DELIVERED).count() == items.count()
    assert all(d.delivered_digest == d.item.digest for d in Delivery.objects.select_related("item"))


@pytest.mark.django_db(transaction=True)
def test_a_publication_that_fails_half_way_leaves_neither_page_nor_item_nor_delivery(monkeypatch, portal):
    document = factories.policy(factories.column(), publish=False)
    deliveries = Delivery.objects.count()

    def fail(*arguments: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("cms.content.publishing._enqueue", fail)
    with pytest.raises(RuntimeError):
        document.get_latest_revision().publish()
    document.refresh_from_db()
    assert not document.live
    assert not ContentItem.objects.filter(page_id=document.pk).exists()
    assert Delivery.objects.count() == deliveries


@pytest.mark.django_db(transaction=True)
def test_inline_delivery_happens_after_the_commit(receiver, settings, portal):
    settings.CONTENT_DELIVER_INLINE = True
    column = factories.column(publish=False)
    with transaction.atomic():
        column.get_latest_revision().publish()
        assert receiver.told == []
    assert [title for title, _sequence in receiver.told] == [column.title]


@pytest.mark.django_db
def test_the_present_command_mends_items_that_were_lost(portal):
    document = factories.policy(factories.column())
    before = json.loads(ContentItem.objects.get(page_id=document.pk).document)
    ContentItem.objects.filter(page_id=document.pk).delete()
    call_command("present")
    assert json.loads(ContentItem.objects.get(page_id=document.pk).document) == before


@pytest.mark.django_db
class TestTheClockWasSetBack:
    """By an hour, while deliveries waited."""

    def set_back(self) -> None:
        Delivery.objects.update(not_before=F("not_before") + timedelta(hours=1))

    def test_what_was_never_tried_is_due(self, ready):
        document = factories.policy(factories.column())
        document.unpublish()
        self.set_back()
        assert deliver_due() == 3
        assert not Delivery.objects.filter(state=DeliveryState.PENDING).exists()

    def test_what_failed_waits_no_longer_than_it_would_have(self, ready):
        ready.error = ChannelUnavailable("connection refused")
        factories.policy(factories.column())
        deliver_due()
        ready.error = None
        assert deliver_due() == 0
        self.set_back()
        assert deliver_due() == 2

    @pytest.mark.parametrize("attempts", [1, 5, 9, 10, 40])
    def test_what_waits_as_it_should_still_waits(self, ready, attempts):
        factories.policy(factories.column())
        for delivery in Delivery.objects.filter(state=DeliveryState.PENDING):
            delivery.attempts = attempts
            delivery.save()
            delivery.failed("down")
        assert not Delivery.objects.due().exists()

    def test_what_was_published_by_the_wrong_clock_does_not_stay_first_in_lists(self, ready):
        column = factories.column()
        ahead = factories.policy(column)
        later = timezone.now() + timedelta(hours=1)
        type(ahead).objects.filter(pk=ahead.pk).update(first_published_at=later, last_published_at=later)
        synchronise([ahead])
        call_command("publish_scheduled")
        right = ContentItem.objects.get(page_id=ahead.pk)
        assert right.published_at <= timezone.now()
        assert right.updated_at <= timezone.now()
        newer = factories.policy(column)
        newest = ContentItem.objects.published().filter(type="policy_document").order_by("-published_at").first()
        assert newest.page_id == newer.pk
        sequence = right.sequence
        call_command("publish_scheduled")
        assert ContentItem.objects.get(page_id=ahead.pk).sequence == sequence
