"""What people see of the commands that they type, and what the log has of those that run as services."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from cms.operation.logs import by_hand, stream
from tests.importing.records import record


@pytest.mark.parametrize(
    ("command", "typed"),
    [
        ("manage.py setup_portal", True),
        ("/opt/portal/manage.py import_documents a.csv", True),
        ("manage.py --settings cms.settings.production demo", True),
        ("manage.py deliver", False),
        ("manage.py publish_scheduled", False),
        ("/opt/portal/.venv/bin/gunicorn -c deploy/gunicorn.conf.py cms.wsgi", False),
        ("-c", False),
    ],
)
def test_services_are_told_from_commands_that_somebody_types(command: str, typed: bool) -> None:
    assert by_hand(command.split()) is typed


def test_the_units_run_services_only() -> None:
    units = [path.read_text() for path in Path(settings.BASE_DIR, "deploy").rglob("*.service")]
    starts = [line.partition("=")[2] for unit in units for line in unit.splitlines() if line.startswith("ExecStart=")]
    commands = [start.split("manage.py ")[1].split() for start in starts if "manage.py " in start]
    assert len(commands) >= 5
    assert not [command for command in commands if by_hand(["manage.py", *command])]


def test_the_trail_of_a_typed_command_goes_to_the_systems_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("cms.operation.logs.SYSTEM_LOG", tmp_path / "log")
    assert stream(["manage.py", "demo"])["class"] == "logging.NullHandler"
    (tmp_path / "log").touch()
    assert stream(["manage.py", "demo"])["class"] == "cms.operation.logs.SystemLog"
    assert stream(["manage.py", "deliver"])["stream"] == "ext://sys.stdout"


def production(folder: Path) -> dict[str, str]:
    """An environment of production on the database of the tests."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    (folder / "media").mkdir()
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "DATABASE_URL": url,
        "SECRET_KEY": "long-enough-for-tests-of-commands-" * 2,
        "AUDIT_KEYS": "long-enough-for-tests-of-commands-" * 2,
        "ALLOWED_HOSTS": "fgw.example.gov.cn",
        "SITE_URL": "https://fgw.example.gov.cn",
        "MEDIA_ROOT": str(folder / "media"),
    }


@pytest.mark.django_db(transaction=True)
def test_a_typed_command_prints_for_people_and_a_service_for_the_log(portal: Any, tmp_path: Path) -> None:
    environment = production(tmp_path)

    def said(*command: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return [line for line in (done.stdout + done.stderr).splitlines() if line]

    records = tmp_path / "records.jsonl"
    records.write_text("\n".join(json.dumps(record(number)) for number in range(1, 4)), encoding="utf-8")
    assert said("setup_portal") == ["The portal stands at https://fgw.example.gov.cn/"]
    assert said("import_documents", str(records)) == ["新增 3 条，更新 0 条，未变 0 条，退回 0 条。"]
    *lines, last = said("deliver", "--once")
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert len([entry for entry in told if entry["action"] == "deliver"]) >= 3
    assert last.endswith("deliveries carried out")
