"""Preview, publish, editions, undo: who may, and what stays as it was."""

import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection, connections, transaction

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import now
from retention_portal.core.models import Job
from retention_portal.core.refusals import Refused, refusal
from retention_portal.organisations.models import Organisation
from tests.factories.people import person_with
from tests.workforce.files import (
    SAMPLE,
    SAMPLE_NAME,
    as_csv,
    changed,
    imported,
    name_of,
    published,
    sample_rows,
)
from workforce.extracts import actions, permissions, previews, queries, rules
from workforce.extracts.models import DataVersion, OrganisationSummary, PracticeRow, WorkforceImport
from workforce.extracts.statuses import TRANSITIONS, ImportStatus, Scope

DATA = SAMPLE.read_bytes()
REVISED = changed((2, "TOTAL_PATIENTS", "3881"), (2, "TOTAL_MALE", "1947"))


def problems_of(one: WorkforceImport) -> dict[str, int]:
    return {code: count for code, count in one.problem_counts.items() if code != "W-501"}


# --- preview ---------------------------------------------------------------------------------------------------


def test_a_file_waits_for_the_worker_and_is_then_previewed(lead: Person, system: Organisation) -> None:
    made = actions.receive_file(file=ContentFile(DATA), name=SAMPLE_NAME, owner=system, by=lead)
    assert (made.status, Job.objects.get().kind) == (ImportStatus.RECEIVED, actions.CHECK_JOB)
    done = actions.check_import(import_id=made.pk)
    assert (done.status, done.scope, done.rows_loaded, done.version.edition) == (
        "previewed",
        "extract",
        5,
        None,
    )


def test_checking_twice_stores_once(lead: Person, system: Organisation) -> None:
    made = imported(DATA, SAMPLE_NAME, lead, system)
    WorkforceImport.objects.filter(pk=made.pk).update(
        status=ImportStatus.CHECKING
    )  # as if the worker had died
    actions.check_import(import_id=made.pk)
    actions.check_import(import_id=made.pk)
    assert (DataVersion.objects.count(), PracticeRow.objects.count()) == (1, 5)


def test_an_unknown_practice_is_a_warning_and_its_figures_are_used(
    administrator: Person, system: Organisation
) -> None:
    """CASE-I-12"""
    made = imported(changed((2, "PRAC_CODE", "Z99999")), SAMPLE_NAME, administrator, system)
    assert (problems_of(made), made.rows_loaded) == ({"W-601": 1}, 14)


def test_an_unknown_place_is_a_warning_at_its_first_row(administrator: Person, system: Organisation) -> None:
    rows = [row | {"ICB_CODE": "QXX"} for row in sample_rows()]
    made = imported(as_csv(rows), SAMPLE_NAME, administrator, system)
    assert problems_of(made) == {"W-602": 1}
    assert made.problems.get(code="W-602").row == 2


def test_a_practice_that_had_closed_is_noted(lead: Person, system: Organisation) -> None:
    Organisation.objects.filter(code="A81001").update(closed_on="2024-03-31")
    made = imported(DATA, SAMPLE_NAME, lead, system)
    assert [item.message for item in made.problems.filter(code="W-603")] == [
        "The practice “A81001” closed on 31 March 2024, before the end of the month. Its figures are used as published."
    ]


def test_a_return_that_did_not_change_is_noted(
    sample: DataVersion, administrator: Person, system: Organisation
) -> None:
    """CASE-I-17"""
    made = imported(changed((2, "TOTAL_GP_FTE", "4.6")), name_of("October 2024"), administrator, system)
    assert made.problem_counts["W-604"] == 7  # eight practices report, one changed


def test_the_preview_shows_totals_before_and_after(
    sample: DataVersion, lead: Person, system: Organisation
) -> None:
    made = imported(REVISED, SAMPLE_NAME, lead, system)
    change = next(
        one for one in previews.totals_before_and_after(made.version, made.base_version) if one.code == "QHM"
    )
    assert (change.before["total_patients"], change.after["total_patients"]) == (56443, 56444)


def test_the_preview_names_new_changed_and_missing_practices(
    sample: DataVersion, administrator: Person, system: Organisation
) -> None:
    rows = sample_rows()
    rows[0]["TOTAL_PATIENTS"], rows[1]["PRAC_CODE"] = "3881", "A81009"
    made = imported(as_csv(rows), SAMPLE_NAME, administrator, system)
    found = previews.practices_changed(made.version, made.base_version)
    assert found.counts == {"new": 1, "changed": 1, "missing": 1, "same": 12}
    assert ([code for code, _ in found.new], [code for code, _ in found.missing]) == (["A81009"], ["A81002"])


def test_sending_the_same_file_again_sets_the_earlier_preview_aside(
    lead: Person, system: Organisation
) -> None:
    first = imported(DATA, SAMPLE_NAME, lead, system)
    imported(DATA, SAMPLE_NAME, lead, system)
    first.refresh_from_db()
    assert (first.status, DataVersion.objects.count()) == (ImportStatus.DISCARDED, 1)


