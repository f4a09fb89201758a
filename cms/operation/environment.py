"""What is wrong with the variables of the environment, each fault in one sentence. Nothing is connected to here.

Sentences name the variable, the fault, and what to write; values that may hold a password are not repeated.
"""

import importlib.util
import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host

SITE = "https://fgw.example.gov.cn"
# What the settings can be read with where a variable is missing or faulty, so that `check` can name all faults at once.
STAND_IN = {
    "SECRET_KEY": "a-key-for-checks-that-signs-nothing-but-is-long-and-varied-enough-0123456789",
    "DATABASE_URL": "sqlite:///:memory:",
    "ALLOWED_HOSTS": "fgw.example.gov.cn",
    "SITE_URL": SITE,
}
REQUIRED = {
    "SECRET_KEY": "a long random string that signs sessions and preview links",
    "DATABASE_URL": "for example postgres://user:password@127.0.0.1:5432/portal",
    "ALLOWED_HOSTS": "the site's host names, separated by commas",
    "SITE_URL": f"the public address, for example {SITE}",
}
DAY = 86_400
# The least and the greatest number that makes sense.
NUMBERS = {
    "CACHE_ENTRIES": (1, 1_000_000),
    "KEEP_PAGES": (0, 31 * DAY),
    "CONTENT_DELIVERY_LEASE": (1, DAY),
    "EMAIL_TIMEOUT": (1, 600),
    "CONN_MAX_AGE": (0, DAY),
    "DATABASE_CONNECT_TIMEOUT": (2, 60),
    "DATABASE_STATEMENT_TIMEOUT": (0, DAY),
    "SECURE_HSTS_SECONDS": (0, 3 * 366 * DAY),
    "GUNICORN_WORKERS": (1, 512),
    "GUNICORN_THREADS": (1, 128),
    "SEARCH_PER_MINUTE": (0, 1_000_000),
    "READING_MEMORY": (128, 65_536),
    "READING_SECONDS": (1, 600),
    "READING_AT_ONCE": (1, 64),
    "SIGN_IN_FAILURES_PAIR": (1, 1_000),
    "SIGN_IN_FAILURES_ACCOUNT": (1, 10_000),
    "SIGN_IN_FAILURES_ADDRESS": (1, 10_000),
    "SIGN_IN_LOCK_MINUTES": (1, 1_440),
    "RESETS_PER_EMAIL": (1, 1_000),
    "RESETS_PER_ADDRESS": (1, 1_000),
    "SESSION_IDLE_MINUTES": (1, 1_440),
    "SESSION_HOURS": (1, 168),
    "SESSIONS_PER_ACCOUNT": (1, 100),
    "API_TOKEN_DAYS": (1, 3_660),
}
SWITCHES = (
    "CONTENT_DELIVER_INLINE", "SEARCH_COUNTS", "SECURE_SSL_REDIRECT", "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
)  # fmt: skip
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
Values = Mapping[str, str]


class Fault(ValueError):
    """Why a value cannot be used, and what to write instead: the end of a sentence that begins with the variable."""


def faults(values: Values) -> dict[str, str]:
    """For each variable that is missing or faulty, the sentence that says so."""
    found = {name: f"{name} is missing; write {meaning}." for name, meaning in REQUIRED.items() if not values.get(name)}
    for name, look in _looks():
        if values.get(name):
            try:
                look(values[name])
            except Fault as fault:
                found[name] = f"{name} {fault}."
    if not {"SITE_URL", "ALLOWED_HOSTS"} & found.keys():
        host, allowed = urlsplit(values["SITE_URL"]).hostname or "", _listed(values["ALLOWED_HOSTS"])
        if not validate_host(host, allowed):
            found["ALLOWED_HOSTS"] = f"ALLOWED_HOSTS lacks the host of SITE_URL; add {host}."
    return found


def given(values: Values) -> dict[str, str]:
    """The variables but for the empty ones among ours: an environment file lists what it leaves out as `NAME=`."""
    return {name: value for name, value in values.items() if value or name not in names()}


def names() -> set[str]:
    """The variables that are looked at."""
    return {*REQUIRED, *(name for name, _look in _looks())}


def usable(values: Values, faulty: Mapping[str, str]) -> dict[str, str]:
    """The variables with which the settings can be read for `check`, without the faulty ones."""
    return {name: value for name, value in values.items() if name not in faulty} | {
        name: STAND_IN[name] for name in STAND_IN if name in faulty
    }


def _looks() -> Iterator[tuple[str, Callable[[str], None]]]:
    yield "DATABASE_URL", _database
    yield "ALLOWED_HOSTS", _hosts
    yield "SITE_URL", _site
    yield "ELASTICSEARCH_URL", _elasticsearch
    yield "ELASTICSEARCH_INDEX", _index
    yield "CACHE_URL", _cache
    yield "EMAIL_URL", _mail_server
    yield "MAIL_FROM", _sender
    yield "TRUSTED_PROXIES", _networks
    yield "AUDIT_KEYS", _keys
    yield "CONTENT_CHANNELS", _channels
    yield "CORS_ALLOWED_ORIGINS", _origins
    yield "LOG_LEVEL", _level
    for name in ("MEDIA_ROOT", "STATIC_ROOT"):
        yield name, _folder
    for name, bounds in NUMBERS.items():
        yield name, _number(*bounds)
    for name in SWITCHES:
        yield name, _switch


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _every(text: str, form: str, meant: str) -> None:
    wrong = [each for each in _listed(text) if not re.fullmatch(form, each)]
    if wrong or not _listed(text):
        raise Fault(f"has {wrong[0] if wrong else 'nothing at all'}; write {meant}")


