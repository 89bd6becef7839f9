"""The list "where support should go first": from published rows to page, file and API; weights; who sees it."""

import csv
import io
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from retention_portal.accounts.models import Person
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import Month
from retention_portal.core.models import AuditEvent
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code
from tests.factories.people import person_with, signed_in
from tests.workforce.files import SAMPLE, SAMPLE_NAME, as_csv, changed, name_of, published, sample_rows
from workforce.extracts.models import DataVersion
from workforce.profile.models import WatchSetting
from workforce.profile.watching import actions, queries
from workforce.profile.watching.rules import DEFAULTS, Entry

DATA = SAMPLE.read_bytes()
ADDRESS = "/workforce/support-first/QHM/"
API = "/api/v1/workforce/watch-list/QHM/"


def entries(system: Organisation, by: Person, **asked: Any) -> dict[str, Entry]:
    return {one.facts.code: one for one in queries.watch_list(system, by=by, **asked).entries}


def reasons(entry: Entry) -> dict[str, str]:
    return {reason.kind.key: reason.figure for reason in entry.reasons}


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


@pytest.fixture
def as_lead(client: Client, lead: Person) -> Client:
    return signed_in(client, lead)


# --- what is found ------------------------------------------------------------------------------------------------


def test_the_practices_of_the_system_are_judged_by_their_own_rows(
    sample: DataVersion, system: Organisation, lead: Person
) -> None:
    found = queries.watch_list(system, by=lead)
    assert [(one.facts.code, one.place, one.score, reasons(one)) for one in found.entries] == [
        ("A81004", 1, 3, {"list_per_fte": "2,990"}),
        ("A81001", 1, 3, {"aged_55": "43.9%"}),
        ("A81002", None, 0, {}),
        ("A81006", None, 0, {}),
        ("A81005", None, 0, {}),
    ]
    assert (found.period.code, found.extent, found.settings.is_default) == (
        "2024-09",
        "5 practices in this extract",
        True,
    )


def test_a_fall_is_counted_on_the_same_month_a_year_before_and_no_other(
    lead: Person, system: Organisation
) -> None:
    """CASE-I-36"""
    for month, hours in (
        ("September 2023", "4.5"),
        ("August 2024", "9.9"),
        ("September 2024", "3.773333333"),
    ):
        changes = [(4, f"{sex}_GP_EXTGL_FTE", value) for sex, value in (("TOTAL", hours), ("FEMALE", "0"))]
        published(changed(*changes, (4, "MALE_GP_EXTGL_FTE", hours)), name_of(month), lead, system)
    held = DataVersion.objects.filter(is_current=True).values_list("period", flat=True)
    assert set(held) == {"2023-09", "2024-08", "2024-09"}
    found = entries(system, lead)
    assert reasons(found["A81004"])["fte_fall"] == "16.1%"
    assert "fte_fall" not in reasons(found["A81001"])


def test_case_t_05_without_the_year_before_a_fall_is_not_judged_and_the_page_says_it_once(
    sample: DataVersion, system: Organisation, lead: Person, as_lead: Client
) -> None:
    for entry in entries(system, lead).values():
        assert {
            "fte_fall": "September 2023 is not here",
            "unchanged_return": "August 2024 is not here",
        }.items() <= {one.kind.key: one.why for one in entry.not_judged}.items()
    page = text_of(as_lead, ADDRESS)
    assert page.count("September 2023 is not here") == 1


def test_a_practice_without_gp_figures_has_that_reason_and_its_length(lead: Person) -> None:
    other = organisation_by_code("QWO")
    assert other is not None
    by = person_with(Role.SYSTEM_LEAD, other)
    for month in ("August 2024", "September 2024"):
        published(DATA, name_of(month), by, other)
    found = entries(other, by)["Y07275"]
    assert reasons(found) == {"no_data": "2 months"}
    assert {one.kind.key: one.why for one in found.not_judged} == {
        "aged_55": "the practice gave no valid data (NA)",
        "list_per_fte": "the practice gave no valid data (NA)",
        "fte_fall": "September 2023 is not here",
        "unchanged_return": "there are no GP figures this month",
    }


