"""The main job, thinly but for real: a published file, a profile, a plan, a frozen quarter, a PDF, the region."""

import io
import os
import shutil
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from retention_portal.local.place import ROOT
from tests.journeys.portal import Portal

pytestmark = pytest.mark.xdist_group("portal")

FILE = ROOT / "tests/data/workforce/1 General Practice – September 2024 Practice Level - Detailed.csv"
PICTURE = ROOT / "docs/pictures/plan.png"
INITIATIVE = "Active signposting in every practice of one network"


def sign_in(page: Page, account: str) -> None:
    """One click on the home page of the demonstration."""
    page.goto("/")
    page.get_by_role("button", name=account, exact=True).click()
    expect(
        page.get_by_role("link", name="Sign out").or_(page.get_by_role("button", name="Sign out"))
    ).to_be_visible()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_from_a_published_file_to_a_verified_report(page: Page, portal: Portal, tmp_path: Path) -> None:
    sign_in(page, "Demo system lead")
    import_the_file(page)
    read_the_profile(page)
    put_one_initiative_in_the_plan(page, tmp_path)
    freeze_the_quarter(page)
    sign_out(page)
    sign_in(page, "Demo NHS England region")
    pdf = download_the_report(page)
    verify_the_report(page, pdf, portal, tmp_path)


def import_the_file(page: Page) -> None:
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Workforce").click()
    page.goto("/workforce/imports/new/")
    page.get_by_label("Workforce file").set_input_files(FILE)
    page.get_by_role("button", name="Send and check").click()
    page.get_by_role("link", name="See what was found").click(timeout=30_000)
    expect(page.get_by_role("heading", name="September 2024, 14 practices: ready to publish")).to_be_visible()
    expect(page.get_by_text("Nothing has been saved yet.")).to_be_visible()
    page.get_by_role("link", name="Publish September 2024").or_(
        page.get_by_role("button", name="Publish September 2024")
    ).first.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name="September 2024: published")).to_be_visible()


def read_the_profile(page: Page) -> None:
    page.goto("/workforce/QHM/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "2,503 patients for each full-time fully qualified GP in September 2024"
    )
    expect(page.get_by_text("5 practices in this extract.").first).to_be_visible()


def put_one_initiative_in_the_plan(page: Page, tmp_path: Path) -> None:
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Plan").click()
    page.locator("main").get_by_role("link", name="2026/27").first.click()
    page.get_by_role("link", name="Start an initiative").first.click()
    page.get_by_label("Title", exact=True).fill(INITIATIVE)
    page.get_by_label("Summary").fill(
        "Receptionists send people to the right place, so that GPs see who needs a GP."
    )
    page.get_by_label("Lead", exact=True).fill("Network manager")
    page.get_by_role("button", name="Put it in the plan").click()
    expect(page.get_by_role("heading", level=1, name=INITIATIVE)).to_be_visible()
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Plan").click()
    page.locator("main").get_by_role("link", name="2026/27").first.click()
    expect(page.get_by_role("link", name=INITIATIVE).first).to_be_visible()
    keep_picture(page, tmp_path)


def keep_picture(page: Page, tmp_path: Path) -> None:
    """The picture of the README; UPDATE_PICTURES=1 puts it there."""
    made = tmp_path / "plan.png"
    page.screenshot(path=made)
    if os.environ.get("UPDATE_PICTURES") == "1":
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made, PICTURE)


def freeze_the_quarter(page: Page) -> None:
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Assurance").click()
    page.get_by_role("button", name="Draft the report for").first.click()
    page.get_by_label("Amber").check()
    page.locator("[name=rag_reason]").fill("One initiative is planned; nothing is live yet.")
    page.locator("[name=narrative]").fill("The plan is begun, and the first initiative has a lead.")
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_text("The plan is begun, and the first initiative has a lead.").first).to_be_visible()
    page.get_by_role("link", name="Freeze and submit").click()
    page.get_by_role("button", name="Freeze it").click()
    expect(page.get_by_role("link", name="Download the PDF").first).to_be_visible(timeout=60_000)


def download_the_report(page: Page) -> bytes:
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Assurance").click()
    page.locator("main").get_by_role("link", name="2026/27").first.click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download the PDF").first.click()
    return Path(downloading.value.path()).read_bytes()


def verify_the_report(page: Page, pdf: bytes, portal: Portal, tmp_path: Path) -> None:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        text = "\n".join(page.extract_text() or "" for page in document.pages)
    assert INITIATIVE in " ".join(text.split())
    assert "2,503" in text
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    assert '"state": "authentic"' in portal.command("verify_report", str(file), "--json")
    file.write_bytes(pdf.replace(b"%%EOF", b"%%EOF "))
    assert '"state": "altered"' in portal.command("verify_report", str(file), "--json")
