"""Who may run a pool, post a session and approve a rate. What GPs may do with sessions: `permissions_gp`."""

from typing import Any

from retention_portal.accounts import access
from retention_portal.accounts.roles import Role
from retention_portal.core.refusals import Refused
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from schemes.pools.models import Interest, Member, Pool, RateApprover
from schemes.pools.models_sessions import Session

COORDINATORS = (Role.COORDINATOR,)
SEES_POOLS = (Role.COORDINATOR, Role.SYSTEM_LEAD)
RELEASES = (Role.SYSTEM_LEAD, Role.FINANCE_LEAD)
POSTERS = (Role.PRACTICE_LEAD, Role.NETWORK_LEAD, Role.COORDINATOR)


def check_can_run_for(user: Any, owner: Organisation) -> None:
    """Refuse to anyone who does not coordinate there."""
    if not access.reaches(user, COORDINATORS, owner):
        raise Refused(f"Only a coordinator of {owner.name} can do this.")


def check_can_run_pool(user: Any, pool: Pool) -> None:
    """Refuse to anyone who does not coordinate where the pool belongs."""
    check_can_run_for(user, pool.owner)


def check_can_post(user: Any, practice: Organisation) -> None:
    """Refuse to anyone but the lead of the practice, of its network, or a coordinator of its area."""
    if not access.reaches(user, POSTERS, practice):
        raise Refused(f"Only a lead of {practice.name}, of its network, or a coordinator can do this.")


def check_can_change(user: Any, session: Session) -> None:
    """Refuse to anyone who may not post for the session's practice, nor runs its pool."""
    if not access.reaches(user, COORDINATORS, session.pool.owner):
        check_can_post(user, session.practice)


def check_can_approve_rate(user: Any, session: Session) -> None:
    """Only a named approver of the pool, and never of a session they made themselves."""
    named = RateApprover.objects.filter(pool=session.pool_id, person=user.pk, ended_at__isnull=True)
    if not named.exists():
        raise Refused("Only a named approver of this pool can agree to a rate above its ceiling.")
    if session.made_by_id == user.pk:
        raise Refused("You made this session. Another named approver looks at its rate.")


def check_can_answer(user: Any, interest: Interest) -> None:
    """Refuse to anyone who does not coordinate the area that was asked, and one's own interest."""
    owner = interest.pool.owner if interest.pool else interest.area
    check_can_run_for(user, owner)
    if interest.person_id == user.pk:
        raise Refused("This is your own. Another coordinator answers it.")


def check_can_look_after(user: Any, member: Member) -> None:
    """Refuse to anyone who does not run the pool, and oneself."""
    check_can_run_pool(user, member.pool)
    if member.person_id == user.pk:
        raise Refused("This is you. Another coordinator looks after your membership.")


def check_can_confirm(user: Any, member: Member) -> None:
    """As `check_can_look_after`; and nobody joins before their GMC number is checked (design 5)."""
    check_can_look_after(user, member)
    if member.person.profession == Profession.GP and not member.person.gmc_is_checked:
        raise Refused("The GMC number of this person is not checked yet. Check it first, then confirm.")


def check_can_release(user: Any, pool: Pool) -> None:
    """Only the system or finance lead of the area promises money of its lines."""
    if not access.reaches(user, RELEASES, pool.owner):
        raise Refused("The system lead or the finance lead releases the money.")


def is_coordinator(user: Any) -> bool:
    """Whether the person coordinates anywhere today."""
    return access.has_role(user, *COORDINATORS)