@pytest.mark.parametrize(
    ("known", "active", "scope"), [(80, 100, "national"), (79, 100, "extract"), (0, 0, "extract")]
)
def test_four_fifths_of_the_active_practices_make_a_file_national(
    known: int, active: int, scope: str
) -> None:
    assert rules.scope_of(known, active) == Scope(scope)


# --- sums -------------------------------------------------------------------------------------------------------


def test_sums_are_made_for_every_level_once(sample: DataVersion) -> None:
    found = OrganisationSummary.objects.filter(version=sample)
    counts = {
        level: found.filter(level=level).count()
        for level in ("network", "sub_icb_location", "system", "region", "nation")
    }
    assert counts == {"network": 9, "sub_icb_location": 7, "system": 7, "region": 5, "nation": 1}


def test_the_sums_of_every_level_agree_with_the_rows(sample: DataVersion) -> None:
    rows = list(PracticeRow.objects.filter(version=sample))
    for level in ("sub_icb_location", "system", "region", "nation"):
        sums = OrganisationSummary.objects.filter(version=sample, level=level)
        for column in ("total_patients", "total_gp_fte", "total_gp_ret_fte", "total_admin_fte"):
            of_rows = sum(getattr(row, column) or 0 for row in rows)
            assert sum(getattr(one, column) or 0 for one in sums) == of_rows, (level, column)


def test_a_sum_of_nothing_is_missing_not_nought(sample: DataVersion) -> None:
    summary = OrganisationSummary.objects.get(version=sample, level="system", code="QOP")
    assert (summary.practices, summary.total_patients, summary.total_gp_fte) == (1, 70, None)


# --- publish ---------------------------------------------------------------------------------------------------


def test_a_newer_edition_replaces_and_the_older_stays_citable(
    sample: DataVersion, lead: Person, system: Organisation
) -> None:
    newer = published(REVISED, SAMPLE_NAME, lead, system).version
    sample.refresh_from_db()
    assert (sample.is_current, sample.workforce_import.status, sample.code) == (
        False,
        "superseded",
        "GPW-2024-09-QHM-E1",
    )
    assert (newer.is_current, newer.code, sample.practice_rows.count()) == (True, "GPW-2024-09-QHM-E2", 14)


def test_publishing_is_refused_when_the_data_moved_since_the_preview(
    lead: Person, system: Organisation
) -> None:
    """CASE-I-22"""
    made = imported(DATA, SAMPLE_NAME, lead, system)
    published(REVISED, SAMPLE_NAME, lead, system)
    with pytest.raises(Refused) as caught:
        actions.publish_import(workforce_import=made, by=lead)
    assert caught.value.code == "stale_preview"
    made.refresh_from_db()
    assert made.status == ImportStatus.PREVIEWED
    actions.check_again(workforce_import=made, by=lead)
    made = actions.check_import(import_id=made.pk)
    assert actions.publish_import(workforce_import=made, by=lead).edition == 2


def test_rows_with_errors_need_a_reason_to_be_left_out(administrator: Person, system: Organisation) -> None:
    made = imported(changed((2, "TOTAL_PATIENTS", "-1")), SAMPLE_NAME, administrator, system)
    with pytest.raises(Refused, match="1 of 14 rows have errors"):
        actions.publish_import(workforce_import=made, by=administrator)
    version = actions.publish_import(
        workforce_import=made, by=administrator, accept_rejects_reason="The practice has closed."
    )
    assert version.practices == 13


def test_a_file_in_which_every_row_is_wrong_is_refused_as_a_whole(lead: Person, system: Organisation) -> None:
    made = imported(
        as_csv([row | {"TOTAL_PATIENTS": "-1"} for row in sample_rows()]), SAMPLE_NAME, lead, system
    )
    assert (made.status, made.rows_read, made.rows_rejected, DataVersion.objects.count()) == (
        "rejected",
        14,
        14,
        0,
    )


def test_an_extract_is_published_by_the_lead_of_its_owner_only(
    lead: Person, other_lead: Person, system: Organisation
) -> None:
    made = imported(DATA, SAMPLE_NAME, lead, system)
    assert refusal(permissions.check_can_publish, other_lead, made) == (
        "You are not the system lead there, so you cannot import files in its name."
    )
    assert refusal(permissions.check_can_publish, lead, made) is None


def test_a_national_file_is_published_by_any_system_lead(
    lead: Person, other_lead: Person, system: Organisation
) -> None:
    made = imported(DATA, SAMPLE_NAME, lead, system)
    made.scope = Scope.NATIONAL
    assert refusal(permissions.check_can_publish, other_lead, made) is None


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.SYSTEM_LEAD, Role.ADMINISTRATOR)]
)
def test_no_other_role_imports(role: Role, system: Organisation) -> None:
    place = {"practice": "A81001", "network": "U89141", "system": "QHM", "region": "Y63"}
    kinds = role.facts.kinds
    at = Organisation.objects.get(code=place[kinds[0]]) if kinds else None
    with pytest.raises(Refused, match="Only a system lead or an administrator"):
        actions.receive_file(file=ContentFile(DATA), name=SAMPLE_NAME, owner=system, by=person_with(role, at))


