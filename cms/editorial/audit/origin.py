"""Where an act comes from: the request in hand, or the command that runs."""

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from cms.editorial.audit.models import Channel

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


def address_of(request: HttpRequest) -> str:
    """The client's IP address: the nearest one that no proxy of ours (setting TRUSTED_PROXIES) has.

    Everybody may write X-Forwarded-For: only what our own proxies have added to its end counts.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    # A server on a UNIX socket names no peer; only a proxy on the same machine can speak to it.
    hops = [request.META.get("REMOTE_ADDR") or "127.0.0.1", *reversed(forwarded)]
    address = ""
    for hop in hops:
        try:
            found = ipaddress.ip_address(hop.strip())
        except ValueError:
            break
        address = found.compressed
        if not any(found in ipaddress.ip_network(proxy) for proxy in settings.TRUSTED_PROXIES):
            break
    return address
