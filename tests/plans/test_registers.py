"""Risks and stakeholders: rules, actions, pages."""

import re
from typing import Any

import pytest

from action_plans.plans import actions_registers, queries_registers
from action_plans.plans.actions import ChangedMeanwhile
from action_plans.plans.models_registers import Risk, Stakeholder
from action_plans.plans.rules_risks import BANDS, band_of, bands_sentence, possible_scores, read_bands, score
from action_plans.plans.statuses_registers import Stance
from retention_portal.accounts.roles import Role
from retention_portal.core.models import AuditEvent
from retention_portal.core.refusals import BadInput, Refused
from tests.factories.people import person_with, signed_in
from tests.factories.plans import organisation, plan_for, team
from tests.factories.registers import full_plan, risk_content, stakeholder_content

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize(
    ("likelihood", "consequence", "expected", "band"),
    [
        (1, 1, 1, "low"), (1, 3, 3, "low"), (2, 2, 4, "moderate"), (2, 3, 6, "moderate"), (2, 4, 8, "high"),
        (3, 4, 12, "high"), (3, 5, 15, "extreme"), (5, 5, 25, "extreme"),
    ],
)  # fmt: skip
def test_score_and_band(likelihood, consequence, expected, band):
    assert score(likelihood, consequence) == expected
    assert band_of(expected).value == band


@pytest.mark.parametrize(("likelihood", "consequence"), [(0, 1), (6, 1), (1, 0), (1, 6), (-1, -1)])
def test_no_score_outside_one_to_five(likelihood, consequence):
    with pytest.raises(ValueError, match="1 to 5"):
        score(likelihood, consequence)


@pytest.mark.parametrize("number", [0, 7, 11, 13, 14, 26])
def test_a_number_that_is_no_product_has_no_band(number):
    with pytest.raises(ValueError, match="not a risk score"):
        band_of(number)


def test_bands_are_configuration_and_marked_as_unconfirmed():
    assert (BANDS.confirmed, BANDS.code) == (False, "U-16")
    assert bands_sentence() == (
        "Bands: 1 to 3 low; 4 to 6 moderate; 8 to 12 high; 15 to 25 extreme. "
        "These bands are in common use and not confirmed (U-16)."
    )
    assert len(possible_scores()) == 14
    gap = "confirmed: true\ncode: x\nbands: [{value: low, label: Low, least: 1, most: 12}]"
    with pytest.raises(ValueError, match="The score 15 must be in one band"):
        read_bands(gap)
    twice = gap.replace("most: 12}", "most: 25}, {value: b, label: B, least: 25, most: 25}")
    with pytest.raises(ValueError, match="The score 25 must be in one band"):
        read_bands(twice)


def test_a_risk_is_written_down_with_its_three_scores():
    people = team()
    plan = plan_for(people)
    content = risk_content(likelihood_target=1, consequence_target=3)
    risk = actions_registers.add_risk(plan=plan, content=content, by=people.lead)
    assert (risk.reference, risk.score_before, risk.score_now, risk.score_target) == ("RSK-0001", 12, 6, 3)
    assert risk.band.value == "moderate"
    assert (
        actions_registers.add_risk(plan=plan, content=risk_content(), by=people.lead).reference == "RSK-0002"
    )
    assert AuditEvent.objects.filter(verb="plans.risk_added").count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"likelihood_target": 1}, "Give both"),
        ({"likelihood_target": 5, "consequence_target": 5}, "before mitigation, which is 12"),
        ({"status": "closed"}, "Say why"),
    ],
)
def test_what_is_refused_of_a_risk(changes, sentence):
    people = team()
    plan = plan_for(people)
    with pytest.raises(Refused, match=sentence):
        actions_registers.add_risk(plan=plan, content=risk_content(**changes), by=people.lead)
    assert Risk.objects.count() == 0


