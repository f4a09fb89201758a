#!/bin/sh
# The two passes of `make test`: everything but the browser's tests on PostgreSQL and Elasticsearch and, on the other
# core at the same time, these and what depends on the database on SQLite. Arguments are pytest's.
set -u
python=.venv/bin/python
log=$(mktemp)
env -u DATABASE_URL -u ELASTICSEARCH_URL "$python" -m pytest -m "(browser or sqlite) and not elasticsearch" "$@" >"$log" 2>&1 &
second=$!
trap 'kill "$second" 2>/dev/null; rm -f "$log"' EXIT

echo "== Tests on PostgreSQL and Elasticsearch"
first_status=0
"$python" -m pytest -m "not browser or elasticsearch" "$@" || first_status=$?
if [ "$first_status" -eq 5 ] && [ "$#" -gt 0 ]; then first_status=0; fi

echo "== Tests in a browser and tests that depend on the database, on SQLite"
status=0
wait "$second" || status=$?
cat "$log"
# 5 means that no test was selected: fine only when the arguments chose some tests.
if [ "$status" -eq 5 ] && [ "$#" -gt 0 ]; then status=0; fi
[ "$first_status" -eq 0 ] && exit "$status"
exit "$first_status"
