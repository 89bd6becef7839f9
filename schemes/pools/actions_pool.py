"""The only door for changes to a pool: how it is run, where, by which rules and rates. People: `actions_members`."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from retention_portal.accounts.models import Person
from retention_portal.accounts.statuses import CheckKind
from retention_portal.core import audit
from retention_portal.core.dates import date_text, now, today
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.workflow import move
from retention_portal.organisations.models import Organisation
from schemes.pools import permissions, queries
from schemes.pools.models import Policy, Pool, PoolPlace, Rate, RateApprover
from schemes.pools.reference_words import usual_policy
from schemes.pools.rules_policy import check_rate
from schemes.pools.statuses import POOL_TRANSITIONS, CoverType, Mode, PoolStatus, Relation

ONCE_A_NAME = "There is a pool of this name already. Choose another name."
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PoolContent:
    """What a coordinator says of a pool."""

    name: str
    about: str
    contact_name: str
    contact_email: str
    contact_phone: str = ""
    mode: str = Mode.HERE
    supplier_name: str = ""
    supplier_url: str = ""
    contract_reference: str = ""
    contract_url: str = ""
    relations: tuple[str, ...] = tuple(Relation)
    professions: tuple[str, ...] = ("gp",)


@dataclass(frozen=True)
class PolicyContent:
    """How a pool works; hours, minutes, days, per cent and km an hour as the names say."""

    grace_minutes: int
    release_hours: int
    no_shows_stop: int
    late_cancel_days: int
    marks_suspend: int
    marks_count_days: int
    offer_minutes: int
    reconfirm_from_minutes: int
    reconfirm_hours: int
    post_ahead_days: int
    travel_km_an_hour: int
    longest_minutes: int
    checks: tuple[str, ...]
    late_cancel_pay_percent: int | None = None
    practice_answers: bool = False
    ratings: bool = False


def usual_content(**changes: Any) -> PolicyContent:
    """What a pool starts from, with the changes named."""
    return PolicyContent(**({**usual_policy(), "checks": tuple(usual_policy()["checks"])} | changes))


@transaction.atomic
def open_pool(
    *,
    owner: Organisation,
    host: Organisation,
    content: PoolContent,
    places: Iterable[Organisation],
    by: Person,
    since: date | None = None,
    live: bool = False,
    policy: PolicyContent | None = None,
    made_up: bool = False,
) -> Pool:
    """Open a pool, planned or live since a day, over a footprint, with a first policy (the usual one when left out)."""
    permissions.check_can_run_for(by, owner)
    _check_content(content)
    first, status = since or today(), PoolStatus.LIVE if live else PoolStatus.PLANNED
    if first > today() and live:
        raise BadInput("A pool is open from today or an earlier day. Until then it is planned.")
    try:
        with transaction.atomic():
            pool = Pool.objects.create(
                owner=owner, host=host, status=status, since=first, opened_by=by, made_up=made_up,
                **_values(content),
            )  # fmt: skip
    except IntegrityError:
        raise Refused(ONCE_A_NAME) from None
    _set_places(pool, places)
    _add_policy(pool, first, policy or usual_content(), by)
    audit.record(by=by, verb="pools.opened", obj=pool, fields=_values(content), organisation=owner)
    return pool


@transaction.atomic
def change_pool(*, pool: Pool, host: Organisation, content: PoolContent, revision: int, by: Person) -> Pool:
    """Change what is said of a pool; refused when somebody else changed it since `revision` was read."""
    permissions.check_can_run_pool(by, pool)
    _check_content(content)
    if content.mode != pool.mode and pool.sessions.filter(status__in=("posted", "filled")).exists():
        raise Refused("Sessions are open here. Close or cancel them before a supplier takes over.")
    values = {**_values(content), "host": host, "revision": revision + 1}
    try:
        with transaction.atomic():
            changed = Pool.objects.filter(pk=pool.pk, revision=revision).update(**values)
    except IntegrityError:
        raise Refused(ONCE_A_NAME) from None
    if not changed:
        raise Refused("Somebody else changed this pool a moment ago. Look at it again.")
    audit.record(by=by, verb="pools.changed", obj=pool, fields=values, organisation=pool.owner)
    pool.refresh_from_db()
    return pool


@transaction.atomic
def set_footprint(*, pool: Pool, places: Iterable[Organisation], by: Person) -> None:
    """Say which networks, areas and practices the pool serves."""
    permissions.check_can_run_pool(by, pool)
    Pool.objects.select_for_update().get(pk=pool.pk)
    _set_places(pool, places)
    audit.record(by=by, verb="pools.footprint_set", obj=pool, fields=["places"], organisation=pool.owner)


@transaction.atomic
def set_status(*, pool: Pool, to: PoolStatus, since: date, by: Person) -> Pool:
    """Open a planned pool, or close one, since a day that is not in the future."""
    permissions.check_can_run_pool(by, pool)
    if since > today():
        raise BadInput("Choose today or an earlier day. A pool that opens later is planned until then.")
    if since < pool.since:
        raise BadInput(
            f"Choose {date_text(pool.since)} or a later day: from then on it is {pool.get_status_display()}."
        )
    if to == PoolStatus.CLOSED and pool.sessions.filter(status__in=("posted", "filled")).exists():
        raise Refused(
            "Sessions are still open. Cancel them or wait until they are over, then close the pool."
        )
    move(
        pool, to, by=by, transitions=POOL_TRANSITIONS, organisation=pool.owner,
        also={"since": since, "revision": pool.revision + 1},
    )  # fmt: skip
    return pool


@transaction.atomic
def set_policy(*, pool: Pool, content: PolicyContent, valid_from: date, by: Person) -> Policy:
    """How the pool works from a day on: the row before ends the day before. What was booked keeps its terms."""
    permissions.check_can_run_pool(by, pool)
    pool = Pool.objects.select_for_update().get(pk=pool.pk)
    _check_day(pool, valid_from)
    policy = _add_policy(pool, valid_from, content, by)
    audit.record(by=by, verb="pools.policy_set", obj=policy, fields=asdict(content), organisation=pool.owner)
    return policy


@transaction.atomic
def set_rate(
    *, pool: Pool, cover_type: str, recommended: Decimal, ceiling: Decimal, valid_from: date, by: Person
) -> Rate:
    """A line of the rate card from a day on, in pounds an hour; an empty `cover_type` is every other kind."""
    permissions.check_can_run_pool(by, pool)
    for amount in (recommended, ceiling):
        check_rate(amount)
    if recommended == 0:
        raise BadInput("Enter a recommended rate above £0.")
    if ceiling < recommended:
        raise BadInput("The ceiling is below the recommended rate. Enter the same or more.")
    if cover_type and cover_type not in CoverType.values:
        raise BadInput("Choose a kind of work from the list.")
    pool = Pool.objects.select_for_update().get(pk=pool.pk)
    _check_day(pool, valid_from)
    _end_before(pool.rates.filter(cover_type=cover_type), valid_from, pool)
    rate = Rate.objects.create(
        pool=pool, cover_type=cover_type, recommended=recommended, ceiling=ceiling,
        valid_from=valid_from, made_by=by,
    )  # fmt: skip
    fields = ["recommended", "ceiling", "valid_from"]
    audit.record(by=by, verb="pools.rate_set", obj=rate, fields=fields, organisation=pool.owner)
    return rate


@transaction.atomic
def name_approver(*, pool: Pool, person: Person, by: Person) -> RateApprover:
    """Name somebody of the pool's owner who may agree to a rate above the ceiling."""
    permissions.check_can_run_pool(by, pool)
    if person not in queries.people_to_name(pool, today()):
        raise Refused(
            f"{person.full_name} has no role at {pool.owner.name} by which they could agree to rates."
        )
    approver, made = RateApprover.objects.get_or_create(
        pool=pool, person=person, ended_at=None, defaults={"named_by": by}
    )
    if made:
        audit.record(by=by, verb="pools.approver_named", obj=approver, organisation=pool.owner)
    return approver


