"""What an area offers: who writes it, versions that never change, copying, closing, two people at once."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction

from retention_portal.accounts.roles import Role
from retention_portal.core.dates import today
from retention_portal.core.models import AuditEvent
from retention_portal.core.refusals import BadInput, Refused
from retention_portal.organisations.models import Organisation
from retention_portal.organisations.queries import organisation_by_code, organisations_within
from schemes.catalogue import actions, queries, starting
from schemes.catalogue.form_layout import as_json, form_from_json, form_of
from schemes.catalogue.models import Offer, OfferVersion
from tests.factories.offers import QUESTIONS, draft, published
from tests.factories.people import person, person_with

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def body(code: str = "QHM") -> Organisation:
    found = organisation_by_code(code)
    assert found is not None
    return found


def writer(code: str = "QHM", role: Role = Role.COORDINATOR) -> Any:
    return person_with(role, body(code))


def test_a_draft_is_published_as_version_1_with_its_form_frozen() -> None:
    by = writer()
    offer = published(body(), by)
    assert (offer.status, offer.live.number) == ("published", 1)
    assert form_from_json(offer.live.form) == form_of(offer)
    assert [
        event.verb for event in AuditEvent.objects.filter(object_type="catalogue.offer").order_by("at")
    ] == [
        *("catalogue.offer_created", "catalogue.offer_published"),
    ]


def test_a_change_of_a_published_offer_is_a_new_version_and_the_old_one_stays() -> None:
    by = writer()
    offer = published(body(), by)
    first = offer.live
    before = as_json(form_of(offer))
    more = [*QUESTIONS, {"key": "new", "text": "And?", "kind": "text"}]
    changed = actions.update_offer(offer=offer, content={"questions": more}, revision=1, by=by)
    assert (changed.live.number, changed.revision) == (2, 2)
    assert OfferVersion.objects.get(pk=first.pk).form == before
    assert form_from_json(changed.live.form).question("new") is not None


def test_a_change_beside_the_form_makes_no_new_version() -> None:
    by = writer()
    offer = published(body(), by)
    changed = actions.update_offer(offer=offer, content={"summary": "Better words."}, revision=1, by=by)
    assert (changed.live.number, changed.revision) == (1, 2)


def test_a_published_offer_cannot_be_broken_and_nothing_is_saved() -> None:
    by = writer()
    offer = published(body(), by)
    broken = [{"key": "bad", "text": "Bad?", "kind": "text", "shown_if": ["nothing", True]}]
    with pytest.raises(actions.NotReady) as no, transaction.atomic():
        actions.update_offer(offer=offer, content={"questions": broken}, revision=1, by=by)
    assert [problem.code for problem in no.value.problems] == ["FORM-01"]
    kept = Offer.objects.get(pk=offer.pk)
    assert (kept.questions, kept.revision, kept.live.number) == (QUESTIONS, 1, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"contact_role": "", "contact_name": ""}, "OFFER-02"),
        ({"contact_phone": "", "contact_email": ""}, "OFFER-02"),
        ({"decided_by_text": " "}, "OFFER-03"),
        ({"summary": ""}, "OFFER-04"),
        ({"letters": {}}, "FORM-02"),
        pytest.param({"rules": [{"kind": "age_at_least", "value": 55}]}, "FORM-03", id="handbook 4.7"),
    ],
)
def test_what_keeps_a_draft_from_being_published(changes: dict[str, Any], code: str) -> None:
    by = writer()
    offer = draft(body(), by, **changes)
    with pytest.raises(actions.NotReady) as no, transaction.atomic():
        actions.publish_offer(offer=offer, by=by)
    assert no.value.code == code
    offer.refresh_from_db()
    assert (offer.status, offer.live) == ("draft", None)


def test_an_offer_that_closed_already_is_not_published() -> None:
    by = writer()
    offer = draft(body(), by, opens_on=today() - 9 * ONE_DAY, closes_on=today() - ONE_DAY)
    with pytest.raises(actions.NotReady) as no, transaction.atomic():
        actions.publish_offer(offer=offer, by=by)
    assert no.value.code == "OFFER-01"


def test_an_offer_never_closes_before_it_opens() -> None:
    by = writer()
    with pytest.raises(BadInput), transaction.atomic():
        draft(body(), by, opens_on=today(), closes_on=today() - ONE_DAY)
    offer = draft(body(), by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(closes_on=offer.opens_on - ONE_DAY)


def test_an_offer_that_is_over_may_still_be_put_right_and_not_published_anew() -> None:
    by = writer()
    offer = published(body(), by, opens_on=today() - 9 * ONE_DAY)
    Offer.objects.filter(pk=offer.pk).update(closes_on=today() - ONE_DAY)
    changed = actions.update_offer(offer=offer, content={"contact_phone": "01632 960002"}, revision=1, by=by)
    assert (changed.contact_phone, changed.status) == ("01632 960002", "published")
    assert list(queries.open_offers(today())) == []


def test_closing_ends_it_today_and_it_may_open_again() -> None:
    by = writer()
    offer = actions.close_offer(offer=published(body(), by, opens_on=today() - ONE_DAY), by=by)
    assert (offer.status, offer.closes_on) == ("closed", today())
    offer = actions.update_offer(offer=offer, content={"closes_on": None}, revision=1, by=by)
    assert actions.publish_offer(offer=offer, by=by).status == "published"
    with pytest.raises(Refused) as no, transaction.atomic():
        actions.publish_offer(offer=offer, by=by)
    assert no.value.code == "wrong_status"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SYSTEM_LEAD])
def test_those_of_the_area_write_its_offers(role: Role) -> None:
    assert draft(body(), writer(role=role)).status == "draft"


@pytest.mark.parametrize(
    "somebody",
    [
        pytest.param(lambda: writer("QJK"), id="coordinator of another system"),
        pytest.param(lambda: writer(role=Role.REVIEWER), id="reviewer"),
        pytest.param(person, id="GP"),
        pytest.param(AnonymousUser, id="nobody"),
    ],
)
def test_others_do_not(somebody: Callable[[], Any]) -> None:
    offer = published(body(), writer())
    other = somebody()
    for act in (
        lambda: draft(body(), other),
        lambda: actions.update_offer(offer=offer, content={"summary": "X"}, revision=1, by=other),
        lambda: actions.publish_offer(offer=offer, by=other),
        lambda: actions.close_offer(offer=offer, by=other),
    ):
        with pytest.raises(Refused, match="Only the coordinator or system lead"):
            act()


def test_only_systems_and_hubs_offer() -> None:
    by = writer()
    practice = organisations_within(body(), today(), "practice", open_only=True).first()
    assert practice is not None
    with pytest.raises(Refused, match="Only a system or a training hub"):
        draft(practice, by)


def test_who_sees_a_draft() -> None:
    offer = draft(body(), writer())
    for viewer, sees in (
        (AnonymousUser(), False),
        (person(), False),
        (writer("QJK"), False),
        (writer(), True),
        (writer(role=Role.SYSTEM_LEAD), True),
    ):
        assert (queries.offer_by_slug(viewer, offer.slug) == offer) is sees
    actions.publish_offer(offer=offer, by=offer.created_by)
    assert queries.offer_by_slug(AnonymousUser(), offer.slug) == offer


def test_the_second_of_two_writers_is_told() -> None:
    by = writer()
    offer = draft(body(), by)
    actions.update_offer(offer=offer, content={"summary": "First."}, revision=1, by=by)
    with pytest.raises(Refused, match="Somebody else saved") as no:
        actions.update_offer(offer=offer, content={"summary": "Second."}, revision=1, by=by)
    assert no.value.code == "moved"
    assert Offer.objects.get(pk=offer.pk).summary == "First."


@pytest.mark.parametrize("content", [{"status": "published"}, {"live": None}, {"owner": None}, {"slug": "x"}])
def test_what_may_not_be_written(content: dict[str, Any]) -> None:
    by = writer()
    offer = draft(body(), by)
    with pytest.raises(BadInput), transaction.atomic():
        actions.update_offer(offer=offer, content=content, revision=1, by=by)


def test_two_offers_of_one_name_have_two_addresses() -> None:
    by = writer()
    assert [draft(body(), by).slug for _ in range(3)] == [
        *("portfolio-role-qhm", "portfolio-role-qhm-2", "portfolio-role-qhm-3"),
    ]


def test_open_offers_by_day_and_area() -> None:
    by, on = writer(), today()
    started = published(body(), by, title="A", opens_on=on - ONE_DAY, closes_on=on)
    later = published(body(), by, title="B", opens_on=on + ONE_DAY)
    draft(body(), by, title="C")
    other = published(body("QJK"), writer("QJK"), title="D")
    practice = organisations_within(body(), on, "practice", open_only=True).first()
    assert practice is not None
    assert set(queries.open_offers(on)) == {started, other}
    assert set(queries.open_offers(on, body())) == {started}
    assert set(queries.open_offers(on, practice)) == {started}
    assert set(queries.open_offers(on + ONE_DAY)) == {later, other}


# --- beginning from something ------------------------------------------------------------------------------


@pytest.mark.parametrize("case", [row["case"] for row in starting.templates()])
def test_every_case_study_makes_an_offer_ready_but_for_people(case: str) -> None:
    by = writer()
    found = starting.from_case_study(case, today())
    assert found is not None
    content = found[1] | {"contact_role": "Coordinator", "contact_phone": "01632 960001"}
    offer = actions.create_offer(owner=body(), kind=found[0], content=content, by=by, case_study=case)
    assert actions.publish_offer(offer=offer, by=by).status == "published"


@pytest.mark.parametrize("code", ["SCH-NGPRS", "SCH-IR", "SCH-POOL", "SCH-ARRS"])
def test_every_national_scheme_makes_one_too_and_asks_each_fact_once(code: str) -> None:
    by = writer()
    scheme = queries.scheme_by_code(code)
    assert scheme is not None
    record = queries.record_on(scheme, today())
    assert record is not None
    kind, content = starting.from_scheme(record, today())
    content |= {"contact_role": "Coordinator", "contact_phone": "01632 960001"}
    offer = actions.create_offer(owner=body(), kind=kind, scheme=scheme, content=content, by=by)
    form = form_of(actions.publish_offer(offer=offer, by=by))
    facts = [one.fact for one in (*form.questions, *form.host.questions) if one.fact]
    assert len(facts) == len(set(facts))
    if code == "SCH-NGPRS":
        assert {"leaving_reason", "regular_post_falls_short", "needs_supervision"} <= set(facts)
        assert "supervisor_named" in {one.fact for one in form.host.questions}
        assert {one.key for one in form.questions if one.health} >= {"leaving_reason", "ngprs-d06"}


@pytest.mark.parametrize(
    ("opens", "closes", "on", "expected"),
    [
        (date(2025, 9, 1), date(2025, 10, 31), date(2026, 8, 1), (date(2026, 9, 1), date(2026, 10, 31))),
        (date(2022, 9, 1), date(2022, 10, 31), date(2026, 8, 1), (date(2026, 9, 1), date(2026, 10, 31))),
        (date(2024, 2, 29), None, date(2025, 1, 1), (date(2025, 2, 28), None)),
        (date(2026, 6, 1), date(2026, 12, 31), date(2026, 8, 1), (date(2027, 6, 1), date(2027, 12, 31))),
    ],
)
def test_another_round_moves_the_dates_by_whole_years(
    opens: date, closes: date | None, on: date, expected: tuple[date, date | None]
) -> None:
    offer = draft(body(), writer(), opens_on=opens, closes_on=closes)
    kind, content = starting.from_offer(offer, on)
    assert (content["opens_on"], content["closes_on"]) == expected
    assert (kind, content["questions"], content["letters"]) == ("portfolio", QUESTIONS, offer.letters)


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_version() -> None:
    by = writer()
    offer = draft(body(), by)
    refusals: list[str] = []

    def publish() -> None:
        try:
            actions.publish_offer(offer=offer, by=by)
        except Refused as no:
            refusals.append(no.code)
        finally:
            connection.close()

    threads = [Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refusals == ["wrong_status"]
    assert offer.versions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_the_same_offer_get_two_addresses() -> None:
    by, owner = writer(), body()
    slugs: list[str] = []

    def begin() -> None:
        try:
            slugs.append(draft(owner, by).slug)
        finally:
            connection.close()

    threads = [Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slugs) == ["portfolio-role-qhm", "portfolio-role-qhm-2"]
