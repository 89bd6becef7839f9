"""The main job in full: a published file, a profile, a gap, an initiative with money, a signed quarter, the region's
answer, a second version, and proof that a paper is the one that was frozen.
"""

import io
import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import docx
import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from retention_portal.local.place import ROOT
from tests.journeys.portal import Portal

pytestmark = [pytest.mark.xdist_group("portal"), pytest.mark.timeout(600)]

FILE = ROOT / "tests/data/workforce/1 General Practice – September 2024 Practice Level - Detailed.csv"
PICTURE = ROOT / "docs/pictures/plan.png"
INITIATIVE = "Active signposting in every practice of one network"
NARRATIVE = "The plan is under way, and a new initiative has a lead and its money."
UPDATE = "The first six practices send people to the right place."
QUESTION = "Which six practices are they?"
PATIENTS_PER_GP = "2,503"


def test_the_main_job(page: Page, portal: Portal, tmp_path: Path) -> None:
    as_(page, "Demo NHS England region", allocate_money)
    as_(page, "Demo administrator", require_two_signatures)
    as_(page, "Demo system lead", plan_and_freeze, tmp_path)
    as_(page, "Demo clinical lead", sign)
    as_(page, "Demo senior responsible owner", sign)
    as_(page, "Demo NHS England region", ask_back)
    as_(page, "Demo system lead", answer_and_correct)
    as_(page, "Demo clinical lead", sign)
    as_(page, "Demo senior responsible owner", sign)
    as_(page, "Demo NHS England region", read_everything_and_accept, portal, tmp_path)


def as_(page: Page, account: str, do: object, *more: object) -> None:
    """One click on the home page of the demonstration, the work, and out again."""
    page.context.clear_cookies()
    page.goto("/")
    page.get_by_role("button", name=account, exact=True).click()
    out = page.get_by_role("link", name="Sign out").or_(page.get_by_role("button", name="Sign out"))
    expect(out).to_be_visible()
    do(page, *more)  # type: ignore[operator]


def press(page: Page, name: str) -> None:
    """The button or link of this name in the page's own part."""
    main = page.locator("main")
    main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()


def choose(page: Page, field: str, part: str) -> None:
    """The choice of a select whose words hold `part`."""
    option = page.locator(f"select[name={field}] option", has_text=part).first
    page.locator(f"select[name={field}]").select_option(option.get_attribute("value"))


def allocate_money(page: Page) -> None:
    page.goto("/funding/allocations/new/")
    choose(page, "system", "(QHM)")
    choose(page, "programme", "Local GP Retention Fund")
    page.locator("[name=amount]").fill("420000")
    page.locator("[name=reason]").fill("Letter of this month")
    press(page, "Enter the allocation")
    expect(page.locator("main")).to_contain_text("£420,000")


def require_two_signatures(page: Page) -> None:
    page.goto("/assurance/signing/QHM/")
    page.get_by_label("The clinical lead reviews it").check()
    page.get_by_label("The senior responsible owner approves it").check()
    press(page, "Save")
    expect(page.locator("main")).to_contain_text("The clinical lead reviews it; The senior responsible owner")


def plan_and_freeze(page: Page, tmp_path: Path) -> None:
    import_the_file(page)
    read_the_profile(page)
    start_from_a_gap(page)
    commit_and_report(page)
    keep_picture(page, tmp_path)
    freeze_the_quarter(page)


def import_the_file(page: Page) -> None:
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Workforce").click()
    page.goto("/workforce/imports/new/")
    page.get_by_label("Workforce file").set_input_files(FILE)
    press(page, "Send and check")
    page.get_by_role("link", name="See what was found").click(timeout=60_000)
    expect(page.get_by_role("heading", name="September 2024, 5 practices: ready to publish")).to_be_visible()
    expect(page.get_by_text("Nothing has been saved yet.")).to_be_visible()
    press(page, "Publish September 2024")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name="September 2024: published")).to_be_visible(timeout=60_000)


def read_the_profile(page: Page) -> None:
    page.goto("/workforce/QHM/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{PATIENTS_PER_GP} patients")
    expect(page.get_by_text("5 practices in this extract").first).to_be_visible()


def to_the_plan(page: Page) -> None:
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Plan").click()
    page.locator("main").get_by_role("link", name="2026/27").first.click()


def start_from_a_gap(page: Page) -> None:
    to_the_plan(page)
    page.locator("main").get_by_role("link", name="Start an initiative").first.click()
    page.get_by_label("Title", exact=True).fill(INITIATIVE)
    page.locator("[name=summary]").fill(
        "Receptionists send people to the right place, so that GPs see who needs one."
    )
    page.locator("[name=lead_name]").fill("Network manager")
    if not page.locator("[name=essentials]:checked").count():
        page.locator("[name=essentials]").first.check()
    press(page, "Put it in the plan")
    expect(page.get_by_role("heading", level=1, name=INITIATIVE)).to_be_visible()


def commit_and_report(page: Page) -> None:
    press(page, "Commit money")
    choose(page, "line", "Local GP Retention Fund")
    page.locator("[name=amount]").fill("60000")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("£60,000")
    press(page, "Write an update")
    page.locator("[name=text]").fill(UPDATE)
    page.locator("[name=people_reached]").fill("24")
    page.get_by_label("Green").check()
    page.locator("[name=rag_reason]").fill("It began in time.")
    page.locator("main form button").first.click()
    expect(page.get_by_text(UPDATE).first).to_be_visible()


