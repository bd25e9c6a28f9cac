"""`verify --server` trusts no server: a bad response gives one line and ends the command."""

import gzip
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.seeding import verification
from app.seeding.verification import verify_served
from tests.commanding import ran
from tests.seeds import TEXT

SHA = "0" * 64
ARTICLE = {"id": "a", "sha256": SHA}
CITATION = {"article": "a", "start": 0, "end": 1, "paragraph": 1, "sha256": SHA}
RECORD = {"url": "/facts/a", "citations": [CITATION]}


def citing(**changes: object) -> dict[str, object]:
    """A record with one citation, with some keys replaced."""
    return {**RECORD, "citations": [CITATION | changes]}


class _Hostile(ThreadingHTTPServer):
    """Answers with `listed` as the list of articles, and with `records` as that of facts."""

    daemon_threads = True
    listed: bytes
    records: bytes
    status = 200
    headers: dict[str, str] = {}
    endless = b""
    """What to send again and again after that."""

    before = b""
    """What to send endlessly instead of a response."""
    pause = 0.0


class _Handler(BaseHTTPRequestHandler):
    server: _Hostile

    def log_message(self, *_: object) -> None:
        """Log nothing."""

    def do_GET(self) -> None:
        server = self.server
        try:
            while server.before:
                self.wfile.write(server.before)
                time.sleep(server.pause)
        except OSError:
            return
        self.send_response(server.status)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        bodies = {
            "/articles.ndjson?fields=id,sha256": server.listed,
            "/facts.ndjson?article=a": server.records,
        }
        try:
            self.wfile.write(bodies.get(self.path, b""))
            while server.endless:
                self.wfile.write(server.endless)
        except OSError:
            pass


def lines(records: object) -> bytes:
    """A response: bytes unchanged, anything else as JSON, of a list each member on its line."""
    if isinstance(records, bytes):
        return records
    many = records if isinstance(records, list) else [records]
    return b"".join(json.dumps(one).encode() + b"\n" for one in many)


@contextmanager
def hostile(listed: object, records: object = (), **options: object) -> Iterator[str]:
    """A server with these responses."""
    with _Hostile(("127.0.0.1", 0), _Handler) as server:
        server.listed, server.records = lines(listed), lines(records)
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
    b"\n", b"\xff\xfe\n", b"<!doctype html><title>Hello</title>\n", b"[" * 200_000 + b"\n",
    b'{"id":' * 50_000 + b"\n", b"9" * 10_000 + b"\n", [[]], None, "a", 7, {}, {"items": []},
    {"id": "a"}, {"id": 5, "sha256": SHA}, {"id": "a", "sha256": "x"},
    {"id": "../../etc", "sha256": SHA}, {"id": "a" * 10_000, "sha256": SHA},
    {"id": "\x1b[31m", "sha256": SHA}, {"id": "a&b", "sha256": SHA}, [ARTICLE, {}],
    json.dumps(ARTICLE).encode(), lines(ARTICLE) + b'{"id"', gzip.compress(lines(ARTICLE)),
    b"\r\n\r\n", lines(ARTICLE) + b"\n",
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


def test_any_malformed_record_gives_one_line() -> None:
    wrong: tuple[object, ...] = (
        b"<html>\n", b"[" * 200_000 + b"\n", [[]], {}, {**RECORD, "citations": None},
        {**RECORD, "citations": [[]]}, {**RECORD, "participants": 5}, {**RECORD, "offices": [{}]},
        {**RECORD, "participants": [{"citations": [{**CITATION, "end": None}]}]},
        citing(start=-1), citing(start="0"), citing(start=0.5), citing(end=10**400),
        citing(end=None), citing(paragraph=True), citing(sha256="é"), citing(article=None),
        {**RECORD, "url": "\x1b[2J"}, {**RECORD, "url": "http://a/"}, [RECORD, citing(start=-1)],
        json.dumps(RECORD).encode(),
    )  # fmt: skip
    for records in wrong:
        with hostile(ARTICLE, records) as server:
            (line,) = told(server)
            assert line.startswith(server), (records, line)


@pytest.mark.parametrize("records", [[], citing(article="b")])
def test_a_server_that_cites_nothing_is_not_taken_for_right(records: object) -> None:
    with hostile(ARTICLE, records) as server:
        (line,) = told(server)
        assert line == "a: nothing is cited, so nothing was compared"


def test_spans_beyond_the_text_only_differ() -> None:
    with hostile(ARTICLE, citing(start=1 << 31, end=0)) as server:
        assert told(server)[-1].startswith("a: 1 of 1 citations do not match")


@pytest.mark.parametrize("status", [204, 301, 302, 307, 404, 500, 503])
def test_another_status_is_refused_and_no_redirect_is_followed(status: int) -> None:
    with hostile(ARTICLE, citing()) as other:
        leading = {"Location": f"{other}/articles.ndjson?fields=id,sha256"}
        with hostile(ARTICLE, status=status, headers=leading) as server:
            (line,) = told(server)
            assert f": {status}: " in line


def test_a_compressed_response_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * (64 << 20))
    with hostile(bomb, headers={"Content-Encoding": "gzip"}) as server:
        (line,) = told(server)
        assert line.startswith(server)


def test_an_endless_line_is_not_read_to_its_end() -> None:
    with hostile(ARTICLE, endless=b" " * (1 << 20)) as server:
        (line,) = told(server)
        assert "has more than" in line


@pytest.mark.parametrize(
    ("before", "pause"),
    [
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, 0.0),
        (b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n", 0.5),
        (b"HTTP/1.1 200 OK\r\n\r\n ", 1000.0),
        (b"HTTP/1.1 200 OK\r\nX: y", 0.5),
    ],
)
def test_a_response_that_never_ends_is_abandoned(
    monkeypatch: pytest.MonkeyPatch, before: bytes, pause: float
) -> None:
    monkeypatch.setattr(verification, "_SECONDS", 2)
    with hostile(ARTICLE, before=before, pause=pause) as server:
        assert told(server) == [f"{server}: it has not answered within 2 seconds"]


def test_a_list_that_never_ends_is_abandoned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "_SECONDS", 2)
    with hostile(ARTICLE, endless=lines([ARTICLE] * 200)) as server:
        assert told(server) == [f"{server}: it has not answered within 2 seconds"]


def test_comparing_many_citations_is_abandoned(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(verification, "_SECONDS", 2)
    long = [citing(end=900_000 - n, sha256=f"{n:064}") for n in range(20_000)]
    copy = tmp_path / "copy.txt"
    copy.write_text("a" * 900_000)
    with hostile(ARTICLE, long) as server:
        report = verify_served(server, copy, "a")
        assert report.lines == [f"{server}: it has not answered within 2 seconds"]


def test_an_address_cannot_change_the_terminal(tmp_path: Path) -> None:
    _, _, err = ran(tmp_path, "verify", str(TEXT), "--server", "http://127.0.0.1:1/\x1b[2Jé")

    (line,) = err
    assert line.startswith("http://127.0.0.1:1/\\x1b[2Jé does not respond")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("ALL_PROXY", "socks5://127.0.0.1:1"), ("SSL_CERT_FILE", "/nowhere"), ("HTTP_PROXY", "x://y")],
)
def test_a_wrong_proxy_or_certificate_gives_one_line(
    tmp_path: Path, variable: str, value: str
) -> None:
    address = "http://127.0.0.1:1"
    settings = {variable: value}
    status, _, err = ran(tmp_path, "verify", str(TEXT), "--server", address, settings=settings)
    (line,) = err
    assert status == 1
    assert line.startswith(address)


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
