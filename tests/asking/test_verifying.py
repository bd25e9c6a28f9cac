"""A reader's copy of an article is checked against the served citations over HTTP."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from app.evidence.text import digest
from tests.asking.datasets import make_seed
from tests.serving import serving
from tests.starting import ran

TEXT = "The café opened at dawn.\nNobody came.\nA fox looked in, and left again.\n"
URL = "/articles/invented/verification"
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


def _citation(words: str) -> dict[str, object]:
    start = TEXT.index(words)
    paragraph = TEXT.count("\n", 0, start) + 1
    place = {"paragraph": paragraph, "start": start, "end": start + len(words)}
    return {**place, "sha256": digest(words)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("verifying")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    article = {
        "sha256": digest(TEXT),
        "characters": len(TEXT),
        "citations": [_citation("The café opened at dawn.")],
    }
    words = {"opening": "opened at dawn", "visitors": "Nobody came", "fox": "A fox looked in"}
    facts = [
        {"id": id_, "statement": id_, "kind": "history", "about": [], "citations": [_citation(one)]}
        for id_, one in words.items()
    ]
    make_seed(folder / "seed", {}, {"fact": facts}, article)
    with serving(folder, {"ARTICLE_FACTS_SEED": str(folder / "seed")}) as started:
        yield started


def _results(answer: httpx.Response) -> dict[str, tuple[str, int]]:
    assert answer.status_code == httpx.codes.OK
    return {
        record["record"]: (record["citations"][0]["result"], record["citations"][0]["moved"])
        for record in answer.json()["records"]
    }


def test_the_same_text_matches_in_every_record(server: str) -> None:
    answer = httpx.post(server + URL, content=TEXT.encode(), headers=PLAIN)
    body = answer.json()
    assert (body["article"], body["matches"], body["whole_text_matches"]) == (
        "invented",
        True,
        True,
    )
    assert (body["checked"], body["matched"], body["differing"], body["moved"]) == (4, 4, 0, 0)
    assert {record["record"] for record in body["records"]} == {
        "/articles/invented",
        "/facts/opening",
        "/facts/visitors",
        "/facts/fox",
    }
    assert all(record["matches"] for record in body["records"])
    assert answer.headers["cache-control"] == "no-store"


def test_line_ends_and_composition_do_not_matter(server: str) -> None:
    copy = TEXT.replace("é", "e\u0301").replace("\n", "\r\n").encode("utf-8-sig")
    answer = httpx.post(server + URL, content=copy, headers={"Content-Type": "text/plain"})
    assert answer.json()["whole_text_matches"] is True


def test_each_record_says_how_it_differs(server: str) -> None:
    copy = TEXT.replace("dawn", "noon").replace("Nobody", "Almost nobody")[:-30]
    answer = httpx.post(server + URL, content=copy.encode(), headers=PLAIN)
    assert _results(answer) == {
        "/articles/invented": ("differs", 0),
        "/facts/opening": ("differs", 0),
        "/facts/visitors": ("differs", 0),
        "/facts/fox": ("ends", 0),
    }
    body = answer.json()
    assert (body["matches"], body["whole_text_matches"]) == (False, False)
    assert (body["checked"], body["matched"], body["moved"]) == (4, 0, 0)
    assert (body["differing"], body["missing"]) == (3, 1)


def test_words_that_have_moved_are_found(server: str) -> None:
    copy = TEXT.replace("Nobody", "By noon: Nobody")
    answer = httpx.post(server + URL, content=copy.encode(), headers=PLAIN)
    assert _results(answer)["/facts/visitors"] == ("moved", 9)
    assert _results(answer)["/facts/opening"] == ("matches", 0)


LONG = b"x" * (1 << 20)


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (LONG, PLAIN, 200),
        (LONG + b"x", PLAIN, 413),
        (b"", PLAIN, 200),
        (b"\xff", PLAIN, 400),
        (b"{}", {"Content-Type": "application/json"}, 415),
        (b"x", {}, 415),
        (b"x", {"Content-Type": "text/plain; charset=latin-1"}, 415),
        (b"x", {"Content-Type": 'TEXT/PLAIN; charset="UTF-8"'}, 200),
        (b"x", {**PLAIN, "Content-Encoding": "gzip"}, 415),
    ],
)
def test_only_short_plain_text_is_read(
    server: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = httpx.post(server + URL, content=content, headers=headers)
    assert answer.status_code == status
    if status != httpx.codes.OK:
        assert answer.headers["content-type"] == "application/problem+json"
        assert httpx.get(server + answer.json()["type"]).json()["status"] == status


def test_another_media_type_is_refused_with_the_right_one(server: str) -> None:
    problem = httpx.post(server + URL, data={"a": "form, as curl sends it"}).json()

    assert problem["detail"] == (
        "'application/x-www-form-urlencoded' is not text/plain in UTF-8; "
        "send the header Content-Type: text/plain"
    )


def test_a_text_in_chunks_is_read_up_to_the_limit(server: str) -> None:
    def chunks(count: int) -> Iterator[bytes]:
        for _ in range(count):
            yield LONG[: 1 << 18]

    assert httpx.post(server + URL, content=chunks(4), headers=PLAIN).status_code == 200
    assert httpx.post(server + URL, content=chunks(5), headers=PLAIN).status_code == 413


def test_an_endless_text_is_refused_before_it_ends(server: str) -> None:
    where = urlsplit(server)
    with socket.create_connection((where.hostname, where.port), timeout=20) as connection:
        head = f"POST {URL} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
        connection.sendall(head.encode() + b"Content-Length: 999999999999\r\n\r\nwords")
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_a_text_that_breaks_off_does_no_harm(server: str, folder: Path) -> None:
    where = urlsplit(server)
    with socket.create_connection((where.hostname, where.port), timeout=20) as connection:
        head = f"POST {URL} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
        connection.sendall(head.encode() + b"Content-Length: 500\r\n\r\nbroken-off-words")
    assert httpx.get(f"{server}/readyz").status_code == httpx.codes.OK
    assert "Traceback" not in (folder / "server.log").read_text()


def test_nothing_of_the_text_is_kept_or_logged(server: str, folder: Path) -> None:
    words = "unheard-of-words-of-mine"
    httpx.post(
        server + URL, content=f"{TEXT}{words}\xff".encode("latin-1", "replace"), headers=PLAIN
    )
    httpx.post(server + URL, content=(TEXT + words).encode(), headers=PLAIN)
    for path in folder.rglob("*"):
        assert not path.is_file() or words.encode() not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("path", "status"), [("/articles/other/verification", 404), (URL + "?x=1", 422)]
)
def test_article_and_query_are_checked_first(server: str, path: str, status: int) -> None:
    assert httpx.post(server + path, content=b"x", headers=PLAIN).status_code == status


def test_get_is_not_allowed(server: str) -> None:
    answer = httpx.get(server + URL)
    assert answer.status_code == httpx.codes.METHOD_NOT_ALLOWED
    assert "POST" in answer.headers["allow"]


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("fox", "owl"), "Oh. " + TEXT])
def test_the_command_line_says_the_same_of_a_server_and_of_the_database(
    server: str, folder: Path, text: str
) -> None:
    copy = folder / "copy.txt"
    copy.write_text(text)
    said = [ran(folder, "verify", str(copy), *more) for more in ((), ("--server", server))]
    assert said[0].returncode == said[1].returncode == (0 if text == TEXT else 1)
    assert said[0].stdout == said[1].stdout
    assert said[0].stderr == said[1].stderr


@pytest.mark.parametrize("other", ["http://127.0.0.1:9", "nonsense", "http://[::1"])
def test_an_unreachable_server_is_named(folder: Path, other: str) -> None:
    copy = folder / "copy.txt"
    copy.write_text(TEXT)
    done = ran(folder, "verify", str(copy), "--server", other)
    assert done.returncode == 1
    assert other in done.stderr
    assert "Traceback" not in done.stderr
