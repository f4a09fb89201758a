"""Channels: whoever has to be told when public content changes."""

import logging
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from cms.content import outage
from cms.content.models import ContentItem

logger = logging.getLogger(__name__)


class ChannelUnavailable(Exception):
    """The channel cannot be reached now; the delivery is tried again later."""


class Channel(Protocol):
    """A named receiver of content items.

    `deliver` brings the channel to the state of the item it is given, published or withdrawn. It may be called
    again with the same item, and must then change nothing. A channel that has upkeep of its own also offers
    `tend() -> bool`, which does a piece of it and says whether there is more to do at once.
    """

    name: str

    def deliver(self, items: list[ContentItem]) -> None: ...


@cache
def channels() -> dict[str, Channel]:
    """The channels that the setting CONTENT_CHANNELS lists, by name, in its order."""
    return {channel.name: channel for channel in (import_string(path)() for path in settings.CONTENT_CHANNELS)}


def tend() -> bool:
    """Let every channel do a piece of its upkeep; returns whether one has more to do at once."""
    more = False
    for channel in channels().values():
        try:
            more = (hasattr(channel, "tend") and channel.tend()) or more
        except outage.ERRORS:
            raise
        except Exception:  # one channel's trouble must not keep the worker from its deliveries
            logger.exception("channel %s failed at its upkeep", channel.name)
    return more