def test_nobody_imports_in_the_name_of_another_system(lead: Person, other_system: Organisation) -> None:
    with pytest.raises(Refused, match="not the system lead there"):
        actions.receive_file(file=ContentFile(DATA), name=SAMPLE_NAME, owner=other_system, by=lead)


def test_extracts_of_two_systems_stand_side_by_side(
    sample: DataVersion, other_lead: Person, other_system: Organisation
) -> None:
    other = published(REVISED, SAMPLE_NAME, other_lead, other_system).version
    sample.refresh_from_db()
    assert (sample.is_current, other.is_current) == (True, True)
    shown = {
        code: queries.holdings_of(Organisation.objects.get(code=code))["2024-09"].version
        for code in ("QHM", "QRL", "A81001")
    }
    assert shown == {"QHM": sample, "QRL": other, "A81001": sample}


def test_imports_are_seen_by_their_system_and_administrators(
    sample: DataVersion, lead: Person, other_lead: Person, administrator: Person
) -> None:
    seen = {
        name: queries.imports_visible_to(someone).count()
        for name, someone in (("lead", lead), ("other", other_lead), ("administrator", administrator))
    }
    assert seen == {"lead": 1, "other": 0, "administrator": 1}


# --- undo ------------------------------------------------------------------------------------------------------


def test_the_publisher_undoes_within_a_day_and_the_edition_before_is_current_again(
    sample: DataVersion, lead: Person, system: Organisation
) -> None:
    newer = published(REVISED, SAMPLE_NAME, lead, system).version
    assert actions.undo_publication(version=newer, by=lead) == sample
    sample.refresh_from_db()
    newer.refresh_from_db()
    assert (sample.is_current, sample.workforce_import.status) == (True, "published")
    assert (newer.is_current, newer.workforce_import.status, newer.practice_rows.count()) == (
        False,
        "undone",
        5,
    )


def test_after_a_day_only_an_administrator_undoes(
    sample: DataVersion, lead: Person, administrator: Person
) -> None:
    DataVersion.objects.filter(pk=sample.pk).update(published_at=now() - timedelta(hours=24, minutes=1))
    with pytest.raises(Refused, match="within 24 hours"):
        actions.undo_publication(version=sample, by=lead)
    assert actions.undo_publication(version=sample, by=administrator) is None


def test_what_a_report_stands_on_is_undone_by_an_administrator_only(
    sample: DataVersion, lead: Person
) -> None:
    actions.cite_version(version=sample, key="report 1", what="Report of QHM", by=lead)
    with pytest.raises(Refused, match="A report stands on this edition"):
        actions.undo_publication(version=sample, by=lead)


def test_an_undone_edition_is_no_longer_served_and_its_number_is_not_used_again(
    sample: DataVersion, lead: Person, system: Organisation
) -> None:
    actions.undo_publication(version=sample, by=lead)
    assert queries.holdings_of(system) == {}
    assert published(REVISED, SAMPLE_NAME, lead, system).version.edition == 2


# --- every move of the table ------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ImportStatus)
@pytest.mark.parametrize("now_at", ImportStatus)
def test_only_the_moves_of_the_table_are_made(
    now_at: ImportStatus, to: ImportStatus, lead: Person, system: Organisation
) -> None:
    from retention_portal.core.workflow import move

    one = WorkforceImport.objects.create(
        file_name="x", file_size=1, file_sha256="0" * 64, owner=system, uploaded_by=lead, status=now_at
    )
    said = refusal(lambda: move(one, to, by=lead, transitions=TRANSITIONS))
    assert (said is None) == (to in TRANSITIONS[now_at])


# --- two at once -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_the_same_month_one_wins_and_the_other_is_told() -> None:
    system = Organisation.objects.get(code="QHM")
    lead = person_with(Role.SYSTEM_LEAD, system)
    files = [imported(DATA, SAMPLE_NAME, lead, system), imported(REVISED, SAMPLE_NAME, lead, system)]
    inside, go_on, said = threading.Event(), threading.Event(), []

    def first() -> None:
        with transaction.atomic():
            actions.publish_import(workforce_import=files[0], by=lead)
            inside.set()
            go_on.wait(10)
        connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    said.append(refusal(actions.publish_import, workforce_import=files[1], by=lead))
    go_on.set()
    thread.join()
    said.append(refusal(actions.publish_import, workforce_import=files[1], by=lead))
    assert said[0] == "Somebody else is publishing September 2024 at this moment. Look again in a minute."
    assert str(said[1]).startswith("The figures of this month have changed since this preview was made.")
    assert DataVersion.objects.filter(is_current=True).count() == 1
    connection.close()
