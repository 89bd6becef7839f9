"""What the runbook tells people to type exists and works."""

import re
import textwrap

import pytest
from django.core.management import get_commands
from django.db import transaction

from retention_portal.core.jobs.actions import enqueue
from retention_portal.core.models import Job, JobState
from retention_portal.local.place import ROOT
from tests.factories.people import give_second_factor
from tests.sweeps.examples import person
from tests.sweeps.visitors import LEAD

pytestmark = pytest.mark.usefixtures("world")

TEXT = (ROOT / "docs/runbook.md").read_text()
SNIPPETS = re.findall(r'manage\.py shell -v 0 -c "\n(.*?)\n"', TEXT, re.DOTALL)


def test_every_command_exists() -> None:
    named = set(re.findall(r"manage\.py (\w+)", TEXT))

    assert len(named) > 5
    assert named - set(get_commands()) == set()


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"`make (\w+)", TEXT)) - targets == set()


def test_every_variable_is_explained() -> None:
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", TEXT))
    explained = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert named - explained == set()


@pytest.mark.parametrize("number", range(len(SNIPPETS)))
def test_every_block_runs(number: int) -> None:
    with transaction.atomic():
        job = enqueue(kind="core.send_email", object_id="0", key="runbook", by=None)
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, failure="No.", finished_at=job.created_at)
        from allauth.mfa.adapter import get_adapter

        factor = give_second_factor(person(LEAD))
        factor.data = {"secret": get_adapter().encrypt("a secret")}
        factor.save()
        exec(textwrap.dedent(SNIPPETS[number]), {})
        factor.refresh_from_db()
        secret = get_adapter().decrypt(factor.data["secret"])
        transaction.set_rollback(True)

    assert secret == "a secret"
    assert len(SNIPPETS) == 4
