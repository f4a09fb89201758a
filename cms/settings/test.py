"""Tests: as production where it matters, fast where it does not."""

import tempfile
from pathlib import Path

from cms.settings.base import *
from cms.settings.base import DATABASES, INSTALLED_APPS, env

SECRET_KEY = "tests-only"
DEBUG = False
SHOW_PATTERNS = True
# Tests undo what they wrote, so a page kept from one would be wrong in the next.
KEEP_PAGES = LOOK_AGAIN = 0
# Tests of the counts switch them on.
SEARCH_COUNTS = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SITE_URL = WAGTAILADMIN_BASE_URL = "https://fgw.example.gov.cn"
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="portal-media-"))
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="portal-static-"))
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
if "DATABASE_URL" not in env.ENVIRON:
    # A file, not memory: tests start other processes that must see the same data.
    DATABASES["default"] |= {
        "NAME": ":memory:",
        "TEST": {"NAME": str(MEDIA_ROOT / "test.sqlite3")},
    }
