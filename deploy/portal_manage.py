#!/usr/bin/env python3
"""portal-manage COMMAND…: manage.py of this release, with the variables and as the user of the units.

Variables come from /etc/portal/environment, read as systemd reads it. What changes tables or shortens the audit trail
runs as portal-owner, with /etc/portal/owner read after it; --owner before the command asks for that as well.
"""

import os
import pwd
import re
import sys
from pathlib import Path

# The variable puts all folders of the portal below another one, for tests.
CONFIGURATION = Path(os.environ.get("DESTDIR", "/")) / "etc/portal"
# The release that this file belongs to.
RELEASE = Path(__file__).resolve().parents[1]
OWNER_COMMANDS = {"backup", "migrate", "prune_audit", "restore", "verify_audit"}

# systemd.exec(5), EnvironmentFile=, and parse_env_file_internal() of systemd's src/basic/env-file.c. Quoted parts come
# first; after the first bare character quotes mean themselves.
LINE = re.compile(
    r"""
    [ \t\r\n]*+
    (?: [#;] (?P<comment>[^\r\n]*+)
      | (?P<name>[^\r\n][^=\r\n]*+)
        (?: = (?P<quoted>(?:[ \t]*+(?:'[^']*+(?:'|\Z)|"(?:[^"\\]|\\.)*+(?:"|\\?\Z)))*+)
            [ \t]*+ (?P<bare>(?:[^\\\r\n]|\\.|\\\Z)*+)
        )?
      |
    )
    (?:[\r\n]|\Z)
    """,
    re.VERBOSE | re.DOTALL,
)
QUOTED = re.compile(r"""'([^']*)'?|"((?:[^"\\]|\\.)*)"?""", re.DOTALL)
NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class Refused(Exception):
    """What must be mended first; the message says it in one sentence."""


def read_environment(text: str) -> dict[str, str]:
    """The variables of an environment file; raises Refused where versions of systemd read it differently."""
    found = {}
    for line in LINE.finditer(text):
        if (line["comment"] or "").endswith("\\"):
            raise Refused("A comment must not end with a backslash: some versions of systemd go on with the next line")
        name = (line["name"] or "").rstrip()
        if line["quoted"] is not None and NAME.fullmatch(name):
            found[name] = _unquoted(line["quoted"]) + _unescaped(line["bare"])
    return found


def _unquoted(text: str) -> str:
    """The quoted parts of a value: between single quotes all is literal, between double ones as in a shell."""

    def meant(escape: re.Match[str]) -> str:
        return "" if escape[1] == "\n" else escape[1] if escape[1] in '"\\`$' else escape[0]

    parts = QUOTED.findall(text)
    return "".join(single or re.sub(r"\\(.)", meant, double, flags=re.DOTALL) for single, double in parts)


def _unescaped(text: str) -> str:
    """The bare part of a value: without blanks at its end, and with what follows a backslash meaning itself."""
    characters = re.findall(r"\\.|.", text, re.DOTALL)
    while characters and characters[-1] in " \t":
        characters.pop()
    return "".join(character[-1] for character in characters if character not in ("\\", "\\\n", "\\\r"))


def become(user: str) -> None:
    """Go on as `user`; root may, and nobody else need."""
    if os.geteuid() == 0:
        account = pwd.getpwnam(user)
        os.initgroups(user, account.pw_gid)
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        os.environ.update(HOME=account.pw_dir, USER=user, LOGNAME=user)


def main() -> None:
    """Read the variables, become the user, and run manage.py in place of this."""
    arguments = sys.argv[1:]
    owner = arguments[:1] == ["--owner"]
    arguments = arguments[owner:]
    if not arguments or arguments[0] in ("-h", "--help"):
        raise SystemExit(__doc__)
    owner = owner or arguments[0] in OWNER_COMMANDS
    for file in [CONFIGURATION / "environment", *([CONFIGURATION / "owner"] if owner else [])]:
        try:
            os.environ.update(read_environment(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise Refused(
                f"{file} cannot be read ({error.strerror}): run this as root, after deploy/install.sh"
            ) from error
    become("portal-owner" if owner else "portal")
    os.chdir(RELEASE)
    python = str((RELEASE / ".venv").resolve() / "bin/python")
    os.execv(python, [python, "manage.py", *arguments])  # noqa: S606 -- no shell, which would read them once more


if __name__ == "__main__":
    try:
        main()
    except Refused as reason:
        raise SystemExit(str(reason)) from None
