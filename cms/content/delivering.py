"""Carrying deliveries to their channels."""

import logging
from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db import connection, transaction
from django.dispatch import Signal
from django.utils import timezone

from cms.content import outage
from cms.content.channels import Channel, ChannelUnavailable, channels
from cms.content.models import ContentItem, Delivery
from cms.content.models.delivery import DeliveryState

logger = logging.getLogger(__name__)

channel_failed = Signal()
"""Sent with `channel` (its name) and `error`, once for each time in which a channel cannot be reached."""
channel_recovered = Signal()
"""Sent with `channel` when it could be reached again, in the transaction of its first delivery."""


def deliver(deliveries: Iterable[Delivery]) -> int:
    """Claim and carry out those of `deliveries` that are still free; return how many were delivered.

    What is sent is the item as it stands now, so a delivery overtaken by a newer one does no harm and is closed
    together with it.
    """
    claimed = sorted((d for d in deliveries if d.claim()), key=lambda d: d.channel)
    done = 0
    for name, group in groupby(claimed, key=lambda d: d.channel):
        batch = list(group)
        if channel := channels().get(name):
            done += _carry(channel, batch)
        else:
            for delivery in batch:
                delivery.failed(f"channel {name} is not configured")
    return done


def deliver_due(limit: int = 200) -> int:
    """Carry out up to `limit` deliveries that are due; return how many were delivered."""
    return deliver(list(Delivery.objects.due()[:limit]))


def _carry(channel: Channel, deliveries: Sequence[Delivery]) -> int:
    items = ContentItem.objects.in_bulk({delivery.item_id for delivery in deliveries})
    try:
        channel.deliver(list(items.values()))
    except ChannelUnavailable as error:
        begins = not Delivery.objects.waiting_for(channel.name).exists()
        _postpone(deliveries, error)
        if begins:
            logger.error("channel %s is unavailable: %s", channel.name, error)
            channel_failed.send(sender=type(channel), channel=channel.name, error=str(error))
        return 0
    except Exception as error:  # a channel's own failure must never reach the editor who published
        if isinstance(error, outage.ERRORS) and not connection.is_usable():
            # Not the channel but the database: nothing can be noted of it, and what is claimed comes due again.
            raise
        if len(deliveries) > 1:
            # One item that a channel cannot take must not hold up the others.
            return sum(_carry(channel, [delivery]) for delivery in deliveries)
        logger.exception("channel %s failed on item %s", channel.name, deliveries[0].item_id)
        _postpone(deliveries, error)
        return 0
    # One commit for the whole batch, however many deliveries it holds.
    with transaction.atomic():
        # What waited for the channel need not wait any longer.
        if Delivery.objects.waiting_for(channel.name).update(last_error="", not_before=timezone.now()):
            logger.warning("channel %s is available again", channel.name)
            channel_recovered.send(sender=type(channel), channel=channel.name)
        for delivery in deliveries:
            item = delivery.item = items[delivery.item_id]
            delivery.succeeded(item.digest)
            Delivery.objects.filter(
                item=item,
                channel=channel.name,
                state=DeliveryState.PENDING,
                sequence__lt=item.sequence,
            ).update(state=DeliveryState.SUPERSEDED)
    return len(deliveries)


def _postpone(deliveries: Sequence[Delivery], error: Exception) -> None:
    for delivery in deliveries:
        delivery.failed(f"{type(error).__name__}: {error}")
