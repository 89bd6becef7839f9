"""Pages answer when Redis is away, and sign-in limits still count."""

import time

import pytest
from django.conf import settings

from retention_portal.core.cache import BreakerCache

pytestmark = pytest.mark.django_db


@pytest.fixture
def away() -> BreakerCache:
    return BreakerCache("unix:///nowhere/redis.sock?db=1", {})


@pytest.fixture
def there() -> BreakerCache:
    cache = BreakerCache(settings.CACHE_URL, {"KEY_PREFIX": "tests"})
    cache.clear()
    return cache


def test_a_value_is_kept(there: BreakerCache) -> None:
    there.set("name", [1, "a"])

    assert (there.get("name"), there.add("name", 2), there.get("other", "none")) == ([1, "a"], False, "none")


def test_ordinary_values_are_forgotten_while_redis_is_away(away: BreakerCache) -> None:
    away.set("name", 1)

    assert (away.get("name", "none"), away.answers()) == ("none", False)


def test_sign_in_limits_are_counted_in_postgresql_while_redis_is_away(away: BreakerCache) -> None:
    away.set("allauth:rl:login:ip", [1.5, 2.5], 60)

    assert away.get("allauth:rl:login:ip") == [1.5, 2.5]
    assert away.add("allauth:rl:login:ip", []) is False
    away.delete("allauth:rl:login:ip")
    assert away.get("allauth:rl:login:ip") is None


def test_a_redis_that_failed_is_left_alone_for_a_while(away: BreakerCache) -> None:
    away.get("name")

    assert away._closed_until > time.monotonic()
