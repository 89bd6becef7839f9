"""One report in every way out: page, PDF, Word, pack and API say the same figures; nothing else is read."""

import csv
import io
import json
import re
import zipfile
from decimal import Decimal
from hashlib import sha256

import docx
import pdfplumber
import pytest

from action_plans.assurance import actions, annexes, document, downloads, pack, queries, sections, word
from action_plans.assurance.blocks import Items, Paragraph, Picture, Subheading, tables_of
from action_plans.assurance.report import canonical
from action_plans.plans import actions as plans
from action_plans.plans import actions_registers
from action_plans.plans.models import Plan
from action_plans.plans.rules import MilestoneFacts
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.suppression import RULE_VERSION
from retention_portal.organisations.queries import organisations_within
from retention_portal.organisations.statuses import OrganisationKind
from tests.factories.people import person_with, signed_in
from tests.factories.plans import initiative_at, organisation, team
from tests.factories.registers import full_plan, risk_content, stakeholder_content
from tests.factories.reports import drafted, planned, submitted
from tests.workforce.files import SAMPLE, SAMPLE_NAME, published

LONGEST_BODY = 12


@pytest.fixture(autouse=True)
def october(settings, tmp_path):
    settings.PORTAL_TODAY = "2026-10-12"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def people(db):
    return team()


@pytest.fixture
def frozen(people):
    """A quarter with something in every block, without its PDF."""
    full_plan(people)
    published(SAMPLE.read_bytes(), SAMPLE_NAME, people.lead, people.system)
    return submitted(people)


@pytest.fixture
def version(frozen):
    """The same with its PDF."""
    return actions.render_report(version_id=frozen.pk)


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pdf_pages(version) -> list[str]:
    with pdfplumber.open(io.BytesIO(queries.pdf_of(version))) as pdf:
        return [page.extract_text() for page in pdf.pages]


def word_text(version) -> str:
    read = docx.Document(io.BytesIO(word.word_of(version)))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in read.paragraphs), *cells])


def page_text(client, people, version) -> str:
    answer = signed_in(client, people.lead).get(f"/assurance/versions/{version.pk}/")
    return re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&#39;", "'").replace("&amp;", "&")


def printed(version) -> list[str]:
    """Every text of every block but headings of tables: what must stand in each way out."""
    content = queries.content_of(version)
    signed = [document.signed_of(row) for row in queries.signatures_of(version)]
    parts = (
        *sections.body(content),
        sections.sign_off(content, signed, version.sha256),
        *annexes.annexes(content),
    )
    found: list[str] = []
    for block in [block for part in parts for block in part.blocks]:
        match block:
            case Paragraph():
                found.append(block.text)
            case Items():
                found += block.items
            case Subheading():
                found.append(block.text)
            case Picture():
                continue
            case _:
                found += [
                    text for row in block.rows for cell in row for text in (cell.text, cell.note) if text
                ]
    return found


def test_every_text_and_figure_stands_on_the_page_in_the_pdf_and_in_word(version, people, client):
    page, paper, written = (
        flat(text)
        for text in (page_text(client, people, version), " ".join(pdf_pages(version)), word_text(version))
    )
    texts = printed(version)
    assert len(texts) > 250
    assert [text for text in texts if flat(text) not in page] == []
    assert [text for text in texts if flat(text) not in written] == []
    # in a PDF a cell's lines alternate with those of its neighbours, so longer texts are compared word by word
    assert [word for text in texts for word in text.split() if flat(word) not in paper] == []


def test_the_large_figures_are_the_same_in_every_way_out(version, people, client):
    content = queries.content_of(version)
    paper, written = " ".join(pdf_pages(version)), word_text(version)
    page = page_text(client, people, version)
    for tile in sections.tiles(content):
        assert all(tile.value in text for text in (page, paper, written)), tile
    api = client.get(f"/api/v1/assurance/versions/{version.pk}/figures/").json()
    assert api["summary"] == {
        "overall": "amber",
        "essentials_met": content.met,
        "essentials": 22,
        "people_reached": 12,
        "allocated": "1000.00",
        "committed": "400.00",
        "spent": None,
    }


