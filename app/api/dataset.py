"""The whole dataset: as one file of lines, as a SQLite database, and as a data package."""

import logging
import sqlite3
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import orjson

from app.api.formats import csv
from app.api.http import JSON, Request, Response, Route
from app.api.links import LICENCE, LICENCE_URL
from app.api.operation_objects import document_route, path_parameter
from app.api.parameters import read
from app.api.problems import RETRY, NotFound, Unavailable
from app.core.collection import Collection
from app.database import Snapshot
from app.queries.export import csv_lines, data_package, ndjson, write_sqlite
from app.resources import COLLECTIONS
from app.resources.observations import ALL_OBSERVATIONS

_log = logging.getLogger(__name__)

SQLITE = "application/vnd.sqlite3"
NDJSON = "application/x-ndjson"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _File:
    """A file of one version of the dataset; `digest` is the sha256 of its bytes, in Base64."""

    path: Path
    version: bytes
    digest: str


class DatasetFiles:
    """The files of the newest version requested, in a temporary folder.

    They are written at the first request, and again for each new version.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._folder: TemporaryDirectory[str] | None = None
        self._files: dict[str, _File] = {}

    def file(
        self, snapshot: Snapshot, name: str, write: Callable[[Snapshot, Path], object]
    ) -> _File:
        """The file `name` of the snapshot's version; raises `OSError` if it cannot be written."""
        with self._lock:
            held = self._files.get(name)
            # The system may delete temporary files that are old.
            if held is None or held.version != snapshot.version or not held.path.exists():
                if self._folder is None or not Path(self._folder.name).exists():
                    self._folder = TemporaryDirectory(
                        prefix="article-facts-", ignore_cleanup_errors=True
                    )
                path = Path(self._folder.name) / f"{snapshot.version.decode()}-{name}"
                held = self._files[name] = _written(path, snapshot, write)
            return held

    def close(self) -> None:
        """Delete the files."""
        with self._lock:
            self._files.clear()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None


FILES = DatasetFiles()


def _written(path: Path, snapshot: Snapshot, write: Callable[[Snapshot, Path], object]) -> _File:
    path.unlink(missing_ok=True)
    try:
        write(snapshot, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    with path.open("rb") as file:
        digest = b64encode(file_digest(file, "sha256").digest()).decode()
    return _File(path, snapshot.version, digest)


ABOUT = {
    "title": "Article Facts",
    "description": "What news articles say: each record with the places that support it.",
    "license": LICENCE_URL,
}


def _write_ndjson(snapshot: Snapshot, path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(ndjson(snapshot))


def _write_sqlite(snapshot: Snapshot, path: Path) -> None:
    write_sqlite(snapshot, path, ABOUT)


def dataset_ndjson(request: Request) -> Response:
    """A line of JSON for each record: `{"kind": "quote", "record": {...}}`.

    The first line is of the kind `dataset`: its version, its licence, and the hash of each
    article's text. The same data gives the same bytes; `Repr-Digest` has their sha256.
    """
    return _file_response(request, "dataset.ndjson", NDJSON, _write_ndjson)


def dataset_sqlite(request: Request) -> Response:
    """A SQLite database with a table for each kind of record, for Datasette and other tools.

    The same data gives the same bytes; `Repr-Digest` has their sha256.
    """
    return _file_response(request, "dataset.sqlite", SQLITE, _write_sqlite)


def _file_response(
    request: Request, name: str, media_type: str, write: Callable[[Snapshot, Path], object]
) -> Response:
    read(request.query, {})
    try:
        found = FILES.file(request.snapshot, name, write)
        file = found.path.open("rb")
    except (OSError, sqlite3.Error) as error:
        _log.error("%s cannot be written: %s", name, error)
        raise Unavailable("there is no room for the file", RETRY) from error
    headers = [
        (b"content-disposition", f'attachment; filename="{name}"'.encode()),
        (b"etag", f'"{found.digest[:24]}"'.encode()),
        (b"repr-digest", f"sha-256=:{found.digest}:".encode()),
        (b"link", LICENCE),
    ]
    return Response(file, media_type, headers=headers)


def datapackage(request: Request) -> Response:
    """Every CSV file, described in the terms of Data Package: names, types and meanings.

    The lists of the collections come first, then the tables of the SQLite file.
    """
    read(request.query, {})
    about = {name: text for name, text in ABOUT.items() if name != "license"}
    licence = {"name": "CC0-1.0", "path": LICENCE_URL, "title": "CC0 1.0 Universal"}
    package = data_package(request.snapshot.version.decode(), about, "dataset/{}.csv")
    lists = [_list_resource(one) for one in (*COLLECTIONS, ALL_OBSERVATIONS) if not one.always]
    shown = package | {
        "profile": "tabular-data-package",
        "licenses": [licence],
        "resources": [*lists, *package["resources"]],
    }
    return Response(orjson.dumps(shown), headers=[(b"link", LICENCE)])


def _list_resource(collection: Collection) -> dict[str, Any]:
    columns = csv.columns(collection.shown, collection.fields)
    fields = [
        {"name": one.name, "type": one.type, "description": one.description}
        for column in columns
        for one in column.described
    ]
    return {
        "name": f"{collection.name}-list",
        "profile": "tabular-data-resource",
        "path": f"{collection.name}.csv",
        "schema": {"fields": fields, "primaryKey": "id", "missingValues": [""]},
    }


def dataset_table(request: Request) -> Response:
    """A table of the SQLite file as CSV."""
    read(request.query, {})
    name = request.params["table"]
    try:
        lines = b"".join(csv_lines(request.snapshot, name.removesuffix(".csv")))
    except IndexError as error:
        raise NotFound(f"there is no table {name!r}", ["/datapackage.json"]) from error
    disposition = (b"content-disposition", f'inline; filename="{name}"'.encode())
    return Response(lines, CSV, headers=[disposition, (b"link", LICENCE)])


_route = partial(document_route, "Dataset", expensive=True)

DATASET: tuple[Route, ...] = (
    _route(
        "/dataset.ndjson",
        dataset_ndjson,
        "get_dataset_ndjson",
        "Every record in one file",
        {NDJSON: {"type": "string", "format": "ndjson"}},
    ),
    _route(
        "/dataset.sqlite",
        dataset_sqlite,
        "get_dataset_sqlite",
        "Every record in a SQLite database",
        {SQLITE: {"type": "string", "format": "binary"}},
    ),
    _route(
        "/datapackage.json",
        datapackage,
        "get_datapackage",
        "Every CSV file, described",
        {JSON: {"type": "object"}},
    ),
    _route(
        "/dataset/{table}",
        dataset_table,
        "get_dataset_table",
        "A table as CSV",
        {"text/csv": {"type": "string", "format": "csv"}},
        path_parameter("facts.csv", "table", "The table's name, and `.csv`.", "^[a-z_]+[.]csv$"),
    ),
)
