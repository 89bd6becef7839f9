"""A pool as its coordinators run it: POOL-R01 to R09, POOL-M1, dated lines, people, a supplier's file, figures."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from action_plans.funding.actions import enter_allocation
from action_plans.funding.models import AllocationLine, Programme
from action_plans.funding.queries import committed_by_code
from retention_portal.accounts.roles import Role
from retention_portal.core.csv_files import csv_bytes
from retention_portal.core.dates import FinancialYear, today
from retention_portal.core.refusals import BadInput, Refused
from schemes.pools import actions_members, actions_money, actions_pool, queries, queries_figures, queries_risk
from schemes.pools.importer import OPTIONAL, REQUIRED, read_bookings
from schemes.pools.models import Interest, Member, Pool
from schemes.pools.models_outside import SupplierImport, SupplierSession
from schemes.pools.models_sessions import Timesheet
from schemes.pools.reference_words import all_terms
from schemes.pools.rules_figures import Cell, by_key, doctored, summed
from schemes.pools.statuses import BookingStatus, FundingKind, MemberStatus, Mode, PoolStatus, Relation
from schemes.pools.waiting import waiting_for
from tests.factories.people import person_with
from tests.pools.samples import Scene, scene

DB = pytest.mark.django_db
DAY = timedelta(days=1)


# --- rules without a database ---------------------------------------------------------------------------------


def test_pool_r01_three_relations_have_three_sets_of_terms_and_benefits_follow_the_contract() -> None:
    terms = {one.relation: " ".join((one.summary, *one.points)) for one in all_terms()}
    assert set(terms) == set(Relation)
    assert "death in service are what your contract says" in terms[Relation.EMPLOYED]
    assert "no sick pay, leave or death in service" in terms[Relation.LOCUM]


def cell(practice: int = 1, posted: int = 4, worked: int = 3, **changes: object) -> Cell:
    facts = {
        "cover_type": "surgery",
        "lead": 0,
        "unfilled_minutes": 250,
        "worked_minutes": 750,
        "cost": Decimal(1000),
    }
    return Cell(practice=practice, posted=posted, worked=worked, **(facts | changes))  # type: ignore[arg-type]


def test_the_fill_rate_is_worked_of_posted() -> None:
    sums = summed([cell(), cell(2, 2, 0, unfilled_minutes=500, worked_minutes=0, cost=Decimal(0))])
    assert (sums.posted, sums.worked, sums.fill_rate) == (6, 3, Decimal("50.0"))
    assert (sums.unfilled_hours, sums.worked_hours, sums.cost) == (
        Decimal("12.5"),
        Decimal("12.5"),
        Decimal(1000),
    )
    assert by_key([cell(), cell(2)], lambda one: one.practice).keys() == {1, 2}


def test_nothing_posted_has_no_fill_rate() -> None:
    assert summed([]).fill_rate is None


def test_under_doctored_is_so_far_above_the_middle_and_never_guessed() -> None:
    found = doctored(
        {
            1: (10_000, Decimal(5)),  # 2,000: the middle
            2: (10_000, Decimal("4.1")),  # 2,439: above 2,400
            3: (9_000, Decimal(5)),
            4: (None, Decimal(5)),  # not published
            5: (8_000, Decimal(0)),  # nobody at all
            6: (9_600, Decimal(4)),  # 2,400: at the line, not above
            7: (7_000, Decimal(5)),
        },
        20,
    )
    assert (found.middle, found.limit) == (Decimal(2000), Decimal(2400))
    assert found.under == {2, 5}
    assert found.per_gp[4] is None
    assert doctored({1: (None, None)}, 20).middle is None


PRACTICES = {"E81001": 1}
GOOD = (
    "R1",
    "E81001",
    "Annual leave",
    "2026-11-02 09:00",
    "2026-11-02 13:10",
    "worked",
    "2026-10-20",
    "250",
    "80.00",
)


def read(*rows: tuple[str, ...]):
    return read_bookings(csv_bytes((*REQUIRED, *OPTIONAL), rows), PRACTICES)


def test_a_supplier_s_row_is_read_in_london_time() -> None:
    row = read(GOOD).rows[0]
    assert (row.cover_type, row.starts_at.isoformat(), row.worked_minutes, row.rate) == (
        "GPCP-C2", "2026-11-02T09:00:00+00:00", 250, Decimal("80.00"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("position", "value", "sentence"),
    [
        pytest.param(1, "A99999", "is no practice of this pool", id="another practice"),
        pytest.param(2, "Surgeon", "is no kind of work", id="unknown work"),
        pytest.param(3, "02/11/2026 09:00", "is no day and time", id="day in another order"),
        pytest.param(4, "2026-11-02 08:00", "which is not after its start", id="S-15 end before start"),
        pytest.param(4, "2026-11-03 15:00", "longer than 24 hours", id="30-hour session"),
        pytest.param(3, "2027-03-28 01:30", "the clocks go forward", id="a time that is skipped"),
        pytest.param(5, "done", "is no outcome", id="unknown outcome"),
        pytest.param(7, "4h", "no number of minutes", id="minutes in words"),
        pytest.param(7, "900", "900 minutes were worked in a session of 250", id="more than there were"),
        pytest.param(8, "-80.00", "less than nothing", id="negative rate"),
        pytest.param(0, "", "reference is empty", id="no reference"),
    ],
)
def test_a_row_with_a_fault_is_left_out_with_a_sentence(position: int, value: str, sentence: str) -> None:
    bad = (*GOOD[:position], value, *GOOD[position + 1 :])
    found = read(("R0", *GOOD[1:]), bad)
    assert [row.reference for row in found.rows] == ["R0"]
    assert found.problems[0].row == 3
    assert sentence in found.problems[0].sentence


def test_one_reference_twice_keeps_the_first() -> None:
    found = read(GOOD, GOOD)
    assert (len(found.rows), found.problems[0].sentence) == (1, "The reference “R1” stands on line 2 too.")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"reference,practice_code\n1,2\n", "lacks the columns cover_type, starts, ends, outcome"),
        (csv_bytes(REQUIRED, []), "no row"),
        (b"", "empty"),
    ],
)
def test_a_file_with_a_fault_is_refused_as_a_whole(data: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_bookings(data, PRACTICES)


# --- the pool -------------------------------------------------------------------------------------------------


@DB
def test_a_planned_pool_posts_nothing_until_it_is_opened() -> None:
    here = scene()
    content = actions_pool.PoolContent("Second pool", "", "A", "a@example.net")
    pool = actions_pool.open_pool(
        owner=here.system, host=here.system, content=content, places=[here.practice], by=here.coordinator
    )
    assert pool.status == PoolStatus.PLANNED
    assert queries.pool_for(here.practice, today()) == here.pool
    actions_pool.set_status(pool=pool, to=PoolStatus.LIVE, since=today(), by=here.coordinator)
    assert queries.pool_for(here.practice, today()) == pool  # the nearer footprint
    actions_pool.set_status(pool=pool, to=PoolStatus.CLOSED, since=today(), by=here.coordinator)
    with pytest.raises(Refused, match="nothing: this is final"):
        actions_pool.set_status(pool=pool, to=PoolStatus.LIVE, since=today(), by=here.coordinator)


@DB
def test_only_a_coordinator_of_the_owner_runs_a_pool() -> None:
    here = scene()
    lead = person_with(Role.SYSTEM_LEAD, here.system)
    assert list(queries.pools_visible_to(lead)) == [here.pool]
    assert not queries.pools_run_by(lead).exists()
    with pytest.raises(Refused, match="Only a coordinator"):
        actions_pool.set_rate(
            pool=here.pool,
            cover_type="",
            recommended=Decimal(1),
            ceiling=Decimal(2),
            valid_from=today(),
            by=lead,
        )


@DB
def test_policies_and_rates_are_dated_lines() -> None:
    here = scene()
    soon = today() + 10 * DAY
    changed = actions_pool.usual_content(checks=(), release_hours=24)
    actions_pool.set_policy(pool=here.pool, content=changed, valid_from=soon, by=here.coordinator)
    assert queries.policy_on(here.pool, soon - DAY).release_hours == 3
    assert queries.policy_on(here.pool, soon).release_hours == 24
    with pytest.raises(Refused, match="There is a line from"):
        actions_pool.set_policy(pool=here.pool, content=changed, valid_from=soon - DAY, by=here.coordinator)
    with pytest.raises(BadInput, match="Choose today or a later day"):
        actions_pool.set_policy(
            pool=here.pool, content=changed, valid_from=today() - DAY, by=here.coordinator
        )
    actions_pool.set_rate(
        pool=here.pool, cover_type="GPCP-C1", recommended=Decimal(90), ceiling=Decimal(95), valid_from=soon,
        by=here.coordinator,
    )  # fmt: skip
    assert queries.rate_on(here.pool, "GPCP-C1", soon).recommended == Decimal(90)
    assert queries.rate_on(here.pool, "GPCP-C2", soon).recommended == Decimal(85)


@DB
@pytest.mark.parametrize(
    ("recommended", "ceiling", "sentence"),
    [("-1", "5", "less than nothing"), ("10", "9", "below the recommended")],
)
def test_rates_that_cannot_be(recommended: str, ceiling: str, sentence: str) -> None:
    here = scene()
    with pytest.raises(BadInput, match=sentence):
        actions_pool.set_rate(
            pool=here.pool, cover_type="", recommended=Decimal(recommended), ceiling=Decimal(ceiling),
            valid_from=today() + DAY, by=here.coordinator,
        )  # fmt: skip


# --- money ----------------------------------------------------------------------------------------------------


def line(here: Scene, amount: int, programme: str = "FUND-POOL-A") -> AllocationLine:
    return enter_allocation(
        system=here.system, programme=Programme.objects.get(code=programme), amount=Decimal(amount),
        financial_year=FinancialYear.of(today()).code,
        by=person_with(Role.ADMINISTRATOR),
    )  # fmt: skip


@DB
def test_pool_r05_money_a_is_released_after_a_plan_and_by_a_lead() -> None:
    here = scene()
    lead = person_with(Role.SYSTEM_LEAD, here.system)
    row = actions_money.add_funding(
        pool=here.pool,
        line=line(here, 100_000),
        kind=FundingKind.A,
        amount=Decimal(60_000),
        by=here.coordinator,
    )
    with pytest.raises(Refused, match="has to have the plan"):
        actions_money.release(row=row, by=lead)
    actions_money.note_plan(row=row, on=today(), by=here.coordinator)
    with pytest.raises(Refused):
        actions_money.release(row=row, by=here.coordinator)
    actions_money.release(row=row, by=lead)
    code = f"pool:{here.pool.pk}"
    assert committed_by_code([code]) == {code: Decimal("60000.00")}
    with pytest.raises(Refused, match="released already"):
        actions_money.release(row=row, by=lead)


@DB
def test_pool_m1_at_most_120000_pounds_a_system() -> None:
    here = scene()
    with pytest.raises(Refused, match="The most for a system is £120,000"):
        actions_money.add_funding(
            pool=here.pool, line=line(here, 200_000), kind=FundingKind.A, amount=Decimal("120000.01"),
            by=here.coordinator,
        )  # fmt: skip


# --- people ---------------------------------------------------------------------------------------------------


@DB
def test_nobody_joins_before_their_number_is_checked_nor_by_themselves() -> None:
    here = scene()
    unchecked = person_with(Role.GP, profession="gp", gmc_number="1234567")
    asked = Member.objects.create(pool=here.pool, person=unchecked, relation=Relation.LOCUM)
    with pytest.raises(Refused, match="GMC number of this person is not checked"):
        actions_members.confirm_member(member=asked, by=here.coordinator)
    own = Member.objects.create(pool=here.pool, person=here.coordinator, relation=Relation.LOCUM)
    with pytest.raises(Refused, match="Another coordinator"):
        actions_members.confirm_member(member=own, by=here.coordinator)
    assert "1 person asks to join" in waiting_for(here.coordinator, today())[0].title


@DB
def test_somebody_with_sessions_ahead_does_not_leave_before_giving_them_back() -> None:
    here = scene()
    booking = here.booked(here.session())
    with pytest.raises(Refused, match="Give them back first"):
        actions_members.leave_member(member=booking.member, by=here.coordinator)


@DB
def test_pool_r06_keep_in_touch_days_are_at_most_those_agreed() -> None:
    here = scene()
    member = here.member()
    actions_members.set_coming_back(member=member, coming_back=True, days=1, by=here.coordinator)
    actions_members.note_touch_day(member=member, on=today() - DAY, minutes=180, by=here.coordinator)
    with pytest.raises(Refused, match="All 1 agreed days are used"):
        actions_members.note_touch_day(member=member, on=today(), minutes=180, by=here.coordinator)
    with pytest.raises(BadInput, match="1 days are noted already"):
        actions_members.set_coming_back(member=member, coming_back=True, days=0, by=here.coordinator)
    assert [(row.minutes, row.keep_in_touch_days) for row in queries_figures.coming_back(here.pool)] == [
        (180, 1)
    ]


@DB
def test_s_18_a_check_that_lapses_before_the_day_puts_the_booking_at_risk() -> None:
    here = scene()
    member = here.member()
    safe, late = here.session(3), here.session(20)
    here.booked(safe, member)
    at_risk = here.booked(late, member)
    here.check(member.person, "indemnity", today() + 10 * DAY)
    found = queries_risk.bookings_at_risk(here.pool, at_risk.booked_at)
    assert [row.pk for row, _gaps in found] == [at_risk.pk]
    assert "Indemnity" in found[0][1][0]


@DB
def test_interest_is_answered_once_also_where_there_is_no_pool() -> None:
    here = scene()
    asked = Interest.objects.create(area=here.system, name="A GP", email="a@example.net")
    assert list(queries.interests_visible_to(here.coordinator)) == [asked]
    assert not queries.interests_visible_to(scene("QJK").coordinator).exists()
    actions_members.answer_interest(interest=asked, by=here.coordinator)
    with pytest.raises(Refused, match="cannot become"):
        actions_members.answer_interest(interest=asked, by=here.coordinator)


# --- a supplier's file, and figures ---------------------------------------------------------------------------


def supplied(here: Scene) -> Pool:
    content = actions_pool.PoolContent(
        "Shifts", "", "A", "a@example.net", mode=Mode.SUPPLIER, supplier_name="Example Shifts",
        supplier_url="https://example.org/",
    )  # fmt: skip
    return actions_pool.open_pool(
        owner=here.system, host=here.system, content=content, places=[here.practice], by=here.coordinator,
        live=True,
    )  # fmt: skip


def a_file(here: Scene, *outcomes: str) -> bytes:
    day = today() - 10 * DAY
    rows = [
        (
            f"R{number}",
            here.practice.code,
            "surgery",
            f"{day} 09:00",
            f"{day} 13:10",
            outcome,
            f"{day - 3 * DAY}",
            "",
            "60",
        )
        for number, outcome in enumerate(outcomes)
    ]
    return csv_bytes((*REQUIRED, *OPTIONAL), rows)


@DB
def test_the_same_file_twice_changes_nothing_and_a_newer_one_counts() -> None:
    here = scene()
    pool = supplied(here)
    first, new = actions_money.import_bookings(
        pool=pool, name="a.csv", data=a_file(here, "worked", "booked", "odd"), by=here.coordinator
    )
    assert (new, first.rows_read, first.rows_loaded, first.rows_rejected) == (True, 3, 2, 1)
    again, new = actions_money.import_bookings(
        pool=pool, name="b.csv", data=a_file(here, "worked", "booked", "odd"), by=here.coordinator
    )
    assert (again, new, SupplierImport.objects.count()) == (first, False, 1)
    actions_money.import_bookings(
        pool=pool, name="c.csv", data=a_file(here, "worked", "worked"), by=here.coordinator
    )
    assert list(SupplierSession.objects.values_list("outcome", flat=True)) == ["worked", "worked"]
    found = queries_figures.figures(pool, today() - 30 * DAY, today())
    assert (found.total.posted, found.total.fill_rate, found.total.cost) == (
        2,
        Decimal(100),
        Decimal("500.00"),
    )
    assert [name for name, _sums in found.leads] == ["2 to 6 days"]


@DB
def test_a_pool_run_here_imports_nothing() -> None:
    here = scene()
    with pytest.raises(Refused, match="run here"):
        actions_money.import_bookings(
            pool=here.pool, name="a.csv", data=a_file(here, "worked"), by=here.coordinator
        )


@DB
def test_figures_of_sessions_here_use_confirmed_hours_and_leave_cancelled_ones_out() -> None:
    here = scene()
    worked, half, empty, gone, ahead = (here.session(places=2 if n == 1 else 1) for n in range(5))
    one = here.booked(worked, status=BookingStatus.WORKED)
    here.booked(half, status=BookingStatus.CONFIRMED)
    for session in (worked, half, empty, gone):
        here.happened(session, 3)
    type(gone).objects.filter(pk=gone.pk).update(status="cancelled")
    one.refresh_from_db()
    Timesheet.objects.create(booking=one, worked_from=one.starts_at, worked_to=one.ends_at, break_minutes=10)
    found = queries_figures.figures(here.pool, today() - 30 * DAY, today() + 30 * DAY)
    total = found.total
    assert (total.posted, total.worked, total.worked_minutes, total.unfilled_minutes) == (4, 2, 490, 500)
    assert total.cost == Decimal("320.00") + Decimal("333.33")
    assert found.called_off == 1
    assert [row.practice for row in found.practices] == [here.practice]
    assert ahead.status == "posted"


@DB
def test_figures_take_the_same_statements_for_one_practice_and_for_many(django_assert_num_queries) -> None:
    here = scene()
    here.happened(here.session(), 3)
    with django_assert_num_queries(STATEMENTS):
        queries_figures.figures(here.pool, today() - 30 * DAY, today())
    practices = list(queries.practices_of(here.pool, today())[1:30])
    for practice in practices:
        here.happened(replace(here, practice=practice, lead=here.coordinator).session(), 3)
    with django_assert_num_queries(STATEMENTS):
        found = queries_figures.figures(here.pool, today() - 30 * DAY, today())
    assert len(found.practices) == len(practices) + 1


STATEMENTS = 7


@DB
def test_a_member_who_is_paused_is_taken_up_again() -> None:
    here = scene()
    member = here.member()
    actions_members.suspend_member(member=member, by=here.coordinator)
    assert member.status == MemberStatus.SUSPENDED
    actions_members.resume_member(member=member, by=here.coordinator)
    assert member.status == MemberStatus.ACTIVE
