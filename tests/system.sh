#!/bin/sh
# Installs the system's packages that the tests need and that are missing: by itself on Debian and Ubuntu where it may,
# otherwise it says what to type.
set -eu

has() { command -v "$1" >/dev/null 2>&1; }
has_font() { fc-list ":lang=$1" 2>/dev/null | grep -q .; }

missing=
has mvn || missing="$missing maven"
has setpriv || missing="$missing util-linux"
has nginx || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
for program in curl git openssl; do has "$program" || missing="$missing $program"; done
has systemd-analyze || missing="$missing systemd"
[ -n "${CHROMIUM:-}" ] || has chromium || has chromium-browser || has google-chrome || missing="$missing chromium"
has fc-list || missing="$missing fontconfig"
has_font zh-cn || missing="$missing fonts-noto-cjk"
has_font bo || missing="$missing fonts-noto-core"
[ -n "$missing" ] || exit 0

if ! has apt-get; then
    echo "The tests need what Debian calls$missing: please install them with your system's own tools." >&2
    exit 1
elif [ "$(id -u)" -eq 0 ]; then
    as_root=
elif has sudo && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "The tests need some packages of the system. Type: sudo apt-get update && sudo apt-get install$missing" >&2
    exit 1
fi

echo "Installing$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # both hold several words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
