"""Production: everything from the environment; what is missing stops the start with a sentence that says so."""

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *
from cms.settings.base import BASE_DIR, SITE_URL, env

REQUIRED = {
    "SECRET_KEY": "a long random string that signs sessions and preview links",
    "DATABASE_URL": "for example postgres://user:password@127.0.0.1:5432/portal",
    "ALLOWED_HOSTS": "the site's host names, separated by commas",
    "SITE_URL": "the public address, for example https://fgw.example.gov.cn",
}
if missing := [f"{name} ({meaning})" for name, meaning in REQUIRED.items() if not env.ENVIRON.get(name)]:
    raise ImproperlyConfigured("Set these environment variables first: " + "; ".join(missing))

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))()
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if "CACHE_URL" in env.ENVIRON:
    CACHES["default"] = env.cache("CACHE_URL")

if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https:// in production")
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

# A mail server that does not answer holds up a request for a new password, and notices, no longer than this (seconds).
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
EMAIL_CONFIG = env.email("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)

# The audit trail on standard output, one line of JSON for each entry.
LOGGING["formatters"]["bare"] = {"format": "%(message)s"}
LOGGING["handlers"]["audit"] = {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "bare"}
LOGGING["loggers"]["cms.audit"] = {"level": "INFO", "handlers": ["audit"], "propagate": False}
