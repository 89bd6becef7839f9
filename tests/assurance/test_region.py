"""What region and system say to each other, when reports are due, who signs: rules, pages and races."""

import datetime

import pytest
from django.db import Error, transaction

from action_plans.assurance import actions, actions_region, queries, queries_calendar, rules_levels
from action_plans.assurance.models import DueException, DueRule, ReportMessage, ReportVersion, SigningRule
from action_plans.assurance.rules_due import Due, check_open, due_of, is_to_remind
from action_plans.assurance.statuses import ReportStatus
from action_plans.assurance.waiting import waiting_for
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import Quarter
from retention_portal.core.models import Email
from retention_portal.core.refusals import BadInput, Refused
from tests.factories.people import give, person_with, signed_in
from tests.factories.plans import organisation, team
from tests.factories.reports import QUARTER, drafted, planned, signing, submitted

Q2 = Quarter.parse(QUARTER)
DAY = datetime.date


@pytest.fixture(autouse=True)
def october(settings, tmp_path):
    settings.PORTAL_TODAY = "2026-10-12"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def people(db):
    made = team()
    planned(made)
    return made


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


# When a report is due


def test_due_days_are_counted_from_the_end_of_the_quarter_case_p_18():
    assert due_of(Q2, (28, 60)) == Due(DAY(2026, 10, 28), DAY(2026, 11, 29))
    assert due_of(Q2, (0, None)) == Due(DAY(2026, 9, 30))
    assert due_of(Q2, None) == Due()
    assert due_of(Q2, (28, 60), "later", DAY(2026, 12, 1), "New lead") == Due(
        DAY(2026, 12, 1), DAY(2026, 12, 1), reason="New lead"
    )
    assert due_of(Q2, (28, 60), "skipped", None, "Merged") == Due(skipped=True, reason="Merged")
    assert due_of(Q2, (28, 60), "as_ruled") == due_of(Q2, (28, 60))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (DAY(2026, 10, 20), ""),
        (DAY(2026, 10, 21), "due"),
        (DAY(2026, 10, 28), "due"),
        (DAY(2026, 10, 29), "overdue"),
    ],
)
def test_reminders_begin_a_week_before_and_the_day_after_case_p_10(on: datetime.date, expected: str):
    assert is_to_remind(Due(DAY(2026, 10, 28)), on) == expected
    assert is_to_remind(Due(), on) == ""


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (Due(DAY(2026, 10, 28)), "Due on 28 October 2026"),
        (Due(DAY(2026, 10, 1)), "Overdue since 1 October 2026"),
        (Due(skipped=True), "Not due: skipped"),
        (Due(), "No day is set"),
    ],
)
def test_where_a_report_stands_against_its_day(due: Due, words: str):
    assert due.words(DAY(2026, 10, 12), submitted=False) == words
    assert due.words(DAY(2026, 10, 12), submitted=True) == "Submitted"


def test_a_quarter_closes_and_the_region_opens_it_again_for_one_system_case_p_18(people, settings):
    region = organisation("Y63")
    actions_region.set_due_rule(
        region=region,
        due_after_days=5,
        closes_after_days=10,
        valid_from=DAY(2026, 4, 1),
        by=people.commissioner,
    )
    report = drafted(people)
    with pytest.raises(Refused, match="closed on 10 October 2026"):
        actions.freeze_report(report=report, by=people.lead)
    with pytest.raises(Refused, match="Say why"):
        decide(people, "later", DAY(2026, 10, 20), " ")
    with pytest.raises(Refused, match="today or later"):
        decide(people, "later", DAY(2026, 10, 11), "Late")
    decide(people, "later", DAY(2026, 10, 20), "A new lead began")
    version = actions.freeze_report(report=report, by=people.lead)
    settings.PORTAL_TODAY = "2026-10-30"
    actions.correct_report(report=version.report, reason="A name was wrong.", by=people.lead)
    assert submitted(people, narrative="Other words.").number == 2  # a correction is always heard
    with pytest.raises(Refused):
        check_open(Due(closes_on=DAY(2026, 10, 10)), DAY(2026, 10, 11))


def decide(people, decision: str, due_on: datetime.date | None, reason: str) -> DueException:
    return actions_region.decide_due(
        system=people.system,
        quarter=QUARTER,
        decision=decision,
        due_on=due_on,
        reason=reason,
        by=people.commissioner,
    )


def test_a_skipped_report_is_due_again_when_the_region_undoes_it_case_c_09(people):
    rule(people)
    assert queries_calendar.due_for(people.system, Q2, DAY(2026, 10, 12)).due_on == DAY(2026, 10, 28)
    decide(people, "skipped", None, "The system is being merged")
    assert queries_calendar.due_for(people.system, Q2, DAY(2026, 10, 12)).skipped
    decide(people, "as_ruled", None, "The merger is put off")
    assert queries_calendar.due_for(people.system, Q2, DAY(2026, 10, 12)).due_on == DAY(2026, 10, 28)
    assert DueException.objects.count() == 2


