"""Sessions whose keys only this portal can make, so that a made-up cookie costs no look into the database."""

import hmac
import re
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import get_random_string

RANDOM, SIGNED = 20, 12
_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_KEY = re.compile(f"[a-z0-9]{{{RANDOM + SIGNED}}}")
# Seconds for which a process believes that a session is there, or is not.
BELIEVED = 30


class SessionStore(DatabaseSessions):
    """Django's sessions in the database; the end of each key is signed."""

    def _get_new_session_key(self) -> str:
        while True:
            start = get_random_string(RANDOM, _CHARACTERS)
            key = start + _signature(start)
            if not self.exists(key):
                return key

    def _validate_session_key(self, key: Any) -> bool:
        return isinstance(key, str) and is_made_here(key)


def is_made_here(key: str) -> bool:
    """Whether this portal has made the key; the session may have ended since."""
    return bool(_KEY.fullmatch(key)) and hmac.compare_digest(key[RANDOM:], _signature(key[:RANDOM]))


def is_signed_in(request: HttpRequest) -> bool:
    """Whether the request comes with a session in which somebody has signed in.

    The request's own session is left alone: reading it would make every page differ by cookie for the caches between.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not is_made_here(key):
        return False
    name = f"session:{key}"
    known: bool | None = caches["limits"].get(name)
    if known is None:
        known = "_auth_user_id" in SessionStore(key)
        caches["limits"].set(name, known, BELIEVED)
    return known


def _signature(start: str) -> str:
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"session {start}".encode(), "sha256")
    return "".join(_CHARACTERS[byte % len(_CHARACTERS)] for byte in digest[:SIGNED])
