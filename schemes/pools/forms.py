"""What a coordinator types of a pool, its rules and rates, its money and its people."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from action_plans.funding.models import AllocationLine
from retention_portal.accounts.models import Person
from retention_portal.accounts.statuses import CheckKind, CheckState
from retention_portal.core.dates import today
from retention_portal.core.money import display
from retention_portal.core.nhsuk.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    EmailField,
    FileField,
    LongTextField,
    MoneyField,
    NumberField,
    PhoneField,
    RadiosField,
    SelectField,
    TextField,
)
from retention_portal.core.nhsuk.forms import NhsForm
from retention_portal.core.vocabulary import Profession
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from schemes.pools.actions_pool import PolicyContent, PoolContent
from schemes.pools.models import Policy, Pool
from schemes.pools.reference_words import terms_of
from schemes.pools.statuses import CoverType, FundingKind, MemberStatus, Mode, Relation

MOST_BYTES = 5 * 1024 * 1024


class PoolForm(NhsForm):
    """What is said of a pool."""

    name = TextField(label="Its name", max_length=120, hint="Such as “Luton flexible GP pool”")
    about = LongTextField(label="What GPs find here", max_length=600, rows=4, required=False)
    host = TextField(
        label="Code of the host",
        max_length=12,
        look={"width": 10},
        hint="The organisation that holds contracts and liabilities, as agreed locally",
    )
    mode = RadiosField(label="Who runs the bookings?", choices=Mode.choices, initial=Mode.HERE)
    supplier_name = TextField(label="Name of the supplier", max_length=120, required=False)
    supplier_url = TextField(
        label="Address of its website", max_length=200, required=False, hint="Beginning with https://"
    )
    relations = CheckboxesField(
        label="How do people belong to it?",
        choices=Relation.choices,
        hints={one.value: terms_of(one).summary for one in Relation},
        initial=Relation.values,
    )
    professions = CheckboxesField(label="Open to", choices=Profession.choices, initial=[Profession.GP])
    contract_reference = TextField(
        label="Contract template in use", max_length=120, required=False, hint="Its name or number"
    )
    contract_url = TextField(
        label="Where it can be read", max_length=200, required=False, hint="Beginning with https://"
    )
    contact_name = TextField(label="Who answers questions", max_length=120)
    contact_email = EmailField(label="Their email address")
    contact_phone = PhoneField(label="Their telephone number", required=False, max_length=30)

    def clean_host(self) -> Organisation:
        """The host, by its code."""
        found = organisation_by_code(self.cleaned_data["host"])
        if found is None:
            raise ValidationError(
                "Enter the code of an organisation, such as QHM. You find it under Organisations"
            )
        return found

    def clean_supplier_url(self) -> str:
        """A web address, or nothing."""
        return _web_address(self.cleaned_data["supplier_url"])

    def clean_contract_url(self) -> str:
        """A web address, or nothing."""
        return _web_address(self.cleaned_data["contract_url"])

    def clean(self) -> dict[str, Any]:
        """A supplier has a name and an address."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("mode") == Mode.SUPPLIER:
            for name in ("supplier_name", "supplier_url"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Enter the name and the address of the supplier")
        return data

    def content(self) -> PoolContent:
        """What was typed, for the actions."""
        data = {
            name: value for name, value in self.cleaned_data.items() if name in PoolContent.__annotations__
        }
        return PoolContent(
            **data | {"relations": tuple(data["relations"]), "professions": tuple(data["professions"])}
        )


def _web_address(text: str) -> str:
    text = text.strip()
    if text and (not text.startswith("https://") or len(text) < 12 or " " in text):
        raise ValidationError("Enter an address that begins with https://")
    return text


class NewPoolForm(PoolForm):
    """A new pool: for whom, and where."""

    owner = SelectField(label="For which area?", choices=())
    places = CheckboxesField(
        label="Which places does it serve?", choices=(), hint="Choose all that apply; more can follow"
    )
    field_order = ("owner", "name", "about", "host", "places", "mode")

    def __init__(
        self, *args: Any, owners: Iterable[Organisation], places: Iterable[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {row.code: row for row in owners}
        self.by_code = {row.code: row for row in places}
        self.fields["owner"].choices = [(code, row.name) for code, row in self.owners.items()]
        self.fields["places"].choices = place_choices(self.by_code.values())


class PlacesForm(NhsForm):
    """The footprint of a pool."""

    places = CheckboxesField(label="Which places does it serve?", choices=())

    def __init__(self, *args: Any, places: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {row.code: row for row in places}
        self.fields["places"].choices = place_choices(self.by_code.values())

    def chosen(self) -> list[Organisation]:
        """The places chosen."""
        return [self.by_code[code] for code in self.cleaned_data["places"]]


def place_choices(places: Iterable[Organisation]) -> list[tuple[str, str]]:
    """Places as they are offered: the whole area, its parts, its networks."""
    return [(row.code, f"{row.name} ({row.get_kind_display().lower()})") for row in places]


class StatusForm(NhsForm):
    """Since when a pool is open, or closed."""

    since = DateField(label="Since which day?")


class PolicyForm(NhsForm):
    """How a pool works from a day on."""

    valid_from = DateField(label="From which day?")
    checks = CheckboxesField(
        label="Checks that have to be in order on the day of a session",
        choices=CheckKind.choices,
        required=False,
        hint="No national list is known (U-10): this is the pool’s own choice",
    )
    longest_minutes = NumberField(label="Longest session, in minutes", min_value=15, max_value=1440)
    post_ahead_days = NumberField(
        label="Sessions are posted up to so many days ahead", min_value=1, max_value=730
    )
    grace_minutes = NumberField(
        label="Minutes by which two sessions of one person may overlap, with a warning",
        min_value=0,
        max_value=480,
    )
    travel_km_an_hour = NumberField(
        label="Speed of travel for warnings, in km an hour", min_value=1, max_value=120
    )
    release_hours = NumberField(
        label="A session can be given back until so many hours before it", min_value=0, max_value=336
    )
    late_cancel_days = NumberField(
        label="A practice cancels late within so many days before", min_value=0, max_value=60
    )
    late_cancel_pay_percent = NumberField(
        label="Per cent of the booked pay that is due then", required=False, min_value=0, max_value=100,
        hint="Empty: the policy does not say, and people agree on it",
    )  # fmt: skip
    no_shows_stop = NumberField(label="No-shows after which nothing new is booked", min_value=1, max_value=20)
    marks_suspend = NumberField(label="Warnings after which nothing new goes", min_value=1, max_value=20)
    marks_count_days = NumberField(label="Warnings count for so many days", min_value=1, max_value=1825)
    reconfirm_from_minutes = NumberField(
        label="A session that moves by more than so many minutes is asked again", min_value=0, max_value=240
    )
    reconfirm_hours = NumberField(label="Hours to answer then", min_value=1, max_value=168)
    offer_minutes = NumberField(
        label="Minutes for which a place is offered to the reserve list", min_value=5, max_value=2880
    )
    practice_answers = CheckboxField(
        label="GPs ask for a session and the practice says yes, instead of booking at once", required=False
    )
    ratings = CheckboxField(
        label="Both sides may rate a session. It is off unless you tick it", required=False
    )

    def content(self) -> PolicyContent:
        """What was typed, for the actions."""
        data = dict(self.cleaned_data)
        data.pop("valid_from")
        return PolicyContent(**data | {"checks": tuple(data["checks"])})


def policy_typed(policy: Policy) -> dict[str, Any]:
    """A policy as the form shows it."""
    return {name: getattr(policy, name) for name in PolicyContent.__annotations__}


class RateForm(NhsForm):
    """A line of the rate card."""

    cover_type = SelectField(
        label="For which kind of work?",
        required=False,
        choices=[("", "Every other kind"), *CoverType.choices],
    )
    recommended = MoneyField(label="Recommended highest rate an hour", hint="Above it a practice is warned")
    ceiling = MoneyField(label="Ceiling an hour", hint="Above it a named approver has to agree")
    valid_from = DateField(label="From which day?")


class ApproverForm(NhsForm):
    """Somebody who may agree to a rate above the ceiling."""

    person = SelectField(label="Who may agree to a rate above the ceiling?", choices=())

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(row.pk): row for row in people}
        names = [(key, row.full_name or row.email) for key, row in self.people.items()]
        self.fields["person"].choices = [("", "Select"), *names]


class FundingForm(NhsForm):
    """Money of a line that is meant for the pool."""

    line = SelectField(label="From which line?", choices=())
    kind = RadiosField(label="What is it for?", choices=FundingKind.choices)
    amount = MoneyField(label="How much?")

    def __init__(self, *args: Any, lines: Iterable[AllocationLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {str(row.pk): row for row in lines}
        self.fields["line"].choices = [
            ("", "Select"),
            *(
                (
                    key,
                    f"{row.programme.name}, {row.financial_year}: {display(row.amount - row.committed)} free",
                )
                for key, row in self.lines.items()
            ),
        ]


class PlanForm(NhsForm):
    """When the region had the plan."""

    on = DateField(label="On which day did the NHS England region have the plan?")


class ImportForm(NhsForm):
    """A supplier's file."""

    file = FileField(label="The supplier’s file", accept=".csv", hint="A CSV file of at most 5 MB")

    def clean_file(self) -> Any:
        """Not too large."""
        found = self.cleaned_data["file"]
        if found.size > MOST_BYTES:
            raise ValidationError("The file is larger than 5 MB. Split it, for example by month")
        return found


class RelationForm(NhsForm):
    """What a member is to the pool."""

    relation = RadiosField(label="What are they to the pool?", choices=())

    def __init__(self, *args: Any, pool: Pool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["relation"]
        field.choices = [(one, Relation(one).label) for one in pool.relations]
        field.hints = {one: terms_of(Relation(one)).summary for one in pool.relations}


class ComingBackForm(NhsForm):
    """Somebody who comes back from a break."""

    coming_back = CheckboxField(label="They are coming back from a break", required=False)
    days = NumberField(
        label="How many keep-in-touch days are agreed, in all?", min_value=0, max_value=60, initial=0
    )


class TouchDayForm(NhsForm):
    """A day on which somebody kept in touch."""

    on = DateField(label="On which day?")
    minutes = NumberField(label="How many minutes?", min_value=15, max_value=750)


class CheckForm(NhsForm):
    """What a coordinator found about one check."""

    kind = SelectField(label="Which check?", choices=[("", "Select"), *CheckKind.choices])
    state = RadiosField(
        label="What did you find?",
        choices=[(one.value, one.label) for one in (CheckState.PASSED, CheckState.NOT_PASSED)],
    )
    valid_from = DateField(label="From which day does it count?")
    expires_on = DateField(label="When does it run out?", required=False, hint="Empty: it does not run out")
    evidence_reference = TextField(
        label="What did you see?", required=False, max_length=200,
        hint="Such as the number of a certificate. No copy and nothing about health",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """It runs out after it begins, and begins by today."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("valid_from"), data.get("expires_on")
        if first and first > today():
            self.add_error("valid_from", "Enter today or an earlier day")
        if first and last and last < first:
            self.add_error("expires_on", "Enter a day after the first")
        return data


class ClearForm(NhsForm):
    """Why a warning goes."""

    because = LongTextField(label="Why is the warning cleared?", max_length=300, rows=3)


class MemberFilter(NhsForm):
    """The filter of the members; what is not understood is left out."""

    status = SelectField(label="State", required=False, choices=[("", "Any"), *MemberStatus.choices])
    relation = SelectField(label="As", required=False, choices=[("", "Any"), *Relation.choices])
    text = TextField(label="Name", required=False, max_length=80)

    def wanted(self) -> dict[str, Any]:
        """What was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
