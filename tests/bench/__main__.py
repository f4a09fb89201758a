"""`python -m tests.bench` measures, in one run, what the portal promises of its speed, and prints it as ratios."""

import argparse
import os
import resource
import subprocess
import sys
from collections.abc import Callable

import django

# Search comes first, while nothing but its own items is there to be found.
PARTS = ("search", "reading", "importing")


def main() -> None:
    """Measure the parts that are asked for on a database of their own."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="some of it only")
    parser.add_argument("--pages", type=int, nargs="+", default=[200, 2000], help="how many pages to read among")
    parser.add_argument("--items", type=int, nargs="+", default=[1_000, 100_000], help="how many items to search")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False, aliases=["default"], serialized_aliases=[])
    try:
        measure(options.parts or list(PARTS), options.pages, options.items)
    finally:
        teardown_databases(databases, verbosity=0)


def measure(parts: list[str], pages: list[int], items: list[int]) -> None:
    """Run the parts in their order, and tell the memory after each."""
    from tests.bench import content, importing, reading, searching

    column = content.library()

    def read() -> None:
        for total in pages:
            reading.compare(column, content.fill(column, total))

    def search() -> None:
        for total in items:
            searching.measure(total)
        if "DATABASE_URL" in os.environ:
            search_in_sqlite(items)

    runs: dict[str, Callable[[], None]] = {"reading": read, "importing": importing.compare, "search": search}
    for part in parts:
        runs[part]()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory after {part}: {peak:.0f} MB")


def search_in_sqlite(items: list[int]) -> None:
    """Measure search once more where nothing is configured, in a process of its own: on SQLite."""
    bare = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ELASTICSEARCH_URL")}
    command = [sys.executable, "-m", "tests.bench", "search", "--items", *map(str, items)]
    sys.stdout.flush()
    subprocess.run(command, env=bare, check=True)


if __name__ == "__main__":
    main()