def test_case_i_17_a_return_that_stays_the_same_is_a_reason_from_the_third_month(
    lead: Person, system: Organisation
) -> None:
    published(changed((2, "TOTAL_PATIENTS", "3870")), name_of("July 2024"), lead, system)
    published(changed((2, "TOTAL_PATIENTS", "3875")), name_of("August 2024"), lead, system)
    assert "unchanged_return" not in reasons(entries(system, lead)["A81002"])
    published(
        changed((3, "TOTAL_ADMIN_HC", "40"), (3, "FEMALE_ADMIN_HC", "40"), (3, "MALE_ADMIN_HC", "0")),
        SAMPLE_NAME,
        lead,
        system,
    )
    found = entries(system, lead)
    assert reasons(found["A81001"])["unchanged_return"] == "3 months"  # the list grew: patients are no return
    assert "unchanged_return" not in reasons(found["A81002"])  # its staff changed


def test_a_month_that_is_not_here_ends_a_row_of_months(lead: Person, system: Organisation) -> None:
    for month in ("June 2024", "August 2024", "September 2024"):
        published(DATA, name_of(month), lead, system)
    assert "unchanged_return" not in reasons(entries(system, lead)["A81001"])


def test_an_earlier_month_and_an_earlier_day_can_be_asked_for(
    sample: DataVersion, lead: Person, system: Organisation
) -> None:
    published(DATA, name_of("June 2024"), lead, system)
    assert queries.watch_list(system, by=lead, period=Month(2024, 6)).period.code == "2024-06"
    assert queries.watch_list(system, by=lead, on=Month(2024, 8).end).period.code == "2024-06"
    with pytest.raises(BadInput, match="for May 2024"):
        queries.watch_list(system, by=lead, period=Month(2024, 5))


def test_top_reasons_are_there_for_a_plan(sample: DataVersion, lead: Person, system: Organisation) -> None:
    found = queries.watch_list(system, by=lead).top_reasons
    assert [(one.kind.key, one.practices, one.patients, one.kind.essential) for one in found] == [
        ("list_per_fte", 1, 11284, "L2-E05"),
        ("aged_55", 1, 3880, "L1-E04"),
    ]


# --- page = file = API --------------------------------------------------------------------------------------------


def test_page_file_and_api_say_the_same(
    sample: DataVersion, lead: Person, system: Organisation, as_lead: Client
) -> None:
    found = queries.watch_list(system, by=lead)
    page = text_of(as_lead, ADDRESS)
    lines = list(csv.DictReader(io.StringIO(as_lead.get(f"{ADDRESS}list.csv").content.decode("utf-8-sig"))))
    answer = as_lead.get(API).json()
    assert [line["code"] for line in lines] == [one["code"] for one in answer["practices"]]
    for entry, line, one in zip(found.with_reasons, lines, answer["practices"], strict=True):
        sentences = [reason.sentence for reason in entry.reasons]
        assert [value for key, value in line.items() if "(weight" in key and value] == sentences
        assert [reason["sentence"] for reason in one["reasons"]] == sentences
        assert all(sentence in page for sentence in sentences)
        assert (line["score"], line["extent"]) == (str(one["score"]), "5 practices in this extract")
    assert "2 of 5 practices have a reason to go first in September 2024" in page
    assert answer["weights"]["aged_55"] == {
        "label": "Aged 55 and over",
        "codes": ["KPI-06", "QW-04"],
        "weight": 3,
        "threshold": 33.0,
        "unit": "percent",
        "missing": "skip_if_any",
    }


def test_a_figure_of_the_list_is_that_of_the_profile(
    sample: DataVersion, lead: Person, system: Organisation, as_lead: Client
) -> None:
    for entry in queries.watch_list(system, by=lead).entries:
        profile = as_lead.get(f"/api/v1/workforce/figures/{entry.facts.code}/").json()
        for field, value in (
            ("share_gp_fte_55_and_over", entry.facts.share_55),
            ("patients_per_gp_extg_fte", entry.facts.patients_per_fte),
        ):
            assert profile["derived"][field]["value"] == float(value or 0)