def _split(text: str, meant: str) -> SplitResult:
    """The parts of an address that has a host, and a port that can be one."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 -- raises
    except ValueError as error:
        raise Fault(f"is no address; {meant}") from error
    if not parts.hostname:
        raise Fault(f"names no host; {meant}")
    return parts


def _database(text: str) -> None:
    meant = "write postgres://user:password@127.0.0.1:5432/portal, with %40 for @ and %23 for # in the password"
    scheme = text.partition(":")[0]
    if scheme == "sqlite":
        return
    if scheme not in ("postgres", "postgresql", "psql", "pgsql"):
        raise Fault(f"does not begin with postgres://; {meant}")
    if "#" in text or not _split(text, meant).path.strip("/"):
        raise Fault(f"names no database; {meant}")


def _hosts(text: str) -> None:
    _every(text, r"\*|\.?[\w-]+(\.[\w-]+)*\.?|\[[0-9A-Fa-f:.]+\]", "names of hosts alone, without https:// and port")


def _site(text: str) -> None:
    meant = f"write https:// and the host alone, for example {SITE}"
    if not text.startswith("https://"):
        raise Fault(f"does not begin with https://; {meant}")
    parts = _split(text, meant)
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        raise Fault(f"has more than a host; {meant}")


def _elasticsearch(text: str) -> None:
    meant = "write for example http://127.0.0.1:9200, or nothing for search by the database"
    if not text.startswith(("http://", "https://")):
        raise Fault(f"does not begin with http:// or https://; {meant}")
    _split(text, meant)


def _index(text: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", text):
        raise Fault("is no name of an index; write small letters, digits, - and _, for example portal")


def _cache(text: str) -> None:
    meant = "write for example redis://127.0.0.1:6379/1, or leave it out"
    scheme = text.partition(":")[0]
    if scheme not in environ.Env.CACHE_SCHEMES:
        raise Fault(f"names no cache that is known; {meant}")
    if "redis" in scheme:
        if importlib.util.find_spec("redis") is None:
            raise Fault("needs the package redis; install deploy/requirements.lock, or leave it out")
        if "socket" not in scheme and "unix" not in scheme:
            _split(text, meant)
    elif not scheme.startswith(("locmem", "dummy", "file", "db")):
        raise Fault(f"names a cache whose package is not part of the portal; {meant}")


def _mail_server(text: str) -> None:
    meant = "write for example smtp://user:password@mail.example.gov.cn:25, smtp+tls:// or smtp+ssl://"
    scheme = text.partition(":")[0]
    if scheme not in environ.Env.EMAIL_SCHEMES:
        raise Fault(f"names no way of sending that is known; {meant}")
    if scheme.startswith("smtp"):
        _split(text, meant)


def _sender(text: str) -> None:
    try:
        validate_email(parseaddr(text)[1])
    except ValidationError as error:
        raise Fault("is no address of e-mail; write for example noreply@fgw.example.gov.cn") from error


def _networks(text: str) -> None:
    for each in _listed(text):
        try:
            ipaddress.ip_network(each)
        except ValueError as error:
            raise Fault(f"has {each}, which is no network; write addresses and networks like 10.0.0.0/8") from error


def _keys(text: str) -> None:
    if any(len(key) < 20 for key in _listed(text)) or not _listed(text):
        raise Fault("has a key of fewer than 20 characters; make one as SECRET_KEY is made")


def _channels(text: str) -> None:
    _every(text, r"[^\W\d]\w*(\.[^\W\d]\w*)+", "paths of classes, like search.channel.SearchChannel")


def _origins(text: str) -> None:
    for each in _listed(text):
        parts = _split(each, meant := "write for example https://h5.example.cn")
        if parts.scheme not in ("http", "https") or parts.path or parts.query:
            raise Fault(f"has {each}, which is no origin; {meant}")


def _level(text: str) -> None:
    if text not in LEVELS:
        raise Fault(f"is no level of the log; write one of {', '.join(LEVELS)}")


def _folder(text: str) -> None:
    if not Path(text).is_absolute():
        raise Fault("is no path from the root; write for example /var/lib/portal/media")


def _number(least: int, greatest: int) -> Callable[[str], None]:
    def look(text: str) -> None:
        if not re.fullmatch(r"-?[0-9]{1,18}", text) or not least <= int(text) <= greatest:
            raise Fault(f"must be a whole number from {least} to {greatest}")

    return look


def _switch(text: str) -> None:
    if text.lower() not in ("true", "false", "on", "off", "yes", "no", "1", "0"):
        raise Fault("must be true or false")
