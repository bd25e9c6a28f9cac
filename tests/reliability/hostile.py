"""What the tests of hostile clients share."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.abuse.wire import Answer, answers, exchange
from tests.serving import server

PATH = "/articles/lantern-fair-2031/verification"
POST = f"POST {PATH} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n".encode()
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
SOON = 5
"""Seconds within which other clients must get a response."""


def one(address: str, *pieces: bytes) -> Answer:
    """The only response to `pieces`, after which the server closes the connection."""
    (answer,) = answers(exchange(address, *pieces))
    return answer


def memory(folder: Path) -> int:
    """The MiB that the server has in memory."""
    status = Path(f"/proc/{server(folder)}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


@contextmanager
def asking(address: str) -> Iterator[Callable[[str], bytes]]:
    """Returns the body of a GET on one connection; httpx spends longer on a long URL."""
    with closing(HTTPConnection(address.removeprefix("http://"), timeout=30)) as connection:

        def asked(target: str) -> bytes:
            connection.request("GET", target)
            return connection.getresponse().read()

        yield asked
