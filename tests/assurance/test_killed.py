"""A worker that dies while it makes a PDF: the next one ends the work, and nothing is there twice.

The whole stack is killed at random moments in `tests/soak/test_kill.py`; here each moment is met on purpose.
"""

import random
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from action_plans.assurance import actions, document, queries, tasks
from action_plans.assurance.models import ReportVersion
from retention_portal.core.models import Email, Job
from tests.factories.plans import team
from tests.factories.reports import planned, submitted

STAGES = ("Reading the frozen report", "Setting the pages", "Keeping the PDF", "Done")


class Killed(BaseException):
    """What no handler catches, as no handler sees a SIGKILL."""


@pytest.fixture(autouse=True)
def october(settings, tmp_path):
    settings.PORTAL_TODAY = "2026-10-12"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def version(db) -> ReportVersion:
    people = team()
    planned(people)
    return submitted(people)


def killed_at(stage: str):
    def progress(**told: object) -> None:
        if told["stage"] == stage:
            raise Killed

    return progress


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def is_whole_and_once(version: ReportVersion, folder: Path) -> None:
    version.refresh_from_db()
    (file,) = files(folder)
    assert file == folder / version.pdf_name
    assert sha256(file.read_bytes()).hexdigest() == version.pdf_sha256
    assert ReportVersion.objects.count() == 1
    assert Job.objects.filter(kind=actions.RENDER).count() == 1
    assert Email.objects.filter(template="assurance/submitted").count() == 1


@pytest.mark.parametrize("stage", STAGES)
def test_a_worker_that_died_at_any_stage_is_followed_by_one_that_ends_it(version, tmp_path, stage: str):
    with pytest.raises(Killed):
        actions.render_report(version_id=version.pk, progress=killed_at(stage))
    tasks.render_report(Job.objects.get(kind=actions.RENDER).pk)
    assert Job.objects.get(kind=actions.RENDER).state == "done"
    is_whole_and_once(version, tmp_path)


def test_a_worker_that_died_many_times_at_random(version, tmp_path):
    chance = random.Random(7)
    for _ in range(4):
        try:
            actions.render_report(version_id=version.pk, progress=killed_at(chance.choice(STAGES[:3])))
        except Killed:
            continue
    tasks.render_report(Job.objects.get(kind=actions.RENDER).pk)
    is_whole_and_once(version, tmp_path)


def test_a_file_that_was_kept_before_its_row_is_taken_up(version, tmp_path):
    made = document.pdf_of(version, document.html_of(version))
    default_storage.save(f"reports/{version.token}.pdf", ContentFile(made))
    actions.render_report(version_id=version.pk)
    is_whole_and_once(version, tmp_path)
    assert queries.pdf_of(ReportVersion.objects.get()) == made


def test_a_half_written_file_is_never_taken_for_the_report(version):
    default_storage.save(f"reports/{version.token}.pdf", ContentFile(b"%PDF-1.7 half"))
    made = actions.render_report(version_id=version.pk)
    assert sha256(queries.pdf_of(made)).hexdigest() == made.pdf_sha256
    assert len(queries.pdf_of(made)) > 10_000
