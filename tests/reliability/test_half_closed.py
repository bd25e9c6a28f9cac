"""A client that closes its sending side still gets its whole response."""

import socket

import httpx
import pytest

from tests.abuse.wire import Answer, answers, connect, received


def asked(address: str, *paths: str) -> list[Answer]:
    """The responses to a client that closes its sending side right after its requests."""
    with connect(address) as client:
        heads = [f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n" for path in paths]
        client.sendall("".join(heads).encode())
        client.shutdown(socket.SHUT_WR)
        return answers(received(client))


@pytest.mark.parametrize(
    "path", ["/livez", "/quotes?limit=3", "/facts?format=csv", "/dataset.ndjson", "/dataset.sqlite"]
)
def test_a_response_is_complete_although_the_client_closes_its_side(
    address: str, path: str
) -> None:
    (answer,) = asked(address, path)

    assert answer.status == 200
    assert answer.body == httpx.get(f"{address}{path}").content


def test_each_pipelined_request_is_answered(address: str) -> None:
    paths = [f"/facts?limit={number}" for number in range(5, 25)]

    assert [answer.status for answer in asked(address, *paths, "/dataset.sqlite")] == [200] * 21


@pytest.mark.parametrize("sent", [b"", b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"])
def test_a_connection_without_a_request_is_closed_at_once(address: str, sent: bytes) -> None:
    with connect(address) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        assert received(client) == b""