@pytest.mark.parametrize(
    "changes", [{"likelihood": 6}, {"consequence": 0}, {"trend": "up"}, {"status": "gone"}]
)
def test_what_cannot_be_read_of_a_risk(changes):
    people = team()
    plan = plan_for(people)
    with pytest.raises(BadInput, match="cannot be"):
        actions_registers.add_risk(plan=plan, content=risk_content(**changes), by=people.lead)


def test_closing_a_risk_and_opening_it_again_need_a_reason():
    people = team()
    risk = actions_registers.add_risk(plan=plan_for(people), content=risk_content(), by=people.lead)
    with pytest.raises(Refused, match="Say why"):
        actions_registers.update_risk(
            risk=risk, content=risk_content(status="closed"), version=1, by=people.lead
        )
    closed = risk_content(status="closed", status_reason="The pool is funded.")
    risk = actions_registers.update_risk(risk=risk, content=closed, version=1, by=people.lead)
    risk.refresh_from_db()
    assert (risk.status, risk.status_reason, risk.version) == ("closed", "The pool is funded.", 2)
    assert AuditEvent.objects.filter(verb="plans.risk_closed").count() == 1
    figures = queries_registers.risk_figures(queries_registers.risks_of(risk.plan))
    assert (figures.open, figures.finding()) == (0, "No open risk is written down")


def test_the_second_of_two_people_is_told():
    people = team()
    risk = actions_registers.add_risk(plan=plan_for(people), content=risk_content(), by=people.lead)
    actions_registers.update_risk(
        risk=risk, content=risk_content(owner_name="Dr B"), version=1, by=people.lead
    )
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        actions_registers.update_risk(
            risk=risk, content=risk_content(trend="rising"), version=1, by=people.lead
        )
    differences = [(each.label, each.now, each.yours) for each in meanwhile.value.differences]
    assert differences == [("Owner", "Dr B", "Clinical lead"), ("Trend", "Steady", "Rising")]
    assert meanwhile.value.version == 2


def test_stakeholders_have_kind_stances_and_a_contributor_of_the_toolkit():
    people = team()
    plan = plan_for(people)
    assert [stance.label for stance in Stance] == ["Supportive", "Neutral", "To win over", "Opposed"]
    row = actions_registers.add_stakeholder(plan=plan, content=stakeholder_content(), by=people.lead)
    assert (row.reference, row.contributor.code) == ("STK-0001", "CT-04")
    other = stakeholder_content(contributor="", stance="to_win_over")
    row = actions_registers.update_stakeholder(stakeholder=row, content=other, version=1, by=people.lead)
    assert (row.contributor, row.stance, row.version) == (None, "to_win_over", 2)
    with pytest.raises(BadInput, match="CT-99"):
        actions_registers.add_stakeholder(
            plan=plan, content=stakeholder_content(contributor="CT-99"), by=people.lead
        )
    with pytest.raises(BadInput, match="Stance cannot be blocker"):
        actions_registers.add_stakeholder(
            plan=plan, content=stakeholder_content(stance="blocker"), by=people.lead
        )


def test_others_read_and_do_not_write():
    people = team()
    plan, other = plan_for(people), people.member(Role.CONTRIBUTOR)
    with pytest.raises(Refused, match="Only the system lead"):
        actions_registers.add_risk(plan=plan, content=risk_content(), by=other)
    with pytest.raises(Refused, match="Only the system lead"):
        actions_registers.add_stakeholder(plan=plan, content=stakeholder_content(), by=other)


RISK = {
    "title": "Late data", "description": "Figures come late.", "owner_name": "Analyst", "likelihood_before": "4",
    "consequence_before": "4", "likelihood": "3", "consequence": "4", "trend": "rising", "proximity": "soon",
    "status": "open",
}  # fmt: skip


