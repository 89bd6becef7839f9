"""The pages of reports: from draft to download, and checking what was downloaded."""

import io
import json
import re

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from action_plans.assurance import actions, queries, tasks
from action_plans.assurance.models import Report, ReportVersion
from retention_portal.accounts.roles import Role
from retention_portal.core.models import Job
from tests.factories.people import person_with, signed_in
from tests.factories.plans import organisation, team
from tests.factories.reports import QUARTER, drafted, planned, signing, submitted


@pytest.fixture(autouse=True)
def october(settings, tmp_path):
    settings.PORTAL_TODAY = "2026-10-12"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def people(db):
    made = team()
    planned(made)
    return made


WORDS = {
    "rag": "amber",
    "rag_reason": "The pool is late.",
    "narrative": "On plan for newly qualified GPs.",
    "asks": "Agree £60,000\nSend a speaker",
    "edit_version": "1",
    "went_well": "Twelve joined.",
}


def text(answer) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def run_worker() -> None:
    """What the worker does with the one job that waits."""
    tasks.render_report(Job.objects.get(kind=actions.RENDER, state="waiting").pk)


def test_from_draft_to_verified_download(people, client):
    lead = signed_in(client, people.lead)
    assert "Draft the report for 2026/27 quarter 2" in text(lead.get("/assurance/"))
    answer = lead.post("/assurance/draft/", {"system": "QHM", "quarter": QUARTER})
    report = Report.objects.get()
    assert answer["Location"] == f"/assurance/{report.pk}/words/"
    assert lead.post(answer["Location"], WORDS)["Location"] == f"/assurance/{report.pk}/"
    preview = text(lead.get(f"/assurance/{report.pk}/"))
    assert "Draft of the report for 2026/27 quarter 2" in preview
    assert "1 of 22" in preview
    assert "No signing steps are required" in text(lead.get(f"/assurance/{report.pk}/freeze/"))
    assert ReportVersion.objects.count() == 0
    frozen = lead.post(f"/assurance/{report.pk}/freeze/")
    version = ReportVersion.objects.get()
    assert frozen["Location"] == f"/assurance/versions/{version.pk}/"
    waiting = lead.get(frozen["Location"]).content.decode()
    assert "See how far it is now" in waiting
    assert lead.get(f"/assurance/versions/{version.pk}/pdf/").status_code == 302
    run_worker()
    assert "Download the PDF" in text(lead.get(frozen["Location"]))

    region = signed_in(client, people.commissioner)
    assert "1 of 4 systems have submitted" in text(region.get("/assurance/"))
    download = region.get(f"/assurance/versions/{version.pk}/pdf/")
    assert (download.status_code, download["Content-Type"]) == (200, "application/pdf")
    assert download["Cache-Control"] == "no-store"
    assert download["Content-Disposition"] == (
        'attachment; filename="GP-retention-assurance-QHM-2026-27-Q2-version-1.pdf"'
    )
    client.logout()
    page = text(client.get(f"/assurance/verify/{version.code}/"))
    assert "This code belongs to the latest version of a report" in page
    version.refresh_from_db()
    for words in ("2026/27 quarter 2", "QHM", version.pdf_sha256, "12 October 2026"):
        assert words in page
    sent = client.post("/assurance/verify/", {"file": SimpleUploadedFile("r.pdf", download.content)})
    assert "This file is the report, unchanged" in text(sent)


