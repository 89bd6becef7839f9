"""Where work is."""

from retention_portal.core.models import Job


def job_for(kind: str, object_id: object) -> Job | None:
    """The latest job of a kind for one object, or None."""
    return Job.objects.filter(kind=kind, object_id=str(object_id)).order_by("-id").first()
