"""The Jinja engine: which names it answers, what it refuses to print, how it writes values."""

from datetime import UTC, date, datetime
from decimal import Decimal

import jinja2
import pytest
from django.template import TemplateDoesNotExist, engines
from django.template.loader import get_template
from django.test import RequestFactory

from retention_portal.core.nhsuk import figures
from retention_portal.core.nhsuk.environment import address_with


def drawn(source: str, **context: object) -> str:
    return engines["jinja"].env.from_string(source).render(context)


def test_jinja_engine_answers_only_its_own_ending():
    assert engines["jinja"].get_template("frame.jinja").template.name == "frame.jinja"
    with pytest.raises(TemplateDoesNotExist):
        engines["jinja"].get_template("allauth/layouts/base.html")
    assert get_template("allauth/layouts/base.html").backend.name == "django"


@pytest.mark.parametrize(
    "source",
    [
        "{{ figure }}",
        "{{ figure.value.words }}",
        "{{ 'FTE: ' ~ figure }}",
        "{{ figure | number }}",
        "{{ figure | pounds }}",
        "{{ figure | date }}",
        "{{ figure | percent }}",
        "{{ '%s' | format(figure) }}",
    ],
)
def test_a_mistyped_figure_stops_the_page(source):
    with pytest.raises(jinja2.UndefinedError):
        drawn(source)


def test_a_missing_name_may_be_tested():
    assert drawn("{% if figure %}yes{% else %}no{% endif %} {{ figure | default('none') }}") == "no none"
    assert drawn("{{ 'yes' if figure.value is defined else 'no' }}") == "no"


def test_nhs_macros_may_leave_parameters_out():
    page = drawn('{% from "nhsuk/components/tag/macro.jinja" import tag %}{{ tag({"text": "New"}) }}')
    assert page.strip() == '<strong class="nhsuk-tag">\n  New\n</strong>'


def test_html_is_escaped_and_plain_text_is_not():
    assert drawn("{{ name }}", name="<b>") == "&lt;b&gt;"
    environment = engines["jinja"].env
    assert [
        environment.autoescape(name) for name in ("a.jinja", "mail.html.jinja", "mail.txt.jinja", None)
    ] == [*(True, True, False, True)]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (figures.date_words(date(2026, 10, 12)), "12 October 2026"),
        (figures.moment_words(datetime(2026, 7, 1, 8, 5, tzinfo=UTC)), "1 July 2026, 9:05am"),
        (figures.pounds(Decimal("12000")), "£12,000"),
        (figures.pounds(Decimal("1234.5")), "£1,234.50"),
        (figures.number(1234567), "1,234,567"),
        (figures.number(Decimal("2.5")), "3"),
        (figures.number(-0.2), "0"),
        (figures.number(-3), "−3"),
        (figures.number("*"), "*"),
        (figures.fte(Decimal("1742.55")), "1,742.6"),
        (figures.percent(0.314), "31%"),
        (figures.plural(1, "practice"), "1 practice"),
        (figures.plural(1200, "practice"), "1,200 practices"),
        (figures.plural(2, "case study", "case studies"), "2 case studies"),
    ],
)
def test_values_are_written_in_one_way(written, words):
    assert written == words


@pytest.mark.parametrize(
    "write", [figures.number, figures.fte, figures.pounds, figures.percent, figures.date_words]
)
def test_missing_is_never_zero_or_blank(write):
    assert write(None) == "not available"


def test_address_keeps_the_filters_and_begins_at_the_first_page():
    request = RequestFactory().get("/toolkit/?system=QHM&page=7")
    assert address_with(request, page=3) == "?system=QHM&page=3"
    assert address_with(request, sort="name") == "?system=QHM&sort=name"
    assert address_with(request, system=None) == "/toolkit/"
