"""People kept apart: named by those who know, without a reason; and the network where it is chosen (M-05)."""

import pytest

from retention_portal.accounts.models import Person
from retention_portal.core.models import AuditEvent, Email
from retention_portal.core.refusals import BadInput, Refused
from schemes.mentoring import actions_apart, actions_pairing, queries, queries_matching
from schemes.mentoring.actions_settings import ServiceSettings, change_service
from schemes.mentoring.matching import Bar, Mentee, Mentor, Points, options
from schemes.mentoring.models import Barred, KeepApart
from schemes.mentoring.rules_apart import Known, kept_apart, key_of
from tests.factories.mentoring import Scene, scene

ONE = Known(1, "Dr Anna  Hill", "anna@example.net", "7000011")
TWO = Known(2, "Ben Moss", "ben@example.net", "7000012")


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("anna hill", 1),
        ("Dr Anna Hill", 1),
        ("ANNA@example.net", 1),
        ("7000012", 2),
        ("Anna", None),
        ("Dr Nobody", None),
    ],
)
def test_whom_a_typed_text_means(said: str, who: int | None) -> None:
    found = kept_apart([(9, said, Bar.ASKED)], [ONE, TWO])

    assert found == ([(9, who, Bar.ASKED)] if who else [])


def test_two_of_one_name_are_both_kept_apart_and_oneself_never() -> None:
    other = Known(3, "Anna Hill", "hill@example.net", "")

    assert kept_apart([(1, "Anna Hill", Bar.ASKED)], [ONE, other]) == [(1, 3, Bar.ASKED)]
    assert [who for _, who, _ in kept_apart([(9, "Anna Hill", Bar.ASKED)], [ONE, other])] == [1, 3]


def test_empty_gmc_numbers_mean_nobody() -> None:
    assert key_of("  Professor  Lee ") == "lee"
    assert "" not in Known(4, "", "", "").keys


POINTS = Points(60, 40, 25, 20, 15, 10, 10, 30, least_points=20, same_network_bars=True)
TOPICS = frozenset({"finance"})


@pytest.mark.parametrize(
    ("mentor", "mentee", "bars", "why"),
    [
        (Mentor(1, 7, 1, TOPICS), Mentee(1, 7, TOPICS), [], "Nobody mentors themselves."),
        (
            Mentor(1, 7, 1, TOPICS, practice="E81001"),
            Mentee(1, 8, TOPICS, practice="E81001"),
            [],
            "They are of the same practice.",
        ),
        (
            Mentor(1, 7, 1, TOPICS, network="1"),
            Mentee(1, 8, TOPICS, network="1"),
            [],
            "Their practices are of the same network.",
        ),
        *(
            (
                Mentor(1, 7, 1, TOPICS),
                Mentee(1, 8, TOPICS),
                [(1, 1, bar)],
                f"They must not be matched: {bar.value}.",
            )
            for bar in Bar
        ),
        (
            Mentor(1, 7, 1, TOPICS, professions=frozenset({"nurse"})),
            Mentee(1, 8, TOPICS, profession="gp"),
            [],
            "The mentor helps people of another profession.",
        ),
        (Mentor(1, 7, 1, TOPICS), Mentee(1, 8, frozenset({"x"})), [], "They have too little in common."),
        (Mentor(1, 7, 0, TOPICS), Mentee(1, 8, TOPICS), [], ""),
    ],
)
def test_why_a_mentor_cannot_be_case_m_05(mentor, mentee, bars, why: str) -> None:
    (found,) = options(mentee, [mentor], POINTS, bars)

    assert found.why_not == why


@pytest.fixture
def here() -> Scene:
    return scene()


def proposed(here: Scene) -> int:
    return actions_pairing.draw_round(service=here.service, by=here.coordinator).proposals.count()


@pytest.mark.django_db
@pytest.mark.parametrize("said_by", ["the one who asks", "the mentor"])
def test_who_named_somebody_is_never_matched_with_them_and_says_no_reason(here: Scene, said_by: str) -> None:
    mentor, request = here.mentor(), here.request()
    Person.objects.filter(pk=request.person_id).update(
        gmc_number=None, gmc_checked_at=None, gmc_checked_by=None
    )  # as a nurse has none
    one, other = request.person, mentor.person
    if said_by == "the mentor":
        one, other = other, one
    told, written = Email.objects.count(), AuditEvent.objects.count()

    actions_apart.keep_apart(who=f"  {other.email.upper()} ", by=one)

    assert (Email.objects.count(), AuditEvent.objects.count()) == (told, written)
    assert proposed(here) == 0


