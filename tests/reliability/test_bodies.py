"""A body is read to its end, also of a request that is refused; then comes the next request."""

import socket
import time

import pytest

from tests.abuse.wire import Answer, answers, connect
from tests.reliability.hostile import CHUNKED, PATH, one

ALIVE = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
HIDDEN = b"GET /people HTTP/1.1\r\nHost: a\r\n\r\n"
"""A request that no response may answer, as it is text."""


def read_until(client: socket.socket, end: bytes) -> list[Answer]:
    """The responses that have come when one ends with `end`."""
    data = b""
    while not data.endswith(end):
        piece = client.recv(1 << 16)
        assert piece, data[:200]
        data += piece
    return answers(data)


def body_of(text: bytes, *, chunked: bool) -> tuple[bytes, bytes]:
    """A header that says how long a body is, and the body."""
    if chunked:
        return b"Transfer-Encoding: chunked", b"%x\r\n%b\r\n0\r\n\r\n" % (len(text), text)
    return b"Content-Length: %d" % len(text), text


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
@pytest.mark.parametrize("size", [1, 100, 30_000])
@pytest.mark.parametrize(
    ("path", "header", "status"),
    [
        (PATH, "Accept: */*", 200),
        (f"{PATH}?x=1", "Accept: */*", 422),
        (PATH, "Accept-Encoding: *;q=0", 406),
        ("/articles/nothing/verification", "Accept: */*", 404),
    ],
)
def test_a_request_after_a_body_is_answered(
    hostile: str, path: str, header: str, status: int, size: int, chunked: bool
) -> None:
    length, body = body_of(HIDDEN * size, chunked=chunked)
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n{header}\r\n".encode()
    with connect(hostile) as client:
        # In one piece, as a client does that knows nothing of the response.
        client.sendall(head + length + b"\r\n\r\n" + body)
        time.sleep(0.3)
        client.sendall(ALIVE)
        statuses = [one.status for one in read_until(client, b'{"status":"alive"}')]
        assert statuses == [status, 200]

        # The response may be there before the body.
        client.sendall(head + length + b"\r\n\r\n")
        for place in range(0, len(body), len(body) // 5 + 1):
            time.sleep(0.02)
            client.sendall(body[place : place + len(body) // 5 + 1])
        client.sendall(ALIVE)
        statuses = [one.status for one in read_until(client, b'{"status":"alive"}')]
        assert statuses == [status, 200]


def test_a_body_that_is_wrong_at_once_is_not_asked_for(hostile: str) -> None:
    head = CHUNKED.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")

    assert one(hostile, head + b"no number\r\n").status == 400