def test_the_file_holds_exactly_what_the_page_shows(sample: DataVersion, as_lead: Client) -> None:
    for question, expected in (
        ("", ["A81004", "A81001"]),
        ("?show=all&sort=name", ["A81004", "A81002", "A81005", "A81006", "A81001"]),
        ("?reason=aged_55", ["A81001"]),
        ("?show=all&sort=patients", ["A81002", "A81006", "A81004", "A81005", "A81001"]),
        ("?reason=nonsense&page=99", ["A81004", "A81001"]),
        ("?show=all&network=U00000", []),
    ):
        data = as_lead.get(f"{ADDRESS}list.csv{question}").content.decode("utf-8-sig")
        assert [line["code"] for line in csv.DictReader(io.StringIO(data))] == expected, question
        page = text_of(as_lead, f"{ADDRESS}{question}")
        places = [page.find(f'href="/workforce/{code}/?period=2024-09"') for code in expected]
        assert -1 not in places, question
        assert places == sorted(places), question


def test_no_spreadsheet_runs_a_name(lead: Person, system: Organisation, as_lead: Client) -> None:
    published(changed((2, "PRAC_NAME", "=1+1")), SAMPLE_NAME, lead, system)
    data = as_lead.get(f"{ADDRESS}list.csv").content.decode("utf-8-sig")
    assert [line["practice"] for line in csv.DictReader(io.StringIO(data))][1] == "'=1+1"


def test_a_system_without_figures_says_so(as_lead: Client) -> None:
    assert "The list comes from the published workforce files" in text_of(as_lead, ADDRESS)
    assert "No figures to go by yet" in text_of(as_lead, ADDRESS)


def test_a_month_that_is_not_here_or_none_is_not_found(sample: DataVersion, as_lead: Client) -> None:
    assert "2024-09" in text_of(as_lead, f"{ADDRESS}?period=2020-01", 404)
    for address in (
        f"{ADDRESS}?period=x",
        f"{ADDRESS}list.csv?period=2020-01",
        f"{ADDRESS}list.csv?period=x",
    ):
        assert as_lead.get(address).status_code == 404
    assert as_lead.get(f"{API}?period=2020-01").status_code == 400


# --- who sees it --------------------------------------------------------------------------------------------------

SEES = {
    Role.SYSTEM_LEAD: ("QHM", 200),
    Role.COMMISSIONER: ("Y63", 200),
    Role.CLINICAL_LEAD: ("QHM", 403),
    Role.FINANCE_LEAD: ("QHM", 403),
    Role.SRO: ("QHM", 403),
    Role.CONTRIBUTOR: ("QHM", 403),
    Role.COORDINATOR: ("QHM", 403),
    Role.NETWORK_LEAD: ("U07032", 403),
    Role.PRACTICE_LEAD: ("A81001", 403),
    Role.GP: ("", 403),
    Role.MENTOR: ("", 403),
    Role.ADMINISTRATOR: ("", 403),
}


@pytest.mark.parametrize("role", SEES)
def test_the_list_is_for_the_system_and_its_region(role: Role, sample: DataVersion, client: Client) -> None:
    code, expected = SEES[role]
    who = person_with(role, organisation_by_code(code) if code else None)
    signed_in(client, who)
    assert client.get(ADDRESS).status_code == expected
    assert client.get(f"{ADDRESS}list.csv").status_code == expected
    of_api = client.get(API).status_code
    assert of_api == (404 if role == Role.PRACTICE_LEAD else expected)


@pytest.mark.parametrize(("role", "code"), [(Role.SYSTEM_LEAD, "QRL"), (Role.COMMISSIONER, "Y56")])
def test_other_systems_and_regions_are_told_of_no_list(
    role: Role, code: str, sample: DataVersion, client: Client
) -> None:
    signed_in(client, person_with(role, organisation_by_code(code)))
    for address in (ADDRESS, f"{ADDRESS}list.csv", API):
        assert client.get(address).status_code == 404


