#!/bin/sh
# Makes a portal of an empty Debian 12 machine, as root: deploy/install.sh HOST-NAME ADDRESS-OF-THE-REPOSITORY
# or brings one back from a backup and its keys:         deploy/install.sh HOST-NAME ADDRESS BACKUP KEYS
# May be run again: what is there already stays as it is. docs/operation.md goes through it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if { [ $# -ne 2 ] && [ $# -ne 4 ]; } || [ "$(id -u)" -ne 0 ]; then
    echo "As root: $0 HOST-NAME ADDRESS-OF-THE-REPOSITORY [BACKUP KEYS]" >&2
    exit 1
fi
host=$1 address=$2 backup=${3:+$(realpath -e "$3")} keys=${4:+$(realpath -e "$4")}
if [ -n "$backup" ] && [ -e /opt/portal/releases/current ]; then
    echo "A portal is here already; a backup is restored on an empty machine." >&2
    exit 1
fi
say() { echo "==> $*"; }
secret() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

say "Packages"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    ca-certificates curl git nginx openssl postgresql python3-venv >/dev/null

say "Users and folders"
for user in portal portal-owner; do
    id "$user" >/dev/null 2>&1 || useradd --system --user-group --home-dir /opt/portal --shell /usr/sbin/nologin "$user"
done
# Backups read uploaded files.
usermod --append --groups portal portal-owner
install -d -o portal -g portal /var/lib/portal /var/lib/portal/media
install -d -o portal-owner -g portal-owner -m 700 /var/lib/portal-audit
install -d /opt/portal /opt/portal/releases /etc/portal /etc/portal/nginx /etc/portal/tls /var/lib/portal-static

if [ ! -e /etc/portal/owner ]; then
    say "Database and its two users: portal_owner migrates, portal serves"
    owner_password=$(secret 24) password=$(secret 24)
    runuser -u postgres -- psql --quiet -v owner_password="$owner_password" -v password="$password" \
        -f - <"$here/database.sql" >/dev/null
    (
        umask 077
        [ -e /etc/portal/environment ] || sed \
            -e "s|^SECRET_KEY=.*|SECRET_KEY=$(secret 40)|" \
            -e "s|^AUDIT_KEYS=.*|AUDIT_KEYS=$(secret 40)|" \
            -e "s|portal:PASSWORD@|portal:$password@|" \
            -e "s|fgw.example.gov.cn|$host|" "$here/environment.example" >/etc/portal/environment
        # What stands later in the file wins.
        [ -z "$keys" ] || sed -e '/^DATABASE_URL=/d' "$keys" >>/etc/portal/environment
        echo "DATABASE_URL=postgres://portal_owner:$owner_password@127.0.0.1:5432/portal" >/etc/portal/owner
    )
fi

if [ ! -e /etc/portal/tls/fullchain.pem ]; then
    say "A certificate signed by nobody, until yours is in /etc/portal/tls"
    openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
        -keyout /etc/portal/tls/privkey.pem -out /etc/portal/tls/fullchain.pem 2>/dev/null
fi

say "The repository"
[ -e /opt/portal/repository ] || git clone --quiet --mirror "$address" /opt/portal/repository
ln -sf /opt/portal/releases/current/deploy/portal_manage.py /usr/local/sbin/portal-manage
if [ -n "$backup" ]; then
    # Who owns the tables restores.
    chown -R portal-owner "$backup"
    export RESTORE="$backup"
fi
"$here/upgrade.sh" ${COMMIT:+"$COMMIT"}
systemctl enable --quiet portal.socket portal@current portal-worker
systemctl enable --quiet --now portal-schedule.timer portal-notify.timer portal-remind.timer portal-audit.timer

say "nginx"
for file in site admin; do
    [ -e "/etc/portal/nginx/$file.conf" ] ||
        sed "s|fgw.example.gov.cn|$host|" "$here/nginx/$file.conf" >"/etc/portal/nginx/$file.conf"
done
rm -f /etc/nginx/sites-enabled/default
ln -sf /opt/portal/releases/current/deploy/nginx/portal.conf /etc/nginx/sites-enabled/portal
nginx -t -q
systemctl reload-or-restart nginx

say "https://$host answers"
[ -n "$backup" ] || say "Make the first administrator: portal-manage createsuperuser"
