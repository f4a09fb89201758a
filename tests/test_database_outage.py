"""PostgreSQL goes away and comes back: what is kept is served, the rest says when to come back, all mends itself.

The database refuses connections and ends those there are, as a server does that stops; the server itself goes on, for
other tests need it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import psycopg2
import pytest
from django.conf import settings as django_settings
from django.db import connection, connections

from cms.content.models import Delivery
from cms.content.models.delivery import DeliveryState
from cms.http.sessions import SessionStore
from tests import factories
from tests.servers import free_port

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


class Database:
    """The tests' database, and a way to take it away."""

    def __init__(self) -> None:
        self.settings = dict(connection.settings_dict)
        self.name = self.settings["NAME"]

    def ask(self, *statements: str) -> None:
        names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        options = {name: self.settings[key] for name, key in names.items() if self.settings[key]}
        server = psycopg2.connect(dbname="postgres", **options)
        server.autocommit = True
        with server.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        server.close()

    def end_connections(self) -> None:
        connections.close_all()
        self.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'")  # noqa: S608

    def stop(self) -> None:
        self.ask(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS false')
        self.end_connections()

    def start(self) -> None:
        self.ask(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS true')


@pytest.fixture
def database() -> Iterator[Database]:
    found = Database()
    yield found
    found.start()


@pytest.fixture
def environment(database: Database) -> dict[str, str]:
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database.settings)
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.content.outage_settings"}


class Answer:
    def __init__(self, response) -> None:
        self.status, self.headers, self.text = response.status, response.headers, response.read().decode()


class Asker(HTTPRedirectHandler):
    """Asks the portal, and does not follow."""

    def __init__(self, address: str) -> None:
        self.address = address

    def redirect_request(self, *arguments: object) -> None:
        return None

    def __call__(self, path: str, data: bytes | None = None, **headers: str) -> Answer:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            return Answer(build_opener(self).open(Request(self.address + path, data, names), timeout=20))
        except HTTPError as error:
            return Answer(error)


@pytest.fixture
def ask(environment: dict[str, str], tmp_path: Path) -> Iterator[Asker]:
    """The portal as gunicorn serves it, in one process with four threads."""
    port = free_port()
    environment |= {"GUNICORN_BIND": f"127.0.0.1:{port}", "GUNICORN_WORKERS": "1", "GUNICORN_THREADS": "4"}
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "cms.wsgi"]
    with (tmp_path / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, cwd=django_settings.BASE_DIR, stdout=log, stderr=subprocess.STDOUT
        )
        asker = Asker(f"http://127.0.0.1:{port}")
        deadline = time.monotonic() + 60
        while True:
            try:
                asker("/robots.txt")
                break
            except OSError:
                assert process.poll() is None, (tmp_path / "gunicorn.log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield asker
        process.terminate()
        process.wait(30)


@pytest.fixture
def worker(environment: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (tmp_path / "worker.log").open("wb") as log:
        command = [sys.executable, "manage.py", "deliver", "--pause", "0.2"]
        process = subprocess.Popen(command, env=environment, cwd=django_settings.BASE_DIR, stderr=log)
        yield process
        process.terminate()
        assert process.wait(30) == 0, (tmp_path / "worker.log").read_text()


def wait_until_delivered() -> None:
    deadline = time.monotonic() + 60
    while Delivery.objects.filter(state=DeliveryState.PENDING).exists():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_an_outage_costs_what_is_not_kept_and_nothing_after_it(portal, database, ask, worker, environment, tmp_path):
    column = factories.column(slug="wenjian")
    withdrawn = factories.policy(column, title="将撤下的公文", slug="withdrawn")
    page = factories.policy(column, title="三江源国家公园条例", slug="document")
    item = f"/api/v1/content/{page.translation_key}"
    assert ask("/wenjian/withdrawn/").status == 200
    withdrawn.unpublish()
    session = SessionStore()
    session.create()
    before, before_api = ask("/wenjian/document/"), ask(item)
    assert (before.status, before_api.status, before.headers["Warning"]) == (200, 200, None)
    wait_until_delivered()

    database.stop()
    old = ask("/wenjian/document/")
    assert (old.status, old.text, old.headers["ETag"]) == (200, before.text, before.headers["ETag"])
    assert old.headers["Warning"].startswith("110")
    assert int(old.headers["Age"]) >= 0
    assert old.headers["Cache-Control"] == "public, max-age=10"
    assert ask("/wenjian/document/", If_None_Match=before.headers["ETag"]).status == 304
    assert ask("/wenjian/document/", Cookie=f"sessionid={session.session_key}").text == before.text
    old = ask(item)
    assert (old.status, old.text, old.headers["ETag"]) == (200, before_api.text, before_api.headers["ETag"])
    assert old.headers["Warning"].startswith("110")

    for path in ("/wenjian/withdrawn/", "/wenjian/", "/en/", "/search/?q=a", "/documents/1/a.pdf", "/sitemap.xml"):
        away = ask(path)
        assert (path, away.status, away.headers["Retry-After"]) == (path, 503, "60")
        assert "网站正在维护" in away.text
    for path in ("/api/v1/content", "/api/v1/search?q=a", "/api/v1/site", f"{item}?body=nodes"):
        away = ask(path)
        assert (path, away.status, away.headers["Retry-After"]) == (path, 503, "60")
        assert away.headers["Content-Type"] == "application/problem+json"
    editor = {"Cookie": f"sessionid={session.session_key}; csrftoken={'b' * 32}", "X_CSRFToken": "b" * 32}
    for data in (None, b"title=x"):
        away = ask("/admin/pages/add/pages/newspage/3/", data, **editor)
        assert away.status == 503
        assert "后退" in away.text
    failed = subprocess.run(
        [sys.executable, "manage.py", "publish_scheduled"],
        env=environment, cwd=django_settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert failed.stderr.startswith("The database cannot be asked:")

    database.start()
    with ThreadPoolExecutor(4) as readers:
        after = list(readers.map(ask, ["/wenjian/document/", item, "/wenjian/", "/api/v1/content"] * 5))
    assert {answer.status for answer in after} == {200}
    assert {answer.headers["Warning"] for answer in after} == {None}
    page.title = "三江源国家公园条例（修订）"
    factories.published(page)
    assert "（修订）" in ask("/wenjian/document/").text
    wait_until_delivered()
    assert worker.poll() is None
    logs = [(tmp_path / name).read_text() for name in ("gunicorn.log", "worker.log")]
    assert [log.count("the database cannot be asked") for log in logs] == [1, 1]
    assert not any("Traceback" in log for log in logs)

    # A quick restart: every connection is ended, and the next readers do not notice.
    paths = ["/wenjian/?year=2017", "/api/v1/content", "/sitemap/", item]
    statuses = []
    with ThreadPoolExecutor(4) as readers:
        for _number in range(5):
            database.end_connections()
            statuses += [answer.status for answer in readers.map(ask, paths * 3)]
    assert set(statuses) == {200}
