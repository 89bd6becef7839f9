"""Bytes that no form sends are answered 400, never 500 (REL-24)."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

ADDRESSES = ["/?q=%00", "/?q=a%00b", "/organisations/?q=%ff%fe", "/organisations/?q=%c3%28", "/toolkit/%00/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nul_and_broken_utf8_in_an_address(client: Client, address: str) -> None:
    assert client.get(address).status_code in (400, 404)


def test_nul_in_a_form(client: Client) -> None:
    assert (
        client.post("/accounts/login/", {"login": "a\x00b@example.org", "password": "x"}).status_code == 400
    )


ABSURD = [
    "-1",
    "0",
    "9" * 25,
    "1e400",
    "../../etc/passwd",
    "x" * 10_000,
    "0001-01-01",
    "9999-12-31",
    "[]",
    "💥",
    "'\"",
]


@pytest.mark.parametrize("value", ABSURD)
@pytest.mark.parametrize(
    "address", ["/organisations/?q={}", "/organisations/?page={}", "/toolkit/case-studies/?level={}"]
)
def test_absurd_parameters_are_no_error_of_ours(client: Client, address: str, value: str) -> None:
    assert client.get(address.format(value)).status_code < 500
