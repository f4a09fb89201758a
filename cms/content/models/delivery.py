"""What each channel still has to be told."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.content.models.item import ContentItem


class DeliveryState(models.TextChoices):
    """Where a delivery stands; there is no state of failure, since deliveries are never given up."""

    PENDING = "pending", _("待分发")
    DELIVERED = "delivered", _("已分发")
    SUPERSEDED = "superseded", _("已被新版本取代")


# What the error of a delivery begins with whose channel could not be reached: its name in `channels`.
UNAVAILABLE = "ChannelUnavailable"
# After so many attempts, waiting times grow no more.
DOUBLINGS = 10


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries by what has to be done about them."""

    def due(self) -> Self:
        """Pending deliveries that nobody is working on and whose waiting time has passed, oldest first.

        One that is to wait for longer than it ever would was put off by a clock that has been set back since.
        """
        now = timezone.now()
        due = models.Q(not_before__lte=now) | models.Q(attempts=0)
        due |= models.Q(not_before__gt=now + Delivery.longest_wait(DOUBLINGS), attempts__gte=DOUBLINGS)
        for attempts in range(1, DOUBLINGS):
            due |= models.Q(not_before__gt=now + Delivery.longest_wait(attempts), attempts=attempts)
        return self.filter(due, state=DeliveryState.PENDING).order_by("sequence", "id")

    def waiting_for(self, channel: str) -> Self:
        """Deliveries that failed because the channel could not be reached."""
        return self.filter(state=DeliveryState.PENDING, channel=channel, last_error__startswith=UNAVAILABLE)

    def failing(self) -> Self:
        return self.filter(state=DeliveryState.PENDING).exclude(last_error="")


class Delivery(models.Model):
    """One change of one item on its way to one channel.

    `not_before` is the lease as well as the back-off: whoever claims a delivery pushes it into the future, so a
    worker that is killed merely lets it come due again. Deliveries are never given up.
    """

    FIRST_WAIT = timedelta(seconds=2)
    LONGEST_WAIT = timedelta(minutes=10)

    item = models.ForeignKey(ContentItem, models.CASCADE, related_name="deliveries", verbose_name=_("内容项"))
    channel = models.CharField(_("渠道"), max_length=40)
    sequence = models.BigIntegerField(_("变更序号"))
    digest = models.CharField(_("应分发的摘要值"), max_length=64, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(_("尝试次数"), default=0)
    not_before = models.DateTimeField(_("下次尝试时间"), default=timezone.now)
    last_error = models.TextField(_("最近一次错误"), blank=True)
    created_at = models.DateTimeField(_("生成时间"), auto_now_add=True)
    delivered_at = models.DateTimeField(_("分发时间"), null=True)
    delivered_digest = models.CharField(_("已分发的摘要值"), max_length=64, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("分发记录")
        verbose_name_plural = _("分发记录")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "channel", "sequence"], name="one_delivery_per_change"),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "sequence"],
                name="delivery_due",
                condition=models.Q(state=DeliveryState.PENDING),
            )
        ]

    def __str__(self) -> str:
        return f"#{self.sequence}"

    @classmethod
    def wait_after(cls, attempts: int) -> timedelta:
        """How long to wait after so many failures: each time twice as long, up to ten minutes."""
        return min(cls.FIRST_WAIT * 2 ** min(attempts - 1, DOUBLINGS), cls.LONGEST_WAIT)

    @classmethod
    def longest_wait(cls, attempts: int) -> timedelta:
        """The longest time that one with so many attempts can have to wait: after a failure, or while it is claimed."""
        return max(cls.wait_after(attempts), timedelta(seconds=settings.CONTENT_DELIVERY_LEASE))

    def claim(self) -> bool:
        """Take the delivery for this worker; False when another one was faster."""
        now = timezone.now()
        taken = Delivery.objects.filter(pk=self.pk, state=DeliveryState.PENDING, not_before=self.not_before).update(
            not_before=now + timedelta(seconds=settings.CONTENT_DELIVERY_LEASE), attempts=models.F("attempts") + 1
        )
        self.attempts += taken
        return bool(taken)

    def succeeded(self, digest: str) -> None:
        self.state = DeliveryState.DELIVERED
        self.delivered_at = timezone.now()
        self.delivered_digest = digest
        self.last_error = ""
        self.save(update_fields=["state", "delivered_at", "delivered_digest", "last_error"])

    def failed(self, error: str) -> None:
        """Keep the error and come back later, each time twice as late, at most every ten minutes."""
        self.not_before = timezone.now() + self.wait_after(self.attempts)
        self.last_error = error[:2000]
        self.save(update_fields=["not_before", "last_error"])
