"""Reports from draft to the region's answer."""

import datetime
import threading
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import Error, connection, connections, transaction

from action_plans.assurance import actions, queries
from action_plans.assurance.models import Report, ReportVersion, Signature
from action_plans.assurance.report import canonical, digest, read
from action_plans.assurance.rows import Change
from action_plans.assurance.statuses import OWNERS, RESPONSES, STEPS, TRANSITIONS, ReportStatus
from action_plans.assurance.waiting import waiting_for
from action_plans.assurance.workforce import SHOWN
from action_plans.plans.actions import write_update
from action_plans.plans.models import Initiative
from retention_portal.accounts.roles import Role
from retention_portal.core.jobs.queries import job_for
from retention_portal.core.models import Email, Job
from retention_portal.core.refusals import BadInput, Refused
from tests.factories.people import person_with
from tests.factories.plans import organisation, plan_for, team
from tests.factories.reports import QUARTER, drafted, planned, report_at, signing, submitted
from tests.workforce.files import SAMPLE, SAMPLE_NAME, published
from workforce.profile.queries import figures


@pytest.fixture(autouse=True)
def october(settings, tmp_path):
    settings.PORTAL_TODAY = "2026-10-12"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def people(db):
    made = team()
    planned(made)
    return made


ROLES = (Role.SYSTEM_LEAD, Role.CLINICAL_LEAD, Role.FINANCE_LEAD, Role.SRO, Role.COMMISSIONER)


def movers(start: ReportStatus, end: ReportStatus) -> set[Role]:
    """Handbook 4.5, written down a second time: who may move a report from one state to another."""
    if end not in TRANSITIONS[start]:
        return set()
    if start in STEPS:
        return {*OWNERS[start]} | ({Role.SYSTEM_LEAD} if end is ReportStatus.DRAFT else set())
    if end in RESPONSES or end is ReportStatus.CLOSED:
        return {Role.COMMISSIONER}
    return {Role.SYSTEM_LEAD}


def attempt(report: Report, end: ReportStatus, by) -> None:
    """Try the one door that leads to a state."""
    start = ReportStatus(report.status)
    if end is ReportStatus.DRAFT:
        try:
            actions.correct_report(report=report, reason="A figure was wrong.", by=by)
        except Refused:
            actions.send_back(report=report, reason="A figure was wrong.", by=by)
    elif end in RESPONSES:
        actions.respond(report=report, response=end, comment="Because.", by=by)
    elif end is ReportStatus.CLOSED:
        actions.close_report(report=report, by=by)
    elif start is ReportStatus.DRAFT:
        actions.freeze_report(report=report, by=by)
    else:
        actions.sign_report(report=report, comment="", by=by)


@pytest.mark.parametrize("start", list(ReportStatus))
@pytest.mark.parametrize("end", list(ReportStatus))
def test_grid_of_report_states(people, start: ReportStatus, end: ReportStatus):
    report = report_at(people, start)
    signing(people, *([end.value] if end in STEPS else []))
    for role in ROLES:
        place = organisation("Y63") if role is Role.COMMISSIONER else people.system
        somebody = person_with(role, place)
        with transaction.atomic():
            with suppress(Refused):
                attempt(report, end, somebody)
            report.refresh_from_db()
            arrived = report.status == end and start != end
            assert arrived is (role in movers(start, end)), role
            transaction.set_rollback(True)
        report.refresh_from_db()


def test_a_draft_needs_a_plan_a_quarter_that_has_begun_and_the_lead(db):
    people = team()
    with pytest.raises(Refused, match="has no plan for 2026/27 yet"):
        actions.draft_report(system=people.system, quarter=QUARTER, by=people.lead)
    planned(people)
    with pytest.raises(Refused, match="2026/27 quarter 4 has not begun"):
        actions.draft_report(system=people.system, quarter="2026-27-Q4", by=people.lead)
    with pytest.raises(BadInput):
        actions.draft_report(system=people.system, quarter="2026-27-Q5", by=people.lead)
    with pytest.raises(Refused, match="Only the system lead"):
        actions.draft_report(system=people.system, quarter=QUARTER, by=people.member(Role.SRO))
    report = actions.draft_report(system=people.system, quarter=QUARTER, by=people.lead)
    assert actions.draft_report(system=people.system, quarter=QUARTER, by=people.lead) == report


