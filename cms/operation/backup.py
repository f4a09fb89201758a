"""Backup and restore: database, files and anchors of the audit trail, with digests of it all, and the keys beside it.

A folder of a backup holds `database.dump`, `media/`, `anchors` and `manifest.json`. The manifest has the SHA-256 of
every file, what the content and the audit trail were, and by which keys the trail is signed, so that a restored portal
can be compared. The variables of the environment, keys among them, go to a file of their own: who finds a backup alone
can neither read them nor forge an entry.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.content.models import ContentItem
from cms.content.presenting import digest_of
from cms.editorial.audit.chain import keys
from cms.editorial.audit.models import AuditHead
from cms.editorial.audit.verifying import anchors_in, verify
from cms.operation import environment

DUMP, MEDIA, ANCHORS, MANIFEST = "database.dump", "media", "anchors", "manifest.json"


class Refused(Exception):
    """Why nothing was written, or what went wrong; a sentence for the operator."""


def back_up(folder: Path, keys_file: Path, anchors: Path | None) -> dict[str, Any]:
    """Write a backup into the new folder and the environment into `keys_file`; returns the manifest. Raises Refused."""
    if connection.vendor != "postgresql":
        raise Refused("Only PostgreSQL is backed up by this command; copy SQLite's file with `sqlite3 … .backup`.")
    if folder.exists():
        raise Refused(f"{folder} is there already; name a new folder.")
    if keys_file.resolve().is_relative_to(folder.resolve()):
        raise Refused("The keys must not lie in the backup that they protect; name a file elsewhere.")
    # First: a backup without its keys is of no use.
    _write_keys(keys_file)
    folder.mkdir(parents=True, mode=0o700)
    # Before the database is read, and after it: what was deleted meanwhile comes from the first, what is new from the
    # second; files that the public can read are not changed in place.
    _copy(Path(settings.MEDIA_ROOT), folder / MEDIA)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={folder / DUMP}")
        state = _state()
        missing = [name for name in _named_files() if not (folder / MEDIA / name).exists()]
    _copy(Path(settings.MEDIA_ROOT), folder / MEDIA)
    if anchors and anchors.exists():
        shutil.copy2(anchors, folder / ANCHORS)
    manifest = {
        "made": timezone.now().isoformat(timespec="seconds"),
        "state": state,
        "keys": [_fingerprint(key) for key in keys()],
        "files_missing": [name for name in missing if not (folder / MEDIA / name).exists()],
        "sha256": {str(path.relative_to(folder)): _digest(path) for path in _files(folder)},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return manifest


def restore(folder: Path, anchors: Path | None) -> list[str]:
    """Put a backup into an empty database and an empty folder for media; returns what differs afterwards.

    Raises Refused before anything is written where the backup is damaged, the target is not empty, or the keys are
    not those that signed the audit trail.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    _refuse_damaged(folder, manifest)
    media = Path(settings.MEDIA_ROOT)
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise Refused("The database is not empty; make a new one and name it in DATABASE_URL.")
    if media.exists() and any(media.iterdir()):
        raise Refused(f"{media} is not empty; move what it holds aside.")
    if set(manifest["keys"]) - {_fingerprint(key) for key in keys()}:
        raise Refused("AUDIT_KEYS lacks a key of the backup, whose entries would look forged; restore the keys first.")
    if anchors and anchors.exists() and (folder / ANCHORS).exists():
        raise Refused(f"{anchors} is there already; move it aside.")
    name = connection.settings_dict["NAME"]
    # An empty database has the schema already.
    listed = _run("pg_restore", "--list", str(folder / DUMP)).splitlines()
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as contents:
        contents.write("\n".join(line for line in listed if " SCHEMA - public " not in line) + "\n")
        contents.flush()
        _run(
            "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
            f"--use-list={contents.name}", f"--dbname={name}", str(folder / DUMP),
        )  # fmt: skip
    _copy(folder / MEDIA, media)
    if anchors and (folder / ANCHORS).exists():
        shutil.copy2(folder / ANCHORS, anchors)
    return list(_differences(folder, manifest))


