"""The toolkit's pages say what they should, to anybody, and answer nonsense with a sentence or a 404."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from action_plans.toolkit.models import CaseStudy, Essential, NationalItem
from action_plans.toolkit.pages import LIST_PAGES, THEORY_OF_CHANGE

pytestmark = pytest.mark.django_db


def words(client: Client, address: str, status: int = 200) -> str:
    """The page's text as a reader meets it: entities resolved, white space joined."""
    answer = client.get(f"/toolkit/{address}")
    assert answer.status_code == status
    return " ".join(unescape(answer.content.decode()).split())


def heading(text: str) -> str:
    return text.split("<h1", maxsplit=1)[1].split("</h1>", 1)[0].rsplit(">", maxsplit=1)[-1].strip()


HEADINGS = [
    ("", "Make general practice a great place to work"),
    ("stages/ST-1/", "Creating capacity for change"),
    ("stages/ST-2/", "Engage and empower"),
    ("stages/ST-3/", "Know the local GP workforce"),
    ("stages/ST-4/", "Assess the support gap"),
    ("stages/ST-5/", "Refine your action plan"),
    ("levels/L1/", "Career support for GPs"),
    ("levels/L2/", "Practices and networks"),
    ("levels/L3/", "System"),
    ("career-stages/CS-TRN/", "GP trainees"),
    ("career-stages/CS-NQ/", "Newly qualified"),
    ("career-stages/CS-EMC/", "Early-mid career"),
    ("career-stages/CS-W5/", "'Wise fives'"),
    ("career-stages/CS-RET/", "Returners"),
    ("case-studies/", "21 case studies from around England"),
    ("case-studies/CASE-21/", "NHC staff bank"),
    ("national-support/", "National support: the way in, and what became of it"),
    ("templates/plan/", "GP retention action plan"),
    ("templates/survey/", "How is work for you?"),
    ("templates/stay-interview/", "Confidential career conversation"),
    ("templates/theory-of-change/", "Theory of change"),
    *((f"{page.slug}/", page.title) for page in LIST_PAGES),
]


@pytest.mark.parametrize(("address", "expected"), HEADINGS, ids=[h[0] or "landing" for h in HEADINGS])
def test_pages_have_their_heading(client: Client, address: str, expected: str) -> None:
    assert heading(words(client, address)) == expected


@pytest.mark.parametrize(
    "address",
    [
        "levels/L4/",
        "stages/ST-6/",
        "career-stages/CS-OLD/",
        "case-studies/CASE-22/",
        "nothing/",
        "levels/L1%20/",
    ],
)
def test_unknown_codes_are_not_found(client: Client, address: str) -> None:
    words(client, address, status=404)


@pytest.mark.parametrize(
    "address",
    ["levels/l2/", "stages/st-2/", "career-stages/cs-w5/", "case-studies/case-04/", "Training-Hubs/"],
)
def test_codes_may_be_written_in_any_case(client: Client, address: str) -> None:
    assert heading(words(client, address)) == heading(words(client, address.upper().lower()))


def test_the_landing_page_counts_what_each_level_answers_for(client: Client) -> None:
    text = words(client, "")
    assert "11 essentials. Tailored support" in text
    assert "17 essentials (6 of its own)." in text
    assert "22 essentials (5 of its own)." in text
    assert "No case study" in text


@pytest.mark.parametrize(
    ("level", "own", "inherited"), [("L1", 11, 0), ("L2", 6, 11), ("L3", 5, 17)], ids=["L1", "L2", "L3"]
)
def test_a_level_shows_own_and_inherited_essentials(
    client: Client, level: str, own: int, inherited: int
) -> None:
    text = words(client, f"levels/{level}/")
    assert f"Named at this level ({own})" in text
    shown = [code for code in Essential.objects.values_list("code", flat=True) if f">{code}<" in text]
    assert len(shown) == own + inherited
    assert ("Inherited" in text) is bool(inherited)


def test_a_system_answers_for_22_essentials(client: Client) -> None:
    text = words(client, "levels/L3/")
    assert "A plan at this level answers for all 22: 5 of its own and 17 inherited." in text
    assert "15 items count at this level, which are 14 different offers" in text


def test_national_support_gives_the_way_in_and_todays_state(client: Client) -> None:
    text = words(client, "national-support/")
    assert "15 items of 2019, which are 14 different offers: one pack stands at two levels." in text
    for item in NationalItem.objects.all():
        assert item.name in text
        assert item.route_in in text
        assert item.today_state in text
    assert text.count("Closed to new entrants") == 2


def test_a_stage_asks_its_part_of_the_checklist(client: Client) -> None:
    text = words(client, "stages/ST-4/")
    assert "3 questions of the checklist" in text
    assert [code in text for code in ("CQ-SG-01", "CQ-SG-03", "CQ-RP-01")] == [True, True, False]


def test_training_hubs_have_eight_functions(client: Client) -> None:
    text = words(client, "training-hubs/")
    assert [f"TH-{n:02}" in text for n in range(1, 10)] == [True] * 8 + [False]