@pytest.mark.django_db
def test_a_list_is_its_owners_alone_and_can_be_shortened(here: Scene) -> None:
    one, other = here.gp(), here.gp()
    line = actions_apart.keep_apart(who="Dr Hill", why=Bar.APPRAISER, by=one)

    assert list(queries.kept_apart_by(one)) == [line]
    assert list(queries.kept_apart_by(other)) == list(queries.kept_apart_by(here.coordinator)) == []
    with pytest.raises(Refused, match="named this person already"):
        actions_apart.keep_apart(who="Dr  Hill", by=one)
    with pytest.raises(Refused, match="Only the person"):
        actions_apart.forget_apart(line=line, by=other)
    with pytest.raises(BadInput):
        actions_apart.keep_apart(who="Somebody", why=Bar.EARLIER_PAIR, by=one)
    with pytest.raises(BadInput, match="Enter a name"):
        actions_apart.keep_apart(who="Dr ", by=one)
    actions_apart.forget_apart(line=line, by=one)
    assert not KeepApart.objects.exists()


@pytest.mark.django_db
def test_a_mentor_who_said_no_is_not_asked_again_for_the_same_person(here: Scene) -> None:
    pairing = here.pairing(accepted=False)
    actions_pairing.answer_pairing(pairing=pairing, accept=False, by=pairing.mentor.person)

    assert proposed(here) == 0
    assert Barred.objects.get().why == Bar.DECLINED


@pytest.mark.django_db
def test_a_mentor_ends_it_and_neither_is_asked_why(here: Scene) -> None:
    pairing = here.pairing()
    actions_pairing.end_pairing(pairing=pairing, by=pairing.mentor.person)

    pairing.request.refresh_from_db()
    assert pairing.request.status == "waiting"
    assert proposed(here) == 0


@pytest.mark.django_db
def test_a_coordinator_takes_a_bar_back(here: Scene) -> None:
    mentor, request = here.mentor(), here.request()
    bar = here.bar(mentor, request)
    with pytest.raises(Refused, match="Only a coordinator"):
        actions_apart.lift_bar(bar=bar, by=request.person)

    actions_apart.lift_bar(bar=bar, by=here.coordinator)

    assert proposed(here) == 1


def settings_of(here: Scene, **changes: object) -> ServiceSettings:
    row = here.service
    facts = {
        "summary": row.summary, "sessions": row.sessions, "minutes": row.minutes,
        "shortest_weeks": row.shortest_weeks, "longest_weeks": row.longest_weeks, "notes_on": False,
        "notes_kept_weeks": 12, "points": {"topic": 20},
    }  # fmt: skip
    return ServiceSettings(**(facts | changes))  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize("bars", [True, False])
def test_the_network_bars_where_the_coordinator_chose_it(here: Scene, two_of_a_network, bars: bool) -> None:
    change_service(
        service=here.service, settings=settings_of(here, points={"same_network_bars": bars}),
        by=here.coordinator,
    )  # fmt: skip
    here.mentor(practice=two_of_a_network[0])
    here.request(practice=two_of_a_network[1])

    assert here.service.points == ({"same_network_bars": True} if bars else {})
    assert proposed(here) == (0 if bars else 1)


@pytest.fixture
def two_of_a_network() -> list[str]:
    from retention_portal.core.dates import today
    from retention_portal.organisations.models import Organisation
    from retention_portal.organisations.queries import practice_geography

    by_network: dict[int, list[int]] = {}
    for one in practice_geography(today()).values():
        if one.network:
            by_network.setdefault(one.network, []).append(one.practice)
    pair = next(practices[:2] for practices in by_network.values() if len(practices) > 1)
    return list(Organisation.objects.filter(pk__in=pair).values_list("code", flat=True))


@pytest.mark.django_db
def test_weeks_of_a_service_stay_in_order(here: Scene) -> None:
    with pytest.raises(BadInput, match="cannot be shorter"):
        change_service(service=here.service, settings=settings_of(here, longest_weeks=2), by=here.coordinator)


@pytest.mark.django_db
def test_bars_cost_the_same_for_many(here: Scene, django_assert_num_queries) -> None:
    for _ in range(5):
        actions_apart.keep_apart(who="Dr Hill", by=here.mentor().person)
        here.request()
    mentors = queries_matching.mentors_for_matching(here.service)
    mentees = queries_matching.mentees_for_matching(here.service)

    with django_assert_num_queries(3):
        queries_matching.bars_for_matching(here.service, mentors, mentees)
