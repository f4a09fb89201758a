"""Settings that every environment shares; what differs comes from the environment."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django.conf.locale
import environ
from django.utils.translation import gettext_lazy as _

from cms.operation.logs import by_hand, stream

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
# What is wrong with the variables, by their names; production looks.
ENVIRONMENT_FAULTS: dict[str, str] = {}

INSTALLED_APPS = [
    "cms.operation",
    "cms.content",
    "cms.oversight",
    "cms.editorial",
    "cms.editorial.checks",
    "cms.editorial.notices",
    "cms.editorial.audit",
    "cms.editorial.accounts",
    "cms.api",
    "cms.website",
    "pages",
    "pages.word",
    "search",
    "snippets",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.editorial.accounts.users.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail.api.v3",
    "wagtail",
    "modelcluster",
    "modelsearch",
    "taggit",
    "axes",
    "corsheaders",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.operation.requests.numbered",
    "cms.operation.health.probes",
    "django.middleware.security.SecurityMiddleware",
    "cms.website.middleware.public_headers",
    "corsheaders.middleware.CorsMiddleware",
    "cms.http.input.InputMiddleware",
    "cms.website.traditional.traditional",
    "cms.http.limits.limited",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.api.middleware.DirectMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cms.content.full_disk.FullDiskMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
    "cms.editorial.audit.middleware.audited",
    "cms.errors.OutageMiddleware",
    "cms.editorial.accounts.middleware.account_sessions",
    "cms.editorial.titles.VisibleTitlesMiddleware",
    "cms.content.atomic.AtomicWritesMiddleware",
]
CSRF_FAILURE_VIEW = "cms.errors.csrf_failure"

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# In the memory of each process: a thousand pages are about thirty megabytes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": env.int("CACHE_ENTRIES", default=1_000)},
    },
    # How often clients asked, and which sessions there are: apart from pages, lest a flood pushes these out.
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # A size of an image that was made in a transaction that is undone would be remembered without a row; then nobody
    # could tell whose image a public page shows.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Write-ahead logging lets citizens read while an editor publishes; taking the write lock at BEGIN
    # makes a second writer wait for `timeout` seconds instead of failing half-way through.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "cms.editorial.accounts.signals.TokensEnd"},
]

# Sign-in: after so many failures within a day one account is locked at one address, one account at all addresses that
# its owner has not used, one address for all accounts; for a minute, then twice as long each time, at most so long.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
SIGN_IN_FAILURES_PAIR = env.int("SIGN_IN_FAILURES_PAIR", default=5)
SIGN_IN_FAILURES_ACCOUNT = env.int("SIGN_IN_FAILURES_ACCOUNT", default=15)
SIGN_IN_FAILURES_ADDRESS = env.int("SIGN_IN_FAILURES_ADDRESS", default=30)
SIGN_IN_LOCK_MINUTES = env.int("SIGN_IN_LOCK_MINUTES", default=30)
# Compared with what the handler says: locked, or not.
AXES_FAILURE_LIMIT = 1
AXES_HANDLER = "cms.editorial.accounts.lockout.LockHandler"
AXES_LOCKOUT_CALLABLE = "cms.editorial.accounts.lockout.answer"
AXES_CLIENT_IP_CALLABLE = "cms.editorial.accounts.lockout.network_of"
AXES_LOCKOUT_PARAMETERS = ["ip_address", "username"]
AXES_COOLOFF_TIME = timedelta(days=1)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["csrfmiddlewaretoken"]
# Links for a new password that are sent within an hour: to one address of e-mail, asked for from one address.
RESETS_PER_EMAIL = env.int("RESETS_PER_EMAIL", default=3)
RESETS_PER_ADDRESS = env.int("RESETS_PER_ADDRESS", default=10)
# Sessions end after so many minutes without work, so many hours in all; the oldest beyond so many of one account.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSIONS_PER_ACCOUNT = env.int("SESSIONS_PER_ACCOUNT", default=3)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
# Tokens of the write API: who checks them, and for how many days they hold unless their maker says otherwise.
WRITE_API_AUTHENTICATION = "cms.editorial.accounts.tokens.ScopedBearerAuth"
API_TOKEN_DAYS = env.int("API_TOKEN_DAYS", default=90)

# Languages. Tibetan is unknown to Django itself, so its name and direction are added here.
django.conf.locale.LANG_INFO.setdefault("bo", {"bidi": False, "code": "bo", "name": "Tibetan", "name_local": "བོད་ཡིག"})
LANGUAGE_CODE = "zh-hans"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("zh-hans", "简体中文"),
    ("bo", "བོད་ཡིག"),
    ("en", "English"),
]
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
WAGTAIL_I18N_ENABLED = True
# Deadlines are counted in Beijing time, whoever looks at them.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

# A long page is a form of more fields than Django's 1,000; addresses are held to these by `cms.http.input`.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = BASE_DIR / "var" / "media"

STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "cms.content.storage.MediaStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# The address under which the public knows the site, without a trailing slash.
SITE_URL = WAGTAILADMIN_BASE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
# Whom mail comes from: errors, new passwords, notices.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = env(
    "MAIL_FROM", default=f"noreply@{urlsplit(SITE_URL).hostname or 'localhost'}"
)

WAGTAIL_SITE_NAME = _("发展改革委门户网站管理平台")
# Approvals hold for the revision that was read, and the last of them publishes what belongs together.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.editorial.finishing.publish_reviewed"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# One's own address is changed with the password; links for a new password go to confirmed addresses only.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "cms.editorial.accounts.own.ConfirmedPasswordResetForm"  # noqa: S105
# A translation begins as a draft and is reviewed like any page, also that of a public page.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILDOCS_DOCUMENT_MODEL = "pages.PortalDocument"
WAGTAILIMAGES_IMAGE_MODEL = "pages.PortalImage"
# Files that the public can read are not changed in place.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.editorial.files.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.editorial.files.ImageForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "doc",
    "docx",
    "mp4",
    "ofd",
    "pdf",
    "ppt",
    "pptx",
    "rtf",
    "txt",
    "vtt",
    "webm",
    "wps",
    "xls",
    "xlsx",
    "zip",
]
# What a Word file may weigh that is imported: its bytes, those of all its parts unpacked and of one part of XML, how
# many parts, and how many times larger than packed. Beyond these the answer would keep the editor and memory busy.
WORD_IMPORT = {"bytes": 20 * 2**20, "unpacked": 200 * 2**20, "xml": 8 * 2**20, "entries": 3000, "ratio": 100}
# What reading one uploaded file may cost, in a process of its own: memory (MB), seconds of processor time (three times
# as many on the clock), and bytes of what it finds.
READING = {
    "memory": env.int("READING_MEMORY", default=512) * 2**20,
    "seconds": env.int("READING_SECONDS", default=6),
    "output": 64 * 2**20,
    "at_once": env.int("READING_AT_ONCE", default=2),
}
# Of all frames together. Drawn with transparency they need 200 MB.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILEMBEDS_RESPONSIVE_HTML = True
WAGTAIL_ENABLE_UPDATE_CHECK = False
# Its page of documentation loads scripts from a foreign network.
WAGTAILAPI_DOCS_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
TAGGIT_CASE_INSENSITIVE = True
TAG_SPACES_ALLOWED = True
# The administration searches titles by substring: Chinese has no spaces for a word index to find.
# Citizens' search is the `search` room, which cuts Chinese properly.
MODELSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "modelsearch.backends.database.fallback",
        "AUTO_UPDATE": False,
    }
}

# Channels that are told about every change of a content item, in this order.
CONTENT_CHANNELS = env.list("CONTENT_CHANNELS", default=["search.channel.SearchChannel"])
# Whether /patterns/ shows every component of the website; for those who work on it.
SHOW_PATTERNS = False
# The view that draws a presented draft as the website will.
PREVIEW_VIEW = "cms.website.views.preview"
# The function that knows the texts of uploaded files; empty for none.
FILE_TEXTS = "pages.file_texts.texts_of"
# Seconds for which a page of the website is kept ready for the next who asks; any change of what it shows ends them.
KEEP_PAGES = env.int("KEEP_PAGES", default=86_400)
# Seconds for which a process believes that what stands around every page – agency, columns – is as it was.
LOOK_AGAIN = 1.0
# Deliver in the publishing process right after the commit; production leaves it to the worker.
CONTENT_DELIVER_INLINE = env.bool("CONTENT_DELIVER_INLINE", default=False)
# Seconds after which a delivery whose worker has fallen silent is taken up again.
CONTENT_DELIVERY_LEASE = env.int("CONTENT_DELIVERY_LEASE", default=60)
# How often one address may ask search and its completions in a minute; 0 for no limit.
SEARCH_PER_MINUTE = env.int("SEARCH_PER_MINUTE", default=600)
# Whether what is asked of search is counted, by day and without who asked.
SEARCH_COUNTS = env.bool("SEARCH_COUNTS", default=True)
ELASTICSEARCH_URL = env("ELASTICSEARCH_URL", default="")
ELASTICSEARCH_INDEX = env("ELASTICSEARCH_INDEX", default="portal")

# Keys that sign the audit trail: the first one signs, all of them verify. Without any, SECRET_KEY does.
AUDIT_KEYS = env.list("AUDIT_KEYS", default=[])
# Networks of our own proxies, whose word about the client's address counts.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"])

# Origins of mini programs' and partners' H5 pages that may read the API from a browser.
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api/v1/"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_EXPOSE_HEADERS = ["ETag", "Last-Modified"]

SESSION_ENGINE = "cms.http.sessions"
SENDFILE_BACKEND = "wagtail.utils.sendfile_streaming_backend"

# The administration shows previews in a frame of its own origin.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_REFERRER_POLICY = "same-origin"
# Of a command that somebody has typed, people read the output; what it logs goes elsewhere.
BY_HAND = by_hand(sys.argv)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "cms.operation.logs.Formatter",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        },
        "bare": {"()": "cms.operation.logs.Formatter", "format": "%(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}, "stream": stream(sys.argv)},
    "loggers": {
        # One line for every background task, and for every request to Elasticsearch, says nothing to anyone.
        "django_tasks": {"level": "WARNING"},
        "elastic_transport": {"level": "WARNING"},
        # Failed attempts to sign in stand in the audit trail.
        "axes": {"level": "ERROR"},
        # The audit trail and the requests, which production also writes as lines of JSON.
        "cms.audit": {"level": "WARNING"},
        "cms.access": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING" if BY_HAND else "INFO")},
}
