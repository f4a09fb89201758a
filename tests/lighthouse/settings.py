"""Production as Lighthouse sees it: with the compression that nginx adds in operation, which the tests do without."""

from cms.settings.production import *  # noqa: F403 -- settings are layered
from cms.settings.production import MIDDLEWARE

MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
