#!/bin/sh
# Takes the portal to a commit, by default the newest of the default branch, without losing a request:
#   /opt/portal/releases/current/deploy/upgrade.sh [COMMIT]
# Unpacks the commit beside the release that serves; the rest is the new release's own switch.sh. Whatever fails leaves
# the former release serving. With the commit that serves already it starts that anew, for a changed environment.
set -eu
# The variable puts all folders of the portal below another one, for tests.
home=${DESTDIR:-}/opt/portal

refuse() {
    echo "Not upgraded: $*" >&2
    exit 1
}

exec 9>"$home/upgrade.lock"
flock --nonblock 9 || refuse "another upgrade is running"

echo "==> Fetching"
git -C "$home/repository" fetch --quiet --prune || refuse "git could not fetch from the repository"
wanted=${1:-HEAD}
commit=$(git -C "$home/repository" rev-parse --quiet --verify "$wanted^{commit}") || refuse "there is no commit $wanted"
release=$home/releases/$(echo "$commit" | cut -c 1-12)

if [ ! -e "$release" ]; then
    echo "==> Unpacking $commit"
    rm -rf "$release.part"
    mkdir -p "$release.part/var/static" "$home/venvs"
    git -C "$home/repository" archive "$commit" | tar -x -C "$release.part"
    # Releases with the same requirements share an environment, which is never changed once it is complete.
    venv=$home/venvs/$( (python3 --version && cat "$release.part/deploy/requirements.lock") | sha256sum | cut -c 1-12)
    if [ ! -e "$venv.complete" ]; then
        echo "==> Installing the requirements"
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
            --requirement "$release.part/deploy/requirements.lock" || refuse "pip could not install the requirements"
        touch "$venv.complete"
    fi
    ln -s "$venv" "$release.part/.venv"
    # The portal's users cannot write here, so every process would compile anew.
    (cd "$release.part" && .venv/bin/python -m compileall -q -p "$release" cms pages search snippets)
    # collectstatic writes there; nothing else of a release is the portal's to change.
    [ "$(id -u)" -ne 0 ] || chown portal "$release.part/var/static"
    mv "$release.part" "$release"
fi
exec "$release/deploy/switch.sh"
