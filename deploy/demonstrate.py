"""Serve the portal on this computer with demonstration content: `make run`, and `make dev` with --reload.

One process does it all, since every start of Django costs seconds; what is there already is left as it is.
Production is started by gunicorn instead.
"""

import argparse
import os
import sys
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> None:
    """Bring the database up to date, make the content if it is missing, and serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reload", action="store_true", help="start anew whenever the code changes")
    parser.add_argument("port", nargs="?", type=int, default=8000)
    options = parser.parse_args()

    address = f"http://localhost:{options.port}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")
    os.environ.setdefault("SITE_URL", address)
    # A hundred pages are published the first time; the password must not drown among them.
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    # `make run` says what it is for; Django need not.
    os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
    django.setup()

    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    # With --reload the server runs in a child process, which finds everything done.
    if not os.environ.get("RUN_MAIN"):
        migrations = MigrationExecutor(connection)
        if migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)
        call_command("demo")
        print(f"Website: {address}/  Editors: {address}/admin/", flush=True)
    call_command("runserver", f"127.0.0.1:{options.port}", use_reloader=options.reload)


if __name__ == "__main__":
    main()
