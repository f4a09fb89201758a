"""How many workers are started."""

import os

import pytest

from cms.operation.capacity import Capacity, capacity, plan

GB = 2**30


@pytest.mark.parametrize(
    ("there", "workers", "said"),
    [
        (Capacity(2, 8 * GB, 97), 5, "5 workers with 4 threads, as 2 × 2 cores + 1"),
        (Capacity(16, 64 * GB, 97), 10, "10 workers with 4 threads, as 97 connections of the database"),
        (Capacity(16, 64 * GB, 397), 33, "33 workers with 4 threads, as 2 × 16 cores + 1"),
        (Capacity(4, 1 * GB, 97), 2, "2 workers with 4 threads, as half of 1.0 GB of memory"),
        (Capacity(1, GB // 4, 12), 1, "1 workers with 4 threads want 4 connections"),
        (Capacity(4, 16 * GB, None), 9, "9 workers with 4 threads, as 2 × 4 cores + 1"),
    ],
)  # fmt: skip
def test_workers_fit_cores_memory_and_connections(there: Capacity, workers: int, said: str) -> None:
    made = plan({}, there)
    assert made.workers == workers
    assert made.said.startswith(said)
    if there.connections and not made.is_warning:
        # Two releases during an upgrade.
        assert 2 * made.workers * made.threads <= there.connections


def test_what_the_operator_wants_wins_and_too_much_is_said() -> None:
    there = Capacity(16, 64 * GB, 97)
    assert plan({"GUNICORN_WORKERS": "3"}, there).said == "3 workers with 4 threads, as GUNICORN_WORKERS says"
    made = plan({"GUNICORN_WORKERS": "33"}, there)
    assert (made.workers, made.is_warning) == (33, True)
    assert made.said.startswith("33 workers with 4 threads want 132 connections, and the database gives 87")
    assert plan({"GUNICORN_WORKERS": "12"}, there).is_warning
    assert plan({"GUNICORN_THREADS": "8"}, there).workers == 5
    # The settings refuse it in a sentence of their own.
    assert plan({"GUNICORN_WORKERS": "many", "GUNICORN_THREADS": "0"}, there).workers == 10


@pytest.mark.postgresql
def test_the_database_is_asked_and_one_that_does_not_answer_holds_up_nothing() -> None:
    url = os.environ["DATABASE_URL"]
    assert (capacity({"DATABASE_URL": url}).connections or 0) > 0
    assert capacity({"DATABASE_URL": "postgres://portal@127.0.0.1:1/portal"}).connections == 97
    assert capacity({"DATABASE_URL": "sqlite:///:memory:"}).connections is None
    assert capacity({"DATABASE_URL": "postgres://portal@127.0.0.1:port/portal"}).connections == 97
