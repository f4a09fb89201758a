"""Channels: whoever has to be told when public content changes."""

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from cms.content.models import ContentItem


class ChannelUnavailable(Exception):
    """The channel cannot be reached now; the delivery is tried again later."""


class Channel(Protocol):
    """A named receiver of content items.

    `deliver` brings the channel to the state of the item it is given, published or withdrawn. It may be called
    again with the same item, and must then change nothing.
    """

    name: str

    def deliver(self, items: list[ContentItem]) -> None: ...


@cache
def channels() -> dict[str, Channel]:
    """The channels that the setting CONTENT_CHANNELS lists, by name, in its order."""
    return {channel.name: channel for channel in (import_string(path)() for path in settings.CONTENT_CHANNELS)}
