"""Lists of hostile strings and requests: each gets a response, soon, and never a server error.

The lists in this folder are our own. `SOAK_LISTS` names a folder with others: text files with one
string per line, and Markdown files with one request in each block marked `http`. Public lists come
in both formats: clone big-list-of-naughty-strings, fuzzdb, PayloadsAllTheThings or llhttp into that
folder.
"""

import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes

from tests.abuse.wire import answers, exchange
from tests.seeds import INVENTED
from tests.serving import serving

MOST = int(os.environ.get("SOAK_STRINGS", "20000"))
_SLOWEST = 5.0
_NAMES = ("q", "sort", "fields", "cursor", "country", "date_from", "facets", "limit", "format")
_ESCAPES = {rb"\r": b"\r", rb"\n": b"\n", rb"\t": b"\t", rb"\f": b"\f"}
_ESCAPE = re.compile(rb"\\(?:[rntf]|x[0-9a-fA-F]{2})")
_TEXT = (
    b"POST /articles/lantern-fair-2031/verification HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    b"Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n%b"
)
_BLOCK = re.compile(rb"```http\n(.*?)\n```", re.DOTALL)


def _files(*suffixes: str) -> Iterator[Path]:
    folders = [Path(__file__).parent, *map(Path, os.environ.get("SOAK_LISTS", "").split())]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in suffixes and path.is_file():
                yield path


def strings() -> list[bytes]:
    """The lines of every text file, at most `MOST` of them, drawn at random."""
    found: dict[bytes, None] = {}
    for path in _files(".txt"):
        found.update(dict.fromkeys(path.read_bytes().splitlines()))
    chance = random.Random(16)  # noqa: S311 - must be repeatable, not secret
    return chance.sample(list(found), min(MOST, len(found)))


def requests() -> Iterator[bytes]:
    """The blocks of every Markdown file, as the bytes to send."""
    for path in _files(".md"):
        for block in _BLOCK.findall(path.read_bytes()):
            lines = block.replace(b"\n", b"\r\n").replace(b"\\\r\n", b"")
            yield _ESCAPE.sub(lambda match: _byte(match[0]), lines)


def _byte(escape: bytes) -> bytes:
    return _ESCAPES.get(escape) or bytes.fromhex(escape[2:].decode())


def _carriers(string: bytes) -> Iterator[bytes]:
    """What to send for a string: well-formed requests first, then one with the raw string."""
    coded = quote_from_bytes(string[:2000], safe="").encode()
    paths = [b"/facts/" + coded, b"/explore/facts/" + coded, b"/articles?" + coded]
    paths += [b"/facts?%b=%b" % (name.encode(), coded) for name in _NAMES]
    paths += [b"/search?q=" + coded, b"/explore/search?q=" + coded]
    yield b"".join(b"GET %b HTTP/1.1\r\nHost: a\r\n\r\n" % path for path in paths) + _TEXT % (
        len(string),
        string,
    )
    names = (b"Accept", b"Accept-Encoding", b"If-None-Match", b"Range", b"X-Request-ID")
    values = b"".join(b"%b: %b\r\n" % (name, string) for name in names)
    yield b"GET /quotes HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%b\r\n" % values
    yield b"GET /%b HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n" % (string, string)


def _sent(address: str, request: bytes, found: Counter[int]) -> None:
    began = time.monotonic()
    data = exchange(address, request, end=True)
    assert time.monotonic() - began < _SLOWEST, request
    if b"HEAD" in request:
        return
    for answer in answers(data):
        assert answer.status < 500 or answer.status == 501, (request, answer)
        assert answer.headers["x-content-type-options"] == "nosniff", (request, answer)
        found[answer.status] += 1


def test_every_listed_string_and_request_gets_a_response(tmp_path: Path) -> None:
    found: Counter[int] = Counter()
    number = 0
    with serving(tmp_path, {"ARTICLE_FACTS_SEED": str(INVENTED)}) as address:
        for string in strings():
            number += 1
            for request in _carriers(string):
                _sent(address, request, found)
        for request in requests():
            number += 1
            _sent(address, request, found)
    log = (tmp_path / "server.log").read_text()
    assert "Traceback" not in log
    assert '"level":"error"' not in log
    print(f"{number} strings and requests; answers by status: {dict(sorted(found.items()))}")  # noqa: T201 - for the report
