"""Development: SQLite, nothing to install, nothing to configure."""

from cms.settings.base import *
from cms.settings.base import STATIC_ROOT, env

DEBUG = SHOW_PATTERNS = True
# Templates and styles are looked at while they are written.
KEEP_PAGES = LOOK_AGAIN = 0
# Not a secret: it protects nothing but a demonstration on the developer's own machine.
SECRET_KEY = env("SECRET_KEY", default="development-only")
ALLOWED_HOSTS = ["*"]
CONTENT_DELIVER_INLINE = env.bool("CONTENT_DELIVER_INLINE", default=True)
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
