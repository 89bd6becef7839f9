"""Peer networks and conversations: only members read, leaving stops all mail, nobody hears what is said."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from retention_portal.accounts.models import Person
from retention_portal.core.dates import LONDON, Quarter, today
from retention_portal.core.models import AuditEvent, Email
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.core.vocabulary import Profession
from schemes.opportunities import actions_peers, actions_talk, personal_data, queries_peers
from schemes.opportunities.models_peers import Conversation, NetworkPost, PeerNetwork
from schemes.opportunities.statuses import ConversationStatus
from schemes.opportunities.waiting import waiting_for
from tests.factories.people import signed_in
from tests.opportunities.samples import Board, at, board

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Board:
    return board()


def text(person: Person, name: str, *args: object) -> str:
    return signed_in(Client(), person).get(reverse(f"opportunities:{name}", args=args)).content.decode()


def refused(act: Callable[[], object]) -> str:
    with pytest.raises((Refused, BadInput)) as no:
        act()
    return str(no.value)


def meeting(network: PeerNetwork, host: Person, day: int = 9) -> object:
    return actions_peers.call_meeting(
        network=network,
        starts_at=at(day, 19),
        ends_at=at(day, 20),
        place="Café",
        join_link="",
        about="",
        by=host,
    )


def test_only_members_read_and_the_coordinator_sees_how_many(here: Board) -> None:
    host, member, stranger = here.gp(), here.gp(), here.gp()
    network = here.network(host)
    actions_peers.join(network=network, by=member)
    actions_peers.write_post(network=network, text="A worry of mine", by=member)

    assert "A worry of mine" in text(host, "network", network.pk)
    for other in (stranger, here.coordinator):
        page = signed_in(Client(), other).get(reverse("opportunities:network", args=[network.pk]))
        assert page.status_code == 404
    managed = text(here.coordinator, "networks_manage")
    assert "2 members, 1 host" in managed
    assert member.full_name not in managed
    event = AuditEvent.objects.get(verb="opportunities.post_written")
    assert (event.note, list(event.fields)) == ("", [])
    assert refused(lambda: actions_peers.write_post(network=network, text="Hello", by=stranger)) == (
        "Only members of this network can do this."
    )


def test_leaving_stops_all_mail(here: Board) -> None:
    host, stays, quiet, leaves = here.gp(), here.gp(), here.gp(), here.gp()
    network = here.network(host)
    for person in (stays, quiet, leaves):
        actions_peers.join(network=network, by=person)
    actions_peers.set_mails(network=network, mails=False, by=quiet)
    called = meeting(network, host)
    actions_peers.leave(network=network, by=leaves)
    actions_peers.cancel_meeting(meeting=called, by=host)  # type: ignore[arg-type]

    told = {
        template: set(Email.objects.filter(template=f"opportunities/{template}").values_list("to", flat=True))
        for template in ("meeting", "meeting_off")
    }
    assert told == {"meeting": {stays.email, leaves.email}, "meeting_off": {stays.email}}
    assert not queries_peers.networks_visible_to(leaves).exists()
    actions_peers.leave(network=network, by=host)
    assert queries_peers.networks_looked_after(here.coordinator).get().hosts == 0
    actions_peers.appoint_host(network=network, address=stays.email.upper(), by=here.coordinator)
    assert queries_peers.networks_looked_after(here.coordinator).get().hosts == 1


def test_a_report_reaches_the_host_alone_and_names_nobody(here: Board) -> None:
    host, author, reader = here.gp(), here.gp(), here.gp()
    network = here.network(host)
    for person in (author, reader):
        actions_peers.join(network=network, by=person)
    post = actions_peers.write_post(network=network, text="Rude", by=author)

    assert refused(lambda: actions_peers.report_post(post=post, by=author)) == (
        "This is your own post. You can take it away."
    )
    actions_peers.report_post(post=post, by=reader)
    actions_peers.report_post(post=post, by=reader)
    assert [one.title for one in waiting_for(host, today())] == [
        "First years: a member asks you to look at a post"
    ]
    assert waiting_for(author, today()) == []
    assert not AuditEvent.objects.filter(verb__contains="report").exists()
    assert refused(lambda: actions_peers.remove_post(post=post, by=reader)) == (
        "Only its author or a host of the network removes a post."
    )
    actions_peers.remove_post(post=post, by=host)
    assert waiting_for(host, today()) == []
    assert NetworkPost.objects.get().text == ""


@pytest.mark.parametrize("settled", [True, False])
def test_a_post_that_may_stay_waits_no_more(here: Board, settled: bool) -> None:
    host, reader = here.gp(), here.gp()
    network = here.network(host)
    actions_peers.join(network=network, by=reader)
    post = actions_peers.write_post(network=network, text="Fine", by=host)
    actions_peers.report_post(post=post, by=reader)
    if settled:
        actions_peers.settle_reports(post=post, by=host)

    assert len(waiting_for(host, today())) == (0 if settled else 1)


def test_a_network_is_for_its_professions_and_closes(here: Board) -> None:
    network = here.network(professions=("nurse",))
    gp, nurse = here.gp(), here.gp(profession=Profession.NURSE)

    assert refused(lambda: actions_peers.join(network=network, by=gp)) == (
        "First years is for: Nurse (including advanced nurse practitioner). "
        "Your profile says something else, or nothing yet."
    )
    actions_peers.join(network=network, by=nurse)
    assert refused(lambda: actions_peers.join(network=network, by=nurse)) == "You are a member already."
    assert refused(lambda: meeting(network, nurse)) == "Only a host of this network can do this."
    actions_peers.close_network(network=network, by=here.coordinator)
    late = here.gp(profession=Profession.NURSE)
    assert refused(lambda: actions_peers.join(network=network, by=late)).startswith(
        "First years takes nobody new since"
    )
    assert refused(lambda: actions_peers.close_network(network=network, by=here.coordinator)) == (
        "This network is closed already."
    )
    assert refused(lambda: here.network(host=here.gp())) == (
        "There is a network of this name already. Choose another name."
    )


def test_the_way_of_a_conversation(here: Board) -> None:
    team, member = here.team()
    gp = here.gp()
    asked = actions_talk.ask(team=team, topics=["training"], ways=["by video"], by=gp)

    seen = text(member.person, "conversation", asked.pk)
    assert gp.full_name not in seen
    assert [one.title for one in waiting_for(member.person, today())] == [
        "Somebody would like to talk to an experienced GP"
    ]
    actions_talk.offer_times(conversation=asked, times=[at(3, 10), at(4, 10)], by=member.person)
    assert gp.full_name in text(member.person, "conversation", asked.pk)
    assert gp.email not in text(member.person, "conversation", asked.pk)
    assert [one.title for one in waiting_for(gp, today())] == ["Choose a time to talk to an experienced GP"]
    actions_talk.choose_time(time=asked.times.all()[1], by=gp)
    assert gp.email in text(member.person, "conversation", asked.pk)
    now_agreed = Conversation.objects.select_related("member__person", "team__owner").get()
    assert now_agreed.agreed_at == at(4, 10)
    assert refused(lambda: actions_talk.say_held(conversation=now_agreed, held=True, by=gp)) == (
        "Say this after the time that you agreed."
    )
    with override_settings(PORTAL_TODAY=(today() + timedelta(days=5)).isoformat()):
        actions_talk.say_held(conversation=now_agreed, held=True, by=gp)
    assert now_agreed.status == ConversationStatus.HELD
    stranger = signed_in(Client(), here.coordinator)
    assert stranger.get(reverse("opportunities:conversation", args=[asked.pk])).status_code == 404
    assert {event.note for event in AuditEvent.objects.filter(verb__contains="conversation")} == {""}


def test_when_no_time_suits_or_the_team_cannot_it_waits_again(here: Board) -> None:
    team, member = here.team()
    gp = here.gp()
    asked = actions_talk.ask(team=team, topics=["training"], ways=["by phone"], by=gp)
    times = [at(3, 10)]
    actions_talk.offer_times(conversation=asked, times=times, by=member.person)
    actions_talk.none_suits(conversation=asked, by=gp)
    assert (asked.status, asked.member, queries_peers.times_of(asked).count()) == ("asked", None, 0)
    actions_talk.offer_times(conversation=asked, times=times, by=member.person)
    actions_talk.cannot(conversation=asked, by=member.person)
    assert (asked.status, asked.member) == ("asked", None)
    assert Email.objects.filter(template="opportunities/talk_off", to=gp.email).count() == 1
    actions_talk.offer_times(conversation=asked, times=times, by=member.person)
    actions_talk.remove_member(member=member, by=here.coordinator)
    asked.refresh_from_db()
    assert (asked.status, asked.member) == ("asked", None)
    actions_talk.withdraw(conversation=asked, by=gp)
    assert asked.status == ConversationStatus.WITHDRAWN


def test_what_cannot_be_asked_or_offered_is_said(here: Board) -> None:
    team, member = here.team()
    gp, nurse = here.gp(), here.gp(profession=Profession.NURSE)
    asked = actions_talk.ask(team=team, topics=["training"], ways=["by phone"], by=gp)

    assert (
        refused(lambda: actions_talk.ask(team=team, topics=["training"], ways=["by phone"], by=member.person))
        == "You are in this team yourself. Ask another, or a mentor."
    )
    assert refused(lambda: actions_talk.ask(team=team, topics=["training"], ways=["by phone"], by=gp)) == (
        "You have asked already. You find it on the page “Talk to an experienced GP”."
    )
    assert refused(lambda: actions_talk.ask(team=team, topics=["x"], ways=["by phone"], by=nurse)) == (
        "Choose at least one of the topics."
    )
    for times, sentence in (
        ([], "Offer between 1 and 5 times."),
        ([at(-1, 10)], "One of the times is in the past. Offer times that are still to come."),
    ):
        assert offer(asked, times, member.person) == sentence
    assert offer(asked, [at(2, 10)], nurse) == "Only the team can do this."
    assert (
        refused(lambda: actions_talk.add_member(team=team, address=nurse.email, by=here.coordinator))
        == "Only a GP whose GMC number is checked can be in the team. Check the number first."
    )


def offer(asked: Conversation, times: list, by: Person) -> str:
    return refused(lambda: actions_talk.offer_times(conversation=asked, times=times, by=by))


def test_few_conversations_are_a_star_to_the_coordinator(here: Board) -> None:
    team, _ = here.team()
    gp, quarter = here.gp(), Quarter.of(today()).previous()
    then = datetime.combine(quarter.end, time(12), LONDON)
    Conversation.objects.create(team=team, person=gp, status="held", agreed_at=then)

    assert queries_peers.counts_shown(team) == (quarter.label, "*")
    assert gp.full_name not in text(here.coordinator, "networks_manage")


def test_everything_of_a_person_is_handed_over_and_erased(here: Board) -> None:
    team, _ = here.team()
    gp = here.gp()
    network = here.network()
    actions_peers.join(network=network, by=gp)
    actions_peers.write_post(network=network, text="Mine", by=gp)
    actions_talk.ask(team=team, topics=["training"], ways=["by phone"], by=gp)

    held = personal_data.export(gp)
    assert [post["text"] for post in held["posts"]] == ["Mine"]
    assert [row["topics"] for row in held["conversations"]] == [["training"]]
    personal_data.erase(gp)
    after = personal_data.export(gp)
    assert (after["posts"], after["conversations"]) == ([], [])
    assert NetworkPost.objects.get().text == ""
