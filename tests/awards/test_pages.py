"""The pages of support, as people with different roles meet them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from retention_portal.accounts.actions import system_account
from retention_portal.accounts.roles import Role
from retention_portal.core.models import Email, Job
from schemes.awards import actions, actions_claims, actions_ledger, actions_still, waiting
from schemes.awards.actions_claims import Cost, Papers
from schemes.awards.models import Award, Claim, LedgerEntry, SessionPattern, StillInPost
from schemes.awards.outcomes import counted_to, shown
from schemes.awards.rules.history import CostKind
from tests.awards.given import Place, award, money_line, place
from tests.awards.test_actions import claim_for_month, paper, posted
from tests.factories.people import person_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def october(settings: Any, tmp_path: Any) -> None:
    settings.PORTAL_TODAY = "2026-10-12"
    settings.MEDIA_ROOT = tmp_path


def text(answer: Any) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def day(name: str, written: str) -> dict[str, str]:
    """The three boxes of a day, from 1/4/2026."""
    return {
        f"{name}-{part}": text
        for part, text in zip(("day", "month", "year"), written.split("/"), strict=True)
    }


def opening_form(at: Place) -> dict[str, Any]:
    """What a coordinator types for a retained GP at three sessions."""
    facts = {
        "system": at.system.pk, "email": at.gp.email, "scheme": "SCH-NGPRS", "host": at.host.code, "per_week": "3",
        "approved_by": "NHS England",
    }  # fmt: skip
    days = {"starts": "1/4/2026", "ends": "31/3/2031", "approved_on": "1/3/2026", "job_plan_on": "1/3/2026"}
    return facts | {key: value for name, written in days.items() for key, value in day(name, written).items()}


# My support


def test_my_support_says_what_since_when_and_the_exact_money(client):
    at = place()
    row = award(at)
    actions.change_pattern(
        award=row, starts=date(2026, 4, 1), per_week=Decimal(4), per_year=None, by=at.coordinator
    )
    posted(row)
    page = text(signed_in(client, at.gp).get("/awards/mine/"))
    for words in (
        "National GP Retention Scheme",
        "Since 1 April 2026: 4 sessions a week (16 h 40 min)",
        "1 April 2024 to 31 March 2026: 3 sessions a week (12 h 30 min)",
        "Year 1, due 1 April 2025",
        "To you £8,000",
        "To your practice £31,998.72",
        "Nothing. Payments stop on the day you leave.",
        "GP careers and support",
    ):
        assert words in page
    assert "award" not in page.lower()
    assert "clawback" not in page.lower()


def test_a_partner_reads_every_step_of_what_would_be_repaid(client):
    at = place()
    posted(award(at, "SCH-N2PP", date(2023, 6, 1), per_week=Decimal(6)))
    page = text(signed_in(client, at.gp).get("/awards/mine/"))
    assert "Leave from 12 October 2026 to 31 May 2027 £5,333.33" in page
    assert "Leave from 1 June 2027 to 31 May 2028 £2,666.67" in page
    assert "Leave from 1 June 2028 on £0" in page


def test_nobody_sees_another_s_support(client):
    at = place()
    posted(award(at))
    page = text(signed_in(client, person_with(Role.GP)).get("/awards/mine/"))
    assert "You are on nothing at the moment" in page


@pytest.mark.parametrize("number", [1, 30])
def test_my_support_asks_as_much_for_one_as_for_thirty(client, number):
    at = place()
    for index in range(number):
        posted(award(at, f"LOC-{index}"))
    browser = signed_in(client, at.gp)
    browser.get("/awards/mine/")
    with CaptureQueriesContext(
        connection,
    ) as found:
        browser.get("/awards/mine/")
    assert len(found) == 10


# Staff


def test_a_coordinator_opens_changes_and_ends(client):
    at = place()
    browser = signed_in(client, at.coordinator)
    form = opening_form(at) | {"host": at.host.code.lower()}
    late = browser.post("/awards/new/", form | {"approved_on-month": "5"})
    assert "nobody starts before approval" in text(late)
    assert not Award.objects.exists()
    answer = browser.post("/awards/new/", form)
    row = Award.objects.get()
    assert answer["Location"] == f"/awards/{row.pk}/"
    changed = {"starts-day": "1", "starts-month": "9", "starts-year": "2026", "per_week": "40"}
    assert "at most 14 sessions a week" in text(browser.post(f"/awards/{row.pk}/pattern/", changed))
    assert browser.post(f"/awards/{row.pk}/pattern/", changed | {"per_week": "4"}).status_code == 302
    assert SessionPattern.objects.filter(award=row).count() == 2
    paused = {"starts-day": "1", "starts-month": "10", "starts-year": "2026"}
    assert browser.post(f"/awards/{row.pk}/pause/", paused).status_code == 302
    back = {"last_day-day": "7", "last_day-month": "10", "last_day-year": "2026"}
    assert browser.post(f"/awards/{row.pk}/resume/", back).status_code == 302
    left = {"left_on-day": "10", "left_on-month": "10", "left_on-year": "2026", "reason": "Moved."}
    assert browser.post(f"/awards/{row.pk}/end/", left).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.left_on) == ("left", date(2026, 10, 10))
    page = text(browser.get(f"/awards/{row.pk}/"))
    assert "£" in page
    assert "Change the sessions" not in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "nobody@example.net"}, "Nobody has an account with the address"),
        ({"host": "X99999"}, "is no practice, network or hub of"),
        ({"per_week": ""}, "Enter sessions a week, or sessions a year, not both"),
        ({"scheme": "local"}, "Enter the name of the local scheme"),
        ({"scheme": "SCH-FEL"}, "Enter the full-time salary"),
        ({"scheme": "SCH-N2PP"}, "took nobody new after 30 June 2023"),
        ({"ends-year": "2040"}, "It lasts 5 years at most"),
    ],
)
def test_what_a_coordinator_reads_instead(client, change, sentence):
    at = place()
    form = opening_form(at)
    answer = signed_in(client, at.coordinator).post("/awards/new/", form | change)
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert not Award.objects.exists()


def test_the_list_filters_counts_and_downloads_what_it_shows(client):
    at = place()
    posted(award(at))
    award(at, "SCH-MEN", date(2023, 6, 1), per_week=Decimal(1), person=person_with(Role.GP, full_name="=2+5"))
    browser = signed_in(client, at.coordinator)
    page = text(browser.get("/awards/"))
    assert "2 people are on support" in page
    assert "1 yearly review due now" in page
    assert "Dr Ada Example" in page
    filtered = text(browser.get("/awards/?review=due&scheme=SCH-NGPRS"))
    assert "1 person" in filtered
    assert "=2+5" not in filtered
    lines = b"".join(browser.get("/awards/csv/?scheme=SCH-MEN")).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=2+5,Supporting Mentors Scheme")
    assert text(browser.get("/awards/?status=nonsense&review=%00&text=%27")).count("Dr Ada Example") >= 0


def test_others_are_led_to_their_own_page(client):
    at = place()
    for role in (Role.FINANCE_LEAD, Role.SYSTEM_LEAD):
        assert signed_in(client, at.member(role)).get("/awards/")["Location"] == "/awards/mine/"


def test_a_scheme_lead_sees_the_retention_scheme_and_records_reviews(client):
    at = place()
    row = posted(award(at))
    award(at, "SCH-MEN", date(2023, 6, 1), per_week=Decimal(1), person=person_with(Role.GP))
    browser = signed_in(client, at.scheme_lead)
    assert "1 person is on support" in text(browser.get("/awards/"))
    assert browser.get(f"/awards/{row.pk}/pattern/").status_code == 403
    form = {
        **day("held_on", "1/10/2026"), "need_continues": "yes", "practice_meets": "no", "outcome": "continue",
    }  # fmt: skip
    assert "only when the need goes on" in text(browser.post(f"/awards/{row.pk}/review/", form))
    assert browser.post(f"/awards/{row.pk}/review/", form | {"practice_meets": "yes"}).status_code == 302
    assert "Record the year 2 review" in text(browser.get(f"/awards/{row.pk}/"))


def test_another_system_s_coordinator_meets_nothing(client):
    at, elsewhere = place(), place("QJK")
    row = posted(award(at))
    claim = claim_for_month(at, row)
    browser = signed_in(client, elsewhere.coordinator)
    for path in ("", "ledger/", "pattern/", "pause/", "review/", "end/", "claim/"):
        assert browser.get(f"/awards/{row.pk}/{path}").status_code == 404
    assert browser.get(f"/awards/claims/{claim.pk}/").status_code == 404


def test_a_coordinator_never_manages_their_own(client):
    at = place()
    other = at.member(Role.COORDINATOR)
    row = award(at, person=other)
    browser = signed_in(client, other)
    assert browser.get(f"/awards/{row.pk}/").status_code == 404
    assert "National GP Retention Scheme" in text(browser.get("/awards/mine/"))


def test_a_month_is_asked_for_from_the_list(client):
    at = place()
    award(at)
    browser = signed_in(client, at.coordinator)
    browser.post("/awards/post/", {"system": "QHM", "month": "2026-09"})
    assert Job.objects.filter(kind="awards.post_month", object_id="QHM:2026-09").count() == 1
    assert "Post September 2026" in text(browser.get("/awards/"))
    assert browser.post("/awards/post/", {"system": "QJK", "month": "2026-09"}).status_code == 404


def _many(at: Place, number: int) -> None:
    """Awards by the row, for counting statements: the actions are proven elsewhere."""
    people = [at.gp, *(person_with(Role.GP) for _ in range(3))]
    rows = Award.objects.bulk_create(
        Award(
            person=people[n % 4], scheme_code=f"LOC-{n}", title=f"Local {n % 9}", system=at.system, host=at.host,
            starts_on=date(2025, 4, 1), ends_on=date(2027, 3, 31), approved_by="Hub", approved_on=date(2025, 3, 1),
            status="active", opened_by=at.coordinator, next_review_on=date(2026, 10, 1),
        )
        for n in range(number)
    )  # fmt: skip
    SessionPattern.objects.bulk_create(
        SessionPattern(award=row, starts_on=row.starts_on, sessions_per_week=Decimal(3)) for row in rows
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            award=row, kind="due", slot="x", code="LOC-GRANT", starts_on=row.starts_on, ends_on=row.starts_on,
            units=1, unit="claims", rate=Decimal(5), amount=Decimal(5), payee="doctor", text="A cost.", source="test",
        )
        for row in rows
    )  # fmt: skip


@pytest.mark.parametrize("number", [1, 30, 2000])
def test_the_list_asks_as_much_for_one_as_for_two_thousand(client, number):
    at = place()
    _many(at, number)
    browser = signed_in(client, at.coordinator)
    browser.get("/awards/")
    with CaptureQueriesContext(connection) as found:
        page = browser.get("/awards/")
    assert f"{number:,}" in text(page)
    assert len(found) == 12
    with CaptureQueriesContext(connection) as found:
        b"".join(browser.get("/awards/csv/"))
    assert len(found) <= 6


@pytest.mark.parametrize("number", [1, 30])
def test_the_award_page_asks_as_much_for_one_month_as_for_thirty(client, number):
    at = place()
    row = posted(award(at), date(2024, 4, 30) if number == 1 else date(2026, 9, 30))
    browser = signed_in(client, at.coordinator)
    browser.get(f"/awards/{row.pk}/")
    with CaptureQueriesContext(connection) as found:
        browser.get(f"/awards/{row.pk}/")
    assert len(found) == 10
    lines = b"".join(browser.get(f"/awards/{row.pk}/ledger/")).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 2 * number


# Claims


def test_a_gp_claims_finance_approves_and_pays_without_the_words(client):
    at = place()
    row, line = award(at, "LOC-TRAINING"), money_line(at)
    browser = signed_in(client, at.gp)
    form = {
        "kind": "grant", "on-day": "1", "on-month": "9", "on-year": "2026", "amount": "£245.00", "file": paper(),
        "words": "After my operation I needed this course.",
    }  # fmt: skip
    answer = browser.post(f"/awards/{row.pk}/claim/cost/", form)
    claim = Claim.objects.get()
    assert answer["Location"] == f"/awards/claims/{claim.pk}/"
    assert "operation" in text(browser.get(answer["Location"]))
    signed_in(client, at.finance)
    page = client.get(f"/awards/claims/{claim.pk}/")
    assert "operation" not in text(page)
    assert b"".join(client.get(f"/awards/claims/{claim.pk}/evidence/")) == b"%PDF-1.4 an invoice"
    assert "1 claim waits for a decision, 0 to be paid" in text(client.get("/awards/claims/"))
    assert "operation" not in b"".join(client.get("/awards/claims/csv/")).decode()
    assert client.post(f"/awards/claims/{claim.pk}/approve/", {"line": line.pk}).status_code == 302
    pay = {"paid_on-day": "12", "paid_on-month": "10", "paid_on-year": "2026"}
    assert client.post(f"/awards/claims/{claim.pk}/pay/", pay).status_code == 302
    claim.refresh_from_db()
    assert (claim.status, claim.allowed) == ("paid", Decimal("245.00"))
    signed_in(client, at.coordinator)
    assert "operation" in text(client.get(f"/awards/claims/{claim.pk}/"))
    assert client.get(f"/awards/claims/{claim.pk}/approve/").status_code == 403


def test_private_evidence_is_the_coordinator_s(client):
    at = place()
    row = award(at, "LOC-TRAINING")
    cost = Cost(CostKind.GRANT, date(2026, 9, 1), Decimal("100.00"))
    claim = actions_claims.claim_cost(award=row, cost=cost, papers=Papers(paper(), private=True), by=at.gp)
    signed_in(client, at.finance)
    assert client.get(f"/awards/claims/{claim.pk}/evidence/").status_code == 403
    assert "A coordinator confirms the evidence first" in text(client.get(f"/awards/claims/{claim.pk}/"))
    signed_in(client, at.coordinator)
    assert client.get(f"/awards/claims/{claim.pk}/evidence/").status_code == 200
    assert client.post(f"/awards/claims/{claim.pk}/confirm/").status_code == 302
    claim.refresh_from_db()
    assert claim.seen_by == at.coordinator


def test_a_returned_claim_is_mended_by_its_sender(client):
    at = place()
    row = posted(award(at))
    lead = person_with(Role.PRACTICE_LEAD, at.host)
    browser = signed_in(client, lead)
    page = browser.get(f"/awards/{row.pk}/claim/")
    assert "September 2026: £999.96 to the practice" in text(page)
    browser.post(f"/awards/{row.pk}/claim/", {"month": "2026-09-01|practice"})
    claim = Claim.objects.get()
    actions_claims.return_claim(claim=claim, reason="Which post?", by=at.finance)
    assert "Which post?" in text(browser.get(f"/awards/claims/{claim.pk}/"))
    assert browser.post(f"/awards/claims/{claim.pk}/again/", {"words": "The first."}).status_code == 302
    assert browser.post(f"/awards/claims/{claim.pk}/withdraw/").status_code == 302
    claim.refresh_from_db()
    assert claim.status == "withdrawn"
    assert browser.get(f"/awards/claims/{claim.pk}/approve/").status_code == 403


@pytest.mark.parametrize("number", [1, 30])
def test_the_claims_queue_asks_as_much_for_one_as_for_thirty(client, number):
    at = place()
    row = posted(award(at))
    for index in range(number):
        Claim.objects.create(
            award=row, kind="grant", cost_on=date(2026, 9, 1), amount=Decimal(index), submitted_by=at.gp
        )
    browser = signed_in(client, at.finance)
    browser.get("/awards/claims/")
    with CaptureQueriesContext(connection) as found:
        browser.get("/awards/claims/")
    assert len(found) == 7


# What waits


def test_what_waits_on_whom(settings):
    from retention_portal.core.dates import today

    at = place()
    row = posted(award(at))
    claim = claim_for_month(at, row)
    assert [one.title for one in waiting.waiting_for(at.scheme_lead, today())] == [
        "Hold the yearly review of Dr Ada Example: National GP Retention Scheme"
    ]
    assert [one.title for one in waiting.waiting_for(at.finance, today())] == [
        "Decide on a claim: National GP Retention Scheme, a month of payments"
    ]
    assert waiting.waiting_for(at.coordinator, today()) == []
    actions_claims.return_claim(claim=claim, reason="Which?", by=at.finance)
    assert [one.title for one in waiting.waiting_for(at.coordinator, today())] == [
        "Answer the question on your claim: National GP Retention Scheme, a month of payments"
    ]
    assert waiting.waiting_for(at.finance, today()) == []


# Still in post


def link() -> str:
    """The link of the newest mail."""
    found = re.search(
        r"(/awards/still/[^\s]+)", Email.objects.filter(template="awards/still_in_post").latest("pk").text
    )
    assert found is not None
    return found[1]


def test_the_link_needs_no_sign_in_and_opening_it_writes_nothing(client):
    at = place()
    actions_still.ask(award=award(at, starts=date(2026, 4, 12)), milestone=6)
    page = client.get(link())
    assert "How are you working now?" in text(page)
    assert at.gp.full_name not in text(page)
    question = StillInPost.objects.get()
    assert question.answer == ""
    assert client.post(link(), {"answer": "fewer"}).status_code == 302
    assert "Your answer: yes, fewer sessions" in text(client.get(link()))
    assert client.post(link(), {"answer": "left"}).status_code == 302
    assert client.post(link(), {"answer": "x"}).status_code == 409
    question.refresh_from_db()
    assert question.answer == "left"


@pytest.mark.parametrize("token", ["1", "1:wrong", "abc", "%00", "x" * 300])
def test_a_link_that_is_not_ours_is_not_found(client, token):
    assert client.get(f"/awards/still/{token}/").status_code in (400, 404)


def test_after_it_is_counted_the_page_says_so(client, settings):
    at = place()
    actions_still.ask(award=award(at, starts=date(2026, 4, 12)), milestone=6)
    settings.PORTAL_TODAY = "2026-11-09"
    assert "have been counted" in text(client.get(link()))
    assert client.post(link(), {"answer": "same"}).status_code == 409


def _answers(at: Place, counts: dict[str, int], asked: date) -> None:
    _many(at, sum(counts.values()))
    rows = iter(Award.objects.filter(system=at.system).order_by("pk"))
    for said, number in counts.items():
        for _ in range(number):
            moment = "2026-06-01T09:00Z" if said else None
            StillInPost.objects.create(
                award=next(rows), milestone=6, asked_on=asked, answer=said, answered_at=moment
            )


def test_small_numbers_are_hidden_and_rates_come_from_what_is_printed(client):
    at = place()
    _answers(at, {"same": 31, "fewer": 10, "moved": 12, "left": 9, "": 20}, date(2026, 6, 1))
    page = text(signed_in(client, at.member(Role.SYSTEM_LEAD)).get("/awards/outcomes/"))
    assert "82 people are on support" in page
    assert re.search(r"NHS [^£]*? 40 10 10 20 75% 67% 83%", page)


def test_few_answers_show_nothing_that_could_be_worked_out(client):
    at = place()
    _answers(at, {"same": 12, "left": 2, "": 3}, date(2026, 6, 1))
    found = shown(6, date(2026, 10, 12), [at.system], {at.system.pk})
    assert found is not None
    assert [cell.text for cell in found.rows[0].cells].count("*") >= 2
    assert (found.rows[0].here, found.rows[0].cost) == ("*", "*")


def test_answers_are_counted_by_the_quarter_four_weeks_after_the_question(client):
    at = place()
    assert counted_to(date(2026, 10, 12)) == counted_to(date(2026, 12, 31)) == date(2026, 9, 3)
    _answers(at, {"same": 31}, date(2026, 9, 4))
    assert shown(6, date(2026, 12, 31), [at.system], {at.system.pk}) is None
    assert shown(6, date(2027, 1, 1), [at.system], {at.system.pk}) is not None


def test_a_region_s_table_and_a_system_s_row_are_the_same(client):
    at, beside = place(), place("QJK")
    assert at.system.pk != beside.system.pk
    _answers(at, {"same": 31, "left": 9, "": 20}, date(2026, 6, 1))
    both = [at.system, beside.system]
    own = shown(6, date(2026, 10, 12), both, {at.system.pk})
    whole = shown(6, date(2026, 10, 12), both, {at.system.pk, beside.system.pk})
    assert own is not None
    assert whole is not None
    assert own.rows[0] == whole.rows[0]


# The API


def test_the_api_gives_own_and_looked_after_awards(client):
    at, elsewhere = place(), place("QJK")
    row = posted(award(at))
    for user in (at.gp, at.coordinator, at.scheme_lead):
        found = signed_in(client, user).get("/api/v1/awards/").json()["awards"]
        assert [(each["id"], each["due"]) for each in found] == [(row.pk, "37498.80")]
    detail = client.get(f"/api/v1/awards/{row.pk}/").json()
    assert len(detail["ledger"]) == 60
    assert detail["patterns"][0]["sessions_per_week"] == "3.000"
    for user in (elsewhere.coordinator, at.finance, at.member(Role.SYSTEM_LEAD), person_with(Role.GP)):
        assert signed_in(client, user).get("/api/v1/awards/").json() == {"awards": []}
        assert client.get(f"/api/v1/awards/{row.pk}/").status_code == 404


def test_the_api_gives_claims_without_their_words(client):
    at = place()
    row = award(at, "LOC-TRAINING")
    cost = Cost(CostKind.GRANT, date(2026, 9, 1), Decimal("245.00"))
    papers = Papers(paper(), words="After my operation I needed this course.")
    claim = actions_claims.claim_cost(award=row, cost=cost, papers=papers, by=at.gp)
    seen = {
        "id": claim.pk, "award": row.pk, "scheme": "LOC-TRAINING", "kind": "grant", "status": "submitted",
        "counts_on": "2026-09-01", "payee": "", "asked": "245.00", "allowed": None, "of_it_for_earlier_months": "0.00",
        "money_line": None, "financial_year": None, "paid_on": None,
    }  # fmt: skip
    for who in (at.gp, at.finance, at.coordinator):
        assert signed_in(client, who).get("/api/v1/awards/claims/").json() == {"claims": [seen]}
    for who in (at.scheme_lead, person_with(Role.PRACTICE_LEAD, at.host), place("QJK").finance):
        assert signed_in(client, who).get("/api/v1/awards/claims/").json() == {"claims": []}
    assert signed_in(client, at.gp).get(f"/api/v1/awards/claims/?after={claim.pk}").json() == {"claims": []}


def test_what_is_held_is_exported_and_words_are_erased():
    from schemes.awards import personal_data

    at = place()
    row = award(at, "LOC-TRAINING")
    cost = Cost(CostKind.GRANT, date(2026, 9, 1), Decimal("100.00"))
    actions_claims.claim_cost(award=row, cost=cost, papers=Papers(paper(), words="Private."), by=at.gp)
    held = personal_data.export(at.gp)
    assert (len(held["support"]), held["claims"][0]["words"]) == (1, "Private.")
    assert personal_data.erase(at.gp) == 1
    assert personal_data.export(at.gp)["claims"][0]["words"] == ""


def test_the_job_posts_the_month_and_says_so():
    from schemes.awards.tasks import post_month as task

    at = place()
    row = award(at)
    job = actions_ledger.ask_to_post(system=at.system, month="2026-09", by=at.coordinator)
    for _ in range(2):
        task(job.pk)
    job.refresh_from_db()
    row.refresh_from_db()
    assert (job.state, job.stage, row.posted_to) == ("done", "September 2026 is posted", date(2026, 9, 30))
    assert system_account(name="awards").pk == LedgerEntry.objects.filter(award=row).first().posted_by_id
