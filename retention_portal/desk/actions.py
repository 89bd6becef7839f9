"""What the desk itself changes: failed work started again, an account closed, the weekly mail."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from retention_portal.accounts.models import Fact, Membership, Person
from retention_portal.accounts.queries import held_on
from retention_portal.accounts.roles import Role
from retention_portal.core import audit
from retention_portal.core.dates import today
from retention_portal.core.emails import send_email
from retention_portal.core.jobs.actions import retry
from retention_portal.core.models import Job
from retention_portal.desk import permissions, queries
from retention_portal.desk.waiting import waiting_on

WEEKLY_MAIL = "weekly_mail"  # a person's own fact: False for those who do not want it


@transaction.atomic
def retry_job(*, job: Job, by: Person) -> Job:
    """Start failed work again. Raises Refused for anyone but an administrator, and for work that did not fail."""
    permissions.check_can_retry(by)
    audit.record(by=by, verb="desk.job_retried", obj=job, fields=["state"])
    return retry(job=job)


@transaction.atomic
def erase_account(*, person: Person) -> int:
    """Close the person's own account and forget them in every slice; how many rows were emptied or deleted.

    What the law asks us to keep stays without a name, for as long as the privacy page says.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    permissions.check_can_erase_self(person)
    return sum(register.erase(person) for register in queries.registers())


def write_weekly_mails(*, on: date) -> int:
    """One mail to each person on whom something waits, once a calendar week; how many were written.

    It says how many things wait and by when, never which: a mailbox may be shared.
    """
    people = Person.objects.filter(is_active=True, is_system=False, erased_at=None)
    stopped = Fact.objects.filter(person=OuterRef("pk"), name=WEEKLY_MAIL, value=False, superseded_at=None)
    wanted = people.filter(~Exists(stopped)).order_by("pk")
    return sum(_write_weekly_mail(person, on) for person in wanted.iterator())


def _write_weekly_mail(person: Person, on: date) -> bool:
    waiting = waiting_on(person, on)
    if not waiting:
        return False
    year, week, _ = on.isocalendar()
    send_email(
        key=f"desk.weekly:{person.pk}:{year}-{week}",
        to=person.email,
        template="desk/weekly",
        context={
            "count": len(waiting),
            "first_due": next((task.due for task in waiting if task.due), None),
            "address": f"{settings.PUBLIC_URL}{reverse('desk:tasks')}",
            "settings_address": f"{settings.PUBLIC_URL}{reverse('desk:my_data')}",
        },
    )
    return True


@transaction.atomic
def tell_of_failed_jobs() -> int:
    """One mail a day to each administrator while work has failed that nobody started again; how many mails."""
    failed, _ = queries.failed_lately()
    if not failed:
        return 0
    administrators = Person.objects.filter(
        pk__in=_holders_of(Role.ADMINISTRATOR, today()), is_active=True, is_system=False
    )
    for person in administrators:
        send_email(
            key=f"desk.failed_jobs:{person.pk}:{today().isoformat()}",
            to=person.email,
            template="desk/failed_jobs",
            context={"count": failed, "address": f"{settings.PUBLIC_URL}{reverse('desk:jobs')}"},
        )
    return len(administrators)


def _holders_of(role: Role, on: date) -> list[int]:
    return list(Membership.objects.filter(held_on(on), role=role).values_list("person_id", flat=True))
