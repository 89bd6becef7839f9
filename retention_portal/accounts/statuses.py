"""States of what is known about people."""

from django.db import models


class FactSource(models.TextChoices):
    """Where a fact comes from."""

    SELF = "self", "You told us"
    STAFF = "staff", "Staff wrote it down"
    PUBLISHED = "published", "Published data"


class CheckKind(models.TextChoices):
    """What is checked once for a person and relied on everywhere (handbook, shared banks)."""

    REGISTRATION = "registration", "Professional registration"
    PERFORMERS_LIST = "performers_list", "Medical Performers List"
    INDEMNITY = "indemnity", "Indemnity"
    DBS = "dbs", "Disclosure and Barring Service"
    SAFEGUARDING = "safeguarding", "Safeguarding training"
    TRAINING = "training", "Mandatory training"
    IDENTITY = "identity", "Identity"
    RIGHT_TO_WORK = "right_to_work", "Right to work"
    REFERENCES = "references", "References"


class CheckState(models.TextChoices):
    """`stated`: the person says so and nobody has looked. The other two are a named person's finding."""

    STATED = "stated", "Not checked yet"
    PASSED = "passed", "Checked"
    NOT_PASSED = "not_passed", "Checked, and not in order"


class InvitationState(models.TextChoices):
    """Derived from the invitation's dates, never stored."""

    OPEN = "open", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    REVOKED = "revoked", "Withdrawn"
    EXPIRED = "expired", "Run out"