def test_a_practice_sees_itself_beside_offers_and_nobody_else(sample: DataVersion, client: Client) -> None:
    signed_in(client, person_with(Role.PRACTICE_LEAD, organisation_by_code("A81001")))
    assert client.get("/workforce/support-first/").url == "/workforce/support-first/practices/A81001/"
    page = text_of(client, "/workforce/support-first/practices/A81001/")
    assert "1 reason to offer support in September 2024" in page
    assert "43.9% of GP time is given by GPs aged 55 and over" in page
    assert "Place 1 of 5 practices in this extract" in page
    assert 'href="/toolkit/national-support/"' in page
    assert "Acklam" not in page
    assert client.get("/workforce/support-first/practices/A81004/").status_code == 404
    answer = client.get("/api/v1/workforce/watch-list/A81001/").json()
    assert [one["code"] for one in answer["practices"]] == ["A81001"]
    assert client.get("/api/v1/workforce/watch-list/A81004/").status_code == 404


def test_a_practice_without_a_reason_or_without_figures_is_told_kindly(
    sample: DataVersion, client: Client
) -> None:
    signed_in(client, person_with(Role.PRACTICE_LEAD, organisation_by_code("A81006")))
    assert "No reason stands out in September 2024" in text_of(
        client, "/workforce/support-first/practices/A81006/"
    )
    other = Organisation.objects.filter(kind="practice", closed_on=None).exclude(code__in="A81006").last()
    assert other is not None
    signed_in(client, person_with(Role.PRACTICE_LEAD, other))
    page = text_of(client, f"/workforce/support-first/practices/{other.code}/")
    assert "No published figures of the practice yet" in page


def test_a_region_chooses_among_its_systems(sample: DataVersion, client: Client) -> None:
    signed_in(client, person_with(Role.COMMISSIONER, organisation_by_code("Y63")))
    page = text_of(client, "/workforce/support-first/")
    assert f'href="{ADDRESS}"' in page
    assert "/workforce/support-first/QRL/" not in page
    assert "Change the weights" not in text_of(client, ADDRESS)
    assert client.get(f"{ADDRESS}weights/").status_code == 403


def test_the_query_refuses_whoever_may_not_see(sample: DataVersion, system: Organisation) -> None:
    with pytest.raises(Refused, match="is for the system lead of"):
        queries.watch_list(system, by=person_with(Role.GP))


def test_anonymous_visitors_sign_in_first(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 302
    assert client.get(API).status_code == 403


# --- weights ------------------------------------------------------------------------------------------------------


def posted(**changes: object) -> dict[str, str]:
    form: dict[str, object] = {"based_on": 0}
    form |= {f"weight_{key}": weight for key, weight in DEFAULTS.weights.items()}
    form |= {f"threshold_{key}": f"{value}" for key, value in DEFAULTS.thresholds.items()}
    return {key: str(value) for key, value in {**form, **changes}.items()}


def test_a_lead_sets_weights_which_are_dated_audited_and_printed(
    sample: DataVersion, system: Organisation, lead: Person, as_lead: Client
) -> None:
    answer = as_lead.post(
        f"{ADDRESS}weights/", posted(weight_aged_55=5, threshold_list_per_fte=3000), follow=True
    )
    page = " ".join(answer.content.decode().split())
    assert "The list goes by the new weights from now on." in page
    assert f"Weights of this system, edition 1, set by {lead.full_name} on " in page
    assert "5 (usually 3)" in page
    assert "3,000 or more patients for each full-time fully qualified GP" in page
    row = WatchSetting.objects.get()
    assert (row.system, row.edition, row.set_by, row.weights["aged_55"], row.thresholds["list_per_fte"]) == (
        system,
        1,
        lead,
        5,
        "3000",
    )
    event = AuditEvent.objects.get(verb="profile.watch_weights_set")
    assert (event.actor_id, event.organisation_code, event.object_id) == (lead.pk, "QHM", str(row.pk))
    assert [(one.facts.code, one.score) for one in queries.watch_list(system, by=lead).with_reasons] == [
        ("A81001", 5)
    ]


def test_the_portals_own_weights_can_be_put_back(
    sample: DataVersion, system: Organisation, lead: Person, as_lead: Client
) -> None:
    as_lead.post(f"{ADDRESS}weights/", posted(weight_aged_55=0))
    page = as_lead.post(f"{ADDRESS}weights/reset/", {"based_on": "1"}, follow=True).content.decode()
    assert "The portal’s own weights are back." in page
    found = queries.settings_of(system)
    assert (found.weights, found.thresholds, found.edition, found.is_default) == (
        DEFAULTS.weights,
        DEFAULTS.thresholds,
        2,
        True,
    )
    assert WatchSetting.objects.count() == 2
    for nonsense in ("", "x", "9" * 5000):
        stale = as_lead.post(f"{ADDRESS}weights/reset/", {"based_on": nonsense}, follow=True).content.decode()
        assert "has changed these weights since you opened the page" in stale
    again = as_lead.post(f"{ADDRESS}weights/reset/", {"based_on": "2"}, follow=True).content.decode()
    assert "The portal’s own weights are in force already." in again


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"weight_aged_55": 6}, "less than or equal to 5"),
        ({"weight_aged_55": ""}, "Enter"),
        ({"threshold_aged_55": "x"}, "Enter a number"),
        ({"threshold_no_data": "1.5"}, "decimal places"),
        ({f"weight_{key}": 0 for key in DEFAULTS.weights}, "At least one reason needs a weight above 0"),
        ({"based_on": 7}, "has changed these weights since you opened the page"),
    ],
)
def test_what_cannot_be_is_said_on_the_form_and_nothing_is_kept(
    change: dict[str, object], sentence: str, as_lead: Client
) -> None:
    page = as_lead.post(f"{ADDRESS}weights/", posted(**change)).content.decode()
    assert "There is a problem" in page
    assert sentence in page
    assert not WatchSetting.objects.exists()


