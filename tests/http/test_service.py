"""How the service handles a request, with routes that misbehave as real ones should not."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pytest

from app.api.http import Request, Response, Route
from app.api.problems import NotFound, Problem
from app.api.service import Service
from app.database import Database, DatabaseFailure, Snapshot
from app.main import create_app
from app.settings import Settings


class Nothing(Snapshot):
    """A dataset without rows."""

    def rows(self, sql: str, values: Any = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401, ARG002 - as the parent
        return []


class Empty(Database):
    """A database of one empty dataset, whose version can be changed."""

    inline = True
    version = b"1"

    def __init__(self) -> None:
        super().__init__(1)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        yield Nothing(self.version, {}, 10, self._stopped)

    def _look(self) -> None:
        """Nothing to look for."""


def service(handler: Callable[[Request], Response], **more: Any) -> Service:  # noqa: ANN401 - fields of Route
    """A service of one route, `/it`."""
    settings = Settings(limit_requests=1, limit_texts=1)
    return Service(settings, [Route("/it", handler, "it", **more)], Empty())


@asynccontextmanager
async def client(of: Service) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application in this process."""
    transport = httpx.ASGITransport(create_app(of))
    async with httpx.AsyncClient(transport=transport, base_url="http://facts.example") as made:
        yield made


def get(of: Service, **headers: str) -> httpx.Response:
    """The response of `/it`."""

    async def asked() -> httpx.Response:
        async with client(of) as made:
            return await made.get("/it", headers=headers)

    return asyncio.run(asked())


def test_an_internal_error_is_reported_without_details_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_: Request) -> Response:
        message = "a secret"
        raise ValueError(message)

    answer = get(service(fail), **{"X-Request-ID": "mine"})

    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/internal-error"
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] == "mine"
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.message == "request mine failed"
    assert record.exc_info


class BrokenPages:
    """Pages that cannot be made."""

    def page_for(self, _: Request) -> Response | None:
        return None

    def problem_page(self, _problem: Problem, _request: Request) -> Response | None:
        raise ValueError("no page")


def test_a_problem_whose_page_fails_is_json(caplog: pytest.LogCaptureFixture) -> None:
    def missing(_: Request) -> Response:
        raise NotFound("not here", [])

    settings = Settings(limit_requests=1, limit_texts=1)
    of = Service(settings, [Route("/it", missing, "it")], Empty(), BrokenPages())
    with caplog.at_level(logging.ERROR):
        found = get(of)

    assert (found.status_code, found.json()["detail"]) == (404, "not here")
    assert "no page" in caplog.text


