"""Macros that the NHS design system lacks: what they promise beyond their looks."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from retention_portal.core.models import Job, JobState
from retention_portal.local import assets


def drawn(source: str, **context: object) -> str:
    return engines["jinja"].env.from_string(source).render(context)


def job(state: JobState, **facts: object) -> Job:
    moment = datetime(2026, 10, 12, 9, tzinfo=UTC)
    finished = moment if state in (JobState.DONE, JobState.FAILED) else None
    return Job(pk=5, state=state, created_at=moment, started_at=moment, finished_at=finished, **facts)


def progress(shown: Job) -> str:
    return drawn(
        '{% from "components/work.jinja" import progress with context %}'
        '{% call progress(job, "/here/", "Report", retry="/again/") %}<a href="/file/">Download</a>{% endcall %}',
        job=shown,
        csrf_input="",
    )


def test_running_job_shows_stage_and_count_and_asks_again():
    html = progress(job(JobState.RUNNING, stage="Reading rows", done=3, total=9000))
    assert 'hx-get="/here/" hx-trigger="every 2s" hx-select="#work-5"' in html
    assert "Report: reading rows" in html
    assert "3 of 9,000 done. Started 12 October 2026, 10am." in html
    assert '<a href="/here/">See how far it is now</a>' in html
    assert "Download" not in html


def test_finished_job_stops_asking_and_shows_the_result():
    html = progress(job(JobState.DONE))
    assert "hx-get" not in html
    assert '<a href="/file/">Download</a>' in html


def test_failed_job_says_why_and_offers_a_retry():
    html = progress(job(JobState.FAILED, failure="The file is empty."))
    assert "hx-get" not in html
    assert "The file is empty." in html
    assert '<form action="/again/" method="post"' in html
    assert "Download" not in html


def test_table_tells_nothing_from_nought():
    html = drawn(
        '{% from "components/table.jinja" import data_table %}'
        '{{ data_table("Practices", [{"text": "Name"}, {"text": "GPs", "numeric": true}],'
        ' [["A", 0], ["B", none], ["C", 1200]], row_headers=true) }}'
    )
    assert re.findall(r"<td[^>]*>(?:<span[^>]*>)?([^<]+)<", html) == ["0", "not available", "1,200"]
    assert 'role="region" aria-labelledby="table-practices" tabindex="0"' in html
    assert 'id="table-practices">Practices</caption>' in html


def test_missing_figure_is_not_nought():
    html = drawn(
        '{% from "components/figure.jinja" import figure %}{{ figure(none, "GPs", basis="not collected") }}'
        '{{ figure(0 | number, "gaps") }}'
    )
    assert re.findall(r"app-figure__value[^>]*>([^<]+)<", html) == ["Not available", "0"]


def test_pages_keep_the_filter():
    html = drawn(
        '{% from "components/lists.jinja" import pagination %}{{ pagination(page, request) }}',
        page=Paginator(range(50), 10).page(2),
        request=RequestFactory().get("/list/?system=QHM&page=2"),
    )
    assert re.findall(r'href="([^"]+)"', html)[0] == "?system=QHM&amp;page=1"
    assert re.findall(r'aria-current="page"', html) == ['aria-current="page"']


def test_refused_button_gives_the_sentence_instead():
    html = drawn(
        '{% from "components/form.jinja" import post_button with context %}'
        '{{ post_button("Sign", "/sign/", refusal="The finance lead signs first.") }}',
        csrf_input="",
    )
    assert "<button" not in html
    assert "The finance lead signs first." in html


def test_built_styles_and_scripts_ask_nobody_else():
    styles = (assets.BUILD / "portal.css").read_text(encoding="utf-8")
    pictures = set(re.findall(r"url\([\"']?(?!data:)([^\"')]+)", styles))
    assert pictures
    assert [name for name in pictures if not (assets.BUILD / name).is_file()] == []
    assert "html{font-family:arial,sans-serif}" in styles
    scripts = [(assets.BUILD / name).read_text(encoding="utf-8") for name in ("portal.js", "htmx.min.js")]
    assert [text for text in scripts if "sourceMappingURL" in text] == []
    assert "initAll();" in scripts[0]


@pytest.mark.parametrize(
    ("made_at", "stale"), [(None, True), (50, True), (150, False)], ids=["none", "older", "newer"]
)
def test_assets_are_built_when_something_is_newer(tmp_path: Path, made_at, stale):
    read, made = tmp_path / "read", tmp_path / "made"
    read.touch()
    os.utime(read, (100, 100))
    if made_at is not None:
        made.touch()
        os.utime(made, (made_at, made_at))
    assert assets.is_stale(made, [read]) is stale
