"""A coordinator's own choice inside a round: another mentor, an exchange, somebody who had none."""

import pytest
from django.test import Client
from django.urls import reverse

from retention_portal.core.models import Email
from retention_portal.core.refusals import Refused
from schemes.mentoring import actions_pairing, actions_round, queries_matching
from schemes.mentoring.models import Round
from tests.factories.mentoring import Scene, scene
from tests.factories.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Scene:
    return scene()


def drawn(here: Scene) -> Round:
    return actions_pairing.draw_round(service=here.service, by=here.coordinator)


def pairs(of: Round) -> dict[int, int]:
    return dict(of.proposals.filter(dropped=False).values_list("request", "mentor"))


def test_two_pairs_are_exchanged_with_their_reasons(here: Scene) -> None:
    first, second = here.mentor("finance"), here.mentor("finance")
    one, other = here.request("finance", preferences=(first.pk,)), here.request("finance")
    round_ = drawn(here)
    assert pairs(round_) == {one.pk: first.pk, other.pk: second.pk}

    actions_round.give_mentor(drawn=round_, request=one, mentor=second, by=here.coordinator)

    assert pairs(round_) == {one.pk: second.pk, other.pk: first.pk}
    changed = round_.proposals.get(request=one)
    assert (changed.by_hand, changed.points) == (True, 20)
    assert [reason["text"] for reason in changed.reasons] == ["You both chose finance."]


def test_no_exchange_where_the_other_pair_could_not_be(here: Scene) -> None:
    first, second = here.mentor("finance"), here.mentor("finance")
    one, other = here.request("finance", preferences=(first.pk,)), here.request("finance")
    here.bar(first, other)
    round_ = drawn(here)

    with pytest.raises(Refused, match="No place is left with this mentor in this round"):
        actions_round.give_mentor(drawn=round_, request=one, mentor=second, by=here.coordinator)

    assert pairs(round_) == {one.pk: first.pk, other.pk: second.pk}


def test_a_barred_pair_is_not_chosen_by_hand_either_case_m_05(here: Scene) -> None:
    here.mentor("finance")
    second, request = here.mentor("finance"), here.request("finance")
    here.bar(second, request)
    round_ = drawn(here)

    with pytest.raises(Refused, match="They must not be matched: they are family"):
        actions_round.give_mentor(drawn=round_, request=request, mentor=second, by=here.coordinator)


def test_somebody_without_a_mentor_gets_the_place_that_was_taken_out_case_m_04(here: Scene) -> None:
    mentor = here.mentor("finance")
    here.request("finance"), here.request("finance")
    round_ = drawn(here)
    kept = round_.proposals.get()
    left_out = next(one for one in (item["request"] for item in round_.waiting))
    waiting = type(kept.request).objects.get(pk=left_out)
    with pytest.raises(Refused, match="No place is left"):
        actions_round.give_mentor(drawn=round_, request=waiting, mentor=mentor, by=here.coordinator)

    actions_pairing.drop_pair(proposal=kept, dropped=True, by=here.coordinator)
    actions_round.give_mentor(drawn=round_, request=waiting, mentor=mentor, by=here.coordinator)

    with pytest.raises(Refused, match="No place is left with this mentor in this round"):
        actions_pairing.drop_pair(proposal=kept, dropped=False, by=here.coordinator)
    round_.refresh_from_db()
    assert (pairs(round_), round_.waiting) == ({left_out: mentor.pk}, [])
    assert actions_pairing.release_round(drawn=round_, by=here.coordinator) == (1, 0)


def test_a_released_round_is_not_changed(here: Scene) -> None:
    mentor, request = here.mentor(), here.request()
    round_ = drawn(here)
    actions_pairing.release_round(drawn=round_, by=here.coordinator)

    with pytest.raises(Refused, match="decided already"):
        actions_round.give_mentor(drawn=round_, request=request, mentor=mentor, by=here.coordinator)


def test_nobody_hears_of_a_choice(here: Scene) -> None:
    here.mentor()
    second, request = here.mentor(), here.request()
    round_ = drawn(here)
    told = Email.objects.count()
    client = signed_in(Client(), here.coordinator)
    address = reverse("mentoring:choose", args=[round_.pk, request.pk])

    page = client.get(address).content.decode()
    client.post(address, {"mentor": second.pk})

    assert "This is the mentor proposed now." in page
    assert pairs(round_) == {request.pk: second.pk}
    assert Email.objects.count() == told


@pytest.mark.parametrize("people", [1, 8])
def test_the_choice_costs_the_same_for_one_and_for_many(
    here: Scene, people: int, django_assert_num_queries
) -> None:
    for _ in range(people):
        here.mentor()
        request = here.request()
    round_ = drawn(here)
    request.refresh_from_db()

    with django_assert_num_queries(8):
        found = queries_matching.choices_for(Round.objects.get(pk=round_.pk), request)
    assert len(found) == people
