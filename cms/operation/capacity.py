"""How many workers gunicorn starts: as many as cores, memory and the database's connections allow.

Imported by gunicorn's configuration, before Django is ready.
"""

import os
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import environ
import psycopg2

# What a worker needs beside what it shares with the others, with its kept pages; half of the memory is for PostgreSQL,
# Elasticsearch and the system.
WORKER_MEMORY = 250 * 2**20
# Connections for the worker, the timers and an administrator's commands.
OTHERS = 10
# What PostgreSQL gives unless told otherwise, for a start while it does not answer.
USUAL_CONNECTIONS = 97
SECONDS = 5


@dataclass(frozen=True)
class Capacity:
    """What there is: cores, memory in bytes, and connections that the database gives to users like ours."""

    cores: int
    memory: int
    connections: int | None
    """None where there is no such limit, as on SQLite."""


@dataclass(frozen=True)
class Plan:
    """How gunicorn starts, and the line that says why."""

    workers: int
    threads: int
    said: str
    is_warning: bool = False


def plan(environment: Mapping[str, str], capacity: Capacity) -> Plan:
    """The plan for what there is; GUNICORN_WORKERS and GUNICORN_THREADS win, with a warning where that is too much."""
    threads = _given(environment, "GUNICORN_THREADS", 4)
    free = None if capacity.connections is None else max(capacity.connections - OTHERS, 1)
    reasons = {f"2 × {capacity.cores} cores + 1": 2 * capacity.cores + 1}
    reasons[f"half of {capacity.memory / 2**30:.1f} GB of memory"] = capacity.memory // 2 // WORKER_MEMORY
    if free is not None:
        # While an upgrade is under way, two releases answer.
        reasons[f"{capacity.connections} connections of the database, for two releases"] = free // 2 // threads
    fitting = max(min(reasons.values()), 1)
    workers = _given(environment, "GUNICORN_WORKERS", fitting)
    wanted = f"{workers} workers with {threads} threads"
    if free is not None and workers * threads > free:
        text = (
            f"{wanted} want {workers * threads} connections, and the database gives {free} beside {OTHERS} for others"
        )
        return Plan(workers, threads, f"{text}: lower GUNICORN_WORKERS or raise max_connections", is_warning=True)
    if workers > fitting:
        return Plan(workers, threads, f"{wanted}, though {fitting} would fit {_least(reasons)}", is_warning=True)
    return Plan(workers, threads, f"{wanted}, as {'GUNICORN_WORKERS says' if workers < fitting else _least(reasons)}")


def _given(environment: Mapping[str, str], name: str, usual: int) -> int:
    """A number of the environment; one that makes no sense is refused in a sentence by the settings, later."""
    given = environment.get(name, "")
    return int(given) if re.fullmatch("[1-9][0-9]{0,2}", given) else usual


def _least(reasons: Mapping[str, int]) -> str:
    return min(reasons, key=lambda reason: reasons[reason])


def capacity(environment: Mapping[str, str]) -> Capacity:
    """What there is for this process."""
    return Capacity(len(os.sched_getaffinity(0)), _memory(), _connections(environment.get("DATABASE_URL", "")))


def _memory() -> int:
    """The memory of the machine, or of the group of processes that this one is confined to."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        group = Path("/proc/self/cgroup").read_text(encoding="ascii").strip().rpartition(":")[2]
        limit = Path(f"/sys/fs/cgroup{group}/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return whole
    return min(int(limit), whole) if limit.isdecimal() else whole


def _connections(url: str) -> int | None:
    if not url.startswith(("postgres", "psql", "pgsql")):
        return None
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    reserved = "current_setting('superuser_reserved_connections')::int"
    newer = "coalesce(current_setting('reserved_connections', true), '0')::int"
    try:
        database = environ.Env.db_url_config(url)
        given = {name: database[key] for key, name in names.items() if database.get(key)}
        with closing(psycopg2.connect(connect_timeout=SECONDS, **given)) as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT current_setting('max_connections')::int - {reserved} - {newer}")
            return int(cursor.fetchone()[0])
    except (psycopg2.Error, ValueError):
        return USUAL_CONNECTIONS
