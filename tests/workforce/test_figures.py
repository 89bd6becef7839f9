"""Figures: what adds up, what does not, what is missing and why; the command, the API and the page agree."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from retention_portal.accounts.models import Person
from retention_portal.core.dates import Month
from retention_portal.organisations.models import Organisation
from tests.factories.people import signed_in
from tests.workforce.files import SAMPLE, as_csv, changed, name_of, published, sample_rows
from workforce.extracts.measures import MEASURES
from workforce.extracts.models import DataVersion
from workforce.profile.queries import figures, organisation_for
from workforce.profile.rules import (
    DOES_NOT_ADD_UP,
    PARTICIPATION,
    PATIENTS_PER_FTE,
    PRACTICE_LEVEL_HEADCOUNT,
    SHARE_55,
    ratio,
)

DATA = SAMPLE.read_bytes()
OF_QHM = [row for row in sample_rows() if row["ICB_CODE"] == "QHM"]


def run(code: str, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("workforce_figures", code, *options, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def refused(code: str, *options: str) -> str:
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("workforce_figures", code, *options, "--json", stdout=out)
    assert caught.value.returncode == 1
    return str(json.loads(out.getvalue())["error"]["message"])


# --- the contract -----------------------------------------------------------------------------------------------


def test_every_promoted_measure_is_there_by_its_published_name(sample: DataVersion) -> None:
    answer = run("qhm")
    assert list(answer["figures"]) == [measure.field for measure in MEASURES]
    assert {
        key: answer[key] for key in ("organisation", "period", "practices_reporting", "practices_missing")
    } == {
        "organisation": "QHM",
        "period": "2024-09",
        "practices_reporting": 5,
        "practices_missing": 0,
    }


def test_a_figure_has_the_keys_of_the_contract(sample: DataVersion) -> None:
    assert run("QHM", "--period", "2024-09")["figures"]["TOTAL_PATIENTS"] == {
        "value": 56443,
        "unit": "patients",
        "basis": "sum of the practices that gave it",
        "period": "2024-09",
        "version": "GPW-2024-09-QHM-E1",
        "practices_reporting": 5,
        "practices_missing": 0,
    }


def test_a_practice_has_what_was_published(sample: DataVersion) -> None:
    shown, row = run("A81001")["figures"], OF_QHM[0]
    for measure in MEASURES:
        assert shown[measure.field]["value"] == float(row[measure.field]), measure.field
        assert shown[measure.field]["basis"] == "as published"


def test_fte_and_patients_of_a_system_are_the_sums_of_its_practices(sample: DataVersion) -> None:
    shown = run("QHM")["figures"]
    for measure in MEASURES:
        if measure.additive:
            assert shown[measure.field]["value"] == float(
                sum(Decimal(row[measure.field]) for row in OF_QHM)
            ), measure.field


def test_kpi_02_headcounts_above_a_practice_are_missing_with_the_reason(sample: DataVersion) -> None:
    shown = run("QHM")
    assert (shown["figures"]["TOTAL_GP_HC"]["value"], shown["figures"]["TOTAL_GP_HC"]["basis"]) == (
        None,
        DOES_NOT_ADD_UP,
    )
    labelled = shown["derived"]["practice_level_headcount"]
    assert (labelled["value"], labelled["basis"]) == (
        sum(int(row["TOTAL_GP_HC"]) for row in OF_QHM),
        "sum of practice headcounts: a GP at two practices counts twice",
    )


def test_missing_is_null_with_its_reason_never_nought(sample: DataVersion) -> None:
    shown = run("Y07275")
    gp = shown["figures"]["TOTAL_GP_FTE"]
    assert (gp["value"], gp["basis"]) == (None, "missing: the practice gave no valid data (NA)")
    assert (gp["practices_reporting"], gp["practices_missing"]) == (0, 1)
    assert shown["figures"]["TOTAL_GP_TRN_GR_ST1_FTE"]["value"] == 0
    assert shown["figures"]["TOTAL_NURSES_FTE"]["value"] == 0.96


def test_an_extract_of_england_counts_its_practices(sample: DataVersion) -> None:
    for code in ("ENG", "england"):
        answer = run(code)
        assert (answer["practices_reporting"], answer["practices_missing"], answer["scope"]) == (
            8,
            6,
            "extract",
        )


def test_fte_by_age_is_not_in_the_published_data_before_2023(lead: Person, system: Organisation) -> None:
    ages = [measure.field for measure in MEASURES if measure.first_period == "2023-01"]
    headings = [name for name in sample_rows()[0] if name not in ages]
    published(as_csv(sample_rows(), headings), name_of("December 2022"), lead, system)
    share = run("QHM")["derived"]["share_gp_fte_55_and_over"]
    assert (share["value"], share["basis"]) == (None, "missing: not in the published data")
    band = run("A81001")["figures"]["TOTAL_GP_FTE_55TO59"]
    assert (band["value"], band["basis"]) == (None, "missing: not in the published data")
    of_practice = run("A81001")["derived"]["share_gp_fte_55_and_over"]
    assert of_practice["basis"] == "GPs aged 55 and over, of all GPs (headcount)"


def test_a_month_or_place_that_is_not_here_is_a_sentence(sample: DataVersion) -> None:
    assert refused("QHM", "--period", "2024-08") == (
        "There are no figures of NHS North East and North Cumbria Integrated Care Board for August 2024. "
        "There are for 2024-09."
    )
    assert refused("XXXXX") == "There is no organisation with the code “XXXXX”."
    assert refused("QWO1") == "There is no organisation with the code “QWO1”."
    assert "is not a month" in refused("QHM", "--period", "2024-13")


def test_the_newest_month_is_shown_when_none_is_asked_for(
    sample: DataVersion, lead: Person, system: Organisation
) -> None:
    published(DATA, name_of("August 2024"), lead, system)
    assert run("QHM")["period"] == "2024-09"
    assert run("QHM", "--period", "2024-08")["period"] == "2024-08"


def test_a_practice_that_the_portal_does_not_know_has_its_figures(lead: Person, system: Organisation) -> None:
    """CASE-I-12"""
    published(
        changed((2, "PRAC_CODE", "Z99999"), (2, "PCN_CODE", "U99999")), name_of("October 2024"), lead, system
    )
    shown = run("z99999")
    assert (shown["name"], shown["figures"]["TOTAL_PATIENTS"]["value"]) == ("The Densham Surgery", 3880)
    assert run("U99999")["figures"]["TOTAL_PATIENTS"]["value"] == 3880


# --- derived ----------------------------------------------------------------------------------------------------


def test_kpi_06_share_of_55_and_over_is_fte_by_fte(sample: DataVersion) -> None:
    older = sum(
        Decimal(row[f"TOTAL_GP_FTE_{band}"])
        for row in OF_QHM
        for band in ("55TO59", "60TO64", "65TO69", "70PLUS")
    )
    total = sum(Decimal(row["TOTAL_GP_FTE"]) for row in OF_QHM)
    assert figures(organisation_for("QHM"))[SHARE_55].value == round(older / total, 6)


def test_patients_per_fte_leaves_out_practices_without_gp_figures(sample: DataVersion) -> None:
    rows = [row for row in sample_rows() if row["TOTAL_GP_EXTG_FTE"] != "NA"]
    england = figures(organisation_for("ENG"))
    expected = Decimal(sum(int(row["TOTAL_PATIENTS"]) for row in rows)) / sum(
        Decimal(row["TOTAL_GP_EXTG_FTE"]) for row in rows
    )
    assert england[PATIENTS_PER_FTE].value == round(expected, 6)
    assert england["TOTAL_PATIENTS"].value == 103207


def test_participation_is_fte_by_practice_level_headcount(sample: DataVersion) -> None:
    fte = sum(Decimal(row["TOTAL_GP_EXTGL_FTE"]) for row in OF_QHM)
    heads = sum(int(row["TOTAL_GP_EXTGL_HC"]) for row in OF_QHM)
    assert figures(organisation_for("QHM"))[PARTICIPATION].value == round(fte / heads, 6)


@pytest.mark.parametrize(("part", "whole"), [(None, 1), (1, None), (1, 0), (0, 0), (1, Decimal(0))])
def test_nothing_is_divided_by_nought_or_by_what_is_missing(part: int | None, whole: int | None) -> None:
    assert ratio(part, whole) is None


def test_a_practice_without_gp_hours_has_no_ratio_and_says_why(lead: Person, system: Organisation) -> None:
    gp = [name for name in sample_rows()[0] if "_GP_" in name]
    published(changed(*((2, name, "0") for name in gp)), name_of("October 2024"), lead, system)
    shown = figures(organisation_for("A81001"))[PATIENTS_PER_FTE]
    assert (shown.value, shown.why_missing) == (None, "there are no GP hours to divide by")


def test_a_list_of_nought_patients_is_nought(sample: DataVersion) -> None:
    assert figures(organisation_for("Y08368"))["TOTAL_PATIENTS"].value == 0


# --- one figure everywhere ----------------------------------------------------------------------------------------


def test_the_api_gives_what_the_command_gives(sample: DataVersion, lead: Person, client: Client) -> None:
    answer = signed_in(client, lead).get("/api/v1/workforce/figures/qhm/?period=2024-09")
    assert answer.json() == run("QHM", "--period", "2024-09")


def test_the_api_answers_faults_with_sentences(sample: DataVersion, lead: Person, client: Client) -> None:
    signed_in(client, lead)
    for address, code in (
        ("XXXXX/", "unknown_organisation"),
        ("QHM/?period=2020-01", "no_figures"),
        ("QHM/?period=x", "bad_input"),
    ):
        answer = client.get(f"/api/v1/workforce/figures/{address}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_the_api_is_for_people_signed_in(sample: DataVersion, client: Client) -> None:
    assert client.get("/api/v1/workforce/figures/QHM/").status_code == 403


def test_one_question_however_many_months(
    sample: DataVersion, django_assert_num_queries: Any, lead: Person, system: Organisation
) -> None:
    for month in ("June 2024", "July 2024", "August 2024"):
        published(DATA, name_of(month), lead, system)
    with django_assert_num_queries(1):
        found = figures(system, Month(2024, 7))
    assert found[PRACTICE_LEVEL_HEADCOUNT].value == 45
