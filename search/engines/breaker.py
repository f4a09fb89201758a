"""Leaving an engine alone that does not answer, so that not every citizen waits for it."""

import logging
import time
from threading import Lock

logger = logging.getLogger(__name__)

# Seconds for which a silent engine is not asked; then a single request tries whether it is back.
PAUSE = 10.0


class Breaker:
    """Remembers in this process when the engine failed last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._resting_until = 0.0
        self._failed = False

    def may_ask(self) -> bool:
        """Whether the engine should be asked now; of many who wait for the end of a pause only the first."""
        if not self._failed:
            return True
        with self._lock:
            now = time.monotonic()
            if now < self._resting_until:
                return False
            self._resting_until = now + PAUSE
            return True

    def failed(self, reason: object) -> None:
        """Rest for a while; the alarm is raised once for each outage."""
        with self._lock:
            self._resting_until = time.monotonic() + PAUSE
            first, self._failed = not self._failed, True
        if first:
            logger.error("search is limited, the database answers: %s", reason)

    def succeeded(self) -> None:
        """Ask again from now on."""
        if self._failed:
            self._failed = False
            logger.warning("search is complete again")


elasticsearch = Breaker()