def altered(content: bytes) -> bytes:
    """The PDF after somebody changed its title in an editor."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.docinfo["/Title"] = "Another title"
        saved = io.BytesIO()
        pdf.save(saved)
    return saved.getvalue()


def test_the_four_answers_of_verify(people, client, tmp_path):
    version = actions.render_report(version_id=submitted(people).pk)
    content = queries.pdf_of(version)
    files = {"authentic": content, "altered": altered(content), "unknown": b"%PDF-1.7 nothing of ours"}
    files["altered by one byte"] = content[:-1] + b"x"

    def command(name: str) -> str:
        path = tmp_path / "file.pdf"
        path.write_bytes(files[name])
        out = io.StringIO()
        call_command("verify_report", str(path), "--json", stdout=out)
        return json.loads(out.getvalue().splitlines()[-1])["state"]

    assert {name: command(name) for name in files} == {
        "authentic": "authentic",
        "altered": "altered",
        "unknown": "unknown",
        "altered by one byte": "altered",
    }
    heading = {
        "authentic": "This file is the report, unchanged",
        "altered": "This file was changed after it was made",
        "unknown": "This file is not a report of this portal",
    }
    for name, words in heading.items():
        answer = client.post("/assurance/verify/", {"file": SimpleUploadedFile("r.pdf", files[name])})
        assert words in text(answer)
    actions.correct_report(report=version.report, reason="Too kind.", by=people.lead)
    submitted(people, rag="red")
    assert command("authentic") == "superseded"
    assert "superseded by a later version" in text(client.get(f"/assurance/verify/{version.code}/"))


@pytest.mark.parametrize("code", ["7K4M-9QXR-HT3W-CD6F", "nothing", "'", "%F0%9F%92%A9", "x" * 300])
def test_an_unknown_code_is_a_sentence(db, client, code: str):
    answer = client.get(f"/assurance/verify/{code}/")
    assert answer.status_code == 404
    assert "No report has this code" in text(answer)


def test_verify_needs_something_to_verify(db, client):
    assert "Enter the code, or choose the PDF" in text(client.post("/assurance/verify/", {}))


def test_nobody_checks_files_without_end(db, client):
    for _ in range(30):
        sent = {"file": SimpleUploadedFile("r.pdf", b"%PDF-1.7 nothing of ours")}
        assert client.post("/assurance/verify/", sent).status_code == 200
    answer = client.post("/assurance/verify/", {"file": SimpleUploadedFile("r.pdf", b"%PDF-1.7 nothing")})
    assert answer.status_code == 429
    assert "That is too many files in one hour: the most is 30." in text(answer)
    assert int(answer["Retry-After"]) > 0
    assert "No report has this code" in text(
        client.post("/assurance/verify/", {"code": "7K4M-9QXR-HT3W-CD6F"})
    )


def test_a_version_that_waits_for_signatures_is_unknown_to_the_public_and_hidden_from_the_region(
    people, client
):
    signing(people, "sro_approval")
    version = submitted(people)
    assert "No report has this code" in text(client.get(f"/assurance/verify/{version.code}/"))
    assert signed_in(client, people.commissioner).get(f"/assurance/versions/{version.pk}/").status_code == 404
    sro = signed_in(client, people.member(Role.SRO))
    page = f"/assurance/{version.report_id}/sign/"
    assert "Say why" in text(sro.post(page, {"decision": "back"}))
    assert sro.post(page, {"decision": "sign", "comment": "Read."}).status_code == 302
    assert signed_in(client, people.commissioner).get(f"/assurance/versions/{version.pk}/").status_code == 200


READERS = [
    ("nobody", None, None, 302),
    ("lead", Role.SYSTEM_LEAD, "QHM", 200),
    ("clinical lead", Role.CLINICAL_LEAD, "QHM", 200),
    ("finance lead", Role.FINANCE_LEAD, "QHM", 200),
    ("sro", Role.SRO, "QHM", 200),
    ("contributor", Role.CONTRIBUTOR, "QHM", 200),
    ("region", Role.COMMISSIONER, "Y63", 200),
    ("other region", Role.COMMISSIONER, "Y56", 404),
    ("other system", Role.SYSTEM_LEAD, "QF7", 404),
    ("coordinator", Role.COORDINATOR, "QHM", 403),
    ("administrator", Role.ADMINISTRATOR, None, 403),
]


@pytest.mark.parametrize(
    ("role", "place", "expected"), [row[1:] for row in READERS], ids=[row[0] for row in READERS]
)
def test_who_may_download(people, client, role: Role | None, place: str | None, expected: int):
    version = actions.render_report(version_id=submitted(people).pk)
    if role:
        signed_in(client, person_with(role, organisation(place) if place else None))
    for path in (
        f"/assurance/versions/{version.pk}/pdf/",
        f"/assurance/versions/{version.pk}/",
        f"/assurance/{version.report_id}/",
    ):
        answer = client.get(path)
        assert answer.status_code == expected, path
        if expected == 302:
            assert answer["Location"].startswith("/accounts/login/")


def test_the_region_sees_no_draft_and_not_that_there_is_one(people, client):
    report = drafted(people)
    region = signed_in(client, people.commissioner)
    assert region.get(f"/assurance/{report.pk}/").status_code == 404
    assert "0 of 4 systems have submitted" in text(region.get("/assurance/"))
    assert f"/assurance/{report.pk}/" not in region.get("/assurance/").content.decode()


@pytest.mark.parametrize("step", ["words", "freeze", "correct", "respond", "sign"])
def test_who_may_not_act_reads_why(people, client, step: str):
    report = submitted(people).report
    reader = signed_in(client, people.member(Role.CONTRIBUTOR))
    answer = reader.get(f"/assurance/{report.pk}/{step}/")
    assert answer.status_code == 403
    assert "Only the" in text(answer) or "Nothing waits" in text(answer)


def test_the_region_answers_and_the_system_reads_it_and_corrects(people, client):
    version = submitted(people)
    page = f"/assurance/{version.report_id}/"
    region = signed_in(client, people.commissioner)
    assert "Say what you ask" in text(region.post(f"{page}respond/", {"response": "queries"}))
    assert (
        region.post(f"{page}respond/", {"response": "queries", "comment": "Which practices?"}).status_code
        == 302
    )
    lead = signed_in(client, people.lead)
    assert "Which practices?" in text(lead.get(page))
    assert lead.post(f"{page}correct/", {"reason": "Names of practices."}).status_code == 302
    words = WORDS | {"edit_version": "2", "narrative": "In fourteen practices."}
    assert lead.post(f"{page}words/", words).status_code == 302
    assert lead.post(f"{page}freeze/").status_code == 302
    second = ReportVersion.objects.get(number=2)
    shown = text(lead.get(f"/assurance/versions/{second.pk}/"))
    assert "Compared with version 1" in shown
    assert "Why it was corrected: Names of practices." in shown
    region = signed_in(client, people.commissioner)
    region.post(f"{page}respond/", {"response": "accepted"})
    region.post(f"{page}close/")
    assert Report.objects.get().status == "closed"


def test_an_incomplete_draft_says_what_is_missing_on_the_page(people, client):
    report = actions.draft_report(system=people.system, quarter=QUARTER, by=people.lead)
    answer = signed_in(client, people.lead).post(f"/assurance/{report.pk}/freeze/")
    assert answer.status_code == 200
    assert "needs an overall rating" in text(answer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"system": "QF7", "quarter": QUARTER},
        {"system": "x", "quarter": QUARTER},
        {"system": "QHM", "quarter": "'"},
        {},
    ],
)
def test_drafting_nonsense_is_answered_in_a_sentence(people, client, wrong: dict):
    answer = signed_in(client, people.lead).post("/assurance/draft/", wrong)
    assert answer.status_code in (302, 403)
    assert Report.objects.count() == 0


def test_commands_from_draft_to_verified(people, tmp_path):
    def command(*words: str) -> dict:
        out = io.StringIO()
        call_command(*words, "--json", stdout=out)
        return json.loads(out.getvalue().splitlines()[-1])

    report = command("draft_report", "qhm", QUARTER.lower())
    assert report["status"] == "draft"
    path = str(tmp_path / "draft.pdf")
    copy = command("render_report", str(report["report"]), "--out", path)
    assert (copy["draft"], copy["version"]) == (True, 1)
    assert command("render_report", f"QHM/{QUARTER}", "--out", path)["code"] == copy["code"]
    checked = command("verify_report", path)
    assert (checked["state"], checked["draft"]) == ("authentic", True)
    drafted(people, narrative="Other words.")
    later = command("render_report", str(report["report"]), "--out", str(tmp_path / "later.pdf"))
    assert later["version"] == 2
    assert command("verify_report", path)["state"] == "superseded"
    actions.freeze_report(report=Report.objects.get(), by=people.lead)
    final = command("render_report", str(report["report"]), "--out", path, "--as", people.lead.email)
    assert (final["draft"], command("verify_report", path)["state"]) == (False, "authentic")
    assert command("verify_report", str(tmp_path / "later.pdf"))["state"] == "superseded"


@pytest.mark.parametrize(
    "words",
    [
        ("draft_report", "XXX", QUARTER),
        ("draft_report", "Y63", QUARTER),
        ("draft_report", "QHM", "2026-27-Q9"),
        ("draft_report", "QHM", QUARTER, "--as", "nobody@example.org"),
        ("render_report", "999999", "--out", "/nowhere/at/all.pdf"),
        ("render_report", "QHM/2026-27-Q1", "--out", "x.pdf"),
        ("render_report", "9" * 40, "--out", "x.pdf"),
        ("verify_report", "/nowhere/at/all.pdf"),
    ],
)
def test_commands_refuse_in_a_sentence_with_exit_code_1(people, words: tuple[str, ...]):
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command(*words, "--json", stdout=out)
    assert refused.value.returncode == 1
    assert json.loads(out.getvalue().splitlines()[-1])["error"]["message"] == str(refused.value)


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_asks_the_same_number_of_questions_for_any_number_of_reports(
    people, client, django_assert_num_queries, count: int
):
    for quarter in ("2026-27-Q1", "2026-27-Q2", "2026-27-Q3")[:count]:
        submitted(people, quarter)
    region = signed_in(client, people.commissioner)
    region.get("/assurance/")
    with django_assert_num_queries(6):
        region.get("/assurance/")
