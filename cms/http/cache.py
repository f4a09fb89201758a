"""A shared cache that may be down: then nothing is found and nothing is kept, which costs speed and never a page."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Seconds for which the log says nothing more about a cache that is down, and for which that is not asked again.
SILENCE, REST = 60.0, 5.0


def forgiving(name: str) -> Callable[..., Any]:
    """The method of that name, which answers as an empty cache does while the server is down."""

    def call(self: Any, *args: Any, **options: Any) -> Any:
        return self.attempt(name, args, options)

    call.__name__ = name
    return call


class ForgivingRedisCache(RedisCache):
    """Redis, whose absence nobody notices but those who read the log."""

    # One for the process: a server that is silent must not hold up every request for its whole time limit.
    resting_until = told_until = 0.0

    def reach(self) -> None:
        """Ask the server something; raises what its absence raises, for who wants to know of it."""
        super().get("reach")

    def attempt(self, name: str, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """What the server says, or what an empty cache would."""
        if time.monotonic() >= ForgivingRedisCache.resting_until:
            try:
                return getattr(super(), name)(*args, **options)
            except (RedisError, OSError) as error:
                self.rest(error)
        return self.empty(name, args, options)

    @staticmethod
    def rest(error: Exception) -> None:
        """Leave the server alone for a moment; tell of it once a minute."""
        now = time.monotonic()
        ForgivingRedisCache.resting_until = now + REST
        if now >= ForgivingRedisCache.told_until:
            ForgivingRedisCache.told_until = now + SILENCE
            logger.error("the cache cannot be asked, everything is made anew: %s", error)

    @staticmethod
    def empty(name: str, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """The answer of a cache that has nothing and keeps nothing."""
        if name == "incr":
            # As Django's caches answer where there is nothing to count.
            raise ValueError(f"Key '{args[0]}' not found")
        answers: dict[str, Any] = {"get": options.get("default", args[1] if len(args) > 1 else None), "get_many": {}}
        return answers.get(name, list(args[0]) if name == "set_many" else False)

    get, set, add, touch, delete, has_key = map(forgiving, ("get", "set", "add", "touch", "delete", "has_key"))
    get_many, set_many, delete_many, clear = map(forgiving, ("get_many", "set_many", "delete_many", "clear"))
    incr = forgiving("incr")
