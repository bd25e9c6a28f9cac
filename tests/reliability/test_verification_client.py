"""`verify --server` trusts no server: a bad response gives one line and ends the command."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.seeding.verification import verify_served
from tests.commanding import ran
from tests.seeds import TEXT

SHA = "0" * 64
ARTICLE = {"id": "a", "sha256": SHA}
ONE = {"items": [ARTICLE], "next": None}
CITATION = {"start": 0, "end": 1, "paragraph": 1, "sha256": SHA}


def verified(**changes: object) -> dict[str, object]:
    """A verification response with one record and one citation, with some keys replaced."""
    record = {"record": "/facts/a", "citations": [CITATION | changes]}
    return {"article": "a", "records": [record]} | {
        name: value for name, value in changes.items() if name in {"article", "records"}
    }


class _Hostile(ThreadingHTTPServer):
    """Answers every GET with `listed` and every POST with `verified`."""

    daemon_threads = True
    answers: dict[str, bytes]
    asked = 0
    status = 200
    location = ""
    endless = False
    before = b""
    """What to send endlessly instead of a response."""
    pause = 0.0


class _Handler(BaseHTTPRequestHandler):
    server: _Hostile

    def log_message(self, *_: object) -> None:
        """Log nothing."""

    def do_GET(self) -> None:
        server = self.server
        length = int(self.headers.get("Content-Length", 0))
        self.rfile.read(length)
        server.asked += 1
        try:
            while server.before:
                self.wfile.write(server.before)
                time.sleep(server.pause)
        except OSError:
            return
        self.send_response(server.status)
        if server.location:
            self.send_header("Location", server.location)
        self.end_headers()
        try:
            self.wfile.write(server.answers[self.command].replace(b"NUMBER", b"%d" % server.asked))
            while server.endless:
                self.wfile.write(b" " * (1 << 20))
        except OSError:
            pass

    do_POST = do_GET  # noqa: N815 - the library's name


@contextmanager
def hostile(listed: object, verification: object = None, **options: object) -> Iterator[str]:
    """A server with these responses: bytes are sent unchanged, anything else as JSON."""
    with _Hostile(("127.0.0.1", 0), _Handler) as server:
        server.answers = {
            method: answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            for method, answer in (("GET", listed), ("POST", verification))
        }
        for name, value in options.items():
            setattr(server, name, value)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


LISTS: tuple[object, ...] = (
    b"", b"\xff\xfe", b"<!doctype html><title>Hello</title>", b"[" * 200_000, b'{"items":' * 50_000,
    b"9" * 10_000, [], None, "a", 7, {}, {"items": None, "next": None}, {"items": [], "next": 5},
    {"items": [[]], "next": None}, {"items": [{}], "next": None},
    {"items": [{"id": "a", "sha256": "x"}], "next": None},
    {"items": [{"id": "../../etc", "sha256": SHA}], "next": None},
    {"items": [{"id": "a" * 10_000, "sha256": SHA}], "next": None},
    {"items": [{"id": "\x1b[31m", "sha256": SHA}], "next": None},
    {"items": [ARTICLE], "next": "/articles?limit=200&fields=id,sha256"},
    {"items": [], "next": "/articles?cursor=a"},
    {"items": [], "next": "http://127.0.0.1:1/articles"}, {"items": [], "next": "//127.0.0.1:1/a"},
    {"items": [], "next": "/\\127.0.0.1:1/a"}, {"items": [], "next": "/a\r\nX: y"},
    {"items": [], "next": "@127.0.0.1:1/"}, {"items": [], "next": ""},
)  # fmt: skip


def told(server: str) -> list[str]:
    """The line of error about a server; it must come within ten seconds."""
    began = time.monotonic()
    report = verify_served(server, TEXT, "a")
    assert time.monotonic() - began < 10
    assert not report.ok
    for line in report.lines:
        assert len(line) < 1000
        assert line.isprintable(), line
    return report.lines


def test_any_malformed_list_gives_one_line() -> None:
    for listed in LISTS:
        with hostile(listed) as server:
            (line,) = told(server)
            assert line.startswith(server), (listed, line)


def test_any_malformed_verification_gives_one_line() -> None:
    wrong: tuple[object, ...] = (
        b"", b"<html>", b"[" * 200_000, [], {}, verified(article="b"), verified(records=[[]]),
        verified(records=None), verified(start=-1), verified(start="0"), verified(start=0.5),
        verified(end=10**400), verified(end=None), verified(paragraph=True), verified(sha256="é"),
        verified(records=[{"record": "\x1b[2J", "citations": []}]),
        verified(records=[{"record": "http://a/", "citations": []}]),
    )  # fmt: skip
    for verification in wrong:
        with hostile(ONE, verification) as server:
            (line,) = told(server)
            assert line.startswith(server), (verification, line)


def test_a_server_that_cites_nothing_is_not_taken_for_right() -> None:
    with hostile(ONE, verified(records=[])) as server:
        (line,) = told(server)
        assert line == "a: nothing is cited, so nothing was compared"


def test_spans_beyond_the_text_only_differ() -> None:
    with hostile(ONE, verified(start=1 << 31, end=0)) as server:
        assert told(server)[-1].startswith("a: 1 of 1 citations do not match")


@pytest.mark.parametrize("status", [204, 301, 302, 307, 404, 500, 503])
def test_another_status_is_refused_and_no_redirect_is_followed(status: int) -> None:
    with hostile(ONE) as other, hostile(ONE, status=status, location=f"{other}/articles") as server:
        (line,) = told(server)
        assert f": {status}: " in line


def test_an_endless_body_is_not_read_to_its_end() -> None:
    with hostile(ONE, endless=True) as server:
        (line,) = told(server)
        assert "has more than" in line


def late(tmp_path: Path, server: str) -> str:
    """The line of error about a server that never finishes its response."""
    began = time.monotonic()
    status, out, err = ran(tmp_path, "verify", str(TEXT), "--server", server)
    assert time.monotonic() - began < 45
    assert (status, out) == (1, [])
    (line,) = err
    assert line.startswith(server)
    return line


@pytest.mark.parametrize(
    ("before", "pause"),
    [
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, 0.0),
        (b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n", 0.5),
        (b"HTTP/1.1 200 OK\r\n\r\n ", 1000.0),
        (b"H", 1000.0),
        (b"HTTP/1.1 200 OK\r\nX: y", 0.5),
    ],
)
def test_a_response_that_never_ends_is_abandoned(
    tmp_path: Path, before: bytes, pause: float
) -> None:
    with hostile(ONE, before=before, pause=pause) as server:
        assert "within 10 seconds" in late(tmp_path, server)


def test_a_list_that_never_ends_is_abandoned(tmp_path: Path) -> None:
    page = {"items": [ARTICLE] * 200, "next": "/articles?cursor=NUMBER"}
    with hostile(page) as server:
        late(tmp_path, server)


@pytest.mark.parametrize("number", [9_000, 60_000])
def test_the_number_of_citations_is_limited(tmp_path: Path, number: int) -> None:
    cited = [{**CITATION, "end": 9_000 + n % 50, "sha256": f"{n:064}"} for n in range(number)]
    copy = tmp_path / "copy.txt"
    copy.write_text("a" * 900_000)
    with hostile(ONE, verified(records=[{"record": "/f", "citations": cited}])) as server:
        began = time.monotonic()
        report = verify_served(server, copy, "a")
        assert time.monotonic() - began < 10
    assert not report.ok


def test_a_page_with_too_many_articles_is_refused() -> None:
    with hostile({"items": [ARTICLE] * 20_000, "next": None}) as server:
        (line,) = told(server)
        assert "items" in line


def test_an_address_cannot_change_the_terminal(tmp_path: Path) -> None:
    _, _, err = ran(tmp_path, "verify", str(TEXT), "--server", "http://127.0.0.1:1/\x1b[2Jé")

    (line,) = err
    assert line.startswith("http://127.0.0.1:1/\\x1b[2Jé does not respond")


def test_the_command_prints_one_line(tmp_path: Path) -> None:
    with hostile(b"<!doctype html>") as server:
        for address in (
            server,
            "http://127.0.0.1:1",
            "",
            "nonsense",
            "ftp://127.0.0.1/",
            "http://[",
        ):
            status, out, err = ran(tmp_path, "verify", str(TEXT), "--server", address)
            assert (status, out) == (1, [])
            (line,) = err
            assert line.startswith(address)
