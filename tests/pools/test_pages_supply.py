"""The pages of practices and coordinators: a fortnight is posted, figures are the same in page, file and API."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from retention_portal.accounts.roles import Role
from retention_portal.core.dates import bank_holidays, today
from schemes.pools import queries, queries_gp
from schemes.pools.actions_pool import PoolContent, open_pool
from schemes.pools.models import Member, Pool
from schemes.pools.models_sessions import Session
from schemes.pools.statuses import Relation, SessionStatus
from tests.factories.people import person_with, signed_in
from tests.pools.samples import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Scene:
    return scene()


def day_fields(name: str, day) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def typed(here: Scene, **changes: str) -> dict[str, str]:
    first = today() + timedelta(days=7 - today().weekday())
    return {
        "practice": here.practice.code, "how": "once", **day_fields("on", first), "starts": "09:00",
        "ends": "13:10", "cover_type": "surgery", "why": "vacancy", "site": "Main surgery", "rate": "80",
        "places": "1", **changes,
    }  # fmt: skip


def main_of(answer) -> str:
    return answer.content.decode()


def test_a_practice_posts_a_fortnight_after_looking_at_every_day(here: Scene) -> None:
    client = signed_in(Client(), here.lead)
    first = today() + timedelta(days=7 - today().weekday())
    last = first + timedelta(days=11)
    days = [first + timedelta(days=n) for n in range(12)]
    wanted = [day for day in days if day.weekday() < 5 and day not in bank_holidays(day.year)]
    form = typed(here, how="block", **day_fields("last_on", last))
    preview = main_of(client.post(reverse("pools:post_new"), form))
    assert f"Check {len(wanted)} sessions before you post" in preview
    assert "£333.33" in preview
    assert not Session.objects.exists()
    answer = client.post(reverse("pools:post_new"), form | {"step": "post"}, follow=True)
    assert f"{len(wanted)} sessions are posted." in main_of(answer)
    assert Session.objects.filter(status=SessionStatus.POSTED).count() == len(wanted)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends": "08:00"}, "before it starts at 09:00"),
        ({"starts": "00:10", "ends": "23:50"}, "would last 23 h 40 min"),
        ({"rate": "-5"}, "less than nothing"),
        ({"on-year": "2020"}, "is over. Choose a later time"),
        ({"starts": "nine"}, "Enter a time such as 09:00"),
        ({"how": "weekly"}, "Enter the last day"),
        ({"places": "0"}, "1"),
        ({"postcode": "LU1"}, "Enter a full postcode"),
    ],
    ids=[
        "end before start",
        "too long",
        "negative rate",
        "past",
        "no time",
        "no end of a series",
        "no place",
        "postcode",
    ],
)
def test_bad_input_is_a_sentence_and_nothing_is_kept(here: Scene, changes: dict, sentence: str) -> None:
    client = signed_in(Client(), here.lead)
    answer = client.post(reverse("pools:post_new"), typed(here, **changes) | {"step": "post"})
    assert answer.status_code == 200
    assert "There is a problem" in main_of(answer)
    assert sentence in main_of(answer)
    assert not Session.objects.exists()


def test_a_rate_above_the_recommended_one_is_warned_of_before_posting(here: Scene) -> None:
    client = signed_in(Client(), here.lead)
    preview = main_of(client.post(reverse("pools:post_new"), typed(here, rate="90")))
    assert "£90 an hour is above the recommended highest rate of £85. You may post it." in preview


def test_a_session_is_kept_changed_posted_moved_widened_and_cancelled(here: Scene) -> None:
    client = signed_in(Client(), here.lead)
    client.post(reverse("pools:post_new"), typed(here) | {"step": "draft"})
    session = Session.objects.get()
    assert session.status == SessionStatus.DRAFT

    def press(name: str, **fields: str) -> str:
        address = reverse(f"pools:{name}", args=[session.pk])
        if fields.pop("look", ""):
            assert client.get(address).status_code == 200
        return main_of(client.post(address, fields, follow=True))

    changed = typed(here, rate="84") | {"revision": "1", "look": "yes"}
    assert "Saved. Nobody sees it until you post it." in press("post_change", **changed)
    assert "Posted. Members of the pool see it." in press("post_go")
    later = typed(here, starts="10:00", ends="14:10") | {"revision": "2", "look": "yes"}
    assert "Moved." in press("post_move", **later)
    assert "Saved." in press("post_places", places="2", look="yes")
    session.refresh_from_db()
    here.booked(session)
    assert "Enter 1 or more" not in press("post_places", places="1")
    assert "Cancelled. Everybody who was booked is told." in press(
        "post_cancel", because="Closed.", look="yes"
    )
    session.refresh_from_db()
    assert (session.status, session.places, str(session.rate)) == (SessionStatus.CANCELLED, 1, "84.00")


def test_the_file_holds_what_the_list_shows(here: Scene) -> None:
    here.session(3)
    here.session(5, cover_type="GPCP-C1")
    client = signed_in(Client(), here.lead)
    answer = client.get(reverse("pools:post_csv"), {"cover_type": "GPCP-C1"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [(row["Kind of work"], row["Minutes"], row["State"]) for row in rows] == [
        ("Vacancy", "250", "Open")
    ]
    page = main_of(client.get(reverse("pools:post_list"), {"cover_type": "GPCP-C1"}))
    assert "<strong>1 session</strong>" in page


def test_lists_take_the_same_statements_at_one_and_at_thirty_rows(here: Scene) -> None:
    member = here.member()
    here.booked(here.session(3), member)
    client = signed_in(Client(), here.coordinator)
    addresses = [
        reverse("pools:post_list"), reverse("pools:member_list", args=[here.pool.pk]),
        reverse("pools:risk", args=[here.pool.pk]), reverse("pools:pool_list"),
    ]  # fmt: skip
    before = [_count(client, address) for address in addresses]
    for days in range(4, 33):
        here.booked(here.session(days), member)
        Member.objects.create(pool=here.pool, person=here.gp(), relation=Relation.LOCUM)
        open_pool(
            owner=here.system, host=here.system, content=PoolContent(f"Pool {days}", "", "A", "a@example.net"),
            places=[here.practice], by=here.coordinator,
        )  # fmt: skip
    assert [_count(client, address) for address in addresses] == before


def _count(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_a_coordinator_plans_opens_and_runs_a_pool(here: Scene) -> None:
    client = signed_in(Client(), here.coordinator)
    code = here.system.code
    answer = client.post(
        reverse("pools:pool_new"),
        {
            "owner": code, "name": "Second pool", "about": "More.", "host": code, "places": [code], "mode": "here",
            "relations": ["locum"], "professions": ["gp"], "contact_name": "A", "contact_email": "a@example.net",
        },
        follow=True,
    )  # fmt: skip
    assert "The pool is planned." in main_of(answer)
    pool = Pool.objects.get(name="Second pool")
    on = day_fields("valid_from", today())
    rates = {"cover_type": "", "recommended": "80", "ceiling": "95", **on}
    assert "Saved." in main_of(client.post(reverse("pools:pool_rate", args=[pool.pk]), rates, follow=True))
    policy = (
        {name: getattr(queries.policy_on(pool, today()), name) for name in POLICY}
        | on
        | {"release_hours": "24"}
    )
    answer = client.post(reverse("pools:pool_policy", args=[pool.pk]), policy, follow=True)
    assert "Saved." in main_of(answer)
    answer = client.post(
        reverse("pools:pool_status", args=[pool.pk, "live"]), day_fields("since", today()), follow=True
    )
    assert "The pool is open." in main_of(answer)
    assert queries.policy_on(pool, today()).release_hours == 24
    for name in (
        "pool",
        "pool_change",
        "pool_places",
        "pool_approver",
        "pool_money",
        "risk",
        "figures",
        "member_list",
    ):
        assert client.get(reverse(f"pools:{name}", args=[pool.pk])).status_code == 200


POLICY = (
    "grace_minutes", "release_hours", "no_shows_stop", "late_cancel_days", "marks_suspend", "marks_count_days",
    "offer_minutes", "reconfirm_from_minutes", "reconfirm_hours", "post_ahead_days", "travel_km_an_hour",
    "longest_minutes",
)  # fmt: skip


def test_a_member_is_confirmed_and_marked_as_coming_back(here: Scene) -> None:
    person = here.gp(full_name="Dr Ada Example")
    asked = Member.objects.create(pool=here.pool, person=person, relation=Relation.LOCUM)
    client = signed_in(Client(), here.coordinator)
    answer = client.post(reverse("pools:member_change", args=[asked.pk, "confirm"]), follow=True)
    assert "They can take sessions once their checks are in order." in main_of(answer)
    assert "Not on record, or not in order" in main_of(answer)
    client.post(reverse("pools:member_back", args=[asked.pk]), {"coming_back": "on", "days": "10"})
    answer = client.post(
        reverse("pools:member_day", args=[asked.pk]),
        {**day_fields("on", today()), "minutes": "180"},
        follow=True,
    )
    assert "1 of 10 keep-in-touch days used" in main_of(answer)


def test_a_coordinator_looks_up_the_number_and_records_checks(here: Scene) -> None:
    person = person_with(Role.GP, profession="gp", gmc_number="7654321")
    asked = Member.objects.create(pool=here.pool, person=person, relation=Relation.LOCUM)
    client = signed_in(Client(), here.coordinator)
    page = main_of(client.get(reverse("pools:member", args=[asked.pk])))
    assert "The GMC number of this person is not checked yet." in page
    client.post(reverse("pools:member_gmc", args=[asked.pk]))
    for kind in ("registration", "indemnity"):
        check = {"kind": kind, "state": "passed", **day_fields("valid_from", today())}
        assert client.post(reverse("pools:member_check", args=[asked.pk]), check).status_code == 302
    assert queries_gp.passport_gaps(Member.objects.get(pk=asked.pk), today()) == ()
    future = {"kind": "dbs", "state": "passed", **day_fields("valid_from", today() + timedelta(days=1))}
    answer = client.post(reverse("pools:member_check", args=[asked.pk]), future)
    assert "Enter today or an earlier day" in main_of(answer)


def test_figures_are_the_same_on_the_page_in_the_file_and_in_the_api(here: Scene) -> None:
    here.booked(worked := here.session(3), status="worked")
    empty = here.session(4)
    for session in (worked, empty):
        here.happened(session, 3)
    client = signed_in(Client(), here.coordinator)
    page = main_of(client.get(reverse("pools:figures", args=[here.pool.pk]), {"over": "three"}))
    assert "50.0 per cent of places were worked" in page
    answer = client.get(reverse("pools:figures_csv", args=[here.pool.pk]), {"over": "three"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert (rows[0]["Fill rate in per cent"], rows[0]["Cost in pounds"]) == ("50.0", "333.33")
    found = client.get(reverse("api-pool-figures", args=[here.pool.pk]), {"over": "three"}).json()
    assert (found["total"]["fill_rate"], found["total"]["cost"]) == ("50.0", "333.33")
    assert [row["practice"] for row in found["practices"]] == [here.practice.code]


def test_a_supplier_s_file_says_what_it_left_out(here: Scene) -> None:
    Pool.objects.filter(pk=here.pool.pk).update(
        mode="supplier", supplier_name="Example Shifts", supplier_url="https://example.org/"
    )
    client = signed_in(Client(), here.coordinator)
    lines = (
        "reference,practice_code,cover_type,starts,ends,outcome\n"
        f"1,{here.practice.code},surgery,2026-11-02 09:00,2026-11-02 13:10,worked\n"
        f"2,A99999,surgery,2026-11-02 09:00,2026-11-02 13:10,worked\n"
    )
    address = reverse("pools:pool_import", args=[here.pool.pk])
    answer = client.post(address, {"file": SimpleUploadedFile("a.csv", lines.encode())}, follow=True)
    assert "1 of 2 rows were taken in" in main_of(answer)
    assert "“A99999” is no practice of this pool." in main_of(answer)
    again = client.post(address, {"file": SimpleUploadedFile("a.csv", lines.encode())}, follow=True)
    assert "This very file is here already." in main_of(again)
    broken = client.post(address, {"file": SimpleUploadedFile("b.csv", b"\x00\xff")})
    assert "There is a problem" in main_of(broken)


def test_other_practices_and_areas_see_nothing(here: Scene) -> None:
    session = here.session()
    there = scene("QJK")
    for person in (there.lead, there.coordinator):
        client = signed_in(Client(), person)
        assert client.get(reverse("pools:post_session", args=[session.pk])).status_code == 404
        assert here.practice.name not in main_of(client.get(reverse("pools:post_list")))
