"""Rows that belong to no slice: what was done, what is to be done, what was sent."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class AuditEvent(models.Model):
    """Who did what, when; written only through `audit.record`, never changed.

    Holds ids and names of fields, no values: values of personal fields stand in `AuditOldValue`, which can
    be erased. The database sets the time and refuses every other way of writing.
    """

    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True, help_text="Id of the person; empty for nobody signed in")
    acting_as = models.TextField(blank=True)
    verb = models.TextField()
    object_type = models.TextField()
    object_id = models.TextField()
    organisation_code = models.TextField(blank=True)
    fields = ArrayField(models.TextField(), default=list)
    request_id = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"], name="audit_by_object"),
            models.Index(fields=["actor_id", "at"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class AuditOldValue(models.Model):
    """What a personal field held before a change; erased when its person is."""

    event_id = models.BigIntegerField(db_index=True)
    subject_id = models.BigIntegerField(db_index=True, help_text="Id of the person that the value is about")
    field = models.TextField()
    value = models.TextField()

    def __str__(self) -> str:
        return f"{self.field} before event {self.event_id}"


class JobState(models.TextChoices):
    """Where a job is."""

    WAITING = "waiting", "Waiting to start"
    PUBLISHED = "published", "Waiting for a worker"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Job(models.Model):
    """Work to be done outside a request. The row is the truth; the queue only carries its id."""

    kind = models.TextField()
    object_id = models.TextField()
    key = models.TextField(unique=True, help_text="One job a key: asking twice asks once")
    state = models.TextField(choices=JobState, default=JobState.WAITING)
    stage = models.TextField(blank=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    failure = models.TextField(blank=True, help_text="A sentence for people")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object_id", "-id"], name="job_by_object"),
            models.Index(
                fields=["not_before"],
                name="job_unfinished",
                condition=Q(state__in=["waiting", "published", "running"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_finished_has_a_time",
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | Q(state__in=["waiting", "published", "running"], finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="job_failed_says_why",
                condition=~Q(state="failed") | ~Q(failure=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in (JobState.DONE, JobState.FAILED)


class Heartbeat(models.Model):
    """When a background process was last seen alive."""

    name = models.TextField(primary_key=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class EmailState(models.TextChoices):
    """Where a mail is."""

    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"


class Email(models.Model):
    """A mail, written in the transaction of what it tells, sent once per key.

    `unsubscribe` is the address by which a mail program stops more of the kind, with one press.
    """

    key = models.TextField(unique=True)
    to = models.EmailField()
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField()
    template = models.TextField()
    unsubscribe = models.TextField(blank=True, default="", db_default="")
    state = models.TextField(choices=EmailState, default=EmailState.WAITING)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="email_sent_has_a_time",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} to {self.to}"
