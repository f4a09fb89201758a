"""The tests' settings for processes of their own that meet an outage: pages are kept, connections too."""

from cms.settings.test import *  # noqa: F403 -- as settings do
from cms.settings.test import DATABASES

KEEP_PAGES, LOOK_AGAIN = 3600, 0
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
