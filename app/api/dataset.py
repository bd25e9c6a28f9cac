"""The whole dataset: as one file of lines, as a SQLite database, and as a data package."""

import logging
import sqlite3
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import file_digest
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from app.api.formats import FORMATS, csv
from app.api.http import FILES, JSON, LICENCE_URL, Request, Response
from app.api.items import file_name
from app.api.operation_objects import documented, path_parameter, text_schema
from app.api.problems import RETRY, NotFound, Unavailable
from app.database import Snapshot
from app.queries.export import write_ndjson, write_sqlite, write_table
from app.queries.export_tables import TABLES
from app.resources import COLLECTIONS
from app.resources.observations import ALL_OBSERVATIONS

_log = logging.getLogger(__name__)

SQLITE = "application/vnd.sqlite3"
NDJSON = FORMATS["ndjson"].media_type

Write = Callable[[Snapshot, Path, Mapping[str, str]], None]
"""Writes a file of a dataset, with what is said about it."""


_files: dict[str, tuple[bytes, FileIO, str]] = {}
"""The newest version of each file that was requested, and the sha256 of its bytes in Base64."""

_documented = partial(documented, "Dataset", alone=FILES)

ABOUT = {
    "title": "Article Facts",
    "description": "What news articles say: each record with the places that support it.",
    "license": LICENCE_URL,
}


@_documented("/dataset.ndjson", "Every record in one file", {NDJSON: text_schema("ndjson")})
def dataset_ndjson(request: Request) -> Response:
    """A line of JSON for each record: `{"kind": "quote", "record": {...}}`.

    The first line is of the kind `dataset`: its version, its licence, and the hash of each
    article's text. The same data gives the same bytes; `Repr-Digest` has their sha256.
    """
    return _file_response(request, "dataset.ndjson", NDJSON, write_ndjson)


@_documented(
    "/dataset.sqlite", "Every record in a SQLite database", {SQLITE: text_schema("binary")}
)
def dataset_sqlite(request: Request) -> Response:
    """A SQLite database with a table for each kind of record, for Datasette and other tools.

    The same data gives the same bytes; `Repr-Digest` has their sha256.
    """
    return _file_response(request, "dataset.sqlite", SQLITE, write_sqlite)


def _file_response(
    request: Request, name: str, media_type: str, write: Write, disposition: str = "attachment"
) -> Response:
    """A file of the dataset, which is written when its version is first requested.

    It soon has no name: the system frees its room when no response needs it any more.
    """
    snapshot = request.snapshot
    if name not in _files or _files[name][0] != snapshot.version:
        try:
            with TemporaryDirectory(prefix="article-facts-", ignore_cleanup_errors=True) as folder:
                path = Path(folder, name)
                write(snapshot, path, ABOUT)
                # It closes itself when the last response that sends it is gone.
                file = FileIO(path)
                digest = b64encode(file_digest(file, "sha256").digest()).decode()
                _files[name] = snapshot.version, file, digest
        except (OSError, sqlite3.Error) as error:
            _log.error("%s cannot be written: %s", name, error)
            raise Unavailable("there is no room for the file", RETRY) from error
    _, file, digest = _files[name]
    headers = [
        file_name(name, disposition),
        (b"etag", f'"{digest[:24]}"'.encode()),
        (b"repr-digest", f"sha-256=:{digest}:".encode()),
    ]
    return Response(file, media_type, headers=headers)


@_documented("/datapackage.json", "Every CSV file, described", {JSON: {"type": "object"}})
def datapackage(request: Request) -> Response:
    """Every CSV file, described in the terms of Data Package: names, types and meanings.

    The lists of the collections come first, then the tables of the SQLite file.
    """
    described = [
        (f"{one.name}-list", f"{one.name}.csv", csv.table_schema(one))
        for one in (*COLLECTIONS, ALL_OBSERVATIONS)
        if not one.always
    ]
    described += [
        (table.name.replace("_", "-"), f"dataset/{table.name}.csv", table.schema)
        for table, _ in TABLES.values()
    ]
    shown = {
        "name": "article-facts",
        "version": request.snapshot.version.decode(),
        "title": ABOUT["title"],
        "description": ABOUT["description"],
        "resources": [
            {"name": name, "path": path, "profile": "tabular-data-resource", "schema": schema}
            for name, path, schema in described
        ],
        "profile": "tabular-data-package",
        "licenses": [{"name": "CC0-1.0", "path": LICENCE_URL, "title": "CC0 1.0 Universal"}],
    }
    return Response(orjson.dumps(shown))


@_documented(
    "/dataset/{table}",
    "A table as CSV",
    {"text/csv": text_schema("csv")},
    path_parameter("facts.csv", "table", "The table's name, and `.csv`.", "^[a-z_]+[.]csv$"),
)
def dataset_table(request: Request) -> Response:
    """A table of the SQLite file as CSV."""
    name = request.path_params["table"].removesuffix(".csv")
    if name not in TABLES:
        raise NotFound(f"there is no table {name!r}", ["/datapackage.json"])
    write = partial(write_table, name=name)
    return _file_response(request, f"{name}.csv", FORMATS["csv"].media_type, write, "inline")


DATASET = (dataset_ndjson, dataset_sqlite, datapackage, dataset_table)
