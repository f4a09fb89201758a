"""Debian's nginx with the configuration of deploy/nginx, before a real gunicorn."""

import json
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests import tools
from tests.conftest import do_without
from tests.deploy.conftest import HOST
from tests.deploy.machine import Machine
from tests.servers import Server, free_port

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

FOLDER = tools.ROOT / "deploy/nginx"
MAIN = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 512; }}
http {{
    include {types};
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/portal.conf;
}}
"""
PAPER = """
from django.core.files.base import ContentFile
from cms.content.models import ContentItem, Link
from pages.models import PortalDocument
item = ContentItem.objects.published().first()
for title in ("public", "other"):
    paper = PortalDocument.objects.create(title=title, file=ContentFile(b"%PDF-1.4 paper", name=f"{title}.pdf"))
    if title == "public":
        values = dict(locale=item.locale, type=item.type, published_at=item.published_at)
        Link.objects.create(item=item, kind="upload", target=str(paper.pk), **values)
    print(paper.url, paper.file.name)
"""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str
    version: str


class Nginx(Server):
    """nginx with our site before the portal of a machine."""

    name = "nginx"
    stop_signal = signal.SIGTERM

    def __init__(self, program: str, machine: Machine) -> None:
        self.program, self.machine = program, machine
        self.plain = free_port()
        self.upstream = machine.address.removeprefix("http://")
        super().__init__()

    def prepare(self) -> None:
        """Fill in the configuration as an installation does, with ports and folders of its own."""
        self.folder.chmod(0o755)
        (self.folder / "portal").mkdir()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
            + ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", "privkey.pem", "-out", "fullchain.pem"],
            cwd=self.folder,
            check=True,
            capture_output=True,
        )
        types = "/etc/nginx/mime.types"
        (self.folder / "nginx.conf").write_text(MAIN.format(folder=self.folder, types=types))
        for name in ("site", "admin"):
            text = (FOLDER / f"{name}.conf").read_text(encoding="utf-8")
            text = text.replace("/etc/portal/tls", str(self.folder))
            (self.folder / f"{name}.conf").write_text(text, encoding="utf-8")
        self.write()

    def write(self) -> None:
        """Write the site anew, for another upstream."""
        text = (FOLDER / "portal.conf").read_text(encoding="utf-8")
        for there, here in {
            "127.0.0.1:8000": self.upstream,
            "/etc/portal/nginx": str(self.folder),
            "/var/cache/portal": f"{self.folder}/cache",
            "/var/log/nginx": str(self.folder),
            "/var/lib/portal-static": f"{self.machine.root}/var/lib/portal-static",
            "/opt/portal": f"{self.machine.root}/opt/portal",
            "listen 80": f"listen 127.0.0.1:{self.plain}",
            "listen 443": f"listen 127.0.0.1:{self.port}",
        }.items():
            assert there in text, there
            text = text.replace(there, here)
        # Not every machine that tests has IPv6.
        (self.folder / "portal.conf").write_text(re.sub(r"listen \[::\].*;", "", text), encoding="utf-8")
        self.own()

    def command(self, *options: str) -> list[str]:
        return [
            self.program,
            "-p",
            str(self.folder),
            "-e",
            "error.log",
            "-c",
            str(self.folder / "nginx.conf"),
            *options,
        ]

    def launch(self) -> None:
        """Start the process, without waiting for it to answer."""
        self.spawn(self.command())

    def answers(self) -> bool:
        """Whether it listens."""
        return self.ask("/api/v1/site").status != 0

    def reload(self, upstream: str) -> None:
        """Let it ask another server; what it has kept stays."""
        self.upstream = upstream
        self.write()
        self.run(self.command("-s", "reload"))

    def ask(self, path: str, *options: str, host: str = HOST, scheme: str = "https") -> Answer:
        """The answer to a request with the options of curl; status 0 without one."""
        port = self.port if scheme == "https" else self.plain
        command = ["curl", "--silent", "--include", "--globoff", "--path-as-is", "--max-time", "30"]
        command += ["--cacert", str(self.folder / "fullchain.pem"), "--resolve", f"{host}:{port}:127.0.0.1"]
        command += ["--write-out", "\n%{http_code} %{http_version}", f"{scheme}://{host}:{port}{path}"]
        found = subprocess.run([*command, *options], capture_output=True, check=False).stdout.decode()
        body, _newline, end = found.rpartition("\n")
        status, version = end.split()
        while True:
            head, _empty, body = body.partition("\r\n\r\n")
            if not re.match(r"HTTP/\S+ 1\d\d", head):
                break
        headers = dict(line.lower().split(": ", 1) if ": " in line else (line, "") for line in head.split("\r\n")[1:])
        return Answer(int(status), headers, body, version)

    def many(self, path: str, times: int, *options: str) -> list[Answer]:
        """Answers to the same request, one right after the other."""
        return [self.ask(path, *options) for _ in range(times)]


@pytest.fixture(scope="module")
def nginx(serving: Machine) -> Iterator[Nginx]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        do_without("no nginx: type `apt-get install nginx-light`")
    with Nginx(program, serving) as server:
        yield server


def test_the_configuration_is_accepted_without_a_warning(nginx):
    tested = subprocess.run(nginx.command("-t"), capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr.replace('[warn] the "user" directive', "")


def test_pages_answers_and_the_administration_come_through_http_2(nginx):
    home = nginx.ask("/")
    assert (home.status, home.version) == (200, "2")
    assert nginx.ask("/api/v1/site").headers["content-type"].startswith("application/json")
    assert nginx.ask("/api/v1/nothing").headers["content-type"] == "application/problem+json"
    assert nginx.ask("/nothing/").status == 404
    login = nginx.ask("/admin/login/")
    assert (login.status, "csrfmiddlewaretoken" in login.text) == (200, True)
    assert nginx.ask("/", "--http1.1").version == "1.1"
    assert nginx.ask("/", "--tls-max", "1.1").status == 0
    assert nginx.ask("/", "--compressed").headers["content-encoding"] == "gzip"
    assert re.fullmatch(r"[0-9a-f]{32}", home.headers["x-request-id"])


def test_static_files_are_kept_for_ever_and_missing_ones_are_the_portals(nginx):
    (style, *_) = re.findall(r'href="(/static/[^"]+\.css)"', nginx.ask("/").text)
    answer = nginx.ask(style, "--compressed")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["content-encoding"] == "gzip"
    assert nginx.ask("/static/nothing.0123456789ab.css").status == 404
    assert nginx.ask("/static/../../etc/passwd").status in (400, 404)


def test_only_public_files_are_given(nginx, serving):
    command = str(serving.root / "opt/portal/releases/current/deploy/portal_manage.py")
    made = serving.run(command, "shell", "--verbosity=0", "--command", PAPER).stdout.split()
    public, public_name, other, other_name = made[-4:]
    assert nginx.ask(public).status == 200
    for path in (other, f"/media/{public_name}", f"/media/{other_name}", f"/media/./{other_name}"):
        assert nginx.ask(path).status == 404, path


def test_port_80_leads_to_our_own_name_only(nginx):
    answer = nginx.ask("/a?b=c", scheme="http")
    assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}/a?b=c".lower())
    for scheme in ("http", "https"):
        assert nginx.ask("/", "--header", "Host: evil.example", scheme=scheme).status == 0
        assert nginx.ask("/", "--insecure", host="evil.example", scheme=scheme).status == 0


def test_too_much_is_refused_in_the_form_of_whoever_asks(nginx):
    large = ("--data-binary", "@" + str(nginx.folder / "large"))
    (nginx.folder / "large").write_bytes(b"x" * 2_000_000)
    page = nginx.ask("/", *large)
    assert (page.status, "提交的内容太大" in page.text) == (413, True)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    problem = nginx.ask("/api/v1/site", *large)
    assert problem.headers["content-type"].startswith("application/problem+json")
    assert json.loads(problem.text)["status"] == problem.status == 413
    assert nginx.ask("/admin/login/", *large).status != 413


def test_a_long_address_is_refused_in_our_own_form(nginx):
    problem = nginx.ask("/api/v1/content?topic=" + "%E5%8F%91" * 700)
    assert problem.headers["content-type"].startswith("application/problem+json")
    assert problem.status == 400


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/search/?q=a", "html"),
        ("/bo/search/?q=a", "html"),
        ("/zh-hant/search/?q=a", "html"),
        ("/zh-hant/en/search/?q=a", "html"),
        ("/api/v1/search?q=a", "json"),
        ("/api/v1/suggest?q=a", "json"),
        ("/%61pi/v1//suggest?q=a", "json"),
    ],
)
def test_every_address_of_search_is_limited(nginx, path, form):
    # Where nothing answers, limits are reached sooner.
    upstream = nginx.upstream
    nginx.reload(f"127.0.0.1:{free_port()}")
    command = ["curl", "--silent", "--insecure", "--include", "--path-as-is", "--http1.1"]
    command += ["--resolve", f"{HOST}:{nginx.port}:127.0.0.1"] + [f"https://{HOST}:{nginx.port}{path}"] * 60
    answers = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("HTTP/1.1 ")
    nginx.reload(upstream)
    refused = [answer for answer in answers if answer.startswith("429")]
    assert refused
    assert "Retry-After: 10" in refused[0]
    if form == "json":
        assert "Content-Type: application/problem+json" in refused[0]
        assert '"status": 429' in refused[0]
    else:
        assert "访问过于频繁" in refused[0]


def test_passwords_are_not_tried_quickly(nginx):
    answers = nginx.many("/admin/login/", 13, "--data", "username=a")
    assert answers[0].status != 429
    assert "访问过于频繁" in answers[-1].text
    assert nginx.ask("/admin/login/").status == 200


def test_the_log_has_times_and_numbers_and_no_secrets(nginx):
    number = nginx.ask("/api/v1/site?q=secret-word").headers["x-request-id"]
    for path in ("/admin/password_reset/confirm/Mg/secret-link/", "/api/v1/preview/secret-token"):
        nginx.ask(path)
        nginx.ask(path.replace("/", "//", 1))
        nginx.ask(path.replace("p", "%70"))
    log = (nginx.folder / "portal.log").read_text(encoding="utf-8")
    (line,) = (line for line in log.splitlines() if number in line)
    assert re.search(r'"GET /api/v1/site HTTP/2.0" 400 \d+ \d+\.\d{3} ', line)
    assert "/api/v1/preview/***" in log
    assert "secret" not in log
    assert "secret" not in (nginx.folder / "error.log").read_text(encoding="utf-8")


def test_while_the_portal_is_away_what_was_public_is_shown_and_the_rest_is_excused(nginx):
    assert nginx.ask("/").status == nginx.ask("/api/v1/site").status == 200
    upstream = nginx.upstream
    nginx.reload(f"127.0.0.1:{free_port()}")
    # nginx counts the second for which it does not ask in whole ones.
    time.sleep(2.1)
    try:
        for path in ("/", "/api/v1/site"):
            stale = nginx.ask(path)
            assert (stale.status, stale.headers["x-cache-status"]) == (200, "stale"), path
        for path, options in {"/nothing-yet/": (), "/admin/login/": (), "/": ("--cookie", "sessionid=a")}.items():
            excused = nginx.ask(path, *options)
            assert (excused.status, "网站正在维护" in excused.text) == (503, True)
            assert excused.headers["retry-after"] == "30"
        problem = nginx.ask("/api/v1/columns")
        assert problem.headers["content-type"].startswith("application/problem+json")
        assert "服务暂时不可用" in problem.text
    finally:
        nginx.reload(upstream)


def test_pages_of_errors_look_alike():
    pages = [path.read_text(encoding="utf-8") for path in sorted((FOLDER / "errors").glob("*.html"))]
    assert len(pages) == 3
    assert len({re.search(r"<style>.*</header>", page, re.DOTALL)[0] for page in pages}) == 1
    for path in (FOLDER / "errors").glob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["status"] == int(path.stem)