def test_weights_count_from_the_day_they_were_set(
    sample: DataVersion, system: Organisation, lead: Person
) -> None:
    given = {"weights": {**DEFAULTS.weights, "aged_55": 1}, "thresholds": DEFAULTS.thresholds}
    actions.set_weights(system=system, based_on=0, by=lead, **given)
    WatchSetting.objects.update(set_at="2026-06-10T12:00Z")
    assert queries.settings_of(system, Month(2026, 5).end).weights == DEFAULTS.weights
    assert queries.settings_of(system, Month(2026, 6).end).weights["aged_55"] == 1


def test_only_the_lead_of_that_system_sets_weights(system: Organisation, other_lead: Person) -> None:
    for who in (
        other_lead,
        person_with(Role.COMMISSIONER, organisation_by_code("Y63")),
        person_with(Role.GP),
    ):
        with pytest.raises(Refused, match="Only the system lead of"):
            actions.set_weights(
                system=system, weights=DEFAULTS.weights, thresholds=DEFAULTS.thresholds, based_on=0, by=who
            )


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_at_once_one_is_told_to_look_again() -> None:
    system = organisation_by_code("QHM")
    assert system is not None
    leads = [person_with(Role.SYSTEM_LEAD, system) for _ in range(2)]
    said: list[str] = []
    start = threading.Barrier(2)

    def press(who: Person) -> None:
        start.wait()
        try:
            actions.set_weights(
                system=system,
                weights={**DEFAULTS.weights, "aged_55": 4},
                thresholds=DEFAULTS.thresholds,
                based_on=0,
                by=who,
            )
            said.append("kept")
        except Refused as refused:
            said.append(refused.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(who,)) for who in leads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said, key=len)[0] == "kept"
    assert "has changed these weights since you opened the page" in max(said, key=len)
    assert WatchSetting.objects.count() == 1


# --- cost ---------------------------------------------------------------------------------------------------------


def rows_of(count: int) -> bytes:
    first = sample_rows()[0]
    return as_csv([{**first, "PRAC_CODE": f"Z{number:05}"} for number in range(count)])


@pytest.mark.parametrize(
    ("address", "queries_asked"),
    [(f"{ADDRESS}?show=all", 9), (f"{ADDRESS}list.csv?show=all", 9), (API, 9)],
    ids=["page", "file", "API"],
)
def test_the_list_asks_the_same_at_one_practice_and_at_thirty(
    address: str, queries_asked: int, lead: Person, system: Organisation, as_lead: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            text_of(as_lead, address)
        return len(captured)

    published(rows_of(1), SAMPLE_NAME, lead, system)
    asked()
    first = asked()
    for month in ("September 2023", "July 2024", "August 2024", "September 2024"):
        published(rows_of(30), name_of(month), lead, system)
    assert (first, asked()) == (queries_asked, queries_asked)