def test_the_api_and_the_pack_hold_the_same_tables(frozen, people, client):
    api = signed_in(client, people.lead).get(f"/api/v1/assurance/versions/{frozen.pk}/figures/").json()
    with zipfile.ZipFile(io.BytesIO(pack.pack_of(frozen))) as read:
        files = {name: read.read(name) for name in read.namelist()}
    assert {f"{key}.csv" for key in api["tables"]} == {name for name in files if name.endswith(".csv")}
    for key, table in api["tables"].items():
        rows = list(csv.reader(io.StringIO(files[f"{key}.csv"].decode("utf-8-sig"))))
        width = len(table["columns"])
        assert rows[0][:width] == table["columns"]
        assert [row[:width] for row in rows[1:]] == [
            [str(cell["value"]) for cell in row] for row in table["rows"]
        ]


def test_the_manifest_names_every_file_with_its_hash_case_c_14(frozen):
    with zipfile.ZipFile(io.BytesIO(pack.pack_of(frozen))) as read:
        files = {name: read.read(name) for name in read.namelist()}
    told = json.loads(files.pop("manifest.json"))
    assert {each["name"]: (each["sha256"], each["bytes"]) for each in told["files"]} == {
        name: (sha256(text).hexdigest(), len(text)) for name, text in files.items()
    }
    assert files["report.json"].decode() == frozen.content
    assert sha256(files["report.json"]).hexdigest() == told["sha256_of_frozen_text"] == frozen.sha256
    (money,) = [each for each in told["files"] if each["name"] == "money.csv"]
    allocated = next(column for column in money["columns"] if column["name"] == "Allocated")
    assert allocated == {
        "name": "Allocated",
        "kind": "number",
        "missing": 0,
        "redacted": 0,
        "least_above_zero": "1000.00",
        "greatest": "1000.00",
        "sum": "2000.00",
        "rounded_to_five": True,
    }


def test_nothing_typed_is_run_by_a_spreadsheet(people):
    plan = full_plan(people)
    initiative_at(plan, people.lead, title='=HYPERLINK("http://example.org")')
    version = submitted(people)
    with zipfile.ZipFile(io.BytesIO(pack.pack_of(version))) as read:
        for name in read.namelist():
            if name.endswith(".csv"):
                rows = csv.reader(io.StringIO(read.read(name).decode("utf-8-sig")))
                assert [cell for row in rows for cell in row if cell[:1] in "=+@" and cell] == []


def test_word_has_real_headings_header_rows_and_described_pictures(frozen):
    read = docx.Document(io.BytesIO(word.word_of(frozen)))
    content = queries.content_of(frozen)
    signed = [document.signed_of(row) for row in queries.signatures_of(frozen)]
    titles = [part.title for part in (*sections.body(content), sections.sign_off(content, signed, "a" * 64))]
    assert [p.text for p in read.paragraphs if p.style.name == "Heading 1"] == [
        "Summary",
        *titles,
        *(part.title for part in annexes.annexes(content)),
    ]
    assert len(read.tables) == 2 + len(tables_of((*sections.body(content), *annexes.annexes(content))))
    for table in read.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert "w:tblCaption" in table._tbl.xml
    pictures = [shape._inline.docPr.get("descr") for shape in read.inline_shapes]
    assert pictures == [
        block.alternative
        for part in sections.body(content)
        for block in part.blocks
        if isinstance(block, Picture)
    ]
    assert all(pictures)
    assert len(pictures) == 2
    assert (read.core_properties.language, read.core_properties.author) == ("en-GB", people_name(frozen))


def people_name(version) -> str:
    return queries.content_of(version).header.system_name


def test_word_and_pack_of_one_version_are_always_the_same_bytes(frozen):
    assert word.word_of(frozen) == word.word_of(frozen)
    assert pack.pack_of(frozen) == pack.pack_of(frozen)


def test_control_characters_in_words_do_not_break_word(people):
    full_plan(people)
    report = drafted(people)
    report.narrative = "Bell\x07 and escape\x1b."
    report.save(update_fields=["narrative"])
    assert "Bell and escape." in word_text(actions.freeze_report(report=report, by=people.lead))


