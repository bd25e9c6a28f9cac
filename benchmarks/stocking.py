"""Give every program the same rows: the documents that the service serves."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.installation import PROJECT


def stock(folder: Path, number: int) -> None:
    """Write `number` quotes into `folder` in each program's format; skips what is already there."""
    done = folder / "stocked"
    if done.exists():
        return
    print(f"writing {number} invented quotes ...", flush=True)
    corpus.write(folder / "seed", number)
    seed_service(folder)
    documents = quotes(folder / "facts.db")
    (folder / "db.json").write_text(json.dumps({"quotes": documents}))
    _table(folder / "textbook.db", documents)
    done.touch()


def seed_service(folder: Path) -> None:
    """Update the service's database to the seed and the code."""
    subprocess.run(seed_command(folder), check=True, env=environment(folder), stdout=sys.stderr)


def seed_command(folder: Path) -> list[str]:
    """`article-facts seed` for the seed of `folder`."""
    return [sys.executable, "-m", "app", "seed", "--seed", str(folder / "seed")]


def environment(folder: Path) -> dict[str, str]:
    """The environment in which the service uses the data of `folder`."""
    return {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "DATABASE_URL": f"sqlite:///{folder}/facts.db",
        "ARTICLE_FACTS_SEED": str(folder / "seed"),
    }


def quotes(database: Path, most: int = -1) -> list[dict[str, Any]]:
    """Every quote as the service shows it, in order, with the id of its speaker."""
    sql = "SELECT document FROM quote ORDER BY position LIMIT ?"
    with sqlite3.connect(database) as connection:
        found = connection.execute(sql, (most,)).fetchall()
    documents = [json.loads(document) for (document,) in found]
    return [{**document, "speaker": document["speakers"][0]["id"]} for document in documents]


def _table(database: Path, documents: list[dict[str, Any]]) -> None:
    """The table `quote` of the textbook route and of Hono; lists and objects are JSON texts."""
    columns = list(documents[0])
    values = [
        [json.dumps(v) if isinstance(v, list | dict) else v for v in document.values()]
        for document in documents
    ]
    with sqlite3.connect(database) as connection:
        typed = ", ".join("id TEXT PRIMARY KEY" if c == "id" else f"{c} TEXT" for c in columns)
        connection.execute(f"CREATE TABLE quote ({typed})")
        marks = ", ".join("?" for _ in columns)
        connection.executemany(f"INSERT INTO quote VALUES ({marks})", values)
        connection.execute("CREATE INDEX quote_speaker ON quote (speaker)")
