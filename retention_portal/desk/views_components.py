"""The gallery of components, with made-up figures: what slices may build their pages from. Demo only."""

from datetime import timedelta

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from retention_portal.accounts.guards import public
from retention_portal.core.dates import now
from retention_portal.core.models import Job, JobState
from retention_portal.core.nhsuk import fields
from retention_portal.core.nhsuk.forms import NhsForm

_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 180" width="640" height="180">'
    '<rect width="640" height="180" fill="#fff"/><g fill="#005eb8">'
    '<rect x="40" y="60" width="90" height="90"/><rect x="190" y="70" width="90" height="80"/>'
    '<rect x="340" y="84" width="90" height="66"/><rect x="490" y="104" width="90" height="46"/></g>'
    '<path d="M20 150h600" stroke="#4c6272"/></svg>'
)


class GalleryForm(NhsForm):
    """One field of each kind."""

    name = fields.TextField(label="Full name", hint="As you would like to be called.")
    email = fields.EmailField(label="Email address")
    telephone = fields.PhoneField(label="Telephone number", required=False)
    sessions = fields.NumberField(label="Sessions a week", min_value=1, max_value=9)
    amount = fields.MoneyField(label="Amount asked for")
    started_on = fields.DateField(label="Start date", hint="For example, 12 10 2026")
    reasons = fields.LongTextField(label="What would help?", max_length=300, required=False)
    stage = fields.RadiosField(
        label="Where are you in your career?",
        choices=[
            ("first5", "First five years"),
            ("mid", "Early to mid career"),
            ("last", "Last years in practice"),
        ],
        hints={"mid": "Most people who ask are here."},
    )
    interests = fields.CheckboxesField(label="Interests", choices=[("t", "Teaching"), ("d", "Dermatology")])
    system = fields.SelectField(label="System", choices=[("", "Choose a system"), ("QZZ", "Demonstration")])
    agreed = fields.CheckboxField(label="I have read what you do with this")
    file = fields.FileField(label="Spreadsheet", hint="CSV or XLSX, up to 200 MB.", accept=".csv,.xlsx")
    password = fields.PasswordField(label="Password")


@public("made-up examples; only in a demonstration, not found elsewhere")
def components(request: HttpRequest) -> HttpResponse:
    """Every component once; `?errors` shows the form with its errors."""
    wrong = "errors" in request.GET
    sent = {"started_on-day": "31", "started_on-month": "2", "started_on-year": "2026", "amount": "lots"}
    page = {
        "form": GalleryForm(sent if wrong else None),
        "jobs": _jobs(),
        "picture": _PICTURE,
        "page": _page_of(request),
        "rows": _ROWS,
    }
    return render(request, "desk/components.jinja", page)


_ROWS = [
    ["First Demonstration Practice", 8214, {"tag": "Reaching people", "colour": "green"}],
    ["Second Demonstration Practice", 12040, {"tag": "Live, no uptake yet", "colour": "yellow"}],
    ["Third Demonstration Practice", None, {"tag": "Gap", "colour": "red", "note": "nothing offered"}],
]


def _page_of(request: HttpRequest) -> Page:
    return Paginator(range(210), 10).get_page(request.GET.get("page", "4"))


def _jobs() -> list[Job]:
    """Three jobs that are not stored: running, failed, done."""
    began = now() - timedelta(minutes=2)
    facts = {"kind": "gallery", "object_id": "1", "created_at": began, "started_at": began}
    failure = "The file has no column PRAC_CODE. Choose the practice-level detailed file."
    return [
        Job(pk=1, key="a", state=JobState.DONE, finished_at=now(), **facts),
        Job(pk=2, key="b", state=JobState.FAILED, finished_at=now(), failure=failure, **facts),
        Job(pk=3, key="c", state=JobState.RUNNING, stage="Checking rows", done=4120, total=6183, **facts),
    ]