def rule(people, days: int = 28) -> DueRule:
    return actions_region.set_due_rule(
        region=organisation("Y63"),
        due_after_days=days,
        closes_after_days=None,
        valid_from=DAY(2026, 4, 1),
        by=people.commissioner,
    )


def test_each_reminder_goes_once_and_none_when_the_report_came(people, settings):
    rule(people)
    for day, total in (
        ("2026-10-20", 0),
        ("2026-10-22", 1),
        ("2026-10-23", 1),
        ("2026-10-29", 2),
        ("2026-11-05", 2),
    ):
        settings.PORTAL_TODAY = day
        actions_region.send_reminders(on=DAY.fromisoformat(day))
        assert Email.objects.filter(to=people.lead.email, template="assurance/due").count() == total, day
    assert "A report is overdue" in Email.objects.filter(template="assurance/due").order_by("-pk")[0].subject
    settings.PORTAL_TODAY = "2026-10-12"
    rule(people, days=5)
    submitted(people)
    before = Email.objects.filter(template="assurance/due").count()
    actions_region.send_reminders(on=DAY(2026, 10, 12))
    assert Email.objects.filter(template="assurance/due").count() == before


def test_nobody_is_reminded_without_a_rule(people):
    assert actions_region.send_reminders(on=DAY(2026, 12, 30)) == 0
    assert Email.objects.filter(template="assurance/due").count() == 0


def test_only_the_systems_region_sets_days(people):
    for somebody in (people.lead, person_with(Role.COMMISSIONER, organisation("Y56"))):
        with pytest.raises(Refused, match="Only the NHS England region"):
            actions_region.set_due_rule(
                region=organisation("Y63"),
                due_after_days=1,
                closes_after_days=None,
                valid_from=DAY(2026, 4, 1),
                by=somebody,
            )
    for due, closes in ((-1, None), (400, None), (10, 5), (10, 400)):
        with pytest.raises(Refused):
            actions_region.set_due_rule(
                region=organisation("Y63"),
                due_after_days=due,
                closes_after_days=closes,
                valid_from=DAY(2026, 4, 1),
                by=people.commissioner,
            )


@pytest.mark.parametrize("count", [1, 4])
def test_the_calendar_asks_the_same_number_of_questions_for_any_number_of_reports(
    people, client, django_assert_num_queries, count: int
):
    rule(people)
    for quarter in ("2026-27-Q1", "2026-27-Q2", "2026-27-Q3")[:count]:
        submitted(people, quarter)
    region = signed_in(client, people.commissioner)
    region.get("/assurance/calendar/")
    with django_assert_num_queries(CALENDAR_QUERIES):
        region.get("/assurance/calendar/")


CALENDAR_QUERIES = 11


def test_the_region_sets_days_and_each_side_reads_them(people, client):
    region = signed_in(client, people.commissioner)
    assert "No day is set for" in text(region.get("/assurance/calendar/"))
    days = {"due_after_days": "28", "closes_after_days": "", **typed("valid_from", DAY(2026, 4, 1))}
    assert region.post("/assurance/calendar/rule/Y63/", days).status_code == 302
    assert DueRule.objects.get().due_after_days == 28
    decision = {"decision": "skipped", "reason": "The system is being merged"}
    assert region.post(f"/assurance/calendar/QHM/{QUARTER}/", decision).status_code == 302
    assert "Say why" not in text(region.get("/assurance/calendar/"))
    for wrong in (
        "/assurance/calendar/rule/Y56/",
        "/assurance/calendar/QJK/2026-27-Q2/",
        "/assurance/calendar/QHM/x/",
    ):
        assert region.get(wrong).status_code == 404
    lead = signed_in(client, people.lead)
    shown = text(lead.get("/assurance/calendar/"))
    assert "The system is being merged" in shown
    assert "Set another day" not in shown
    assert lead.get(f"/assurance/calendar/QHM/{QUARTER}/").status_code == 403


