"""Allocations and commitments."""

import threading
from decimal import Decimal

import pytest
from django.db import Error, connection, connections, transaction

from action_plans.funding import actions, queries
from action_plans.funding.models import AllocationEntry, AllocationLine, Commitment, Programme
from action_plans.funding.reference import load
from retention_portal.accounts.roles import Role
from retention_portal.core.dates import parse_date
from retention_portal.core.refusals import BadInput, Refused
from tests.factories.people import person_with, signed_in
from tests.factories.plans import organisation, team


def pool_line(people, amount: str = "120000") -> AllocationLine:
    return actions.enter_allocation(
        system=people.system,
        programme=Programme.objects.get(code="FUND-POOL-A"),
        financial_year="2026-27",
        amount=Decimal(amount),
        by=people.commissioner,
    )


@pytest.mark.django_db
def test_programmes_are_dated():
    codes = [row.code for row in queries.programmes(parse_date("2026-10-01"))]
    assert codes == ["FUND-SDF", "FUND-LGPRF", "FUND-POOL-A", "FUND-FEL", "FUND-MEN"]
    assert "FUND-POOL-B" in {row.code for row in queries.programmes(parse_date("2021-06-01"))}
    assert "FUND-POOL-B" not in {row.code for row in queries.programmes(parse_date("2021-10-01"))}
    before = Programme.objects.count()
    assert load() == {"programmes": before}
    assert Programme.objects.count() == before


@pytest.mark.django_db
def test_an_allocation_is_replaced_and_the_ledger_keeps_both():
    people = team()
    pool_line(people)
    line = pool_line(people, "100000")
    assert line.amount == Decimal(100000)
    assert line.ring_fenced is True
    assert [entry.amount for entry in AllocationEntry.objects.all()] == [Decimal(120000), Decimal(-20000)]


@pytest.mark.django_db
def test_only_the_region_and_administrators_allocate():
    people = team()
    others = [
        people.lead,
        people.member(Role.FINANCE_LEAD),
        person_with(Role.COMMISSIONER, organisation("Y56")),
    ]
    for other in others:
        people.commissioner = other
        with pytest.raises(Refused, match="Only the NHS England region"):
            pool_line(people)
    people.commissioner = person_with(Role.ADMINISTRATOR)
    assert pool_line(people).amount == 120000


@pytest.mark.django_db
def test_a_commitment_above_the_line_is_refused_with_both_figures_case_p_20():
    people = team()
    line = pool_line(people)
    actions.commit(line=line, source="initiative", source_key="1", amount=Decimal(118400), by=people.lead)
    with pytest.raises(Refused) as refused:
        actions.commit(
            line=line, source="initiative", source_key="2", amount=Decimal("1600.01"), by=people.lead
        )
    assert refused.value.sentence == (
        "£1,600.01 is more than the £1,600 left of this line: £120,000 is allocated and £118,400 is committed."
    )
    actions.commit(line=line, source="initiative", source_key="2", amount=Decimal(1600), by=people.lead)
    assert queries.committed_by_code(["initiative:1", "initiative:2", "initiative:3"]) == {
        "initiative:1": Decimal(118400),
        "initiative:2": Decimal(1600),
    }
    with pytest.raises(Refused, match="because £120,000 of it is committed"):
        pool_line(people, "119999.99")


@pytest.mark.django_db
def test_a_release_is_a_reversing_entry_and_never_more_than_held():
    people = team()
    line = pool_line(people)
    actions.commit(line=line, source="initiative", source_key="1", amount=Decimal(500), by=people.lead)
    with pytest.raises(Refused, match="No more than £500"):
        actions.release(
            line=line, source="initiative", source_key="1", amount=Decimal(501), by=people.lead, reason="x"
        )
    actions.release(
        line=line,
        source="initiative",
        source_key="1",
        amount=Decimal(200),
        by=people.lead,
        reason="Less needed.",
    )
    line.refresh_from_db()
    assert line.committed == Decimal(300)
    assert [entry.amount for entry in Commitment.objects.all()] == [Decimal(500), Decimal(-200)]


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["0", "-1"])
def test_nothing_and_less_cannot_be_committed(amount: str):
    people = team()
    with pytest.raises(BadInput, match="more than £0"):
        actions.commit(
            line=pool_line(people),
            source="initiative",
            source_key="1",
            amount=Decimal(amount),
            by=people.lead,
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE funding_commitment SET amount = 1", "DELETE FROM funding_commitment"]
)
def test_the_database_refuses_to_change_the_ledger(statement: str):
    people = team()
    actions.commit(
        line=pool_line(people), source="initiative", source_key="1", amount=Decimal(5), by=people.lead
    )
    with (
        pytest.raises(Error, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_commit_the_last_money_at_once_one_is_refused():
    people = team()
    line = pool_line(people, "1000")
    start, results = threading.Barrier(2), []

    def press(code: str) -> None:
        try:
            start.wait(timeout=10)
            actions.commit(
                line=line, source="initiative", source_key=code, amount=Decimal(700), by=people.lead
            )
            results.append("committed")
        except Refused as refused:
            results.append(refused.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(f"initiative:{n}",)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert set(results) == {
        "committed",
        "£700 is more than the £300 left of this line: £1,000 is allocated and £700 is committed.",
    }
    line.refresh_from_db()
    assert (line.committed, Commitment.objects.count()) == (Decimal(700), 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "place", "seen"),
    [
        (Role.SYSTEM_LEAD, "QHM", True),
        (Role.FINANCE_LEAD, "QHM", True),
        (Role.SRO, "QHM", True),
        (Role.COMMISSIONER, "Y63", True),
        (Role.ADMINISTRATOR, None, True),
        (Role.SYSTEM_LEAD, "QF7", False),
        (Role.COMMISSIONER, "Y56", False),
    ],
)
def test_who_sees_a_line(client, role: Role, place: str | None, seen: bool):
    pool_line(team(), "98765")
    reader = person_with(role, organisation(place) if place else None)
    page = signed_in(client, reader).get("/funding/")
    assert page.status_code == 200
    assert ("£98,765" in page.content.decode()) is seen


@pytest.mark.django_db
def test_a_coordinator_has_no_money_page(client):
    assert signed_in(client, team().member(Role.COORDINATOR)).get("/funding/").status_code == 403


@pytest.mark.django_db
def test_the_region_enters_an_allocation_on_the_page(client):
    people = team()
    programme = Programme.objects.get(code="FUND-LGPRF")
    form = {
        "system": people.system.pk,
        "programme": programme.pk,
        "financial_year": "2026-27",
        "amount": "£320,000",
    }
    browser = signed_in(client, people.commissioner)
    answer = browser.post("/funding/allocations/new/", form)
    assert (answer.status_code, answer["Location"]) == (302, "/funding/")
    assert "£320,000 of £320,000 is not committed yet" in browser.get("/funding/").content.decode()
    wrong = browser.post("/funding/allocations/new/", form | {"amount": "lots"})
    assert (wrong.status_code, AllocationLine.objects.get().amount) == (200, Decimal(320000))
    assert "is not an amount of money" in wrong.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 5])
def test_the_page_asks_the_same_number_of_questions_for_any_number_of_lines(
    client, django_assert_num_queries, count: int
):
    people = team()
    for programme in Programme.objects.filter(valid_to=None)[:count]:
        actions.enter_allocation(
            system=people.system,
            programme=programme,
            financial_year="2026-27",
            amount=Decimal(10),
            by=people.commissioner,
        )
    browser = signed_in(client, people.lead)
    browser.get("/funding/")
    with django_assert_num_queries(10):
        browser.get("/funding/")
