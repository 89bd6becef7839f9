"""Guessing passwords gets nowhere, over all web processes together, and holds up nobody else (R-12)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.portal import Portal
from tests.sweeps.browsing import Visitor
from tests.sweeps.visitors import PRACTICE

pytestmark = pytest.mark.xdist_group("portal")

VICTIM = "scheme-lead@example.org"
CHECKED = "email address and/or password you specified are not correct"


def test_five_guesses_in_five_minutes(portal: Portal) -> None:
    def guess(number: int) -> str:
        answer = Visitor(portal.address).sign_in(VICTIM, f"not the password {number}")
        return "checked" if CHECKED in answer.text else f"{answer.status_code}"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(guess, range(40)))
    right_password = Visitor(portal.address).sign_in(VICTIM)
    somebody_else = Visitor(portal.address).sign_in(PRACTICE)

    assert answers.count("checked") <= 5, answers
    assert right_password.status_code != 302
    assert "too many" in right_password.text.lower()
    assert somebody_else.status_code == 302
