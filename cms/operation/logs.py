"""What the log says, and where to: one line for each request, every line with the request's number, none with a secret.

Imported by the settings, so nothing here needs Django to be ready.
"""

import logging
import logging.handlers
import re
import sys
from collections.abc import Sequence
from contextvars import ContextVar
from pathlib import Path
from urllib.parse import unquote_plus

# Number of the request in hand; a dash outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="-")

HIDDEN = "***"
# Parts of addresses that open what they name: links to a new password, tokens of previews.
_SECRET_STEPS = re.compile(r"(/password_reset/confirm/|/api/v1/preview/)[^\s?#\"']+")
_SECRET_NAME = re.compile(r"token|key|secret|passw|signature|session|^sig$|^code$", re.IGNORECASE)
_PARAMETER = re.compile(r"([?&])([^=&\s\"'#]+)=([^&\s\"'#]*)")
_AUTHORIZATION = re.compile(r"(authorization\W+(?:\w+\s+)?|\b(?:bearer|basic)\s+)[\w.~+/=:-]{6,}", re.IGNORECASE)
# Commands that run as services: their standard output is the log (deploy/systemd/*.service).
SERVICES = {"deliver", "publish_scheduled", "notify", "remind", "verify_audit", "prune_audit"}
SYSTEM_LOG = Path("/dev/log")


def without_secrets(text: str) -> str:
    """The text with everything hidden that would open a door to its reader."""
    text = _SECRET_STEPS.sub(rf"\1{HIDDEN}", text)
    text = _PARAMETER.sub(_hide_value, text)
    return _AUTHORIZATION.sub(rf"\1{HIDDEN}", text)


def _hide_value(match: re.Match[str]) -> str:
    sign, name, _value = match.groups()
    return f"{sign}{name}={HIDDEN}" if _SECRET_NAME.search(unquote_plus(name)) else match[0]


class Formatter(logging.Formatter):
    """Writes the number of the request in hand, and no secrets, also in tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.get()
        return without_secrets(super().format(record))


def by_hand(arguments: Sequence[str]) -> bool:
    """Whether this process is a command that somebody typed and whose output people read."""
    if Path(arguments[0]).name != "manage.py":
        return False
    command = next((each for each in arguments[1:] if not each.startswith("-")), "")
    return command not in SERVICES or sys.stdout.isatty()


def stream(arguments: Sequence[str]) -> dict[str, object]:
    """The handler of what is kept beside the database – audit, requests – as `logging.config` wants it.

    A service writes to its standard output. Of a command that somebody has typed, that is where people read what it
    does; there the system's log takes it, under the name `portal`, where the system has one.
    """
    if not by_hand(arguments):
        return {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "bare"}
    if SYSTEM_LOG.exists():
        return {"class": "cms.operation.logs.SystemLog", "address": str(SYSTEM_LOG), "formatter": "bare"}
    return {"class": "logging.NullHandler"}


class SystemLog(logging.handlers.SysLogHandler):
    """The system's log; a line that it cannot take troubles nobody."""

    ident = "portal: "

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- the library's name
        """Say nothing: the command's output belongs to people, and the database has the entry."""