@pytest.mark.parametrize(
    ("kind", "content_type", "ending"),
    [
        ("pdf", "application/pdf", "pdf"),
        ("word", word.CONTENT_TYPE, "docx"),
        ("pack", "application/zip", "zip"),
    ],
)
def test_downloads_have_safe_unique_names_and_are_kept_by_no_cache_case_c_12(
    version, people, client, kind: str, content_type: str, ending: str
):
    reader = signed_in(client, people.commissioner)
    name = f"GP-retention-assurance-QHM-2026-27-Q2-version-1.{ending}"
    for address in (
        f"/assurance/versions/{version.pk}/{kind}/",
        f"/api/v1/assurance/versions/{version.pk}/download/{kind}/",
    ):
        answer = reader.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, content_type)
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Cache-Control"] == "no-store"
        assert len(answer.content) > 1000


READERS = [
    ("lead", Role.SYSTEM_LEAD, "QHM", 200),
    ("region", Role.COMMISSIONER, "Y63", 200),
    ("contributor", Role.CONTRIBUTOR, "QHM", 200),
    ("other region", Role.COMMISSIONER, "Y56", 404),
    ("other system", Role.SYSTEM_LEAD, "QF7", 404),
    ("coordinator", Role.COORDINATOR, "QHM", 403),
]


@pytest.mark.parametrize(
    ("role", "place", "expected"), [row[1:] for row in READERS], ids=[row[0] for row in READERS]
)
def test_who_reads_over_the_api_and_downloads_case_c_12(
    people, client, role: Role, place: str, expected: int
):
    planned(people)
    version = submitted(people)
    reader = signed_in(client, person_with(role, organisation(place)))
    for address in (
        f"/api/v1/assurance/reports/{version.report_id}/",
        f"/api/v1/assurance/versions/{version.pk}/figures/",
        f"/api/v1/assurance/versions/{version.pk}/download/pack/",
        f"/assurance/versions/{version.pk}/pack/",
        f"/assurance/versions/{version.pk}/word/",
    ):
        assert reader.get(address).status_code == expected, address
    listed = reader.get("/api/v1/assurance/reports/")
    assert listed.status_code == (403 if expected == 403 else 200)
    if expected != 403:
        assert [row["id"] for row in listed.json()["reports"]] == (
            [version.report_id] if expected == 200 else []
        )


def test_the_api_refuses_in_a_sentence_what_is_not_there(people, client):
    planned(people)
    version = submitted(people)
    reader = signed_in(client, people.lead)
    for kind, code in (("pdf", "not_made"), ("xlsx", "unknown_kind")):
        answer = reader.get(f"/api/v1/assurance/versions/{version.pk}/download/{kind}/")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, code)


def test_the_region_reads_no_version_over_the_api_that_was_not_submitted(people, client):
    from tests.factories.reports import signing

    planned(people)
    signing(people, "sro_approval")
    version = submitted(people)
    region = signed_in(client, people.commissioner)
    assert region.get("/api/v1/assurance/reports/").json() == {"reports": []}
    assert region.get(f"/api/v1/assurance/versions/{version.pk}/figures/").status_code == 404
    assert region.get(f"/assurance/versions/{version.pk}/word/").status_code == 404


def long_quarter(people, count: int = 60):
    """Sixty initiatives with two milestones each, fifteen risks, fifteen bodies, all boxes full."""
    plan = full_plan(people)
    for number in range(count - 2):
        level = ("L1", "L2", "L3")[number % 3]
        row = initiative_at(
            plan,
            people.lead,
            "live" if number % 2 else "planned",
            title=f"Initiative number {number} with a title as long as titles are",
            level=level,
            essentials=(f"{level}-E0{number % 5 + 1}",),
        )
        for step in range(2):
            facts = MilestoneFacts(today().replace(month=8 + step, day=1 + number % 28))
            plans.add_milestone(initiative=row, title=f"Step {step} of {number}", facts=facts, by=people.lead)
    for number in range(15):
        actions_registers.add_risk(plan=plan, content=risk_content(title=f"Risk {number}"), by=people.lead)
        who = stakeholder_content(name=f"Body {number}", approach="Reads every draft and comes to the board")
        actions_registers.add_stakeholder(plan=plan, content=who, by=people.lead)
    words = {
        box: "\n".join(["A sentence of words that somebody wrote. " * 7] * 5)[:1500]
        for box in sections_boxes()
    }
    return submitted(people, words=words)


