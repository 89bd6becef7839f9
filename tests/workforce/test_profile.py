"""Profiles: what the page states, that page, file, command and API agree, and what it costs."""

import csv
import io
import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from tests.factories.people import person_with, signed_in
from tests.workforce.files import SAMPLE, SAMPLE_NAME, as_csv, changed, name_of, published, sample_rows
from workforce.extracts import actions
from workforce.extracts.measures import AGE_BANDS, GP_ROLES
from workforce.extracts.models import DataVersion
from workforce.profile import pictures, wording
from workforce.profile.overview import overview
from workforce.profile.queries import figures, organisation_for
from workforce.profile.rules import PARTICIPATIONS

DATA = SAMPLE.read_bytes()
PLACES = ("ENG", "Y63", "QHM", "16C", "U07032", "A81001", "Y07275")


@pytest.fixture
def as_lead(client: Client, lead: Person) -> Client:
    return signed_in(client, lead)


@pytest.fixture
def year_before(
    sample: DataVersion, administrator: Person, system: Organisation, lead: Person
) -> DataVersion:
    """September 2023, in which the first practice had a hundred patients less."""
    data = changed((2, "TOTAL_PATIENTS", "3780"))
    return published(data, name_of("September 2023"), administrator, system, publisher=lead).version


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def command(code: str, period: str) -> dict[str, Any]:
    out = StringIO()
    call_command("workforce_figures", code, "--period", period, "--json", stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


# --- profile ----------------------------------------------------------------------------------------------------


def test_the_heading_states_the_finding(sample: DataVersion, as_lead: Client) -> None:
    page = text_of(as_lead, "/workforce/QHM/")
    assert "2,503 patients for each full-time fully qualified GP in September 2024" in page
    assert "<strong>5 practices in this extract.</strong> These are not the figures of the whole of" in page


def test_every_tile_prints_the_figure_of_the_command(sample: DataVersion, as_lead: Client) -> None:
    for code in ("QHM", "A81001", "U07032", "ENG", "Y63"):
        now = figures(organisation_for(code))
        page = text_of(as_lead, f"/workforce/{code}/")
        for field in (
            "TOTAL_GP_EXTG_FTE",
            "TOTAL_GP_RET_FTE",
            "TOTAL_PATIENTS",
            "patients_per_gp_extg_fte",
            "share_gp_fte_55_and_over",
        ):
            assert f'<p class="app-figure__value">{wording.value_of(now[field])}</p>' in page, (code, field)


def test_a_practice_without_figures_says_why_and_shows_no_nought(
    sample: DataVersion, as_lead: Client
) -> None:
    page = text_of(as_lead, "/workforce/Y07275/")
    assert "GP figures are missing for September 2024" in page
    assert page.count("app-figure__value--missing") == 7
    assert "the practice gave no valid data (NA)" in page


def test_headcounts_show_for_a_practice_and_not_above(sample: DataVersion, as_lead: Client) -> None:
    assert ">Headcount</th>" in text_of(as_lead, "/workforce/A81001/")
    above = text_of(as_lead, "/workforce/QHM/")
    assert ">Headcount</th>" not in above
    assert "Practice-level headcount of GPs: 45 (a GP at two practices counts twice)" in above


def test_the_change_is_on_the_same_month_a_year_before(
    lead: Person, system: Organisation, as_lead: Client
) -> None:
    published(changed((2, "TOTAL_PATIENTS", "3780")), name_of("September 2023"), lead, system)
    published(DATA, SAMPLE_NAME, lead, system)
    assert "up 100 patients on September 2023" in text_of(as_lead, "/workforce/A81001/")


def test_the_page_leads_up_and_down(sample: DataVersion, as_lead: Client) -> None:
    page = text_of(as_lead, "/workforce/QHM/")
    for code in ("ENG", "Y63", "16C", "U07032"):
        assert f'href="/workforce/{code}/?period=2024-09"' in page


def test_the_csv_holds_every_figure_of_the_page(sample: DataVersion, as_lead: Client) -> None:
    answer = as_lead.get("/workforce/QHM/figures.csv?period=2024-09")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    now = figures(organisation_for("QHM"))
    assert {row["field"]: row["value"] for row in rows} == {
        field: "" if one.value is None else f"{wording.trimmed(one.value)}"
        for field, one in {**now.figures, **now.derived}.items()
    }


@pytest.mark.parametrize(
    ("kind", "starts"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", b"\xef\xbb\xbfAge band")]
)
def test_the_chart_is_to_be_had_as_picture_and_figures(
    kind: str, starts: bytes, sample: DataVersion, as_lead: Client
) -> None:
    answer = as_lead.get(f"/workforce/QHM/charts/ages.{kind}")
    assert answer.content.startswith(starts)


def test_what_is_not_there_is_not_found(sample: DataVersion, as_lead: Client) -> None:
    for address in (
        "XXXXX/",
        "QHM/?period=2020-01",
        "QHM/?period=nonsense",
        "QHM/charts/none.svg",
        "QHM/charts/trend.svg",
        "QHM/figures.csv?period=2020-01",
    ):
        assert as_lead.get(f"/workforce/{address}").status_code == 404, address


def test_a_place_without_figures_says_so(as_lead: Client) -> None:
    assert "There are no workforce figures of England here yet." in text_of(as_lead, "/workforce/ENG/")


def test_the_start_page_offers_ones_own_place_and_a_search(sample: DataVersion, as_lead: Client) -> None:
    page = text_of(as_lead, "/workforce/")
    assert '<a href="/workforce/QHM/">NHS North East and North Cumbria Integrated Care Board</a>' in page
    assert '<a href="/workforce/A81001/">' in text_of(as_lead, "/workforce/?q=densham")
    assert "No place is called “zzqqx”" in text_of(as_lead, "/workforce/?q=zzqqx")


def test_profiles_are_for_everybody_signed_in_and_nobody_else(sample: DataVersion, client: Client) -> None:
    assert client.get("/workforce/QHM/").status_code == 302
    signed_in(client, person_with(Role.GP))
    page = text_of(client, "/workforce/QHM/")
    assert "/workforce/imports/" not in page


# --- one figure everywhere ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["2023-09", "2024-09"])
@pytest.mark.parametrize("code", PLACES)
def test_page_file_command_and_api_give_the_same(
    code: str, period: str, year_before: DataVersion, as_lead: Client
) -> None:
    answer = command(code, period)
    assert as_lead.get(f"/api/v1/workforce/figures/{code}/?period={period}").json() == answer
    data = as_lead.get(f"/workforce/{code}/figures.csv?period={period}").content.decode("utf-8-sig")
    lines = {line["field"]: line for line in csv.DictReader(io.StringIO(data))}
    everything = {**answer["figures"], **answer["derived"]}
    assert {field: float(line["value"]) if line["value"] else None for field, line in lines.items()} == {
        field: one["value"] for field, one in everything.items()
    }
    assert {line["extent"] for line in lines.values()} == {answer["extent"]}
    page = text_of(as_lead, f"/workforce/{code}/?period={period}")
    shown = overview(organisation_for(code), figures(organisation_for(code)).period).months[period]
    written = ["TOTAL_PATIENTS", *(f"TOTAL_GP_{role}_FTE" for role in GP_ROLES), *PARTICIPATIONS]
    written += [f"{sex}_GP_EXTGL_FTE" for sex in ("FEMALE", "MALE", "TOTAL")]
    for field in written:
        value = wording.value_of(shown[field])
        assert value is None or f">{value}</td>" in page or f">{value}</p>" in page, field


@pytest.mark.parametrize("code", PLACES)
def test_the_change_is_the_same_on_the_page_and_over_the_api(
    code: str, year_before: DataVersion, as_lead: Client
) -> None:
    answer = command(code, "2024-09")["change"]
    assert (answer["period"], answer["comparable"], answer["why_not"]) == ("2023-09", True, [])
    patients = answer["figures"]["TOTAL_PATIENTS"]
    page = text_of(as_lead, f"/workforce/{code}/?period=2024-09")
    assert f"Change on September 2023{_part(code)}</caption>" in page
    without = {"Y07275", "U07032"}  # the practice whose list grew is not in them
    assert patients["change"] == (0 if code in without else 100)
    assert ("up 100 patients on September 2023" in page) is (code not in without)
    if figures(organisation_for(code)).source.is_practice:
        assert "same_practices" not in patients
    else:
        assert patients["change_in_same_practices"] == patients["change"]
        assert patients["same_practices"] == {"ENG": 14, "Y63": 6, "QHM": 5, "16C": 5, "U07032": 2}[code]


def _part(code: str) -> str:
    extent = figures(organisation_for(code)).extent
    return f" ({extent})" if extent else ""


# --- comparing ----------------------------------------------------------------------------------------------------


def test_without_the_month_a_year_before_there_is_a_sentence_and_no_change(
    sample: DataVersion, as_lead: Client
) -> None:
    page = text_of(as_lead, "/workforce/QHM/")
    assert "No change on the year before is shown: September 2023 is not here." in page
    assert " on September 2023</p>" not in page
    assert command("QHM", "2024-09")["change"] == {
        "period": "2023-09",
        "comparable": False,
        "why_not": ["September 2023 is not here."],
        "notes": [],
        "figures": {},
    }


def test_case_i_38_a_practice_that_moved_between_systems_stops_the_comparison(
    sample: DataVersion, administrator: Person, system: Organisation, lead: Person, as_lead: Client
) -> None:
    moved = [(2, "ICB_CODE", "QRL"), (2, "ICB_NAME", "Somewhere"), (2, "TOTAL_PATIENTS", "3780")]
    published(changed(*moved), name_of("September 2023"), administrator, system, publisher=lead)
    found = command("QHM", "2024-09")["change"]
    assert "1 practice moved in between the two months, so they are not of the same area." in found["why_not"]
    assert found["figures"]["TOTAL_PATIENTS"] == {
        "before": 56443 - 3880,
        "change": None,
        "same_practices": 5,
        "change_in_same_practices": 100,
    }
    page = text_of(as_lead, "/workforce/QHM/")
    assert ">not compared</td>" in page
    assert "up 100 patients" in page  # in the practices that gave it both times
    assert "up 100 patients on September 2023" not in page
    assert command("ENG", "2024-09")["change"]["comparable"] is True


def test_extracts_of_other_practices_are_not_compared(
    sample: DataVersion, administrator: Person, system: Organisation, lead: Person
) -> None:
    data = as_csv(sample_rows()[:3])
    published(data, name_of("September 2023"), administrator, system, publisher=lead)
    assert command("QHM", "2024-09")["change"]["why_not"] == [
        "The two extracts do not hold the same practices: 3 in September 2023, 5 in September 2024."
    ]
    assert (
        command("A81001", "2024-09")["change"]["comparable"] is True
    )  # a practice's row is the whole practice


def test_a_practice_silent_a_year_before_is_left_out_of_the_like_for_like_change(
    sample: DataVersion, administrator: Person, system: Organisation, lead: Person
) -> None:
    gp = [
        name
        for name in sample_rows()[0]
        if ("_GP_" in name and "_TRN_GR_" not in name) or name == "GP_SOURCE"
    ]
    silent = changed(*((3, name, "NA") for name in gp if name != "GP_SOURCE"))
    published(silent, name_of("September 2023"), administrator, system, publisher=lead)
    found = command("QHM", "2024-09")["change"]
    assert found["figures"]["TOTAL_GP_EXTGL_FTE"]["same_practices"] == 4
    assert found["figures"]["TOTAL_GP_EXTGL_FTE"]["change_in_same_practices"] == 0
    assert found["notes"] == [
        "GP figures came from 4 practices in September 2023 and from 5 in September 2024."
    ]


def test_the_places_around_have_their_own_change(year_before: DataVersion) -> None:
    """Only national files are asked: an extract need not hold the same practices."""
    shown = overview(organisation_for("QHM"), None)
    assert [one.organisation.code for one in shown.above] == ["Y63", "ENG"]
    assert shown.around_before == {}


# --- charts -------------------------------------------------------------------------------------------------------


def months_there(administrator: Person, system: Organisation, lead: Person, *names: str) -> None:
    for name in names:
        published(DATA, name_of(name), administrator, system, publisher=lead)


def test_a_trend_speaks_of_the_same_month_only_and_shows_months_that_are_not_here_as_gaps(
    year_before: DataVersion, administrator: Person, system: Organisation, lead: Person
) -> None:
    months_there(administrator, system, lead, "July 2024")
    chart = pictures.trend(overview(system, None))
    assert chart is not None
    assert chart.title == "Qualified permanent GP time: no change on September 2023"
    assert chart.summary == (
        "From 22.6 to 22.6 FTE in NHS North East and North Cumbria Integrated Care Board, 5 practices in this"
        " extract; GP figures came from 5 of 5 practices then and from 5 of 5 now."
    )
    assert len(chart.rows) == 13
    assert [label for label, values in chart.rows if values[0] is not None] == [
        "September 2023",
        "July 2024",
        "September 2024",
    ]
    assert chart.credit.startswith(
        "Source: General Practice Workforce, NHS England, GPW-2024-09-QHM-E1, 5 practices in this extract, 30 Sept"
    )


def test_a_trend_leaves_out_extracts_of_other_practices_and_says_so(
    sample: DataVersion, administrator: Person, system: Organisation, lead: Person
) -> None:
    months_there(administrator, system, lead, "July 2024")
    published(as_csv(sample_rows()[:3]), name_of("August 2024"), administrator, system, publisher=lead)
    chart = pictures.trend(overview(system, None))
    assert chart is not None
    assert chart.title == "Qualified permanent GP time in 2 months to September 2024"
    assert chart.summary.endswith("Left out because their files hold other practices: 1 month.")


def test_one_month_alone_makes_no_trend(sample: DataVersion, system: Organisation) -> None:
    assert pictures.trend(overview(system, None)) is None


def test_ages_before_2023_are_people_counted_at_each_practice(
    administrator: Person, lead: Person, system: Organisation, as_lead: Client
) -> None:
    ages = [f"TOTAL_GP_FTE_{band}" for band in AGE_BANDS]
    headings = [name for name in sample_rows()[0] if name not in ages]
    published(
        as_csv(sample_rows(), headings), name_of("December 2022"), administrator, system, publisher=lead
    )
    chart = pictures.ages(overview(system, None))
    assert chart is not None
    assert (chart.title, chart.unit) == (
        "GPs by age band, counted at each practice",
        "people, 5 practices in this extract",
    )
    assert chart.summary.endswith("A GP at two practices counts twice.")
    mine = [row for row in sample_rows() if row["ICB_CODE"] == "QHM"]
    assert dict(chart.rows)["55 to 59"] == (sum(int(row["TOTAL_GP_HC_55TO59"]) for row in mine),)
    answer = command("QHM", "2022-12")
    assert answer["derived"]["practice_level_headcount_55to59"]["value"] == dict(chart.rows)["55 to 59"][0]
    assert answer["derived"]["participation_gp_55to59"]["basis"] == "missing: not in the published data"
    assert "practice_level_headcount_55to59" not in command("A81001", "2022-12")["derived"]


def test_places_are_compared_in_a_chart(sample: DataVersion) -> None:
    chart = pictures.around(overview(organisation_for("QHM"), None))
    assert chart is not None
    assert [label for label, _ in chart.rows] == [
        "North East and North Cumbria (5)",
        "North East and Yorkshire (6)",
        "England (14)",
    ]
    assert chart.unit == "patients per FTE (in brackets: practices in this extract)"
    assert "than England" not in chart.title  # fourteen practices are not England
    of_england = pictures.around(overview(organisation_for("ENG"), None))
    assert of_england is not None
    assert len(of_england.rows) > 2


@pytest.mark.parametrize("name", ["ages", "trend", "around"])
@pytest.mark.parametrize("kind", ["svg", "png", "csv"])
def test_every_chart_has_its_files_and_the_extent_in_them(
    name: str, kind: str, year_before: DataVersion, as_lead: Client
) -> None:
    answer = as_lead.get(f"/workforce/QHM/charts/{name}.{kind}?period=2024-09")
    assert answer.status_code == 200
    if kind != "png":
        assert "practices in this extract" in answer.content.decode()


# --- participation ------------------------------------------------------------------------------------------------


def test_participation_by_age_and_sex_is_time_by_people_at_each_practice(sample: DataVersion) -> None:
    mine = [row for row in sample_rows() if row["ICB_CODE"] == "QHM"]
    found = figures(organisation_for("QHM"))
    for field, hours, people in (
        ("participation_gp", "TOTAL_GP_FTE", "TOTAL_GP_HC"),
        ("participation_gp_30to34", "TOTAL_GP_FTE_30TO34", "TOTAL_GP_HC_30TO34"),
        ("participation_female_gp_extgl", "FEMALE_GP_EXTGL_FTE", "FEMALE_GP_EXTGL_HC"),
    ):
        time, heads = sum(Decimal(row[hours]) for row in mine), sum(int(row[people]) for row in mine)
        assert found[field].value == round(time / heads, 6), field
        assert (
            found[field].basis
            == "FTE by practice-level headcount, in which a GP at two practices counts twice"
        )


def test_where_nobody_is_there_is_no_participation(sample: DataVersion) -> None:
    one = figures(organisation_for("A81004"))["participation_gp_70plus"]
    assert (one.value, one.why_missing) == (None, "there is nobody to divide by")


# --- the way to the list --------------------------------------------------------------------------------------------


def test_the_list_is_offered_to_those_who_may_see_it(
    sample: DataVersion, as_lead: Client, client: Client
) -> None:
    assert 'href="/workforce/support-first/QHM/?period=2024-09"' in text_of(as_lead, "/workforce/QHM/")
    assert "/workforce/support-first/" in text_of(as_lead, "/workforce/")
    assert "/workforce/support-first/" not in text_of(as_lead, "/workforce/QRL/")
    signed_in(client, person_with(Role.PRACTICE_LEAD, organisation_by_code("A81001")))
    assert 'href="/workforce/support-first/practices/A81001/' in text_of(client, "/workforce/A81001/")
    assert "/workforce/support-first/" not in text_of(client, "/workforce/A81004/")
    signed_in(client, person_with(Role.GP))
    for address in ("/workforce/", "/workforce/QHM/", "/workforce/A81001/"):
        assert "/workforce/support-first/" not in text_of(client, address)


# --- kept bodies --------------------------------------------------------------------------------------------------


def test_a_kept_page_gives_way_as_soon_as_a_month_is_published_or_undone(
    sample: DataVersion, administrator: Person, system: Organisation, lead: Person, as_lead: Client
) -> None:
    assert "56,443" in text_of(as_lead, "/workforce/QHM/")
    again = published(
        changed((2, "TOTAL_PATIENTS", "3980")), SAMPLE_NAME, administrator, system, publisher=lead
    )
    assert "56,543" in text_of(as_lead, "/workforce/QHM/")
    actions.undo_publication(version=again.version, by=lead)
    assert "56,443" in text_of(as_lead, "/workforce/QHM/")


def test_a_place_that_only_files_know_is_not_kept(
    administrator: Person, system: Organisation, lead: Person, as_lead: Client
) -> None:
    for patients in ("3880", "3990"):
        data = changed((2, "PRAC_CODE", "Z99999"), (2, "TOTAL_PATIENTS", patients))
        published(data, SAMPLE_NAME, administrator, system, publisher=lead)
        page = text_of(as_lead, "/workforce/Z99999/")
        assert f'<p class="app-figure__value">{int(patients):,}</p>' in page


# --- cost ---------------------------------------------------------------------------------------------------------

MADE = {"ENG": 8, "Y63": 10, "QHM": 11, "16C": 11, "U07032": 10, "A81001": 8}
KEPT = {"ENG": 4, "Y63": 4, "QHM": 4, "16C": 4, "U07032": 4, "A81001": 4}


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        text_of(client, address)
    return len(queries)


@pytest.mark.parametrize("code", MADE)
def test_a_profile_asks_the_same_at_two_months_and_at_seven(
    code: str,
    year_before: DataVersion,
    administrator: Person,
    lead: Person,
    system: Organisation,
    as_lead: Client,
) -> None:
    address = f"/workforce/{code}/?period=2024-09"
    asked(as_lead, "/workforce/")
    cache.clear()
    few = asked(as_lead, address), asked(as_lead, address)
    months_there(
        administrator, system, lead, *(f"{name} 2024" for name in ("April", "May", "June", "July", "August"))
    )
    many = asked(as_lead, address), asked(as_lead, address)
    assert (few, many) == ((MADE[code], KEPT[code]), (MADE[code], KEPT[code]))
    assert MADE[code] <= 15


def rows_of(count: int) -> bytes:
    first = sample_rows()[0]
    return as_csv(
        [
            {**first, "PRAC_CODE": f"Z{n:05}", "PCN_CODE": f"U9{n:04}", "PCN_NAME": f"Network {n}"}
            for n in range(count)
        ]
    )


@pytest.mark.parametrize("code", ["ENG", "QHM", "16C"])
def test_a_profile_asks_the_same_of_one_practice_and_of_thirty(
    code: str, administrator: Person, lead: Person, system: Organisation, as_lead: Client
) -> None:
    counts = []
    for number in (1, 30):
        published(
            rows_of(number),
            name_of(f"{'May' if number == 1 else 'June'} 2024"),
            administrator,
            system,
            publisher=lead,
        )
        asked(as_lead, "/workforce/")
        counts.append(asked(as_lead, f"/workforce/{code}/"))
    assert counts == [{"ENG": 7, "QHM": 10, "16C": 10}[code]] * 2
