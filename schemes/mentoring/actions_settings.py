"""Change a service that is open. Who meets already keeps what they agreed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit
from retention_portal.core.refusals import BadInput
from schemes.mentoring import permissions
from schemes.mentoring.models import Service
from schemes.mentoring.rules import usual_points


@dataclass(frozen=True)
class ServiceSettings:
    """What may change. `points` by their names in `matching.Points`; those that are usual are not kept."""

    summary: str
    sessions: int
    minutes: int
    shortest_weeks: int
    longest_weeks: int
    notes_on: bool
    notes_kept_weeks: int
    points: Mapping[str, int | bool]


@transaction.atomic
def change_service(*, service: Service, settings: ServiceSettings, by: Person) -> Service:
    """Keep the settings. Switching notes off keeps those that are written until their time is over."""
    permissions.check_can_run(by, service)
    if settings.longest_weeks < settings.shortest_weeks:
        raise BadInput("The longest time together cannot be shorter than the shortest.")
    usual = usual_points().__dict__
    values = dict(settings.__dict__)
    values["points"] = {name: value for name, value in settings.points.items() if usual[name] != value}
    changed = [name for name, value in values.items() if getattr(service, name) != value]
    for name, value in values.items():
        setattr(service, name, value)
    service.save(update_fields=list(values))
    audit.record(
        by=by, verb="mentoring.service_changed", obj=service, fields=changed, organisation=service.owner
    )
    return service
