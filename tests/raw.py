"""HTTP as it is on the wire: no decoding, no redirects, no extra headers."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

_PATIENCE = 30


@dataclass(frozen=True)
class Answer:
    """The status, the headers by lower-case name, and the body's bytes as sent."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    address: str, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> Answer:
    """Send one request with the given headers and `Host`, and no others."""
    parts = urlsplit(address)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=_PATIENCE)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, names, answer.read())
    finally:
        connection.close()


def exchange(address: str, request: bytes) -> bytes:
    """All that the server sends for the bytes of `request` before it closes the connection."""
    parts = urlsplit(address)
    with socket.create_connection((str(parts.hostname), parts.port), _PATIENCE) as wire:
        wire.sendall(request)
        received = b""
        while piece := wire.recv(1 << 16):
            received += piece
        return received
