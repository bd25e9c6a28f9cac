"""Sends raw bytes to a server and parses what comes back as HTTP/1.1."""

import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 20


@dataclass(frozen=True)
class Answer:
    """A response as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


def connect(address: str) -> socket.socket:
    """A connection to the service at `address`."""
    where = urlsplit(address)
    assert where.hostname
    assert where.port
    return socket.create_connection((where.hostname, where.port), PATIENCE)


def exchange(address: str, *pieces: bytes, end: bool = False) -> bytes:
    """Send `pieces`; return all that comes back before the server closes, which it must do.

    With `end`, the client closes its sending side.
    """
    with connect(address) as client:
        try:
            for piece in pieces:
                client.sendall(piece)
            if end:
                client.shutdown(socket.SHUT_WR)
        except OSError:
            # The server may close before it has read all of a refused request.
            pass
        return received(client)


def received(client: socket.socket) -> bytes:
    """All bytes that come before the server closes the connection."""
    parts = bytearray()
    try:
        while part := client.recv(1 << 16):
            parts += part
    except ConnectionResetError:
        pass
    return bytes(parts)


_STATUS = re.compile(rb"HTTP/1\.1 ([1-5]\d\d) [^\r\n]*")


def answers(data: bytes, methods: tuple[str, ...] = ()) -> list[Answer]:
    """The responses in `data`, in order; raises `AssertionError` if one is incomplete.

    `methods` are the methods of the requests, needed if one is not GET.
    """
    found: list[Answer] = []
    while data:
        head, blank, data = data.partition(b"\r\n\r\n")
        assert blank, head[:200]
        first, *lines = head.split(b"\r\n")
        status = _STATUS.fullmatch(first)
        assert status, first[:200]
        headers = {
            name.decode().lower(): value.decode("latin-1")
            for name, value in (line.split(b": ", 1) for line in lines)
        }
        if status[1] == b"100":
            continue
        method = methods[len(found)] if len(found) < len(methods) else "GET"
        body = b""
        if method != "HEAD" and status[1] not in {b"204", b"304"}:
            body, data = _body(headers, data)
        found.append(Answer(int(status[1]), headers, body))
    return found


def _body(headers: dict[str, str], data: bytes) -> tuple[bytes, bytes]:
    if "content-length" in headers:
        size = int(headers["content-length"])
        assert len(data) >= size, "the body is incomplete"
        return data[:size], data[size:]
    assert headers.get("transfer-encoding") == "chunked"
    body, at = bytearray(), 0
    while True:
        begin = data.index(b"\r\n", at) + 2
        size = int(data[at : begin - 2], 16)
        at = begin + size + 2
        assert data[at - 2 : at] == b"\r\n", "a chunk is incomplete"
        if not size:
            return bytes(body), data[at:]
        body += data[begin : at - 2]
