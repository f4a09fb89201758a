"""The documented upgrade, with a client who asks all the while: no request is lost, and what fails changes nothing."""

import http.client
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.deploy.conftest import HOST, git
from tests.deploy.machine import Machine
from tests.deploy.test_units import execute

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

MIGRATION = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", {before!r})]
    operations = [
        migrations.AddField("contentitem", "later", models.CharField(default="", db_default="", max_length=9)),
    ]
"""


class Client(threading.Thread):
    """Asks for pages, as nginx does, until it is stopped; remembers what was not answered with 200."""

    def __init__(self, machine: Machine) -> None:
        super().__init__(daemon=True)
        self.address = urlsplit(machine.address)
        self.asked, self.lost, self.longest = 0, [], 0.0
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0.02):
            for path in ("/", "/api/v1/site"):
                began = time.monotonic()
                try:
                    status, _text = ask(self.address.netloc, path)
                except (OSError, http.client.HTTPException) as error:
                    status = repr(error)
                self.asked += 1
                self.longest = max(self.longest, time.monotonic() - began)
                if status != 200:
                    self.lost.append((path, status))


def ask(place: str, path: str) -> tuple[int, str]:
    """Status and text of an answer, in a connection of its own."""
    connection = http.client.HTTPConnection(place, timeout=30)
    connection.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https", "Connection": "close"})
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text


def home(machine: Machine) -> str:
    return ask(urlsplit(machine.address).netloc, "/")[1]


def styles(text: str) -> list[str]:
    """The addresses of the style sheets of a page."""
    return re.findall(r'href="/static/([^"]+\.css)"', text)


def served(machine: Machine) -> list[str]:
    return sorted(name for name in machine.running if name.startswith("portal@"))


def upgrade(machine: Machine, commit: str = "main") -> tuple[int, str]:
    """Run the documented command; its exit code and what it says."""
    script = machine.root / "opt/portal/releases/current/deploy/upgrade.sh"
    done = machine.run(str(script), commit, check=False)
    return done.returncode, done.stdout + done.stderr


def change(source: Path, name: str, old: str, new: str) -> None:
    path = source / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def client(serving: Machine) -> Iterator[Client]:
    client = Client(serving)
    client.start()
    yield client
    client.stopped.set()
    client.join()


def test_an_upgrade_loses_no_request_and_a_failing_one_changes_nothing(serving, source, database, client):
    before, former = home(serving), served(serving)

    # Code, template, style and table change at once.
    migrations = source / "cms/content/migrations"
    last = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / "0999_later.py").write_text(MIGRATION.format(before=last), encoding="utf-8")
    change(source, "templates/base.html", "</body>", "<!-- the later release --></body>")
    sheet = next(name for name in styles(before))
    change(source, f"cms/website/static/{re.sub(r'[.][0-9a-f]{12}[.]css$', '.css', sheet)}", "{", "{ --later: 1;")
    change(source, "cms/website/middleware.py", '"Permissions-Policy", "', '"Permissions-Policy", "gyroscope=(), ')
    git(source, "add", "--all")
    git(source, "commit", "--quiet", "--message=A later release")
    code, said = upgrade(serving)
    assert code == 0, said
    after, running = home(serving), served(serving)
    assert "the later release" in after
    assert running == [f"portal@{git(source, 'rev-parse', '--short=12', 'HEAD')}.service"]
    assert running != former
    column = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'later'"
    assert execute(database["serving"], column) == [(1,)]
    # Pages of the former release, still open somewhere, find their files.
    assert styles(after) != styles(before)
    for name in styles(before) + styles(after):
        assert (serving.root / "var/lib/portal-static" / name).exists(), name

    # A release that cannot answer.
    change(source, "templates/base.html", "<body", "{% no_such_tag %}<body")
    git(source, "commit", "--quiet", "--all", "--message=A broken release")
    code, said = upgrade(serving)
    assert (code, "Not upgraded" in said, "/ is answered with 500" in said) == (1, True, True), said
    assert served(serving) == running
    assert "the later release" in home(serving)

    code, said = upgrade(serving, "nowhere")
    assert (code, "there is no commit nowhere" in said) == (1, True), said

    client.stopped.set()
    client.join()
    assert client.lost == []
    assert client.asked > 50
