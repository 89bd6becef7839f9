"""Things of pools for addresses with parts, of coordinators and practices: in the matrix, and in the demonstration."""

from collections.abc import Callable
from decimal import Decimal

from action_plans.funding.actions import enter_allocation
from action_plans.funding.models import Programme
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import FinancialYear, today
from retention_portal.organisations.models import Organisation
from schemes.pools import actions_money
from schemes.pools.models import Interest, Member, Pool, PoolFunding, RateApprover
from schemes.pools.models_outside import SupplierImport
from schemes.pools.models_sessions import Mark, Session
from tests.factories.people import person_with
from tests.pools.samples import scene

Parts = dict[str, object]
PROGRAMME = "FUND-POOL-A"


def pool_sample(system: Organisation) -> Parts:
    """A live pool of the system."""
    return {"pool_id": scene(system.code).pool.pk}


def session_sample(system: Organisation) -> Parts:
    """A posted session of the system's first practice."""
    return {"session_id": scene(system.code).session().pk}


def draft_sample(system: Organisation) -> Parts:
    """A draft of it."""
    return {"session_id": scene(system.code).draft().pk}


def member_sample(system: Organisation) -> Parts:
    """A member of the system's pool."""
    return {"member_id": scene(system.code).member().pk}


def change_sample(system: Organisation) -> Parts:
    """The same, to be paused."""
    return {**member_sample(system), "change": "suspend"}


def interest_sample(system: Organisation) -> Parts:
    """Somebody who asked there."""
    row = Interest.objects.create(area=system, name="A GP", email="interested@example.net")
    return {"interest_id": row.pk}


def funding_sample(system: Organisation) -> Parts:
    """Money of the pool, not released."""
    here = scene(system.code)
    line = enter_allocation(
        system=system, programme=Programme.objects.get(code=PROGRAMME), amount=Decimal(1000),
        financial_year=FinancialYear.of(today()).code, by=person_with(Role.ADMINISTRATOR),
    )  # fmt: skip
    facts = {"line": line, "kind": "A", "amount": Decimal(100)}
    return {"funding_id": actions_money.add_funding(pool=here.pool, by=here.coordinator, **facts).pk}


def import_sample(system: Organisation) -> Parts:
    """A file of the pool's supplier."""
    here = scene(system.code)
    counts = {"rows_read": 0, "rows_loaded": 0, "rows_rejected": 0}
    row = SupplierImport.objects.create(
        pool=here.pool, name="a.csv", sha256="0" * 64, imported_by=here.coordinator, **counts
    )
    return {"import_id": row.pk}


def mark_sample(system: Organisation) -> Parts:
    """A warning of the system's practice."""
    here = scene(system.code)
    row = Mark.objects.create(
        pool=here.pool, side="practice", practice=here.practice, session=here.session(), kind="late_cancel",
        on=today(), given_by=here.coordinator,
    )  # fmt: skip
    return {"mark_id": row.pk}


def approver_sample(system: Organisation) -> Parts:
    """A named approver."""
    here = scene(system.code)
    RateApprover.objects.create(pool=here.pool, person=here.coordinator, named_by=here.coordinator)
    return {"pool_id": here.pool.pk, "person_id": here.coordinator.pk}


def status_sample(system: Organisation) -> Parts:
    """The pool, to be closed."""
    return {**pool_sample(system), "to": "closed"}


OF_A_POOL = (
    "pool", "pool_change", "pool_places", "pool_policy", "pool_rate", "pool_approver", "pool_money",
    "pool_import", "member_list", "risk", "figures", "figures_csv",
)  # fmt: skip
OF_A_SESSION = ("post_session", "post_move", "post_places", "post_cancel", "post_withdraw", "post_approve")
OF_A_MEMBER = ("member", "member_relation", "member_back", "member_day", "member_check", "member_gmc")
SAMPLES: dict[str, Callable[[Organisation], Parts]] = {
    **{f"pools:{name}": pool_sample for name in OF_A_POOL},
    **{f"pools:{name}": session_sample for name in OF_A_SESSION},
    **{f"pools:{name}": draft_sample for name in ("post_change", "post_go")},
    **{f"pools:{name}": member_sample for name in OF_A_MEMBER},
    "pools:member_change": change_sample,
    "pools:interest_answer": interest_sample,
    "pools:money_plan": funding_sample,
    "pools:money_release": funding_sample,
    "pools:import": import_sample,
    "pools:mark_clear": mark_sample,
    "pools:pool_approver_end": approver_sample,
    "pools:pool_status": status_sample,
}


# --- of the demonstration -------------------------------------------------------------------------------------


def _demo_pool() -> list[Parts]:
    return [{"pool_id": row.pk} for row in Pool.objects.filter(owner__code="QHM", made_up=True)[:1]]


def _sessions(*statuses: str) -> Callable[[], list[Parts]]:
    def found() -> list[Parts]:
        first = [Session.objects.filter(status=status, made_up=True).last() for status in statuses]
        return [{"session_id": row.pk} for row in first if row]

    return found


def _first(name: str, rows: Callable[[], object]) -> Callable[[], list[Parts]]:
    return lambda: [{name: row.pk} for row in rows()[:1]]  # type: ignore[index]


def _approver() -> list[Parts]:
    rows = RateApprover.objects.filter(pool__made_up=True, ended_at__isnull=True)[:1]
    return [{"pool_id": row.pool_id, "person_id": row.person_id} for row in rows]


_member = _first("member_id", lambda: Member.objects.filter(pool__made_up=True).order_by("pk"))
_funding = _first("funding_id", lambda: PoolFunding.objects.filter(pool__made_up=True))
EXAMPLES: dict[str, Callable[[], list[Parts]]] = {
    **{f"pools:{name}": _demo_pool for name in OF_A_POOL},
    **{f"pools:{name}": _sessions("posted") for name in OF_A_SESSION},
    "pools:post_session": _sessions("posted", "filled", "draft", "to_approve", "over", "cancelled"),
    "pools:post_change": _sessions("draft"),
    "pools:post_go": _sessions("draft"),
    **{f"pools:{name}": _member for name in OF_A_MEMBER},
    "pools:member_change": lambda: [row | {"change": "suspend"} for row in _member()],
    "pools:interest_answer": _first("interest_id", lambda: Interest.objects.order_by("pk")),
    "pools:money_plan": _funding,
    "pools:money_release": _funding,
    "pools:import": _first("import_id", lambda: SupplierImport.objects.order_by("pk")),
    "pools:mark_clear": _first("mark_id", lambda: Mark.objects.order_by("pk")),
    "pools:pool_approver_end": _approver,
    "pools:pool_status": lambda: [row | {"to": "closed"} for row in _demo_pool()],
    "api-pool-figures": _demo_pool,
}
