#!/bin/sh
# The two passes of `make test`: everything on PostgreSQL and Elasticsearch, then what depends on the database on SQLite.
# Arguments are pytest's.
set -eu
python=.venv/bin/python

echo "== All tests, on PostgreSQL and Elasticsearch"
"$python" -m pytest "$@"

echo "== Tests that depend on the database, on SQLite"
status=0
env -u DATABASE_URL "$python" -m pytest -m sqlite "$@" || status=$?
# 5 means that no test was selected: fine only when the arguments chose some tests.
if [ "$status" -eq 5 ] && [ "$#" -gt 0 ]; then status=0; fi
exit "$status"
