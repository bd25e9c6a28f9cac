"""The whole dataset as one file: every record as NDJSON."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson

from app.database.database import Database
from app.queries import finding
from app.queries.question import Question
from app.resources import COLLECTIONS
from app.resources.people import LEADERS
from app.resources.statistics import OBSERVATIONS

_BATCH = 200
_TOLD = ("id", "title", "sha256", "characters")


class DatasetChanged(Exception):
    """The data was replaced while it was being read."""


def ndjson(database: Database, version: bytes) -> Iterator[bytes]:
    """Every record as a line `{"kind": ..., "record": ...}`, after a line of the kind `dataset`.

    Kinds stand in the order of the API's index, records in their default order, so the same data
    gives the same bytes. Raises `DatasetChanged`.
    """
    articles: list[dict[str, object]] = []
    for collection in COLLECTIONS:
        if collection.name == "articles":
            for documents in _batches(database, Question(collection, {}), version):
                shown = map(orjson.loads, documents)
                articles += ({name: one[name] for name in _TOLD} for one in shown)
    head = {"version": version.decode(), "articles": articles}
    yield b'{"kind":"dataset","record":%b}\n' % orjson.dumps(head)
    for collection in (*COLLECTIONS, OBSERVATIONS):
        if collection is LEADERS:
            # They are among the people.
            continue
        start = b'{"kind":"%b","record":' % collection.kind.encode()
        for documents in _batches(database, Question(collection, {}), version):
            yield b"".join(b"%b%b}\n" % (start, document) for document in documents)


def write_ndjson(database: Database, path: Path) -> bytes:
    """Write the lines of `ndjson` to `path`; their version."""
    version = database.version
    with path.open("wb") as file:
        file.writelines(ndjson(database, version))
    return version


def _batches(database: Database, asked: Question, version: bytes) -> Iterator[list[bytes]]:
    asked = replace(asked, limit=_BATCH)
    while True:
        found = finding.find(database, asked)
        if found.version != version:
            raise DatasetChanged
        yield found.documents
        if found.last is None:
            return
        asked = replace(asked, after=found.last)
