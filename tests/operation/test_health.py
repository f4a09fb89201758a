"""What a supervisor is told."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from cms.operation import health, models
from cms.operation.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    health.forget()
    models._last_beat.clear()
    settings.CONTENT_DELIVER_INLINE = False  # type: ignore[attr-defined]


def ready() -> tuple[int, dict[str, str]]:
    health.forget()
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def test_alive_asks_no_database_and_no_host(settings: object, django_assert_num_queries: object) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["fgw.example.gov.cn"], True  # type: ignore[attr-defined]
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = Client().get("/healthz", headers={"Host": "127.0.0.1:8000"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "process": "ok"})


def test_ready_when_the_worker_is_at_work() -> None:
    assert ready() == (503, {
        "status": "failing", "database": "ok", "migrations": "ok", "worker": "has never been at work",
    })  # fmt: skip
    call_command("deliver", once=True)
    assert ready()[0] == 200
    Heartbeat.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    assert ready()[1]["worker"] == "has been silent for 300 seconds"
    Heartbeat.objects.update(beat_at=timezone.now() + timedelta(hours=1))
    assert ready()[0] == 200


def test_an_answer_is_kept_for_a_second() -> None:
    ready()
    with mock.patch("cms.operation.health.readiness", side_effect=AssertionError):
        assert Client().get("/readyz").status_code == 503


def test_ready_says_which_part_fails_and_nothing_else() -> None:
    secret = OperationalError('connection to server at "10.0.0.5", user "portal" failed')
    with mock.patch("django.db.migrations.recorder.MigrationRecorder.applied_migrations", side_effect=secret):
        assert ready() == (503, {"status": "failing", "database": "does not answer"})
    newest = health.newest_migrations() | {("pages", "9999_of_a_newer_version")}
    with mock.patch("cms.operation.health.newest_migrations", return_value=newest):
        status, states = ready()
    assert (status, states["migrations"]) == (503, "1 applications are not up to date: run manage.py migrate")


def test_a_worker_writes_no_more_than_every_few_seconds() -> None:
    models.beat("worker")
    Heartbeat.objects.all().delete()
    models.beat("worker")
    assert not Heartbeat.objects.exists()
