"""What processes tell each other about themselves."""

import time
from datetime import timedelta

from django.db import models
from django.utils import timezone

# A process that works without a pause writes no more often than this, in seconds.
BEAT = 5.0
_last_beat: dict[str, float] = {}


class Heartbeat(models.Model):
    """When a process that nobody asks anything was last at work."""

    name = models.CharField(max_length=20, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def age(self) -> timedelta:
        """How long ago that was; a clock that has been put back makes no process look dead."""
        return max(timezone.now() - self.beat_at, timedelta())


def beat(name: str) -> None:
    """Say that the process of this name is at work; every few seconds that is written."""
    now = time.monotonic()
    if now - _last_beat.get(name, float("-inf")) >= BEAT:
        Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": timezone.now()})
        _last_beat[name] = now