def typed(name: str, day: datetime.date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


# Answers and messages


def test_the_region_records_a_level_of_assurance_in_words(people, client):
    version = submitted(people)
    region = signed_in(client, people.commissioner)
    page = f"/assurance/{version.report_id}/"
    assert "Reasonable assurance" in text(region.get(f"{page}respond/"))
    answer = {"response": "accepted", "assurance": "reasonable", "comment": "Clear."}
    assert region.post(f"{page}respond/", answer).status_code == 302
    assert "Accepted by the region, reasonable assurance" in text(signed_in(client, people.lead).get(page))
    with pytest.raises(BadInput, match="is no level of assurance"):
        actions.respond(
            report=version.report,
            response="accepted",
            comment="",
            assurance="splendid",
            by=people.commissioner,
        )


def test_levels_are_a_list_that_can_be_changed():
    assert [level.code for level in rules_levels.LEVELS] == ["substantial", "reasonable", "limited", "none"]
    row = "  - {code: a, label: A, meaning: M}\n"
    with pytest.raises(ValueError, match="a code of its own"):
        rules_levels.read_levels(f"levels:\n{row}{row}")
    assert rules_levels.label_of("retired") == "retired"


def test_region_and_system_write_to_each_other_and_the_other_side_gets_a_mail(people, client):
    version = submitted(people)
    page = f"/assurance/{version.report_id}/"
    region, asked = signed_in(client, people.commissioner), "Which practices?"
    assert "Enter your message" in text(region.post(f"{page}message/", {"text": " "}))
    assert region.post(f"{page}message/", {"text": asked}).status_code == 302
    assert [mail.to for mail in Email.objects.filter(template="assurance/message")] == [people.lead.email]
    lead = signed_in(client, people.lead)
    assert asked in text(lead.get(page))
    assert lead.post(f"{page}message/", {"text": "Twelve of thirty."}).status_code == 302
    assert [row.from_region for row in ReportMessage.objects.all()] == [True, False]
    assert asked not in Email.objects.filter(template="assurance/message")[0].text
    with pytest.raises(Error, match="never changed"), transaction.atomic():
        ReportMessage.objects.update(text="Other words.")


def test_nobody_writes_about_a_draft_or_a_closed_report(people):
    report = drafted(people)
    with pytest.raises(Refused, match="reads a report when it is submitted"):
        actions_region.write_message(report=report, text="Hello", by=people.lead)
    actions.freeze_report(report=report, by=people.lead)
    report.refresh_from_db()
    with pytest.raises(Refused, match="Only the system lead and the NHS England region"):
        actions_region.write_message(report=report, text="Hello", by=people.member(Role.SRO))
    actions.respond(report=report, response=ReportStatus.ACCEPTED, comment="", by=people.commissioner)
    actions.close_report(report=report, by=people.commissioner)
    with pytest.raises(Refused, match="is closed"):
        actions_region.write_message(report=report, text="Hello", by=people.lead)


# Who signs


def test_two_certifiers_are_two_people_case_c_02(people):
    signing(people, "clinical_review", "sro_approval")
    both = people.member(Role.CLINICAL_LEAD)
    give(both, Role.SRO, people.system)
    report = submitted(people).report
    actions.sign_report(report=report, comment="", by=both)
    with pytest.raises(Refused, match="You signed another step"):
        actions.sign_report(report=report, comment="", by=both)
    actions.sign_report(report=report, comment="", by=people.member(Role.SRO))
    report.refresh_from_db()
    assert report.status == ReportStatus.SUBMITTED


def test_unlocking_voids_both_signatures_and_says_why_case_c_03_p_05(people):
    signing(people, "clinical_review", "finance_check", "sro_approval")
    first = submitted(people)
    for role in (Role.CLINICAL_LEAD, Role.FINANCE_LEAD):
        actions.sign_report(report=first.report, comment="", by=people.member(role))
    actions.send_back(report=first.report, reason="The forecast is wrong.", by=sro(people, first))
    second = submitted(people, narrative="With the right forecast.")
    assert queries.signatures_of(second) == []
    assert queries.content_of(second).correction_reason == "The forecast is wrong."
    second.report.refresh_from_db()
    assert second.report.status == ReportStatus.CLINICAL_REVIEW


def sro(people, version: ReportVersion):
    version.report.refresh_from_db()
    return people.member(Role.SRO)


def test_administrators_set_the_steps_on_a_page_and_the_system_reads_them(people, client):
    admin = signed_in(client, person_with(Role.ADMINISTRATOR))
    assert "Reports of 0 systems are signed" in text(admin.get("/assurance/signing/"))
    assert "Who signs the reports?" in text(admin.get("/assurance/signing/qhm/"))
    steps = {"steps": ["clinical_review", "sro_approval"], **typed("valid_from", DAY(2026, 10, 12))}
    assert admin.post("/assurance/signing/QHM/", steps).status_code == 302
    assert SigningRule.objects.get().steps == ["clinical_review", "sro_approval"]
    assert admin.get("/assurance/signing/NONE/").status_code == 404
    lead = signed_in(client, people.lead)
    shown = text(lead.get("/assurance/signing/"))
    assert "The clinical lead reviews it; The senior responsible owner approves it" in shown
    assert "/assurance/signing/QHM/" not in shown
    assert lead.get("/assurance/signing/QHM/").status_code == 403


def test_what_waits_says_by_when(people):
    rule(people)
    drafted(people)
    (waiting,) = [each for each in waiting_for(people.lead, DAY(2026, 10, 12)) if "Finish" in each.title]
    assert waiting.due == DAY(2026, 10, 28)


def test_a_report_that_is_due_and_not_begun_waits_on_the_lead(people):
    assert waiting_for(people.lead, DAY(2026, 10, 12)) == []
    rule(people)
    (waiting,) = waiting_for(people.lead, DAY(2026, 10, 12))
    assert (waiting.title, waiting.due) == (
        f"Draft the report: {people.system.name}, 2026/27 quarter 2",
        DAY(2026, 10, 28),
    )
    submitted(people)
    assert waiting_for(people.lead, DAY(2026, 10, 12)) == []
