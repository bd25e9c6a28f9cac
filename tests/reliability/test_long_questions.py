"""A question that takes long keeps nobody else waiting, and is given up at some time."""

import os
import shutil
import signal
import socket
import sqlite3
import time
from contextlib import ExitStack
from pathlib import Path
from select import select
from urllib.parse import urlsplit

import httpx
import pytest

from app.seeding.migrating import make_file
from tests.serving import server, serving

MANY = 8000
LONG = "/facts?facets=about&certainty=certain&limit=1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which every fact is about thousands of things, so that counting takes long."""
    folder = tmp_path_factory.mktemp("long")
    with serving(folder):
        pass
    connection = sqlite3.connect(folder / "facts.db")
    connection.execute(
        "WITH RECURSIVE thing (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM thing WHERE n < ?) "
        "INSERT INTO link SELECT 'fact.about', printf('thing-%04d', n), position FROM thing, fact",
        [MANY],
    )
    connection.commit()
    connection.close()
    return folder


def asked(address: str, path: str) -> socket.socket:
    """A connection on which a question has been asked and nothing been read."""
    url = urlsplit(address)
    connection = socket.create_connection((url.hostname, url.port))
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    connection.sendall(head.encode())
    return connection


def answered(connection: socket.socket) -> bool:
    return bool(select([connection], [], [], 0)[0])


def test_others_are_answered_meanwhile_and_the_answer_is_right(folder: Path) -> None:
    with serving(folder) as address, httpx.Client(base_url=address) as client:
        certain = client.get("/facts?certainty=certain&limit=1").json()["total"]
        for _ in range(2):
            with asked(address, LONG) as connection:
                for number in range(1, 21):
                    assert client.get(f"/quotes?limit={number}").status_code == 200
                    assert client.get("/people/xi-jinping").status_code == 200
                assert not answered(connection), "it would have to take longer to show anything"
                assert select([connection], [], [], 60)[0]
        counts = client.get(LONG).json()["facets"]["about"]
    assert [(one["value"], one["count"]) for one in counts["values"]] == [
        (f"thing-{number:04d}", certain) for number in range(1, 101)
    ]
    assert counts["complete"] is False


def test_what_takes_too_long_is_given_up_and_said_so(folder: Path) -> None:
    with (
        serving(folder, {"ARTICLE_FACTS_STATEMENT_TIMEOUT": "0.1"}) as address,
        httpx.Client(base_url=address) as client,
    ):
        for _ in range(3):
            refused = client.get(LONG)
            assert refused.status_code == 503
            assert refused.headers["retry-after"] == "1"
            assert refused.headers["content-type"] == "application/problem+json"
            assert client.get("/facts?facets=kind").status_code == 200
    log = (folder / "server.log").read_text()
    assert "takes more than 0.1 seconds" in log
    assert "Traceback" not in log


def test_who_stops_the_service_does_not_wait_for_those_that_wait(folder: Path) -> None:
    with ExitStack() as stack:
        with serving(folder, {"ARTICLE_FACTS_TIMEOUT_STOP": "1"}) as address:
            connections = [
                stack.enter_context(asked(address, LONG.replace("limit=1", f"limit={number}")))
                for number in range(1, 41)
            ]
            assert httpx.get(f"{address}/livez").status_code == 200
            assert not answered(connections[-1])
        assert not connections[-1].recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("replaced", [False, True], ids=["removed", "replaced by an unseeded one"])
def test_the_file_that_is_served_is_asked_whatever_becomes_of_its_name(
    folder: Path, tmp_path: Path, *, replaced: bool
) -> None:
    file = Path(shutil.copy(folder / "facts.db", tmp_path))
    make_file(tmp_path / "unseeded.db")
    with serving(tmp_path) as address, httpx.Client(base_url=address, timeout=60) as client:
        certain = client.get("/facts?certainty=certain&limit=1").json()
        if replaced:
            (tmp_path / "unseeded.db").replace(file)
        else:
            file.unlink()

        answer = client.get(LONG)

    assert answer.status_code == 200
    assert answer.json()["items"] == certain["items"]
    counts = answer.json()["facets"]["about"]["values"]
    assert {one["count"] for one in counts} == {certain["total"]}


def test_what_once_took_too_long_is_asked_again(folder: Path) -> None:
    with (
        serving(folder, {"ARTICLE_FACTS_STATEMENT_TIMEOUT": "4"}) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        with asked(address, LONG) as connection:
            for number in range(1, 11):
                # By the last of them, it is being answered.
                assert client.get(f"/quotes?limit={number}").status_code == 200
            os.kill(server(folder), signal.SIGSTOP)
            try:
                assert not answered(connection), "it would have to take longer to show anything"
                time.sleep(4.1)
            finally:
                os.kill(server(folder), signal.SIGCONT)
            assert connection.recv(100).startswith(b"HTTP/1.1 503")
        assert client.get(LONG).status_code == 200
