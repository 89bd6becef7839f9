"""The queue: longest wait on us first, the service clock, asking without losing place, flags (CASE-A-07, A-16)."""

import csv
import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from retention_portal.accounts.roles import Role
from retention_portal.core.models import Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import actions_decide, actions_draft, queries, queries_queue, rules
from schemes.applications import actions_queue as actions
from schemes.applications.actions_decide import Verdict
from schemes.applications.models import Application
from schemes.applications.queries_queue import QueueFilter
from schemes.applications.statuses import Outcome, Status
from schemes.applications.waiting import waiting_for
from tests.factories import applications as factory
from tests.factories.people import give, signed_in


def names(home: factory.House, **wanted) -> list[str]:
    return [row.name for row in queries_queue.queue(home.coordinator, QueueFilter(**wanted))]


def days(application: Application, on: date) -> int:
    return rules.days_waiting(Application.objects.get(pk=application.pk).waiting_since, on)


@pytest.mark.parametrize(
    ("since", "on", "wanted"),
    [
        (date(2026, 10, 12), date(2026, 10, 12), 0),
        (date(2026, 10, 9), date(2026, 10, 12), 1),
        (date(2026, 12, 24), date(2026, 12, 29), 1),
        (date(2026, 10, 12), date(2026, 10, 10), 0),
    ],
    ids=["same-day", "over-a-weekend", "over-Christmas", "never-below-0"],
)
def test_days_waiting_are_working_days_without_bank_holidays(since: date, on: date, wanted: int):
    assert rules.days_waiting(since, on) == wanted


def test_asking_for_more_keeps_the_days_already_waited(home: factory.House, settings):
    first = factory.submitted(home, factory.gp(full_name="First"))
    settings.PORTAL_TODAY = "2026-10-13"
    factory.submitted(home, factory.gp(full_name="Second"))
    settings.PORTAL_TODAY = "2026-10-19"
    assert days(first, date(2026, 10, 19)) == 5
    actions.ask_for_more(application=first, text="Which clinic?", by=home.coordinator)
    assert names(home) == ["Second"]
    settings.PORTAL_TODAY = "2026-10-20"
    first.refresh_from_db()
    actions_draft.submit(application=first, edit_version=first.edit_version, by=first.applicant)
    assert days(first, date(2026, 10, 20)) == 5
    assert names(home) == ["First", "Second"]
    settings.PORTAL_TODAY = "2026-10-21"
    assert days(first, date(2026, 10, 21)) == 6


def test_a_registered_place_is_kept_while_the_form_is_written(home: factory.House, settings):
    row = factory.registered(home)
    settings.PORTAL_TODAY = "2026-10-15"
    code = factory.interest.send_way_in(application=row)
    draft = factory.interest.open_with_code(code=queries.code_by_token(code), user=None)
    assert names(home, view="applicant") == [row.name]
    settings.PORTAL_TODAY = "2026-10-30"
    draft = factory.answered(draft)
    actions_draft.submit(application=draft, edit_version=draft.edit_version, by=draft.applicant)
    assert days(row, date(2026, 10, 30)) == 3
    assert Application.objects.get().arrived_on == date(2026, 10, 12)


@pytest.mark.parametrize("how", ["first_word", "message", "ask"])
def test_the_service_clock_stops_at_the_first_human_word(home: factory.House, settings, how: str):
    made = factory.submitted(home)
    settings.PORTAL_TODAY = "2026-10-20"
    if how == "first_word":
        actions.note_first_word(application=made, by=home.coordinator)
    elif how == "message":
        actions.write_to_applicant(application=made, text="Hello.", by=home.coordinator)
    else:
        actions.ask_for_more(application=made, text="Which?", by=home.coordinator)
    actions.write_note(application=made, text="Rang.", by=home.colleague)
    row = queries_queue.queue_row(
        queries_queue.queue(home.coordinator, QueueFilter("all")).get(), date(2026, 11, 9)
    )
    assert (row.first_word_days, row.in_time, row.spoken) == (6, False, True)
    assert row.application.first_word_by == home.coordinator


def test_an_internal_note_is_for_staff_alone(home: factory.House):
    made = factory.submitted(home)
    actions.write_note(application=made, text="NOTE-CANARY", by=home.coordinator)
    actions.write_to_applicant(application=made, text="Hello there.", by=home.coordinator)
    page = (
        signed_in(Client(), made.applicant)
        .get(reverse("applications:detail", args=[made.pk]))
        .content.decode()
    )
    assert "Hello there." in page
    assert "NOTE-CANARY" not in page
    staff = (
        signed_in(Client(), home.coordinator)
        .get(reverse("applications:case", args=[made.pk]))
        .content.decode()
    )
    assert "NOTE-CANARY" in staff
    assert "app-thread__item--internal" in staff
    assert "NOTE-CANARY" not in str(list(Email.objects.values()))


