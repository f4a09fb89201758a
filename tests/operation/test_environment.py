"""Environments that cannot work: each fault is said in a sentence that names the variable, all of them at once."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from cms.operation.environment import faults, given, names
from tests.servers import free_port

GOOD = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_",
    "AUDIT_KEYS": "a-key-of-the-audit-trail-of-its-own",
    "DATABASE_URL": "postgres://portal:p%40ss@127.0.0.1:5432/portal",
    "ALLOWED_HOSTS": "fgw.example.gov.cn,127.0.0.1",
    "SITE_URL": "https://fgw.example.gov.cn/",
    "ELASTICSEARCH_URL": "http://127.0.0.1:9200",
    "CACHE_URL": "redis://127.0.0.1:6379/1",
    "EMAIL_URL": "smtp+tls://user:p%40ss@mail.example.gov.cn:587",
    "MAIL_FROM": "发展改革委 <noreply@fgw.example.gov.cn>",
    "TRUSTED_PROXIES": "127.0.0.1,::1,10.0.0.0/8",
    "CORS_ALLOWED_ORIGINS": "https://h5.example.cn",
    "MEDIA_ROOT": "/var/lib/portal/media",
    "KEEP_PAGES": "0",
    "SEARCH_COUNTS": "False",
    "LOG_LEVEL": "WARNING",
}


def test_a_good_environment_has_no_faults() -> None:
    assert faults(GOOD) == {}
    assert faults(given(GOOD | dict.fromkeys(GOOD.keys() - {"SECRET_KEY"} - {*list(GOOD)[2:5]}, ""))) == {}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "", "is missing"),
        ("DATABASE_URL", "", "is missing"),
        ("DATABASE_URL", "portal:secret@127.0.0.1/portal", "postgres://"),
        ("DATABASE_URL", "mysql://portal:secret@127.0.0.1/portal", "postgres://"),
        ("DATABASE_URL", "postgres://portal:secret@127.0.0.1:5432/", "no database"),
        ("DATABASE_URL", "postgres://portal:sec#ret@127.0.0.1:5432/portal", "%23"),
        ("DATABASE_URL", "postgres://portal:secret@127.0.0.1:port/portal", "no address"),
        ("DATABASE_URL", "postgres:///portal", "no host"),
        ("ALLOWED_HOSTS", "https://fgw.example.gov.cn", "without https://"),
        ("ALLOWED_HOSTS", "fgw.example.gov.cn:443", "port"),
        ("ALLOWED_HOSTS", "www.example.gov.cn", "add fgw.example.gov.cn"),
        ("ALLOWED_HOSTS", ",", "nothing at all"),
        ("SITE_URL", "http://fgw.example.gov.cn", "https://"),
        ("SITE_URL", "fgw.example.gov.cn", "https://"),
        ("SITE_URL", "https://", "no host"),
        ("SITE_URL", "https://fgw.example.gov.cn/portal", "more than a host"),
        ("SITE_URL", "https://fgw.example.gov.cn?a=1", "more than a host"),
        ("SITE_URL", "https://fgw.example.gov.cn:99999", "no address"),
        ("ELASTICSEARCH_URL", "127.0.0.1:9200", "http://"),
        ("ELASTICSEARCH_URL", "localhost:9200", "http://"),
        ("ELASTICSEARCH_URL", "http://:9200", "no host"),
        ("ELASTICSEARCH_INDEX", "Portal Index", "small letters"),
        ("CACHE_URL", "redis:127.0.0.1", "no host"),
        ("CACHE_URL", "127.0.0.1:6379", "no cache that is known"),
        ("CACHE_URL", "memcache://127.0.0.1:11211", "not part of the portal"),
        ("EMAIL_URL", "mail.example.gov.cn:25", "no way of sending"),
        ("EMAIL_URL", "smtp://:25", "no host"),
        ("EMAIL_URL", "smtp://user:secret@mail.example.gov.cn:smtp", "no address"),
        ("MAIL_FROM", "noreply", "no address of e-mail"),
        ("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.1/8", "10.0.0.1/8"),
        ("TRUSTED_PROXIES", "nginx", "no network"),
        ("AUDIT_KEYS", "short", "20 characters"),
        ("CONTENT_CHANNELS", "SearchChannel", "paths of classes"),
        ("CORS_ALLOWED_ORIGINS", "h5.example.cn", "no host"),
        ("CORS_ALLOWED_ORIGINS", "https://h5.example.cn/", "origin"),
        ("MEDIA_ROOT", "media", "from the root"),
        ("KEEP_PAGES", "-1", "from 0 to"),
        ("CACHE_ENTRIES", "0", "from 1 to"),
        ("CONN_MAX_AGE", "a minute", "whole number"),
        ("EMAIL_TIMEOUT", "99999999999999999999", "whole number"),
        ("CONTENT_DELIVERY_LEASE", "0", "from 1 to"),
        ("SECURE_HSTS_SECONDS", "1.5", "whole number"),
        ("GUNICORN_WORKERS", "0", "from 1 to"),
        ("SESSION_IDLE_MINUTES", "0", "from 1 to"),
        ("SEARCH_PER_MINUTE", "many", "whole number"),
        ("SEARCH_COUNTS", "nein", "true or false"),
        ("SECURE_SSL_REDIRECT", "flase", "true or false"),
        ("LOG_LEVEL", "verbose", "DEBUG, INFO"),
    ],
)
def test_a_fault_is_one_sentence_that_names_the_variable(name: str, value: str, said: str) -> None:
    found = faults(GOOD | {name: value})
    assert list(found) == [name]
    sentence = found[name]
    assert sentence.startswith(f"{name} ")
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "secret" not in sentence


def test_every_variable_that_the_settings_read_is_looked_at() -> None:
    sources = [settings.BASE_DIR / "cms/settings" / name for name in ("base.py", "production.py")]
    read = {name for source in sources for name in re.findall(r'\benv(?:\.\w+)?\(\s*"(\w+)"', source.read_text())}
    assert len(read) > 40
    assert read - names() == set()


def manage(folder: Path, *command: str, **variables: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    environment = kept | {"DJANGO_SETTINGS_MODULE": "cms.settings.production"} | variables
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    return done.stdout + done.stderr


def test_check_names_everything_that_is_wrong_at_once(tmp_path: Path) -> None:
    nobody = free_port()
    said = manage(
        tmp_path, "check", "--deploy",
        **GOOD | {
            "DATABASE_URL": f"postgres://portal:secret@127.0.0.1:{nobody}/portal",
            "ELASTICSEARCH_URL": "127.0.0.1:9200",
            "MEDIA_ROOT": str(tmp_path / "missing"),
            "CACHE_URL": f"redis://127.0.0.1:{nobody}",
            "AUDIT_KEYS": "",
            "TRUSTED_PROXIES": "nginx",
            "CONTENT_CHANNELS": "search.channel.NoChannel",
        },
    )  # fmt: skip
    for sentence in (
        "ELASTICSEARCH_URL does not begin",
        "TRUSTED_PROXIES has nginx",
        "CONTENT_CHANNELS has search.channel.NoChannel",
        "DATABASE_URL leads to no database that answers",
        "AUDIT_KEYS is empty",
        "MEDIA_ROOT names",
        "CACHE_URL leads to no cache that answers",
    ):
        assert said.count(sentence) == 1, said
    assert "Traceback" not in said
    assert "secret" not in said


def test_the_start_is_refused_with_every_fault(tmp_path: Path) -> None:
    said = manage(tmp_path, "deliver", "--once", **GOOD | {"SITE_URL": "fgw.example.gov.cn", "SECRET_KEY": ""})
    assert "SITE_URL does not begin with https://" in said
    assert "SECRET_KEY is missing" in said


def test_a_media_folder_that_cannot_be_written_is_an_error(settings: object) -> None:
    from cms.operation.checks import _media

    # Not even root writes there.
    settings.MEDIA_ROOT = "/proc"  # type: ignore[attr-defined]
    assert [each.id for each in _media()] == ["operation.E006"]
