"""Downloads of the whole dataset, and responses of any length."""

import base64
import hashlib
import json
import shutil
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from app.database.sqlite import seal
from tests.raw import ask
from tests.serving import serving
from tests.starting import ran

MANY = 200


def digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def test_the_file_has_every_record_and_its_digest(client: httpx.Client, address: str) -> None:
    answer = ask(address, "/dataset.ndjson")
    head, *lines = map(json.loads, answer.body.splitlines())
    by_kind: dict[str, list[object]] = {}
    for line in lines:
        by_kind.setdefault(line["kind"], []).append(line["record"])

    assert answer.headers["repr-digest"] == digest(answer.body)
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert head["kind"] == "dataset"
    assert head["record"]["version"] == client.get("/readyz").json()["version"]
    licence = client.get("/", headers={"Accept": "application/json"}).json()["license"]
    assert head["record"]["license"] == licence
    (article,) = client.get("/articles").json()["items"]
    assert head["record"]["sources"][0]["sha256"] == article["sha256"]
    for name, kind in (("people", "person"), ("events", "event"), ("quotes", "quote")):
        assert by_kind[kind] == client.get(f"/{name}", params={"limit": 200}).json()["items"]
    assert len(by_kind["fact"]) == client.get("/facts").json()["total"]
    assert len(by_kind["observation"]) == article["holdings"]["observations"]


def test_the_database_is_complete_and_can_be_queried(address: str, tmp_path: Path) -> None:
    answer = ask(address, "/dataset.sqlite")
    (tmp_path / "copy.db").write_bytes(answer.body)
    copy = sqlite3.connect(tmp_path / "copy.db")
    facts = json.loads(ask(address, "/facts").body)["total"]

    assert answer.headers["content-type"] == "application/vnd.sqlite3"
    assert answer.headers["repr-digest"] == digest(answer.body)
    assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert copy.execute("SELECT count(*) FROM facts").fetchone() == (facts,)
    matches = "SELECT count(*) FROM search WHERE text LIKE '%tariff%'"
    assert copy.execute(matches).fetchone()[0] > 0
    assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
    copy.close()


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for number in "12":
        folder = tmp_path / number
        folder.mkdir()
        # With another iteration order of sets.
        with serving(folder, {"PYTHONHASHSEED": number}) as address:
            found.append([ask(address, f"/dataset.{form}").body for form in ("ndjson", "sqlite")])

    assert found[0] == found[1]


@pytest.mark.parametrize("form", ["ndjson", "sqlite"])
def test_a_file_is_tagged_and_named(address: str, form: str) -> None:
    head = ask(address, f"/dataset.{form}", method="HEAD")
    again = ask(address, f"/dataset.{form}", {"If-None-Match": head.headers["etag"]})

    assert head.body == b""
    assert f'filename="dataset.{form}"' in head.headers["content-disposition"]
    assert (again.status, again.body) == (304, b"")
    assert ask(address, f"/dataset.{form}?limit=1").status == 422


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A service with many copies of each fact."""
    folder = tmp_path_factory.mktemp("large")
    ran(folder, "seed").check_returncode()
    with sqlite3.connect(folder / "facts.db") as database:
        database.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO fact (position, id, name, document, article) "
            "SELECT position || ' ' || i, id || '-' || i, name, "
            """replace(document, '{"id":"' || id, '{"id":"' || id || '-' || i), article """
            "FROM fact, n",
            (MANY,),
        )
        database.execute(
            "UPDATE tally SET total = (SELECT count(*) FROM fact) "
            "WHERE name = 'fact' AND value = ''"
        )
    database.close()
    seal(folder / "facts.db")
    with serving(folder) as address:
        yield address, folder / "facts.db"


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_long_response_is_complete_and_has_an_etag(large: tuple[str, Path], coding: str) -> None:
    address, _ = large
    total = httpx.get(f"{address}/facts").json()["total"]
    headers = {"Accept-Encoding": coding}
    answer = httpx.get(f"{address}/facts?format=ndjson&fields=id", headers=headers)
    found = [json.loads(line)["id"] for line in answer.iter_lines()]
    etag = answer.headers["etag"]
    again = ask(address, "/facts?format=ndjson&fields=id", {**headers, "If-None-Match": etag})
    head = ask(address, "/facts?format=ndjson&fields=id", headers, "HEAD")
    other = ask(address, "/facts?format=ndjson&fields=url", headers, "HEAD")

    assert total > 20_000
    assert len(found) == len(set(found)) == total
    assert answer.headers.get("content-encoding", "identity") == coding
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", etag)
    assert other.headers["etag"] != etag


def test_a_client_that_disconnects_does_no_harm(large: tuple[str, Path]) -> None:
    address, _ = large
    for _ in range(3):
        with httpx.stream("GET", f"{address}/facts?format=csv", timeout=60) as answer:
            next(answer.iter_raw())

    assert httpx.get(f"{address}/livez", timeout=60).status_code == 200


def test_data_that_changes_midway_aborts_the_response(large: tuple[str, Path]) -> None:
    address, path = large
    parts = urlsplit(address)
    with socket.socket() as wire:
        # A small window, so that the server has to wait for the client.
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
        wire.connect((str(parts.hostname), parts.port))
        wire.sendall(b"GET /facts?format=ndjson HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        received = wire.recv(1 << 14)
        newer, another = path.with_name("newer.db"), "a" * 64
        shutil.copy(path, newer)
        with sqlite3.connect(newer) as database:
            database.execute("UPDATE dataset SET version = ?", [another])
        database.close()
        seal(newer)
        newer.replace(path)
        until = time.monotonic() + 30
        while httpx.get(f"{address}/readyz").json()["version"] != another:
            assert time.monotonic() < until, "the new dataset was not noticed"
        while piece := wire.recv(1 << 16):
            received += piece

    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"transfer-encoding: chunked" in received.lower()
    assert not received.endswith(b"\r\n0\r\n\r\n")
    assert httpx.get(f"{address}/facts?limit=1").status_code == 200