def sections_boxes() -> list[str]:
    from action_plans.assurance.statuses import NarrativeBox

    return [box.value for box in NarrativeBox]


def test_a_very_long_quarter_keeps_its_body_short_and_loses_nothing(people):
    version = actions.render_report(version_id=long_quarter(people).pk)
    pages = pdf_pages(version)
    first_annex = next(
        n for n, page in enumerate(pages) if "Annex A: the 22 essentials" in page and "Contents" not in page
    )
    body = first_annex - 3  # cover, summary and contents
    assert 6 <= body <= LONGEST_BODY
    text = flat(" ".join(pages[first_annex:]))
    for row in queries.content_of(version).initiatives:
        assert flat(row.reference) in text
    for row in queries.content_of(version).risks:
        assert row.reference in text
    parted = [
        number
        for number, page in enumerate(pages, start=1)
        if page.strip().splitlines()[-2] in captions(version)
    ]
    assert parted == []


def captions(version) -> set[str]:
    content = queries.content_of(version)
    return {table.caption for table in tables_of((*sections.body(content), *annexes.annexes(content)))}


def test_an_almost_empty_quarter_is_a_whole_report(people):
    from tests.factories.plans import plan_for

    plan_for(people)
    version = actions.render_report(version_id=submitted(people, words={}, asks="").pk)
    text = " ".join(" ".join(pdf_pages(version)).split())
    for sentence in (
        "No workforce figures of this system are published",
        "The plan has no initiative yet.",
        "No milestone was due, moved or added in this quarter.",
        "No allocation is entered for this year. That is not available, not £0.",
        "No open risk is written down.",
        "The plan’s list of stakeholders is empty.",
        "Nothing was written beside the summary.",
        "Nothing is asked of the region this quarter.",
        "0 of 22",
    ):
        assert sentence in text
    assert word_text(version).count("Nothing is asked of the region this quarter.") == 2
    with zipfile.ZipFile(io.BytesIO(pack.pack_of(version))) as read:
        assert sorted(read.namelist()) == [
            "checklist.csv",
            "essentials.csv",
            "levels.csv",
            "manifest.json",
            "report.json",
        ]


def test_one_stage_in_one_small_place_is_under_the_rule_and_no_sum_gives_it_back(people):
    """Class iii: the number stands in no way out, not even in the frozen text."""
    full_plan(people)
    network = organisations_within(people.system, today(), OrganisationKind.NETWORK).first()
    for reached, title in ((5, "Few"), (43, "More")):
        row = initiative_at(
            Plan.objects.get(), people.lead, "live", title=title, area=network.code, career_stages=("CS-W5",)
        )
        plans.write_update(
            initiative=row,
            text="Now.",
            people_reached=reached,
            rag="green",
            rag_reason="On plan.",
            by=people.lead,
        )
    content = queries.content_of(submitted(people))
    shown = {row.title: (row.people_reached, row.people_text) for row in content.initiatives}
    assert (shown["Few"], shown["More"]) == ((None, "*"), (45, ""))
    assert content.people_reached == 12 + 45
    assert {row.people_reached for row in content.coverage if row.code == "L1-E03"} == {12 + 45}
    assert content.suppression == RULE_VERSION
    assert RULE_VERSION in " ".join(block.text for block in tables_text(content))
    assert '"people_reached":5,' not in canonical(content)
    assert '"people_reached":43' not in canonical(content)


def tables_text(content) -> list[Paragraph]:
    return [block for part in sections.body(content) for block in part.blocks if isinstance(block, Paragraph)]


def test_kinds_of_download_are_the_three_of_the_design():
    assert list(downloads.KINDS) == ["pdf", "word", "pack"]


def test_money_is_exact_for_machines(people):
    full_plan(people)
    table = annexes.money_table(queries.content_of(submitted(people)))
    assert [pack.value_of(cell) for cell in table.rows[-1]][:3] == [
        "All lines",
        Decimal("1000.00"),
        Decimal("400.00"),
    ]
