"""The benchmark: the settings of tests with a connection that lasts as in production, and stock API v2 beside ours."""

from cms.settings.test import *  # noqa: F403 -- settings are layered
from cms.settings.test import DATABASES, INSTALLED_APPS, LOGGING

INSTALLED_APPS = [*INSTALLED_APPS, "rest_framework", "wagtail.api.v2", "tests.bench"]
KEEP_PAGES, LOOK_AGAIN = 86_400, 1
ROOT_URLCONF = "tests.bench.urls"
DATABASES["default"]["CONN_MAX_AGE"] = 60
LOGGING = LOGGING | {"root": {"handlers": ["console"], "level": "ERROR"}}
# The stock page is no page of the portal.
SILENCED_SYSTEM_CHECKS = ["content.E001"]