def test_the_next_quarter_begins_with_last_quarters_words_and_is_compared_with_it(people):
    submitted(people, "2026-27-Q1", rag="green", words={"learning": "Peers help."})
    report = actions.draft_report(system=people.system, quarter=QUARTER, by=people.lead)
    assert (report.words["learning"], report.asks) == (
        "[From the report for 2026/27 quarter 1] Peers help.",
        "Agree £60,000 for active signposting by 31 October",
    )
    assert (report.rag, report.narrative) == ("", "")
    content = queries.content_of(submitted(people))
    assert content.executive.change == "worse than last quarter"
    assert [(row.matter, row.before, row.now) for row in content.positions[:3]] == [
        ("Essentials met", "1 of 22", "1 of 22"),
        ("Initiatives live", "1 of 2", "1 of 2"),
        ("People reached", "12", "12"),
    ]


def test_what_is_frozen_is_what_the_plan_said(people):
    version = submitted(people)
    content = queries.content_of(version)
    assert content.header.system_code == "QHM"
    assert content.header.region_name
    assert (content.met, len(content.coverage), content.people_reached) == (1, 22, 12)
    assert [(row.code, row.essentials, row.met, row.part, row.gap) for row in content.levels] == [
        ("L1", 11, 1, 1, 9),
        ("L2", 6, 0, 1, 5),
        ("L3", 5, 0, 0, 5),
    ]
    assert [row.reference for row in content.initiatives] == ["QHM-2026-27-01", "QHM-2026-27-02"]
    assert content.workforce.missing.startswith("No workforce figures")
    assert content.money == ()
    assert [box.title for box in content.boxes] == ["What went well"]
    assert content.steps == ()
    before = version.content
    write_update(
        initiative=Initiative.objects.first(),
        text="More.",
        people_reached=99,
        rag="red",
        rag_reason="Late.",
        by=people.lead,
    )
    version.refresh_from_db()
    assert version.content == before


def test_the_frozen_text_is_canonical(people):
    version = submitted(people)
    assert canonical(read(version.content)) == version.content
    assert digest(version.content) == version.sha256
    assert "." not in "".join(part for part in version.content.split('"')[::2] if part.strip(",:{}[]"))


def test_with_no_steps_required_freezing_submits_and_asks_for_the_pdf(people):
    version = submitted(people)
    version.refresh_from_db()
    assert version.report.status in (ReportStatus.SUBMITTED, "submitted")
    assert version.submitted_at is not None
    assert job_for(actions.RENDER, version.pk).key == f"assurance.render_report:{version.pk}"


def test_with_steps_required_the_pdf_waits_for_the_last_signature(people):
    admin = person_with(Role.ADMINISTRATOR)
    actions.set_signing_rule(
        system=people.system,
        steps=("clinical_review", "sro_approval"),
        valid_from=datetime.date(2026, 4, 1),
        by=admin,
    )
    version = submitted(people)
    report = version.report
    assert queries.content_of(version).steps == (
        "The clinical lead reviews it",
        "The senior responsible owner approves it",
    )
    assert Job.objects.filter(kind=actions.RENDER).count() == 0
    with pytest.raises(Refused, match="This waits for the clinical lead"):
        actions.sign_report(report=report, comment="", by=people.member(Role.SRO))
    actions.sign_report(report=report, comment="Read.", by=people.member(Role.CLINICAL_LEAD))
    actions.sign_report(report=report, comment="", by=people.member(Role.SRO))
    report.refresh_from_db()
    assert report.status == ReportStatus.SUBMITTED
    assert [row.step for row in Signature.objects.all()] == ["clinical_review", "sro_approval"]
    assert Job.objects.filter(kind=actions.RENDER).count() == 1


def test_nobody_signs_a_report_that_they_froze(people):
    from tests.factories.people import give

    actions.set_signing_rule(
        system=people.system,
        steps=("clinical_review",),
        valid_from=datetime.date(2026, 4, 1),
        by=person_with(Role.ADMINISTRATOR),
    )
    give(people.lead, Role.CLINICAL_LEAD, people.system)
    version = submitted(people)
    with pytest.raises(Refused, match="somebody else must sign it"):
        actions.sign_report(report=version.report, comment="", by=people.lead)