def test_a_flag_blocks_a_decision_until_it_is_resolved_with_a_reason(home: factory.House):
    """CASE-A-16."""
    made = factory.at(home, Status.READY)
    flag = actions.raise_flag(
        application=made, reason="A question of funding.", team="Finance", stops=False, by=home.coordinator
    )
    with pytest.raises(Refused, match="A flag is open"):
        actions_decide.set_decision(application=made, verdict=Verdict(Outcome.OFFER), by=home.coordinator)
    with pytest.raises(BadInput, match="how it was resolved"):
        actions.resolve_flag(flag=flag, resolution=" ", by=home.coordinator)
    actions.resolve_flag(flag=flag, resolution="The line has room.", by=home.colleague)
    with pytest.raises(Refused, match="resolved already"):
        actions.resolve_flag(flag=flag, resolution="Again.", by=home.coordinator)
    assert actions_decide.set_decision(
        application=made, verdict=Verdict(Outcome.OFFER), by=home.coordinator
    ).pk


def test_a_flag_that_stops_keeps_it_where_it_is(home: factory.House):
    made = factory.submitted(home)
    actions.raise_flag(application=made, reason="Fitness.", team="GMC lead", stops=True, by=home.coordinator)
    with pytest.raises(Refused, match="A flag stops this"):
        actions.pass_on(application=made, to=Status.READY, by=home.coordinator)


def test_the_database_refuses_a_resolution_without_a_person(home: factory.House):
    made = factory.submitted(home)
    flag = actions.raise_flag(application=made, reason="F", team="T", stops=False, by=home.coordinator)
    flag.resolution = "Done."
    with pytest.raises(IntegrityError, match="flag_resolved_at_by_and_why"), transaction.atomic():
        flag.save()


def test_nobody_touches_their_own(home: factory.House):
    """CASE-R-02: a coordinator who is a GP too sees and does nothing with their own, and applies like others."""
    give(home.coordinator, Role.GP)
    made = factory.submitted(home, home.coordinator)
    client = signed_in(Client(), home.coordinator)
    assert client.get(reverse("applications:case", args=[made.pk])).status_code == 404
    assert "Nothing here" in client.get(reverse("applications:queue")).content.decode()
    assert client.get(reverse("applications:detail", args=[made.pk])).status_code == 200
    with pytest.raises(Refused, match="your own application"):
        actions.pass_on(application=made, to=Status.READY, by=home.coordinator)
    assert list(queries.applications_visible_to(home.colleague)) == [made]


def test_each_role_sees_what_it_has_a_step_in(home: factory.House):
    local, national = factory.submitted(home), factory.submitted(home, scheme="SCH-NGPRS")
    other = factory.submitted(factory.house("QJK", "Y58"))

    def seen(by) -> set[int]:
        return set(queries.applications_visible_to(by).values_list("pk", flat=True))

    assert seen(home.coordinator) == {local.pk, national.pk}
    assert (seen(home.scheme_lead), seen(home.commissioner)) == (set(), set())
    actions.pass_on(application=national, to=Status.EDUCATION, by=home.coordinator)
    assert (seen(home.scheme_lead), seen(home.commissioner)) == ({national.pk}, set())
    formal = factory.at(home, Status.FORMAL)
    assert seen(home.commissioner) == {formal.pk}
    assert other.pk not in seen(home.coordinator)


def test_filters_narrow_and_the_file_is_exactly_what_is_shown(home: factory.House):
    factory.submitted(home, factory.gp(full_name="=cmd|' /C calc'!A0"))
    factory.submitted(home, factory.gp(full_name="Dr B"))
    factory.at(home, Status.MORE_ASKED)
    client = signed_in(Client(), home.coordinator)
    assert names(home, name="dr b") == ["Dr B"]
    assert len(names(home, view="applicant")) == 1
    assert len(names(home, view="all", status="submitted")) == 2
    body = b"".join(client.get(reverse("applications:queue_csv") + "?name=cmd").streaming_content)
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert (rows[0][:2], [row[0] for row in rows[1:]]) == (["Name", "Offer"], ["'=cmd|' /C calc'!A0"])


@pytest.mark.parametrize(
    "query", ["view=x", "offer=x", "offer=99999999999999999999", "page=-1", "page=x", "name=%00"]
)
def test_odd_filters_do_no_harm(home: factory.House, query: str):
    client = signed_in(Client(), home.coordinator)
    assert client.get(reverse("applications:queue") + f"?{query}").status_code in (200, 400)


def test_the_queue_asks_as_much_for_one_as_for_thirty(home: factory.House, django_assert_num_queries):
    factory.submitted(home)
    client = signed_in(Client(), home.coordinator)
    address = reverse("applications:queue")
    client.get(address)
    with django_assert_num_queries(QUEUE_QUERIES):
        client.get(address)
    for _ in range(29):
        factory.drafted_as_sent(home)
    with django_assert_num_queries(QUEUE_QUERIES):
        page = client.get(address).content.decode()
    assert "30 applications" in page


QUEUE_QUERIES = 8


def test_what_waits_is_one_line_for_each_role(home: factory.House):
    factory.submitted(home)
    factory.at(home, Status.EDUCATION)
    offered = factory.at(home, Status.OFFERED)
    day = date(2026, 10, 12)
    assert [one.title for one in waiting_for(home.coordinator, day)] == ["1 application waits on us"]
    assert [one.title for one in waiting_for(home.scheme_lead, day)] == [
        "1 application waits for educational approval"
    ]
    assert [(one.title, one.due) for one in waiting_for(offered.applicant, day)] == [
        ("Answer the offer of Portfolio role", date(2026, 10, 26))
    ]