def test_a_database_that_fails_is_logged_once_a_second(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Request) -> Response:
        message = "it is gone"
        raise DatabaseFailure(message)

    failing = service(fail)

    answers = [get(failing) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {503}
    assert answers[0].headers["retry-after"] == "1"
    assert caplog.text.count("the database cannot be read: it is gone") == 1


def test_expensive_handlers_run_in_a_limited_number_of_threads() -> None:
    threads = set()

    def wait(_: Request) -> Response:
        threads.add(threading.current_thread())
        time.sleep(0.3)
        return Response(b"{}")

    async def asked() -> list[int]:
        async with client(service(wait, expensive=True)) as made:
            first = asyncio.create_task(made.get("/it?a"))
            await asyncio.sleep(0.1)
            return [(await made.get("/it?b")).status_code, (await first).status_code]

    assert asyncio.run(asked()) == [503, 200]
    assert threading.main_thread() not in threads


def test_others_are_answered_while_an_expensive_handler_runs() -> None:
    def wait(request: Request) -> Response:
        if request.query == b"long":
            time.sleep(0.5)
        return Response(b"{}")

    async def asked() -> bool:
        of = service(wait, expensive=lambda request: request.query == b"long")
        async with client(of) as made:
            long = asyncio.create_task(made.get("/it?long"))
            await asyncio.sleep(0.1)
            assert (await made.get("/it")).status_code == 200
            meanwhile = not long.done()
            assert (await long).status_code == 200
            return meanwhile

    assert asyncio.run(asked())


def test_a_response_is_cached_by_everything_it_depends_on() -> None:
    made = []

    def answer(request: Request) -> Response:
        made.append(request)
        return Response(request.accept("application/json", "text/csv").encode())

    cached = service(answer)
    for accept, user_agent in (("*/*", "a"), ("*/*", "b"), ("text/csv", "c"), ("text/csv", "d")):
        assert get(cached, accept=accept, **{"user-agent": user_agent}).status_code == 200
    assert len(made) == 2

    cached.database.version = b"2"  # type: ignore[misc]  # as a new seeding does it
    get(cached, accept="*/*")
    assert len(made) == 3


def test_a_response_that_names_the_host_is_cached_by_host() -> None:
    cached = service(lambda request: Response(request.origin.encode()))

    for host in ("a.example", "b.example:8000", "a.example"):
        assert get(cached, host=host).text == f"http://{host}"


def test_the_cache_keeps_its_size_limit() -> None:
    bounded = service(lambda request: Response(request.query * 50))
    bounded.cache.bound = 200_000

    async def asked() -> None:
        async with client(bounded) as made:
            for number in range(2_000):
                await made.get(f"/it?{number}")
                assert 0 < bounded.cache.size <= bounded.cache.bound

    asyncio.run(asked())


def test_private_responses_are_not_cached() -> None:
    made = []

    def answer(_: Request) -> Response:
        made.append(1)
        return Response(b"{}", headers=[(b"cache-control", b"no-store")])

    uncached = service(answer)
    assert [get(uncached).status_code for _ in range(2)] == [200, 200]
    assert len(made) == 2


def test_a_body_in_pieces_is_closed_when_it_ends_or_breaks() -> None:
    closed = []

    def pieces(request: Request) -> Iterator[bytes]:
        try:
            for _ in range(40):
                yield b"a" * 65_536
                if request.query == b"fail":
                    message = "it is gone"
                    raise DatabaseFailure(message)
        finally:
            closed.append(request.query)

    def answer(request: Request) -> Response:
        return Response(pieces(request), "text/csv", headers=[(b"etag", b'"1"')])

    whole = get(service(answer))
    assert len(whole.content) == 40 * 65_536
    assert "content-length" not in whole.headers
    assert closed == [b""]
    assert get(service(answer), **{"if-none-match": "*"}).status_code == httpx.codes.NOT_MODIFIED
    assert closed == [b"", b""]

    async def broken() -> None:
        async with client(service(answer)) as made:
            await made.head("/it")
            assert closed == [b"", b"", b""]
            with suppress(httpx.HTTPError):
                await made.get("/it?fail")

    asyncio.run(broken())
    assert closed == [b"", b"", b"", b"fail"]


def test_a_compressed_file_does_not_wait_for_the_pieces_of_others(tmp_path: Path) -> None:
    asked, release = threading.Event(), threading.Event()
    (tmp_path / "file.csv").write_bytes(b"lantern,fair\n" * 100_000)

    def pieces() -> Iterator[bytes]:
        yield b"a" * (2 << 20)
        asked.set()
        release.wait(30)
        yield b"b"

    def file(_: Request) -> Response:
        return Response(opened, "text/csv", headers=[(b"etag", b'"1"')])

    def slow(_: Request) -> Response:
        return Response(pieces(), "text/csv", headers=[(b"etag", b'"2"')])

    routes = [Route("/slow", slow), Route("/file", file)]

    async def both() -> tuple[httpx.Response, bool]:
        async with client(Service(Settings(), routes, Empty())) as made:
            waiting = asyncio.create_task(made.get("/slow"))
            await asyncio.to_thread(asked.wait, 30)
            headers = {"accept-encoding": "gzip"}
            found = await asyncio.wait_for(made.get("/file", headers=headers), 20)
            done = waiting.done()
            release.set()
            await waiting
            return found, done

    with (tmp_path / "file.csv").open("rb", buffering=0) as opened:
        found, done = asyncio.run(both())
    assert found.headers["content-encoding"] == "gzip"
    assert (len(found.content), done) == (1_300_000, False)


def test_every_piece_is_bytes_as_asgi_has_it() -> None:
    """Daphne refuses a piece that is only a view of bytes."""
    whole = b"lantern " * 30_000
    app = create_app(service(lambda _: Response(whole, "text/plain")))
    sent: list[Any] = []

    async def send(message: Any) -> None:  # noqa: ANN401 - as the server sends it
        sent.append(message.get("body", b""))

    scope = {"type": "http", "method": "GET", "path": "/it", "query_string": b"", "headers": []}
    asyncio.run(app(scope, AsyncMock(), send))

    assert {type(piece) for piece in sent} == {bytes}
    assert b"".join(sent) == whole


def test_short_pieces_have_a_length_and_ranges() -> None:
    def answer(_: Request) -> Response:
        return Response(iter([b"abc", b"def"]), "text/csv", headers=[(b"etag", b'"1"')])

    whole = get(service(answer))
    assert (whole.headers["content-length"], whole.headers["accept-ranges"]) == ("6", "bytes")
    part = get(service(answer), range="bytes=2-3")
    assert (part.status_code, part.text) == (206, "cd")


def test_problems_are_documented_and_explained() -> None:
    answer = get(service(lambda _: Response(b"{}")), **{"if-match": '"other"'})

    assert answer.status_code == 412
    assert json.loads(answer.content)["title"] == "Precondition failed"