def test_a_risk_through_its_pages(client):
    people = team()
    plan = plan_for(people)
    browser = signed_in(client, people.lead)
    assert "No risk yet" in text(browser.get(f"/plans/{plan.pk}/risks/"))
    assert "Enter the owner" in text(browser.post(f"/plans/{plan.pk}/risks/new/", RISK | {"owner_name": ""}))
    answer = browser.post(f"/plans/{plan.pk}/risks/new/", RISK)
    assert answer["Location"] == f"/plans/{plan.pk}/risks/"
    page = text(browser.get(answer["Location"]))
    for words in ("1 risk is open, 1 of them high or extreme", "Late data", "High 12", "RSK-0001", "U-16"):
        assert words in page
    risk = Risk.objects.get()
    address = f"/plans/risks/{risk.pk}/"
    assert browser.post(address, RISK | {"version": "1", "likelihood": "2"}).status_code == 302
    second = browser.post(address, RISK | {"version": "1", "consequence": "1"})
    assert second.status_code == 409
    assert "Likelihood now Keep mine: 3 Possible Take what was saved: 2 Unlikely" in text(second)
    version = re.search(r'name="version" value="(\d+)"', second.content.decode())[1]
    assert browser.post(address, RISK | {"version": version, "consequence": "1"}).status_code == 302
    half = browser.post(address, RISK | {"version": "3", "likelihood_target": "1"})
    assert "Give both the likelihood and the consequence aimed at" in text(half)


def test_a_stakeholder_through_its_pages(client):
    people = team()
    plan = plan_for(people)
    browser = signed_in(client, people.lead)
    assert "No stakeholder yet" in text(browser.get(f"/plans/{plan.pk}/stakeholders/"))
    form = {
        "name": "Local Medical Committee",
        "contributor": "CT-04",
        "stance": "opposed",
        "matters": "<b>Time</b>",
    }
    assert browser.post(f"/plans/{plan.pk}/stakeholders/new/", form).status_code == 302
    answer = browser.get(f"/plans/{plan.pk}/stakeholders/")
    assert "0 of 1 stakeholder are supportive" in text(answer)
    assert "<b>Time" not in answer.content.decode()
    row = Stakeholder.objects.get()
    address = f"/plans/stakeholders/{row.pk}/"
    assert browser.post(address, form | {"version": "1", "stance": "supportive"}).status_code == 302
    assert "1 of 1 stakeholder is supportive" in text(browser.get(f"/plans/{plan.pk}/stakeholders/"))
    assert "Select one of the choices shown" in text(browser.post(address, form | {"contributor": "CT-99"}))


ADDRESSES = (
    "/plans/{plan}/risks/", "/plans/{plan}/risks/new/", "/plans/risks/{risk}/",
    "/plans/{plan}/stakeholders/", "/plans/{plan}/stakeholders/new/", "/plans/stakeholders/{stakeholder}/",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_gets_which_answer(client, address: str):
    people = team()
    plan = full_plan(people)
    path = address.format(plan=plan.pk, risk=Risk.objects.get().pk, stakeholder=Stakeholder.objects.get().pk)
    reads = address in (ADDRESSES[0], ADDRESSES[3])
    assert client.get(path)["Location"].startswith("/accounts/login/?next=")
    for reader, expected in (
        (people.lead, 200),
        (people.member(Role.CONTRIBUTOR), 200 if reads else 403),
        (people.commissioner, 404),
        (person_with(Role.SYSTEM_LEAD, organisation("QF7")), 404),
        (people.member(Role.INTERVIEWER), 403),
    ):
        assert signed_in(client, reader).get(path).status_code == expected, reader


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("address", "questions"), [("risks/", 6), ("stakeholders/", 6)])
def test_the_same_number_of_questions_for_any_number_of_rows(
    client, django_assert_num_queries, address: str, questions: int, count: int
):
    people = team()
    plan = plan_for(people)
    for number in range(count):
        actions_registers.add_risk(plan=plan, content=risk_content(title=f"Risk {number}"), by=people.lead)
        content = stakeholder_content(name=f"Body {number}")
        actions_registers.add_stakeholder(plan=plan, content=content, by=people.lead)
    browser = signed_in(client, people.lead)
    browser.get(f"/plans/{plan.pk}/{address}")
    with django_assert_num_queries(questions):
        browser.get(f"/plans/{plan.pk}/{address}")
