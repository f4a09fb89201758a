"""What the worker does for search between deliveries: mends what differs, builds a missing index, raises the alarm."""

import logging
import time
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from search import mending, querying
from search.alarm import note
from search.engines import EngineUnavailable
from search.models import SearchEntry, SearchState

logger = logging.getLogger(__name__)

# Seconds from one look to the next while nothing is to be done.
LOOK, PURGE = 15.0, 3600.0


class Tending:
    """One worker's upkeep, a piece at a time so that deliveries never wait for long."""

    def __init__(self) -> None:
        self._steps: Iterator[int] | None = None
        self._look_at = self._purge_at = 0.0

    def step(self) -> bool:
        """Do the next piece; returns whether there is more to do at once."""
        if self._steps is not None:
            return self._go_on(self._steps)
        now = time.monotonic()
        if now < self._look_at:
            return False
        self._look_at = now + LOOK
        if now >= self._purge_at:
            self._purge_at = now + PURGE
            querying.purge()
        self._steps = self._needed()
        return self._steps is not None

    def _needed(self) -> Iterator[int] | None:
        keys = [
            *mending.differing().order_by("pk").values_list("pk", flat=True),
            *mending.left_over().values_list("pk", flat=True),
        ]
        if keys:
            return _announced(_("更新检索条目"), len(keys), mending.mend_entries(keys))
        if not settings.ELASTICSEARCH_URL:
            return None
        from search.engines import index

        try:
            missing = not index.is_there() and SearchEntry.objects.exists()
            came_back = note(None)
        except EngineUnavailable as error:
            note(error)
            return None
        if missing:
            return _announced(_("建立索引"), SearchEntry.objects.count(), index.rebuild())
        return _announced(_("核对索引"), 0, mending.mend_index()) if came_back else None

    def _go_on(self, steps: Iterator[int]) -> bool:
        try:
            next(steps)
        except StopIteration:
            self._steps = None
            self._look_at = 0.0
        except EngineUnavailable as error:
            self._steps = None
            note(error)
        return self._steps is not None


def _announced(task: str, total: int, steps: Iterator[int]) -> Iterator[int]:
    """The same steps, while the administration can read how far they are."""
    SearchState.current()
    state = SearchState.objects.filter(pk=1)
    state.update(task=task, done=0, total=total, started_at=timezone.now())
    done = 0
    try:
        for count in steps:
            done += count
            state.update(done=done)
            yield count
    finally:
        state.update(task="", done=done)
        logger.info("search: %s, %d of %d", task, done, total)