def test_a_career_stage_without_case_studies_says_so(client: Client) -> None:
    text = words(client, "career-stages/CS-TRN/")
    assert (
        "The toolkit has no case study labelled GP trainees. The 9 below are meant for every career stage."
        in text
    )


def test_a_career_stage_with_case_studies_shows_them(client: Client) -> None:
    text = words(client, "career-stages/CS-RET/")
    assert "has no case study" not in text
    assert "Dorset STP one-day returner's course" in text


def test_filtering_by_an_empty_career_stage_says_so(client: Client) -> None:
    text = words(client, "case-studies/?career_stage=CS-TRN")
    assert heading(text) == "0 of 21 case studies match"
    assert "The toolkit has no case study labelled GP trainees." in text
    assert "See those meant for every career stage" in text


FILTERS = [
    ("level=L2", 5),
    ("level=l2", 5),
    ("career_stage=every", 9),
    ("essential=L1-E05", 3),
    ("q=staff+bank&career_stage=CS-W5", 1),
    ("q=nothing+like+this", 0),
]


@pytest.mark.parametrize(("query", "count"), FILTERS, ids=[f[0] for f in FILTERS])
def test_the_case_studies_are_filtered(client: Client, query: str, count: int) -> None:
    text = words(client, f"case-studies/?{query}")
    assert heading(text) == f"{count} of 21 case studies match"
    shown = [
        c for c in CaseStudy.objects.values_list("code", flat=True) if f"/toolkit/case-studies/{c}/" in text
    ]
    assert len(shown) == count


GARBAGE = [
    ("level=L9", "Level was not recognised, so the list is not narrowed by it."),
    ("career_stage=%3Cscript%3E", "Career stage was not recognised, so the list is not narrowed by it."),
    ("essential=L1-E99", "Essential was not recognised, so the list is not narrowed by it."),
    (f"q={'x' * 101}", "These words cannot be searched for, so the list is not narrowed by them."),
]


@pytest.mark.parametrize(("query", "sentence"), GARBAGE, ids=[g[0][:20] for g in GARBAGE])
def test_a_filter_that_is_not_recognised_is_left_out_and_said(
    client: Client, query: str, sentence: str
) -> None:
    text = words(client, f"case-studies/?{query}")
    assert heading(text) == "21 case studies from around England"
    assert sentence in text


def test_what_is_typed_is_never_markup(client: Client) -> None:
    answer = client.get("/toolkit/case-studies/", {"q": "<script>alert(1)</script>"})
    assert b"<script>alert" not in answer.content


def test_printed_contacts_and_links_are_plain_text(client: Client) -> None:
    for case in CaseStudy.objects.exclude(contact=""):
        text = words(client, f"case-studies/{case.code}/")
        assert case.contact in text
        assert case.link in text
        main = text.split("<main", 1)[1].split("</main>", 1)[0]
        assert "http" not in main
        assert "mailto:" not in main


def test_an_inferred_career_stage_is_marked(client: Client) -> None:
    assert "Inferred" in words(client, "case-studies/CASE-02/")
    assert "Inferred" not in words(client, "case-studies/CASE-03/")


def test_the_plan_form_has_the_22_essentials_in_order(client: Client) -> None:
    text = words(client, "templates/plan/")
    places = [
        text.index(f">{code}<") for code in Essential.objects.order_by("code").values_list("code", flat=True)
    ]
    assert (len(places), places) == (22, sorted(places))


def test_the_survey_form_has_the_14_items(client: Client) -> None:
    text = words(client, "templates/survey/")
    assert [f">PS-{n:02}<" in text for n in range(1, 16)] == [True] * 14 + [False]


def test_the_survey_form_carries_the_name_that_gps_see(client: Client, settings: Any) -> None:
    text = words(client, "templates/survey/")
    assert settings.GP_SERVICE_NAME in text
    assert settings.STAFF_SERVICE_NAME not in text


def test_the_theory_of_change_form_has_seven_steps(client: Client) -> None:
    text = words(client, "templates/theory-of-change/")
    assert [f"{n}. {kind.name}" in text for n, kind in enumerate(THEORY_OF_CHANGE, 1)] == [True] * 7
    assert text.count("This leads on, if we are right that:") == 6


STATEMENTS = [
    ("", 5),
    ("stages/ST-1/", 6),
    ("stages/ST-2/", 7),
    ("levels/L3/", 9),
    ("career-stages/CS-TRN/", 6),
    ("case-studies/", 5),
    ("case-studies/?level=L2", 5),
    ("case-studies/CASE-20/", 3),
    ("national-support/", 3),
    ("training-hubs/", 2),
    ("templates/plan/", 4),
    ("templates/survey/", 2),
    ("templates/theory-of-change/", 0),
]


@pytest.mark.parametrize(("address", "statements"), STATEMENTS, ids=[s[0] or "landing" for s in STATEMENTS])
def test_pages_make_a_fixed_number_of_statements(
    client: Client, address: str, statements: int, django_assert_num_queries: Any
) -> None:
    client.get(f"/toolkit/{address}")
    with django_assert_num_queries(statements):
        client.get(f"/toolkit/{address}")
