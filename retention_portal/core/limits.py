"""How often somebody may do something, counted in PostgreSQL: it holds without Redis and over all processes.

Use it for what costs much or invites abuse: uploads, enquiries, checks of strangers' files. The key says who and
what ("upload:17", "verify:192.0.2.7"); prefer a person to an address, which a whole surgery may share.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpResponseBase

from retention_portal.core.dates import LONDON
from retention_portal.core.refusals import Refused

STATUS = 429
_COUNT = """
    INSERT INTO core_fallback_cache AS counted (key, value, expires_at)
    VALUES (%(key)s, '1', now() + make_interval(secs => %(seconds)s))
    ON CONFLICT (key) DO UPDATE SET
        value = CASE WHEN counted.expires_at <= now() THEN '1' ELSE (counted.value::bigint + 1)::text END,
        expires_at = CASE WHEN counted.expires_at <= now() THEN excluded.expires_at ELSE counted.expires_at END
    RETURNING value::bigint, expires_at, expires_at - now()
"""


class TooOften(Refused):
    """The limit is reached. Answer with status 429; `seconds` is how long to wait."""

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence, code="too_often")
        self.seconds = seconds


def take(key: str, *, most: int, within: timedelta, what: str) -> None:
    """Count one use. Raises TooOften past `most` uses `within` a time that starts with the first of them.

    `what` ends the sentence "That is too many …", such as "files in one hour". One statement, so that two at once
    count as two.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": f"limit:{key}", "seconds": within.total_seconds()})
        used, ends_at, left = cursor.fetchone()
    if used > most:
        raise TooOften(
            f"That is too many {what}: the most is {most:,}. Try again after {_clock(ends_at)}.",
            max(1, int(left.total_seconds()) + 1),
        )


def _clock(moment: datetime) -> str:
    """The next full minute, so that who comes then is let in."""
    local = (moment + timedelta(seconds=59)).astimezone(LONDON)
    return local.strftime("%H:%M")


def told(response: HttpResponseBase, refused: TooOften) -> HttpResponseBase:
    """The page that says so, with status 429 and the seconds to wait."""
    response.status_code = STATUS
    response.headers["Retry-After"] = str(refused.seconds)
    return response


def forget_old_counts() -> int:
    """Remove counts whose time is over; how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_fallback_cache WHERE expires_at < now() - interval '1 day'")
        return int(cursor.rowcount)
