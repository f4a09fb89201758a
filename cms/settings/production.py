"""Production: everything from the environment; what is missing or wrong stops the start with sentences that say so."""

import os
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from cms.operation.environment import faults, given, usable

# Before the settings that read the variables.
variables = given(os.environ)
FAULTS = faults(variables)
if FAULTS and sys.argv[1:2] != ["check"]:
    raise ImproperlyConfigured("\n".join(["The environment cannot be used:", *FAULTS.values()]))
# `check` names the faults together with what shows only when the rest is tried.
variables = usable(variables, FAULTS)
os.environ.clear()
os.environ.update(variables)

from cms.settings.base import *
from cms.settings.base import BASE_DIR, SITE_URL, env

ENVIRONMENT_FAULTS = FAULTS
DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))()
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))()
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
if env.ENVIRON.get("CACHE_URL"):
    shared: dict[str, Any] = {**env.cache("CACHE_URL")}
    if shared["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
        shared["BACKEND"] = "cms.http.cache.ForgivingRedisCache"
        shared["OPTIONS"] = {"socket_connect_timeout": 1, "socket_timeout": 1} | shared.get("OPTIONS", {})
    CACHES["default"], CACHES["limits"] = shared, {**shared, "KEY_PREFIX": "limits"}

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Seconds: a database that cannot be reached, or that falls silent, holds up nobody for long. Statements are limited
    # in the processes that answer requests (see cms.wsgi); what a command does may take its time.
    limit = env.int("DATABASE_STATEMENT_TIMEOUT", default=0)
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": env.int("DATABASE_CONNECT_TIMEOUT", default=3),
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        "options": f"-c statement_timeout={limit}s",
    } | DATABASES["default"].get("OPTIONS", {})

# A mail server that does not answer holds up a request for a new password, and notices, no longer than this (seconds).
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
EMAIL_CONFIG = env.email("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)

# One line of JSON for each entry of the audit trail, and for each request.
LOGGING["loggers"]["cms.audit"] = {"level": "INFO", "handlers": ["stream"], "propagate": False}
LOGGING["loggers"]["cms.access"] = {"level": "INFO", "handlers": ["stream"], "propagate": False}
