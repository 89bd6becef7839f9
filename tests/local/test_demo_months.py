"""The fictional system has three years of made-up months, through the same door as published files."""

from typing import Any

import pytest

from action_plans.plans import demo as plans_demo
from retention_portal.accounts import demo as accounts_demo
from retention_portal.local import demo_months
from retention_portal.organisations.queries import organisation_by_code
from workforce.profile.queries import all_figures, figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    settings.DEMO = True
    monkeypatch.setattr(demo_months, "MONTHS", 3)
    accounts_demo.seed()
    return demo_months.seed()


def test_months_are_published_once(seeded: dict[str, int]) -> None:
    assert seeded == {"generated months": 3}
    assert demo_months.seed() == {"generated months": 0}


def test_they_are_marked_as_generated_and_stand_for_the_fictional_system_alone(
    seeded: dict[str, int],
) -> None:
    fictional, england = organisation_by_code("QZZ"), organisation_by_code("ENG")
    assert fictional is not None

    assert figures(fictional).as_json()["generated"] is True
    assert england is not None
    assert all_figures(england) == {}


def test_the_demo_plan_is_made_once(settings: Any) -> None:
    settings.DEMO = True
    accounts_demo.seed()

    assert plans_demo.seed()["demo_initiatives"] > 0
    assert plans_demo.seed()["demo_initiatives"] == 0