def test_only_an_administrator_sets_the_steps_and_a_new_rule_ends_the_last(people):
    with pytest.raises(Refused, match="Only an administrator"):
        actions.set_signing_rule(
            system=people.system, steps=(), valid_from=datetime.date(2026, 4, 1), by=people.lead
        )
    admin = person_with(Role.ADMINISTRATOR)
    for day, steps in ((datetime.date(2026, 4, 1), ("sro_approval",)), (datetime.date(2026, 10, 1), ())):
        actions.set_signing_rule(system=people.system, steps=steps, valid_from=day, by=admin)
    assert queries.required_steps(people.system, datetime.date(2026, 3, 31)) == ()
    assert queries.required_steps(people.system, datetime.date(2026, 9, 30)) == ("sro_approval",)
    assert queries.required_steps(people.system, datetime.date(2026, 10, 1)) == ()


def test_an_incomplete_draft_is_not_frozen_case_p_19(people):
    report = actions.draft_report(system=people.system, quarter=QUARTER, by=people.lead)
    with pytest.raises(Refused, match="needs an overall rating, the reason for it, the summary"):
        actions.freeze_report(report=report, by=people.lead)
    assert ReportVersion.objects.count() == 0


def test_the_second_to_save_words_is_told(people):
    report = drafted(people)
    facts = {
        "rag": "red",
        "rag_reason": "Late.",
        "narrative": "N",
        "words": {},
        "asks": "",
        "by": people.lead,
    }
    with pytest.raises(Refused, match="saved this while you were writing"):
        actions.save_words(report=report, edit_version=1, **facts)
    assert actions.save_words(report=report, edit_version=2, **facts).rag == "red"


def test_a_correction_is_a_new_version_compared_with_the_last_case_c_07(people):
    first = submitted(people)
    report = first.report
    with pytest.raises(Refused, match="Say why"):
        actions.correct_report(report=report, reason=" ", by=people.lead)
    actions.correct_report(report=report, reason="The rating was too kind.", by=people.lead)
    with pytest.raises(Refused, match="Nothing has changed since version 1"):
        actions.freeze_report(report=report, by=people.lead)
    second = submitted(people, rag="red")
    first.refresh_from_db()
    assert (second.number, first.superseded_at is not None) == (2, True)
    assert queries.content_of(second).correction_reason == "The rating was too kind."
    assert queries.content_of(second).changes == (Change("Summary, rag", "amber", "red"),)


def test_an_answer_other_than_accepted_says_why_and_stays(people):
    report = submitted(people).report
    with pytest.raises(Refused, match="Say what you ask"):
        actions.respond(report=report, response="queries", comment="", by=people.commissioner)
    answer = actions.respond(
        report=report, response="queries", comment="Which practices?", by=people.commissioner
    )
    assert (report.status, answer.comment) == ("queries", "Which practices?")
    with pytest.raises(Error, match="never changed or removed"), transaction.atomic():
        answer.delete()


@pytest.mark.parametrize(
    "change",
    [
        "content = 'x'",
        "sha256 = 'x'",
        "code = 'x'",
        "number = 9",
        "frozen_at = now()",
        "submitted_at = now() + '1 day'",
        "is_draft = true",
    ],
)
def test_the_database_refuses_to_change_what_is_frozen(people, change: str):
    version = submitted(people)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE assurance_reportversion SET {change} WHERE id = %s", [version.pk])
    with pytest.raises(Error, match="a correction is a new version"), transaction.atomic():
        version.delete()


def test_the_pdf_is_written_once(people):
    version = actions.render_report(version_id=submitted(people).pk)
    again = actions.render_report(version_id=version.pk)
    assert again.pdf_name == version.pdf_name
    with pytest.raises(Error, match="a correction is a new version"), transaction.atomic():
        ReportVersion.objects.filter(pk=version.pk).update(pdf_sha256="0" * 64)


