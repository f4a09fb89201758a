"""Where an act comes from: the request in hand, or the command that runs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cms.editorial.audit.models import Channel
from cms.http.client import address_of

WRITE_API = "/api/wagtail/"
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
_channel: ContextVar[Channel] = ContextVar("channel", default=Channel.COMMAND)


@contextmanager
def acting_in(request: HttpRequest) -> Iterator[None]:
    """What is recorded inside comes from this request."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def acting_by(channel: Channel) -> Iterator[None]:
    """What is recorded inside comes by this channel, unless a request is in hand."""
    token = _channel.set(channel)
    try:
        yield
    finally:
        _channel.reset(token)


def request_in_hand() -> HttpRequest | None:
    """The request that is being answered; None in a command."""
    return _request.get()


def current_user() -> Any:
    """Who signed in to the request in hand; None when nobody did, or there is no request."""
    user = getattr(_request.get(), "user", None)
    return user if user is not None and user.is_authenticated else None


def current_origin() -> dict[str, str]:
    """Channel, address and client of what is going on; of a command, the command."""
    request = _request.get()
    if request is None:
        command = [Path(sys.argv[0]).name, *sys.argv[1:2]]
        return {"channel": _channel.get(), "address": "", "agent": " ".join(command)[:120]}
    return {
        "channel": channel_of(request),
        "address": address_of(request),
        "agent": request.headers.get("User-Agent", "")[:120],
    }


def channel_of(request: HttpRequest) -> Channel:
    """The channel that the request's address belongs to."""
    if request.path.startswith(WRITE_API):
        return Channel.WRITE_API
    return Channel.ADMIN if request.path.startswith(reverse("wagtailadmin_home")) else Channel.WEBSITE