def keep_picture(page: Page, tmp_path: Path) -> None:
    """The picture of the README; UPDATE_PICTURES=1 puts it there."""
    to_the_plan(page)
    expect(page.get_by_role("link", name=INITIATIVE).first).to_be_visible()
    made = tmp_path / "plan.png"
    page.screenshot(path=made)
    if os.environ.get("UPDATE_PICTURES") == "1":
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made, PICTURE)


def to_the_newest_report(page: Page) -> None:
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Assurance").click()
    page.locator("main .app-rows").get_by_role("link").first.click()


def freeze_the_quarter(page: Page) -> None:
    to_the_newest_report(page)
    press(page, "Write or change the words")
    press(page, "Bring in updates written since")
    expect(page.locator("[name=went_well]")).to_have_value(holding(UPDATE))
    page.get_by_label("Amber").check()
    page.locator("[name=rag_reason]").fill("One initiative is new; the hospital sessions are late.")
    page.locator("[name=narrative]").fill(NARRATIVE)
    press(page, "Save and preview")
    for words in (NARRATIVE, INITIATIVE, PATIENTS_PER_GP, "5 practices in this extract", "£60,000"):
        expect(page.locator("main")).to_contain_text(words)
    press(page, "Freeze and submit")
    expect(page.locator("main")).to_contain_text("It then waits to be signed")
    press(page, "Freeze it")
    expect(page.get_by_text("The PDF is made when the last required step is signed.")).to_be_visible()


def holding(part: str) -> re.Pattern[str]:
    """A box that holds `part` among other words."""
    return re.compile(re.escape(part))


def sign(page: Page) -> None:
    to_the_newest_report(page)
    press(page, "Sign, or send back")
    page.get_by_label("Sign this step").check()
    page.locator("[name=comment]").fill("Read.")
    press(page, "Record it")
    expect(page.get_by_text("Recorded.")).to_be_visible()


def ask_back(page: Page) -> None:
    to_the_newest_report(page)
    press(page, "Answer this report")
    page.get_by_label("The region has queries", exact=True).check()
    page.locator("[name=comment]").fill(QUESTION)
    press(page, "Send the answer")
    expect(page.get_by_text(QUESTION).first).to_be_visible()


def answer_and_correct(page: Page) -> None:
    to_the_newest_report(page)
    expect(page.get_by_text(QUESTION).first).to_be_visible()
    press(page, "Write about this report")
    page.locator("[name=text]").fill("The six of the coastal network; we name them in version 2.")
    press(page, "Send the message")
    press(page, "Correct this report")
    page.locator("[name=reason]").fill("The practices are named.")
    press(page, "Open it for a correction")
    press(page, "Write or change the words")
    page.locator("[name=narrative]").fill(f"{NARRATIVE} It began in the coastal network.")
    press(page, "Save and preview")
    press(page, "Freeze and submit")
    press(page, "Freeze it")
    expect(page.get_by_text("Why it was corrected:").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("It began in the coastal network.")


def read_everything_and_accept(page: Page, portal: Portal, tmp_path: Path) -> None:
    to_the_newest_report(page)
    expect(page.get_by_text("The six of the coastal network").first).to_be_visible()
    page.locator("main").get_by_role("link", name="Version 2").click()
    expect(page.get_by_role("link", name="Download the PDF").first).to_be_visible(timeout=90_000)
    files = {name: download(page, name) for name in ("Download the PDF", "Download as Word", "CSV pack")}
    same_figures(files)
    verify(page, files["Download the PDF"], portal, tmp_path)
    to_the_newest_report(page)
    press(page, "Answer this report")
    page.get_by_label("Accepted by the region", exact=True).check()
    page.get_by_label("Reasonable assurance").check()
    press(page, "Send the answer")
    expect(page.locator("main")).to_contain_text("Accepted by the region, reasonable assurance")


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as downloading:
        page.get_by_role("link", name=name).first.click()
    return Path(downloading.value.path()).read_bytes()


def same_figures(files: dict[str, bytes]) -> None:
    """What was typed on the way, and the profile's figure, stand in all three."""
    with pdfplumber.open(io.BytesIO(files["Download the PDF"])) as document:
        paper = " ".join(" ".join(page.extract_text() or "" for page in document.pages).split())
    read = docx.Document(io.BytesIO(files["Download as Word"]))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    written = " ".join([*(paragraph.text for paragraph in read.paragraphs), *cells])
    for words in (INITIATIVE, PATIENTS_PER_GP, "£60,000", "£420,000", "coastal network", UPDATE):
        assert words in paper, words
        assert words in written, words
    with zipfile.ZipFile(io.BytesIO(files["CSV pack"])) as pack:
        manifest = json.loads(pack.read("manifest.json"))
        assert {each["name"] for each in manifest["files"]} == {*pack.namelist()} - {"manifest.json"}
        assert INITIATIVE in pack.read("initiatives.csv").decode("utf-8-sig")
        assert "60000.00" in pack.read("initiatives.csv").decode("utf-8-sig")


def verify(page: Page, pdf: bytes, portal: Portal, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    assert '"state": "authentic"' in portal.command("verify_report", str(file), "--json")
    page.goto("/assurance/verify/")
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Check it")
    expect(page.get_by_role("heading", level=1, name="This file is the report, unchanged")).to_be_visible()
    file.write_bytes(pdf.replace(b"%%EOF", b"%%EOF "))
    assert '"state": "altered"' in portal.command("verify_report", str(file), "--json")
    page.goto("/")
