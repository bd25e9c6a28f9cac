"""Give every program the same rows: the documents that the service serves."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import corpus

PROJECT = Path(__file__).resolve().parent.parent


def stock(folder: Path, number: int) -> None:
    """Write into `folder` what each program reads: `number` quotes; does nothing twice."""
    done = folder / "stocked"
    if done.exists():
        return
    write_seed(folder, number)
    seed_service(folder)
    documents = rows(folder / "facts.db")
    _json_server(folder, documents)
    _tables(folder / "textbook.db", documents, "quote")
    _tables(folder / "datasette.db", documents, "quotes")
    _index_words(folder / "datasette.db")
    done.touch()


def write_seed(folder: Path, number: int) -> None:
    """Write the service's seed of `number` quotes."""
    print(f"writing {number} invented quotes ...", flush=True)
    corpus.write(folder / "seed", number)


def seed_service(folder: Path) -> None:
    """Bring the service's database up to date with the seed and the code."""
    command = [sys.executable, "-m", "app", "seed", "--seed", str(folder / "seed")]
    subprocess.run(command, check=True, cwd=PROJECT, env=environment(folder), stdout=sys.stderr)


def environment(folder: Path) -> dict[str, str]:
    """The environment in which the service uses the data of `folder`."""
    return {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "DATABASE_URL": f"sqlite:///{folder}/facts.db",
        "ARTICLE_FACTS_SEED": str(folder / "seed"),
    }


def rows(database: Path) -> list[dict[str, Any]]:
    """Every quote as the service shows it, in order, with the id of its speaker beside it."""
    with sqlite3.connect(database) as connection:
        found = connection.execute("SELECT document FROM quote ORDER BY position").fetchall()
    documents = [json.loads(document) for (document,) in found]
    return [{**document, "speaker": document["speakers"][0]["id"]} for document in documents]


def _json_server(folder: Path, documents: list[dict[str, Any]]) -> None:
    for version in (0, 1):
        # Each rewrites its file at will.
        (folder / f"db-{version}.json").write_text(json.dumps({"quotes": documents}))


def _tables(database: Path, documents: list[dict[str, Any]], table: str) -> None:
    columns = list(documents[0])
    values = [
        [json.dumps(v) if isinstance(v, list | dict) else v for v in document.values()]
        for document in documents
    ]
    with sqlite3.connect(database) as connection:
        typed = ", ".join("id TEXT PRIMARY KEY" if c == "id" else f"{c} TEXT" for c in columns)
        connection.execute(f"CREATE TABLE {table} ({typed})")
        marks = ", ".join("?" for _ in columns)
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
        connection.execute(f"CREATE INDEX {table}_speaker ON {table} (speaker)")


def _index_words(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute('CREATE VIRTUAL TABLE quotes_fts USING fts5 (text, content="quotes")')
        connection.execute("INSERT INTO quotes_fts (rowid, text) SELECT rowid, text FROM quotes")