def test_progress_tells_its_stages(people):
    told = []
    actions.render_report(
        version_id=submitted(people).pk, progress=lambda **stage: told.append((stage["stage"], stage["done"]))
    )
    assert told == [
        ("Reading the frozen report", 0),
        ("Setting the pages", 1),
        ("Keeping the PDF", 2),
        ("Done", 3),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_freeze_at_once_one_freezes_case_c_06():
    people = team()
    planned(people)
    report = drafted(people)
    start, results = threading.Barrier(2), []

    def press() -> None:
        try:
            start.wait(timeout=10)
            actions.freeze_report(report=report, by=people.lead)
            results.append("frozen")
        except Refused as refused:
            results.append(refused.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert set(results) == {"frozen", "This report is frozen. A correction makes a new version."}
    assert ReportVersion.objects.count() == 1


def test_reports_are_per_quarter(people):
    assert plan_for(people, "2027-28").financial_year == "2027-28"
    first, second = submitted(people, "2026-27-Q1"), submitted(people, QUARTER)
    assert (first.number, second.number) == (1, 1)
    first.refresh_from_db()
    assert first.superseded_at is None


def test_the_region_hears_of_a_report_once_and_the_system_of_the_answer(people):
    version = submitted(people)
    (mail,) = Email.objects.filter(template="assurance/submitted")
    assert (mail.to, mail.subject) == (people.commissioner.email, "A report was submitted")
    assert f"/assurance/{version.report_id}/" in mail.text
    assert "22" not in mail.text.replace(people.system.name, "").split("http")[0]
    actions.respond(report=version.report, response="accepted", comment="Thank you.", by=people.commissioner)
    (mail,) = Email.objects.filter(template="assurance/answered")
    assert mail.to == people.lead.email
    assert "accepted by the region" in mail.text
    assert "Thank you" not in mail.text


WAITS = {
    ReportStatus.DRAFT: ({Role.SYSTEM_LEAD}, "Finish and freeze the report"),
    ReportStatus.CLINICAL_REVIEW: ({Role.CLINICAL_LEAD}, "Sign the report as clinical lead"),
    ReportStatus.FINANCE_CHECK: ({Role.FINANCE_LEAD}, "Sign the report as finance lead"),
    ReportStatus.SRO_APPROVAL: ({Role.SRO}, "Sign the report as senior responsible owner"),
    ReportStatus.COMMITTEE_NOTED: ({Role.SYSTEM_LEAD}, "Record that the committee noted the report"),
    ReportStatus.SUBMITTED: ({Role.COMMISSIONER}, "Answer the report"),
    ReportStatus.QUERIES: ({Role.SYSTEM_LEAD}, "Answer the region's queries on the report"),
    ReportStatus.NOT_ACCEPTED: ({Role.SYSTEM_LEAD}, "Correct the report that was not accepted"),
    ReportStatus.ACCEPTED: (set(), ""),
    ReportStatus.CLOSED: (set(), ""),
}


@pytest.mark.parametrize("status", list(ReportStatus))
def test_a_report_waits_on_those_whose_turn_it_is_and_nobody_else(people, status: ReportStatus):
    report_at(people, status)
    roles, words = WAITS[status]
    for role in ROLES:
        place = organisation("Y63") if role is Role.COMMISSIONER else people.system
        found = waiting_for(person_with(role, place), datetime.date(2026, 10, 12))
        elsewhere = organisation("Y56") if role is Role.COMMISSIONER else organisation("QF7")
        assert waiting_for(person_with(role, elsewhere), datetime.date(2026, 10, 12)) == []
        assert [task.title for task in found] == (
            [f"{words}: {people.system.name}, 2026/27 quarter 2"] if role in roles else []
        )


def test_the_workforce_block_is_the_profiles_figures_and_says_what_an_extract_covers(people):
    published(SAMPLE.read_bytes(), SAMPLE_NAME, people.lead, people.system)
    block = queries.content_of(submitted(people)).workforce
    profile = figures(people.system)
    assert (block.period, block.practices_words) == ("2024-09", "5 practices in this extract")
    assert block.missing == ""
    assert {row.code: row.value for row in block.figures} == {
        code: None if profile[code].value is None else Decimal(profile[code].value) for code, _ in SHOWN
    }
    assert {row.code for row in block.figures if row.value is None} == set()
    assert all(row.year_before is None and row.change is None for row in block.figures)
