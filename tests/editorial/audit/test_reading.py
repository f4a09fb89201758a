"""Reading the trail: the report, its exports, files of a period, and the log."""

import json
import logging
import subprocess
import sys
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cms.editorial.audit.chain import chain
from cms.editorial.audit.models import Action, AuditEntry
from cms.editorial.audit.origin import acting_in, current_origin
from cms.editorial.audit.recording import compose, record, write
from cms.editorial.audit.verifying import anchors_in
from cms.http.client import address_of
from tests import factories

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/audit/"
TODAY = timezone.localdate()


@pytest.fixture
def entries(office):
    """A page that somebody has changed, a name that a stranger has tried, and an old entry."""
    page = office.draft("notice", title="公告")
    record(Action.SIGN_IN_FAILED, title="=cmd|' /C calc'!A0")
    old = compose(Action.OTHER, title="旧事")
    old.moment = timezone.now() - timedelta(days=40)
    write([old])
    chain()
    return page


def titles(client, **query):
    return {entry.title for entry in client.get(REPORT, query).context["object_list"]}


def test_auditors_read_the_trail(client, office, entries):
    client.force_login(office.people["auditor"])
    text = client.get(REPORT).content.decode()
    assert "公告" in text
    assert "标题：公告" in text
    assert reverse("wagtailadmin_pages:history", args=[entries.pk]) in text
    history = client.get(reverse("wagtailadmin_pages:history", args=[entries.pk])).content.decode()
    assert f"{REPORT}?object_type=pages.noticepage&amp;object_id={entries.pk}" in history


@pytest.mark.parametrize("role", ["column_editor", "publisher", "administrator", "security_administrator"])
def test_nobody_else_does(client, office, entries, role):
    client.force_login(office.people[role])
    assert client.get(REPORT).status_code == 302
    assert client.get(f"{REPORT}results/").status_code == 302
    assert client.get(REPORT, {"export": "csv"}).status_code == 302


def test_it_is_narrowed_by_period_person_action_object_and_words(client, office, entries):
    client.force_login(office.people["auditor"])
    assert "旧事" in titles(client, moment_to=TODAY - timedelta(days=30))
    assert "旧事" not in titles(client, moment_from=TODAY - timedelta(days=30))
    assert titles(client, action=Action.SIGN_IN_FAILED) == {"=cmd|' /C calc'!A0"}
    assert titles(client, object_type="pages.noticepage", object_id=entries.pk) == {"公告"}
    assert titles(client, words="旧事") == {"旧事"}
    assert titles(client, actor="auditor") == {str(office.people["auditor"])}


def test_it_is_exported_without_formulas_and_the_export_is_recorded(client, office, entries, trail):
    client.force_login(office.people["auditor"])
    answer = client.get(REPORT, {"export": "csv", "action": Action.SIGN_IN_FAILED})
    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert rows[0].startswith("\ufeff编号,时间,人员,操作,对象")
    assert "'=cmd" in rows[1]
    (entry,) = trail(action=Action.EXPORT)
    assert (entry.actor, entry.title) == ("auditor", REPORT)
    assert "action=sign_in_failed" in entry.note


def test_it_is_exported_as_a_workbook(client, office, entries):
    client.force_login(office.people["auditor"])
    answer = client.get(REPORT, {"export": "xlsx", "action": Action.SIGN_IN_FAILED})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet.cell(2, 5).data_type == "s"
    assert sheet.cell(2, 5).value.startswith("=cmd")


def test_exports_of_other_reports_are_recorded_too(client, office, trail):
    client.force_login(office.people["auditor"])
    b"".join(client.get("/admin/reports/deadlines/", {"export": "csv"}).streaming_content)
    assert [entry.title for entry in trail(action=Action.EXPORT)] == ["/admin/reports/deadlines/"]


@pytest.mark.parametrize("role", ["auditor", "disclosure_office", "administrator"])
def test_overseers_see_the_deadlines_of_all_departments(client, office, role):
    factories.policy(publish=False, title="别处的文件")
    client.force_login(office.people[role])
    found = client.get("/admin/reports/deadlines/").context["object_list"]
    assert {deadline.title for deadline in found} == {"别处的文件"}


def test_a_period_is_written_as_lines_that_can_be_checked(entries, tmp_path, trail):
    path = tmp_path / "trail.jsonl"
    call_command("export_audit", "--from", str(TODAY), "--to", str(TODAY), "--output", str(path), stderr=StringIO())
    lines = [json.loads(text) for text in path.read_text().splitlines()]
    assert "旧事" not in {said["title"] for said in lines}
    assert [said["number"] for said in lines] == sorted(said["number"] for said in lines)
    stored = dict(AuditEntry.objects.exclude(number=None).values_list("number", "hash"))
    assert anchors_in(path.read_text().splitlines()).items() <= stored.items()
    assert f"{TODAY} 至 {TODAY}" in trail(action=Action.EXPORT)[0].note


def test_a_period_is_written_as_a_table_with_chinese_headings(entries, tmp_path):
    path = tmp_path / "trail.csv"
    first = TODAY - timedelta(days=41)
    call_command(
        "export_audit", "--from", str(first), "--to", str(TODAY), "--format", "csv", "--output", str(path),
        stderr=StringIO(),
    )  # fmt: skip
    text = path.read_text(encoding="utf-8-sig")
    assert text.startswith("编号,时间,人员")
    assert "旧事" in text
    assert "'=cmd" in text


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(CommandError):
        call_command("export_audit", "--from", "2026-02-01", "--to", "2026-01-01")


def test_every_entry_is_told_to_the_log_as_one_line_of_json_when_it_is_chained(caplog, portal):
    chain()
    with caplog.at_level(logging.INFO, logger="cms.audit"):
        record(Action.OTHER, title="一\n行")
        assert not [record for record in caplog.records if record.name == "cms.audit"]
        chain()
    (text,) = [record.getMessage() for record in caplog.records if record.name == "cms.audit"]
    assert "\n" not in text
    said = json.loads(text)
    assert (said["title"], said["hash"]) == ("一\n行", AuditEntry.objects.get(title="一\n行").hash)


def test_production_writes_this_log_to_standard_output_and_nothing_beside_it():
    program = "import django, logging; django.setup(); logging.getLogger('cms.audit').info('%s', '{}')"
    environment = {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "k" * 60,
        "DATABASE_URL": "sqlite:///:memory:",
        "ALLOWED_HOSTS": "fgw.example.gov.cn",
        "SITE_URL": "https://fgw.example.gov.cn",
    }
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("{}\n", "")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("2001:DB8::0001", "", "2001:db8::1"),
        ("::ffff:127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_the_address_is_what_our_own_proxies_say(rf, settings, peer, forwarded, address):
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.0/8"]
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert address_of(rf.get("/", headers=headers, REMOTE_ADDR=peer)) == address


def test_outside_of_requests_the_command_is_named(rf):
    assert current_origin()["channel"] == "command"
    with acting_in(rf.get("/admin/", headers={"User-Agent": "x" * 500})):
        assert (current_origin()["channel"], len(current_origin()["agent"])) == ("admin", 120)
