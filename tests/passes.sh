#!/usr/bin/env bash
# The passes of `make test`, on two cores: everything but the browser's tests on PostgreSQL and Elasticsearch and, at the
# same time, these and what depends on the database on SQLite. Arguments are pytest's. Without any, the second core,
# which is done first, takes over a part of the first one's tests, in a database and an index of their own.
set -u
on_servers="not browser or elasticsearch"
part=(tests/website tests/search tests/deploy tests/pages)
chosen=$#

run() {
    .venv/bin/python -m pytest "$@" && return
    code=$?
    # 5 means that no test was selected: fine only when the arguments chose some tests.
    if [ "$code" -eq 5 ] && [ "$chosen" -gt 0 ]; then return 0; fi
    return "$code"
}

on_second_core() {
    status=0
    # From a slow registry this takes minutes; the test that needs it waits for it.
    [ "$chosen" -gt 0 ] || .venv/bin/python -m tests.tools lighthouse &
    echo "== Tests in a browser and tests that depend on the database, on SQLite"
    (unset DATABASE_URL ELASTICSEARCH_URL && run -m "(browser or sqlite) and not elasticsearch" "$@") || status=$?
    [ "$chosen" -gt 0 ] && return "$status"
    echo "== Tests of the website, pages, search and operation on PostgreSQL and Elasticsearch"
    export DATABASE_URL="${DATABASE_URL}_website" ELASTICSEARCH_INDEX=website
    run -m "$on_servers" "${part[@]}" || status=$?
    return "$status"
}

log=$(mktemp)
# A process group of its own, so that all of it can be ended.
set -m
on_second_core "$@" >"$log" 2>&1 &
second=$!
set +m
trap 'kill -- "-$second" 2>/dev/null; rm -f "$log"' EXIT

echo "== Tests on PostgreSQL and Elasticsearch"
status=0
if [ "$chosen" -gt 0 ]; then run -m "$on_servers" "$@"; else run -m "$on_servers" "${part[@]/#/--ignore=}"; fi || status=$?
wait "$second" || status=$?
cat "$log"
exit "$status"
