"""Behind a proxy: whose word on the client's address is believed."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from running import Server, running


def asked(server: Server, forwarded: str) -> int:
    try:
        with urlopen(Request(server.url, headers={"X-Forwarded-For": forwarded}), timeout=60) as answer:
            return int(answer.status)
    except HTTPError as refused:
        told = json.load(refused) if refused.code == 429 else None
        assert told is None or told["status"] == 429
        return refused.code


@pytest.mark.parametrize(
    ("believed", "forwarded", "limited"),
    [
        ("127.0.0.1", ("203.0.113.1", "203.0.113.2", "203.0.113.3"), False),
        ("private", ("203.0.113.1", "203.0.113.2", "203.0.113.3"), False),
        # Nobody said that this machine is a proxy: everyone may write this header.
        ("192.0.2.1", ("203.0.113.1", "203.0.113.2", "203.0.113.3"), True),
        # What the client wrote itself stands before what the proxy added.
        ("127.0.0.1", ("1.1.1.1, 203.0.113.9", "2.2.2.2, 203.0.113.9", "3.3.3.3, 203.0.113.9"), True),
        ("private", ("1.1.1.1, 203.0.113.9, 10.0.0.1", "2.2.2.2, 203.0.113.9", "203.0.113.9"), True),
    ],
)
def test_a_clients_address_is_what_believed_proxies_say(
    believed: str, forwarded: tuple[str, ...], limited: bool
) -> None:
    with running(RATE_LIMIT="2/hour", TRUSTED_PROXIES=believed) as server:
        codes = [asked(server, told) for told in forwarded]
    assert (codes[-1] == 429) is limited
    assert 429 not in codes[:-1]
