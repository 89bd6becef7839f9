"""Things for the permission matrix: postings, saved searches, networks and conversations of a system."""

from collections.abc import Callable

from retention_portal.organisations.models import Organisation
from schemes.opportunities import actions_alerts, actions_peers, actions_talk
from schemes.opportunities.models import AlertMail
from schemes.opportunities.models_peers import Conversation
from schemes.opportunities.rules_search import Wanted
from tests.opportunities.samples import at, board

Parts = dict[str, object]


def published(system: Organisation) -> Parts:
    """A course on the list."""
    return {"opportunity_id": board(system.code).course(evenings=1).pk}


def submitted(system: Organisation) -> Parts:
    """A posting that waits for a coordinator."""
    return {"opportunity_id": board(system.code).submitted().pk}


def two(system: Organisation) -> Parts:
    """Two postings of one kind."""
    here = board(system.code)
    return {"opportunity_id": here.published().pk, "other_id": here.published().pk}


def one_date(system: Organisation) -> Parts:
    """A date of a course."""
    date = board(system.code).course(evenings=1).dates.first()
    assert date is not None
    return {"date_id": date.pk}


def search(system: Organisation) -> Parts:
    """Somebody's saved search."""
    made = actions_alerts.save_search(wanted=Wanted(), every="day", by=board(system.code).gp())
    return {"search_id": made.pk}


def token(system: Organisation) -> Parts:
    """The link of a mail."""
    text = f"a-token-of-{system.code}"
    AlertMail.objects.create(search_id=search(system)["search_id"], token_hash=actions_alerts.hash_of(text))
    return {"token": text}


def network(system: Organisation) -> Parts:
    """A peer network of other people."""
    return {"network_id": board(system.code).network(name=f"Network of {system.code}").pk}


def post(system: Organisation) -> Parts:
    """A post in it."""
    here = board(system.code)
    host = here.gp()
    made = here.network(host, name=f"Posts of {system.code}")
    return {"post_id": actions_peers.write_post(network=made, text="Hello", by=host).pk}


def meeting(system: Organisation) -> Parts:
    """A meeting of it."""
    here = board(system.code)
    host = here.gp()
    made = here.network(host, name=f"Meetings of {system.code}")
    called = actions_peers.call_meeting(
        network=made, starts_at=at(9, 19), ends_at=at(9, 20), place="Café", join_link="", about="", by=host
    )
    return {"meeting_id": called.pk}


def team(system: Organisation) -> Parts:
    """A team of experienced GPs."""
    return {"team_id": board(system.code).team(f"Team of {system.code}")[0].pk}


def _offered(system: Organisation) -> Conversation:
    here = board(system.code)
    made, member = here.team(f"Talks of {system.code}")
    asked = actions_talk.ask(team=made, topics=["training"], ways=["by video"], by=here.gp())
    return actions_talk.offer_times(conversation=asked, times=[at(9, 10)], by=member.person)


def conversation(system: Organisation) -> Parts:
    """Two people who talk."""
    return {"conversation_id": _offered(system).pk}


def change(system: Organisation) -> Parts:
    """The same, to be withdrawn."""
    return {**conversation(system), "change": "withdraw"}


def time_offered(system: Organisation) -> Parts:
    """A time that is offered to one of them."""
    asked = _offered(system)
    return {"conversation_id": asked.pk, "time_id": asked.times.get().pk}


SAMPLES: dict[str, Callable[[Organisation], Parts]] = {
    **dict.fromkeys(
        [
            f"opportunities:{name}"
            for name in ("detail", "manage", "post_edit", "date_add", "verify", "close", "submit")
        ],
        published,
    ),
    "opportunities:date_remove": one_date,
    "opportunities:publish": submitted,
    "opportunities:send_back": submitted,
    "opportunities:merge": two,
    "opportunities:search_change": search,
    "opportunities:stop": token,
    **dict.fromkeys(
        [
            f"opportunities:network{name}"
            for name in ("", "_join", "_leave", "_mails", "_post", "_host", "_close")
        ],
        network,
    ),
    "opportunities:meeting_new": network,
    "opportunities:meeting_cancel": meeting,
    "opportunities:post_change": post,
    "opportunities:team": team,
    "opportunities:team_change": team,
    "opportunities:talk_ask": team,
    "opportunities:conversation": conversation,
    "opportunities:conversation_change": change,
    "opportunities:time_choose": time_offered,
}
