#!/bin/sh
# The passes of `make test`, side by side, since each waits now and then: everything but the browser's tests on
# PostgreSQL and Elasticsearch, in two parts with a database and an index each; these tests, and what depends on the
# database, on SQLite. Arguments are pytest's; with any, the first two are one.
set -u
python=.venv/bin/python
servers="not browser or elasticsearch"
second="tests/editorial tests/oversight tests/search"
logs=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$logs"' EXIT

env -u DATABASE_URL -u ELASTICSEARCH_URL "$python" -m pytest -m "(browser or sqlite) and not elasticsearch" "$@" \
    >"$logs/sqlite" 2>&1 &
sqlite=$!
others=
if [ "$#" -eq 0 ]; then
    # shellcheck disable=SC2086 # Several folders.
    env DATABASE_URL="${DATABASE_URL}_2" ELASTICSEARCH_INDEX=portal_2 "$python" -m pytest -m "$servers" $second \
        >"$logs/others" 2>&1 &
    others=$!
    set -- $(printf -- '--ignore=%s ' $second)
    chosen=
else
    chosen=yes
fi

failed=0
# 5 means that no test was selected: fine only when the arguments chose some tests.
note() { [ "$1" -eq 0 ] || { [ "$1" -eq 5 ] && [ -n "$chosen" ]; } || failed=$1; }

echo "== Tests on PostgreSQL and Elasticsearch"
status=0
"$python" -m pytest -m "$servers" "$@" || status=$?
note "$status"
if [ -n "$others" ]; then
    echo "== The same for $second"
    status=0
    wait "$others" || status=$?
    cat "$logs/others"
    note "$status"
fi
echo "== Tests in a browser and tests that depend on the database, on SQLite"
status=0
wait "$sqlite" || status=$?
cat "$logs/sqlite"
note "$status"
exit "$failed"