@transaction.atomic
def end_approver(*, pool: Pool, person: Person, by: Person) -> None:
    """Take the naming back; what was approved stays approved."""
    permissions.check_can_run_pool(by, pool)
    for approver in RateApprover.objects.filter(pool=pool, person=person, ended_at__isnull=True):
        RateApprover.objects.filter(pk=approver.pk, ended_at__isnull=True).update(ended_at=now())
        audit.record(by=by, verb="pools.approver_ended", obj=approver, organisation=pool.owner)


def _values(content: PoolContent) -> dict[str, Any]:
    values = asdict(content)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _check_content(content: PoolContent) -> None:
    if content.mode == Mode.SUPPLIER and not (content.supplier_name and content.supplier_url):
        raise BadInput("Give the name and the address of the supplier.")
    if not content.relations:
        raise BadInput("Say in which way people may belong to the pool.")


def _set_places(pool: Pool, places: Iterable[Organisation]) -> None:
    wanted = {place.pk for place in places}
    if not wanted:
        raise BadInput("Choose at least one network, area or practice that the pool serves.")
    pool.places.exclude(organisation__in=wanted).delete()
    held = set(pool.places.values_list("organisation", flat=True))
    PoolPlace.objects.bulk_create(PoolPlace(pool=pool, organisation_id=pk) for pk in sorted(wanted - held))


def _check_day(pool: Pool, valid_from: date) -> None:
    if valid_from < today() and pool.status != PoolStatus.PLANNED:
        raise BadInput("Choose today or a later day: what held before stays as it was.")


def _add_policy(pool: Pool, valid_from: date, content: PolicyContent, by: Person) -> Policy:
    _check_policy(content)
    _end_before(pool.policies.all(), valid_from, pool)
    values = {**asdict(content), "checks": list(content.checks)}
    return Policy.objects.create(pool=pool, valid_from=valid_from, made_by=by, **values)


def _check_policy(content: PolicyContent) -> None:
    unknown = set(content.checks) - set(CheckKind.values)
    if unknown:
        raise BadInput("Choose checks from the list.")
    if content.longest_minutes < 15:
        raise BadInput("The longest session has to last at least 15 minutes.")
    if content.longest_minutes > 1440:
        raise BadInput("The longest session can last at most 24 hours.")
    if not 1 <= content.post_ahead_days <= 730:
        raise BadInput("Sessions can be posted between 1 and 730 days ahead.")
    if content.late_cancel_pay_percent is not None and content.late_cancel_pay_percent > 100:
        raise BadInput("A practice that cancels late pays at most 100 per cent.")
    if not content.travel_km_an_hour:
        raise BadInput("Enter the speed of travel in km an hour, at least 1.")


def _end_before(rows: Any, valid_from: date, pool: Pool) -> None:
    """End the newest of the rows the day before; one that starts later is in the way, as is one of the same day
    that may have counted already."""
    newest = rows.order_by("-valid_from").first()
    if newest is None:
        return
    counts_already = pool.status != PoolStatus.PLANNED and newest.valid_from <= today()
    if newest.valid_from == valid_from and not counts_already:
        newest.delete()
        return
    if newest.valid_from >= valid_from:
        raise Refused(
            f"There is a line from {date_text(newest.valid_from)} already. Choose a later day than that."
        )
    type(newest).objects.filter(pk=newest.pk).update(valid_to=valid_from - ONE_DAY)
