"""People, what they are to the portal, and between which dates."""

from datetime import date

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Lower
from django.utils.crypto import salted_hmac

from retention_portal.accounts.roles import ROLES, Role, held_nowhere
from retention_portal.accounts.statuses import CheckKind, CheckState, FactSource
from retention_portal.core import dates
from retention_portal.core.vocabulary import Profession


class DateRange(Func):
    """The days from the first to the last, both included; an empty end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


ROLES_HELD_NOWHERE = [role.value for role in ROLES if held_nowhere(role)]


class PersonManager(BaseUserManager["Person"]):
    """Finds people by address, in any case. Accounts are made by `accounts.actions` only."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this address; raises Person.DoesNotExist."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Anyone who signs in, and the named system accounts under which commands act.

    Rows are never deleted: the audit trail points at them. An erased person keeps a row without a name.
    """

    email = models.EmailField("email address", max_length=254, unique=True)
    full_name = models.CharField(max_length=200)
    profession = models.CharField(max_length=30, choices=Profession.choices, blank=True)
    gmc_number = models.CharField(  # noqa: DJ001 - empty would count as a number
        "GMC number",
        max_length=7,
        null=True,
        blank=True,
        validators=[RegexValidator(r"\A[0-9]{7}\Z", "A GMC number has seven digits.")],
    )
    gmc_checked_at = models.DateTimeField(null=True, blank=True)
    gmc_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField(default=dates.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["full_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(gmc_number__isnull=True) | Q(gmc_number__regex=r"^[0-9]{7}$"),
                name="person_gmc_number_has_seven_digits",
            ),
            models.CheckConstraint(
                condition=Q(gmc_checked_at__isnull=True, gmc_checked_by__isnull=True)
                | Q(gmc_checked_at__isnull=False, gmc_checked_by__isnull=False, gmc_number__isnull=False),
                name="person_gmc_checked_at_and_by",
            ),
            # Anyone may claim a number; only one person can have it checked.
            models.UniqueConstraint(
                fields=["gmc_number"],
                condition=Q(gmc_checked_at__isnull=False),
                name="person_checked_gmc_number_is_one_person",
            ),
            models.CheckConstraint(
                condition=~Q(gmc_checked_by=F("pk")), name="person_gmc_checked_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """For allauth and Django."""
        return self.full_name

    def get_short_name(self) -> str:
        """For Django."""
        return self.full_name

    @property
    def gmc_is_checked(self) -> bool:
        """Whether a coordinator has marked the number as checked; nothing is decided or booked before."""
        return self.gmc_checked_at is not None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # A session holds this hash and Django compares it at every request: raising `session_epoch`
        # therefore ends every session of the person at its next request, as a new password does.
        return salted_hmac(
            "retention_portal.accounts.session",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class Membership(models.Model):
    """A role held at an organisation from `valid_from` to `valid_to`, both included; an empty end is open.

    `ended_at` is when somebody took it away: it is not held from that day on, whatever `valid_to` says.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    granted_at = models.DateTimeField(default=dates.now)
    granted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=ROLES_HELD_NOWHERE, organisation__isnull=True)
                | (~Q(role__in=ROLES_HELD_NOWHERE) & Q(organisation__isnull=False)),
                name="membership_role_is_held_where_it_belongs",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="membership_ended_at_and_by",
            ),
            ExclusionConstraint(
                name="membership_same_role_once_at_a_time",
                expressions=[
                    (F("person"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (Coalesce(F("organisation"), Value(0)), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).label}, {self.where}"

    @property
    def where(self) -> str:
        """The organisation's name, or in words where a role without one is held."""
        if self.organisation is not None:
            return str(self.organisation.name)
        return "England" if self.role == Role.ADMINISTRATOR else "for yourself"

    def holds_on(self, on: date) -> bool:
        """True when the role is held on that day."""
        taken_away = self.ended_at is not None and on >= self.ended_at.astimezone(dates.LONDON).date()
        return self.valid_from <= on <= (self.valid_to or date.max) and not taken_away


class Invitation(models.Model):
    """An invitation to a staff role. Only a hash of its token is kept; the mail alone holds the token."""

    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=dates.now)
    expires_on = models.DateField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(role__in=ROLES_HELD_NOWHERE, organisation__isnull=True)
                | (~Q(role__in=ROLES_HELD_NOWHERE) & Q(organisation__isnull=False)),
                name="invitation_role_is_held_where_it_belongs",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="invitation_revoked_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {Role(self.role).label}"


class Fact(models.Model):
    """Something a person told us once, so that no form asks again. The newest of a name is current."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="facts")
    name = models.SlugField(max_length=80)
    value = models.JSONField()
    unit = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=20, choices=FactSource.choices)
    source_note = models.CharField(max_length=200, blank=True)
    stated_on = models.DateField()
    stated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "-stated_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"],
                condition=Q(superseded_at__isnull=True),
                name="fact_one_current_value",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PassportCheck(models.Model):
    """One check of a person, made once and relied on everywhere until it runs out."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="passport_checks")
    kind = models.CharField(max_length=30, choices=CheckKind.choices)
    state = models.CharField(max_length=20, choices=CheckState.choices)
    valid_from = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    evidence_reference = models.CharField(max_length=200, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="passport_check_one_current_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="passport_check_checked_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(state=CheckState.STATED) | Q(checked_at__isnull=False),
                name="passport_check_outcome_has_a_checker",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("person")),
                name="passport_check_by_another",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("valid_from")),
                name="passport_check_expires_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return CheckKind(self.kind).label

    def stands_on(self, on: date) -> bool:
        """True when the check was passed and has not run out on that day (the last day counts)."""
        passed = self.state == CheckState.PASSED and self.valid_from <= on
        return passed and (self.expires_on is None or on <= self.expires_on)
