"""Invented seeds in a real database, requested through the application itself."""

import asyncio
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import httpx
import orjson
from starlette.types import Message

from app.main import create_app, create_service
from app.seeding.build import place_of, seed
from app.settings import Settings

ARTICLE = "invented"
_SHARED = ("people", "countries", "places", "organisations", "statistics")
_TABLES = {
    "people": "person",
    "countries": "country",
    "places": "place",
    "organisations": "organisation",
    "statistics": "statistic",
}


def cited(start: int = 0, text: str = "words") -> dict[str, Any]:
    """A citation of a span that is never checked against a text."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return {"paragraph": 1, "start": start, "end": start + len(text), "sha256": sha256}


def series(id_: str, **more: bool | list[str]) -> dict[str, Any]:
    """A `[[statistic]]`."""
    named = {"id": id_, "name": id_, "description": "invented", "unit": "things"}
    return {**named, "whole_numbers": False, **more}


def make_seed(
    folder: Path,
    shared: Mapping[str, Iterable[Mapping[str, Any]]],
    tables: Mapping[str, Iterable[Mapping[str, Any]]],
    article: Mapping[str, Any] | None = None,
) -> Path:
    """A seed folder with one article, which cites all shared records; `tables` are by name."""
    (folder / "articles").mkdir(parents=True)
    for noun in _SHARED:
        (folder / f"{noun}.toml").write_text(_toml({_TABLES[noun]: shared.get(noun, ())}))
    described = {
        "id": ARTICLE,
        "title": "An invented article",
        "language": "en",
        "sha256": "0" * 64,
        "characters": 9_000_000,
        "citations": [cited()],
        **(article or {}),
    }
    named = {
        _TABLES[noun]: [
            {"id": record["id"], "citations": [cited()]} for record in shared.get(noun, ())
        ]
        for noun in _SHARED
        if noun != "statistics"
    }
    text = _toml({**named, **tables}) + "\n[article]\n" + _fields(described)
    (folder / f"articles/{described['id']}.toml").write_text(text)
    return folder


def two_newspapers(folder: Path) -> Path:
    """A seed folder with an article in each of two newspapers; each has its own report of Ann."""
    papers = [
        {"id": id_, "name": f"The {id_.title()}", "kind": "daily"} for id_ in ("echo", "post")
    ]
    shared = {"people": [{"id": "ann", "name": "Ann"}], "organisations": papers}
    for id_, said in {"post": "Ann opened it.", "echo": "Ann did not open it."}.items():
        fact = {"id": f"in-{id_}", "statement": said, "kind": "action", "about": ["ann"]}
        article = {"id": f"{id_}-article", "publisher": id_, "lead": [fact["id"]]}
        make_seed(folder / id_, shared, {"fact": [{**fact, "citations": [cited()]}]}, article)
    shutil.copy(folder / "echo/articles/echo-article.toml", folder / "post/articles")
    return folder / "post"


def _toml(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> str:
    listed = {table: list(records) for table, records in tables.items()}
    # TOML needs the top-level keys before the first table.
    parts = [f"{table} = []\n" for table, records in listed.items() if not records]
    for table, records in listed.items():
        parts += [f"\n[[{table}]]\n{_fields(record)}" for record in records]
    return "".join(parts)


def _fields(record: Mapping[str, Any]) -> str:
    return "".join(f"{name} = {_value(value)}\n" for name, value in record.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def seeded(url: str, seed_folder: Path) -> str:
    """The URL of a new database, seeded from `seed_folder`."""
    seed(place_of(url), seed_folder)
    return url


class Parsed(httpx.Response):
    """A response whose JSON is read by a faster parser."""

    def json(self, **_: object) -> Any:  # noqa: ANN401 - as it is inherited
        """The body's value."""
        return orjson.loads(self.content)


class Asking:
    """The application in this process, with its own database."""

    def __init__(self, url: str) -> None:
        self.app = create_app(create_service(Settings(database_url=url)))
        self._loop = asyncio.new_event_loop()
        self._lifespan = self.app.router.lifespan_context(self.app)
        self._loop.run_until_complete(self._lifespan.__aenter__())

    def get(self, url: str, **parameters: str) -> httpx.Response:
        """The response to a GET; parameters are added to those of `url`."""
        asked = httpx.URL(f"http://test{url}")
        if parameters:
            asked = asked.copy_merge_params(parameters)
        return self._loop.run_until_complete(self._ask(asked))

    async def _ask(self, url: httpx.URL) -> httpx.Response:
        """The same as with httpx's client, which takes longer than most responses."""
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": url.path,
            "raw_path": url.raw_path.partition(b"?")[0],
            "query_string": url.query,
            "root_path": "",
            "headers": [(b"host", url.netloc), (b"accept", b"*/*")],
            "server": ("test", None),
            "client": ("127.0.0.1", 123),
        }
        await self.app(scope, receive, send)
        body = b"".join(message["body"] for message in sent[1:])
        return Parsed(sent[0]["status"], headers=sent[0]["headers"], content=body)

    def close(self) -> None:
        """Stop as a server does."""
        self._loop.run_until_complete(self._lifespan.__aexit__(None, None, None))
        self._loop.close()
