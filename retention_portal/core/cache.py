"""A Redis cache that never holds a page up, and sign-in limits that outlive it.

A cache that does not answer within a quarter of a second is left alone for a while: reads miss, writes are
dropped. Sign-in limits may not be dropped, so while Redis is away they are counted in PostgreSQL.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

TIMEOUT_SECONDS = 0.25
LEAVE_ALONE_SECONDS = 15
LIMIT_MARK = "allauth"  # keys of allauth's rate limits


class BreakerCache(BaseCache):
    """Redis behind a breaker; the keys of sign-in limits fall back to the table `core_fallback_cache`."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = {
            "socket_timeout": TIMEOUT_SECONDS,
            "retry": Retry(NoBackoff(), 0),
        }
        if not location.startswith("unix:"):
            options["socket_connect_timeout"] = TIMEOUT_SECONDS
        self._redis = RedisCache(location, {**params, "OPTIONS": options})
        self._closed_until = 0.0

    def _ask(self, key: str, ask: Callable[[], Any], fall_back: Callable[[], Any], otherwise: Any) -> Any:
        if time.monotonic() >= self._closed_until:
            try:
                return ask()
            except (RedisError, OSError):
                self._closed_until = time.monotonic() + LEAVE_ALONE_SECONDS
        return fall_back() if LIMIT_MARK in key else otherwise

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default` when it is not there or Redis is away."""
        return self._ask(
            key, lambda: self._redis.get(key, default, version), lambda: _stored(key, default), default
        )

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep the value for `timeout` seconds."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        self._ask(
            key,
            lambda: self._redis.set(key, value, seconds, version),
            lambda: _store(key, value, seconds),
            None,
        )

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the value unless there is one; whether it was kept."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout

        def add_stored() -> bool:
            if _stored(key, None) is not None:
                return False
            _store(key, value, seconds)
            return True

        return bool(self._ask(key, lambda: self._redis.add(key, value, seconds, version), add_stored, False))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget the value."""
        return bool(
            self._ask(key, lambda: self._redis.delete(key, version), lambda: _store(key, None, 0), False)
        )

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the value for longer."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return bool(self._ask(key, lambda: self._redis.touch(key, seconds, version), lambda: False, False))

    def clear(self) -> None:
        """Forget everything in Redis."""
        self._ask("", self._redis.clear, lambda: None, None)

    def answers(self) -> bool:
        """Whether Redis answers now; `/readyz` asks."""
        try:
            return bool(self._redis._cache.get_client(None).ping())
        except (RedisError, OSError):
            return False


def _stored(key: str, default: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM core_fallback_cache WHERE key = %s AND expires_at > now()", [key])
        row = cursor.fetchone()
    return default if row is None else json.loads(row[0])


def _store(key: str, value: Any, seconds: float | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_fallback_cache (key, value, expires_at)"
            " VALUES (%s, %s, now() + make_interval(secs => %s))"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at",
            [key, json.dumps(value), seconds or 0],
        )
