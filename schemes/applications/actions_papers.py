"""Papers: kept by what is in them, after size, kind and scanner have been asked; taken away again."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from retention_portal.accounts.models import Person
from retention_portal.core import audit, scanner
from retention_portal.core.dates import now
from retention_portal.core.refusals import BadInput, Refused
from schemes.applications import papers, permissions, queries, rules
from schemes.applications.actions_draft import question_or_refuse, touched
from schemes.applications.actions_move import locked
from schemes.applications.models import Application, Evidence
from schemes.catalogue.form_layout import Question


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: its name for people, its content, and what it was found to be."""

    name: str
    content: bytes
    sha256: str
    content_type: str
    ending: str
    scan: str


def check_file(file: Any) -> Checked:
    """A file looked at before it is kept. Raises BadInput when it is empty, too large, of another kind, or harmful."""
    rules.check_size(file.size)
    content_type, ending = papers.kind(file)
    scan = scanner.scan(file)
    file.seek(0)
    content = file.read()
    name = rules.safe_name(file.name or "")
    return Checked(name, content, sha256(content).hexdigest(), content_type, ending, scan.value)


def stored(checked: Checked) -> dict[str, Any]:
    """The columns of a paper with this content, which is written to the store under a name that tells nothing."""
    name = f"evidence/{uuid4().hex}.{checked.ending}"
    return {
        "name": checked.name,
        "file": default_storage.save(name, ContentFile(checked.content)),
        "size": len(checked.content),
        "sha256": checked.sha256,
        "content_type": checked.content_type,
        "scan": checked.scan,
    }


@transaction.atomic
def add_paper(*, application: Application, key: str, file: Any, by: Person) -> Evidence:
    """Keep a paper for a file question. The same paper twice is one.

    Raises BadInput for a file that is empty, too large, of another kind than its name says, or harmful; Refused
    when papers are not taken now, or there are twenty already.
    """
    application = locked(application)
    permissions.check_can_add_paper(by, application)
    question = _file_question(application, key)
    checked = check_file(file)
    rows = queries.papers_of(application)
    for row in rows:
        if (row.question, row.sha256) == (key, checked.sha256):
            return row
    if len(rows) >= rules.MOST_EVIDENCE:
        raise Refused(f"There are {rules.MOST_EVIDENCE} papers already. Take one away first.")
    paper = Evidence.objects.create(
        application=application,
        question=key,
        health=question.health,
        uploaded_by=by,
        **stored(checked),
    )
    touched(application)
    audit.record(
        by=by, verb="applications.paper_added", obj=paper, fields=[key], organisation=application.owner
    )
    return paper


def _file_question(application: Application, key: str) -> Question:
    question = question_or_refuse(application, key)
    if question.kind != "file":
        raise BadInput("This question is not answered with a paper.", code="not_asked")
    return question


@transaction.atomic
def remove_paper(*, paper: Evidence, by: Person) -> None:
    """Take a paper away, its file with it; the row stays without name and content. Not once it was sent."""
    application = locked(paper.application)
    permissions.check_can_add_paper(by, application)
    if paper.was_sent(application):
        raise Refused(
            "This paper was sent already. Add another, and say in the thread what was wrong with it."
        )
    if take_away(paper):
        touched(application)
        audit.record(by=by, verb="applications.paper_removed", obj=paper, organisation=application.owner)


def take_away(paper: Evidence) -> bool:
    """Empty a paper's row and throw its file away when the caller's transaction is kept; False when it is gone."""
    name, rows = paper.file.name or "", Evidence.objects.filter(pk=paper.pk, removed_at=None)
    if not rows.update(removed_at=now(), file="", name=""):
        return False
    papers.forget_file(name)
    return True


@transaction.atomic
def read_paper(*, paper: Evidence, by: Person) -> bytes:
    """The content of a paper for somebody who may read it at this moment; reading is audited."""
    permissions.check_can_read_paper(by, paper)
    audit.record(by=by, verb="applications.paper_read", obj=paper, organisation=paper.application.owner)
    with default_storage.open(paper.file.name or "") as stored:
        content: bytes = stored.read()
    return content
