#!/bin/sh
# The second half of upgrade.sh, which calls it: lets the release that it belongs to serve in place of the former one.
set -eu
release=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$release"
name=$(basename "$release")
releases=$(dirname "$release")
units=${DESTDIR:-}/etc/systemd/system
static=${DESTDIR:-}/var/lib/portal-static
kept=3

say() { echo "==> $*"; }
refuse() {
    echo "Not upgraded: $*" >&2
    exit 1
}
manage() { "$release/deploy/portal_manage.py" "$@"; }
serving() { systemctl list-units --plain --no-legend --state=active,reloading 'portal@*' | cut -d ' ' -f 1; }
point() {
    ln -sfn "$1" "$releases/current.new"
    mv -T "$releases/current.new" "$releases/current"
}

former=$(readlink "$releases/current" || true)
# Oldest releases are removed below.
touch "$release"

if [ -z "$former" ] && [ -n "${RESTORE:-}" ]; then
    say "Restoring $RESTORE"
    media=${DESTDIR:-}/var/lib/portal/media
    chown portal-owner "$media"
    manage restore "$RESTORE" --anchors "${DESTDIR:-}/var/lib/portal-audit/anchors" && restored=yes || restored=
    chown -R portal:portal "$media"
    [ -n "$restored" ] || refuse "the backup was not restored, or differs"
fi

# The former release serves meanwhile: migrations only add what it does not know (tests/test_migrations.py).
say "Migrating"
manage migrate --noinput || refuse "migrate failed; the former release serves on"
# Tables that migrations add come with the serving user's rights.
cmp -s deploy/grants.sql "$releases/$former/deploy/grants.sql" ||
    manage --owner dbshell -- --quiet --file deploy/grants.sql || refuse "the serving user did not get his rights"

if [ -z "$former${RESTORE:-}" ]; then
    say "Founding the portal"
    manage setup_portal || refuse "the portal has no pages to begin with"
fi

say "Checking the configuration, collecting static files, asking for pages"
manage prepare_release || refuse "the new release is not in order${former:+; $former serves on}"
# Names carry digests of the contents: pages of the former release, also those in caches, find their files as before.
mkdir -p "$static"
(cd var/static && find . -type f -regex '.*\.[0-9a-f]+\.[a-z0-9.]+' -print0 |
    tar --create --null --no-recursion --files-from -) |
    tar --extract --no-same-owner --skip-old-files --directory "$static"

before=$(serving)
new=portal@$name.service
if echo "$before" | grep -qx "$new"; then
    # This release serves already: its other name is free, unless an upgrade was killed half-way.
    new=portal@current.service
    systemctl stop "$new"
    before=portal@$name.service
fi

say "Starting $new"
cp deploy/systemd/portal* "$units"
for kind in portal-.service portal@.service; do
    mkdir -p "$units/$kind.d"
    cp deploy/systemd/hardening.conf "$units/$kind.d/"
done
systemctl daemon-reload
# It imports as it goes, and must not find the modules of another release.
systemctl stop portal-worker
point "$name"

back() {
    [ -z "$former" ] || point "$former"
    # shellcheck disable=SC2086 # several, or none
    [ -z "$before" ] || systemctl start $before
    systemctl stop "$new" portal-worker || true
    systemctl start portal-worker
    refuse "$*; ${former:-nothing} serves again"
}

systemctl start portal.socket
systemctl start "$new" || back "the new release did not start (journalctl -u $new)"
# shellcheck disable=SC2086 # several, or none
[ -z "$before" ] || systemctl stop $before
systemctl start portal-worker
address=$(systemctl show --property=Listen --value portal.socket | cut -d ' ' -f 1)
answer=$(curl --fail-with-body --silent --show-error --max-time 5 --retry 30 --retry-delay 1 --retry-all-errors \
    "http://$address/readyz" 2>&1) || back "the new release is not ready: $answer (journalctl -u $new)"

say "Presenting again what this release presents differently"
manage present || echo "present failed: what is public stays as it was presented; run portal-manage present" >&2

# shellcheck disable=SC2012 # names of releases are commits
ls -dt "$releases"/*/ | grep -v /current/ | tail -n +$((kept + 1)) | xargs -r rm -rf
say "$name serves"