def _refuse_damaged(folder: Path, manifest: dict[str, Any]) -> None:
    found = {str(path.relative_to(folder)): _digest(path) for path in _files(folder)}
    wrong = sorted(dict(found.items() ^ manifest["sha256"].items()))
    if wrong:
        raise Refused(f"The backup is damaged: {', '.join(wrong[:10])} differ from the manifest, {len(wrong)} in all.")


def _differences(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """What a restored portal has that the backed up one had not, or the other way round."""
    if _state() != manifest["state"]:
        yield "Content items or the audit trail are not those that were backed up."
    items = ContentItem.objects.published().only("path", "document", "linked_ids", "digest")
    for item in items.iterator(500):
        if digest_of(item.document, item.linked_ids) != item.digest:
            yield f"The digest of {item.path} is not that of its content."
    for name in _named_files():
        if name not in manifest["files_missing"] and not (Path(settings.MEDIA_ROOT) / name).exists():
            yield f"The file {name} is missing."
    kept = folder / ANCHORS
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    yield from (f"Audit trail: {finding}." for finding in verify(anchors_in(lines)).findings)
    before = ContentItem.objects.aggregate(last=Max("sequence"))
    call_command("present", stdout=open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    if ContentItem.objects.aggregate(last=Max("sequence")) != before:
        yield "Pages were presented otherwise than they were (another SITE_URL or version?); `present` has mended it."


def _state() -> dict[str, Any]:
    """What the content and the audit trail are, as one can compare it."""
    digest, count = hashlib.sha256(), 0
    rows = ContentItem.objects.order_by("content_id", "locale").values_list("content_id", "locale", "state", "digest")
    for count, row in enumerate(rows.iterator(2000), start=1):  # noqa: B007 -- the last one is the number of rows
        digest.update(" ".join(map(str, row)).encode() + b"\n")
    head = AuditHead.objects.filter(pk=1).values_list("number", "hash").first()
    return {"items": count, "content": digest.hexdigest(), "trail": list(head or (0, ""))}


def _named_files() -> Iterator[str]:
    """The files that rows of the libraries name, below MEDIA_ROOT."""
    for model in (get_document_model(), get_image_model()):
        yield from model.objects.values_list("file", flat=True).iterator(2000)


def _copy(source: Path, target: Path) -> None:
    """Copy what `target` lacks or has in another state. What disappears meanwhile was deleted."""
    target.mkdir(parents=True, exist_ok=True)
    for path in _files(source):
        copy = target / path.relative_to(source)
        try:
            known = path.stat()
            if copy.exists() and (copy.stat().st_size, copy.stat().st_mtime) == (known.st_size, known.st_mtime):
                continue
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
        except FileNotFoundError:
            continue


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.relative_to(folder) != Path(MANIFEST))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fingerprint(key: str) -> str:
    """Tells whether two keys are the same one, and nothing of the key."""
    return salted_hmac("cms.operation.backup", "fingerprint", key, algorithm="sha256").hexdigest()[:32]


def _write_keys(place: Path) -> None:
    """The variables of this process that are the portal's, as systemd reads them, for its user alone.

    Not the database's address: it is that of the tables' owner here, whom nobody who serves may become.
    """
    example = (settings.BASE_DIR / "deploy" / "environment.example").read_text(encoding="utf-8")
    listed = {line.partition("=")[0] for line in example.splitlines() if "=" in line and not line.startswith("#")}
    ours = sorted((listed | environment.names()) & os.environ.keys() - {"DATABASE_URL"})
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 -- made for its user alone
        file.writelines(f"{name}={_quoted(os.environ[name])}\n" for name in ours)


def _quoted(value: str) -> str:
    if "'" not in value:
        return f"'{value}'"
    return '"' + "".join(f"\\{sign}" if sign in '"\\`$' else sign for sign in value) + '"'


def _run(program: str, *arguments: str) -> str:
    """Run a program of PostgreSQL's on our database; returns what it says. Raises Refused."""
    if not shutil.which(program):
        raise Refused(f"{program} is missing; install the package postgresql-client in the version of the server.")
    database = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    given = {variable: str(database[name]) for name, variable in names.items() if database[name]}
    done = subprocess.run([program, *arguments], env=os.environ | given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"{program} failed: {done.stderr.strip()}")
    return done.stdout
