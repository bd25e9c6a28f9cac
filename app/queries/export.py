"""The whole dataset as files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson

from app.database import Snapshot
from app.queries.find import find
from app.queries.question import Question
from app.resources import COLLECTIONS
from app.resources.observations import OBSERVATIONS

_BATCH = 200
_TOLD = ("id", "title", "sha256", "characters")


def ndjson(snapshot: Snapshot) -> Iterator[bytes]:
    """Every record as a line `{"kind": ..., "record": ...}`, after one of the kind `dataset`."""
    articles = []
    for collection in COLLECTIONS:
        if collection.name == "articles":
            for documents in _batches(snapshot, Question(collection, {})):
                shown = map(orjson.loads, documents)
                articles += [{name: one[name] for name in _TOLD} for one in shown]
    head = {"version": snapshot.version.decode(), "articles": articles}
    yield b'{"kind":"dataset","record":%b}\n' % orjson.dumps(head)
    for collection in (*COLLECTIONS, OBSERVATIONS):
        if not collection.always:
            start = b'{"kind":"%b","record":' % collection.kind.encode()
            for documents in _batches(snapshot, Question(collection, {})):
                yield b"".join(b"%b%b}\n" % (start, document) for document in documents)


def write_sqlite(snapshot: Snapshot, path: Path) -> None:
    """Write the database to `path`."""
    snapshot.rows("VACUUM INTO ?", (str(path),))


def _batches(snapshot: Snapshot, asked: Question) -> Iterator[list[bytes]]:
    asked = replace(asked, limit=_BATCH)
    while True:
        found = find(snapshot, asked)
        yield found.documents
        if found.last is None:
            return
        asked = replace(asked, after=found.last)
