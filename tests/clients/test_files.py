"""The newest programs read what can be downloaded: tables, packages, feeds, byte ranges."""

import sqlite3
import subprocess
from pathlib import Path

import httpx

from tests.clients.conftest import Tools, run


def test_frictionless_finds_every_table_valid(tools: Tools, address: str, tmp_path: Path) -> None:
    package = f"{address}/datapackage.json"

    said = run(tools.script("frictionless"), "validate", package, "--trusted", folder=tmp_path)

    tables = httpx.get(package).json()["resources"]
    assert "dataset/citations.csv" in {one["path"] for one in tables}
    assert said.count("VALID") == len(tables)
    assert "INVALID" not in said


def test_datasette_and_sqlite_utils_show_every_table(
    tools: Tools, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "facts.db"
    file.write_bytes(httpx.get(f"{address}/dataset.sqlite").content)
    with sqlite3.connect(file) as opened:
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master")]
    opened.close()
    tables = [name for name in names if not name.startswith("sqlite_")]
    counted = run(tools.script("sqlite-utils"), "tables", "facts.db", "--counts", folder=tmp_path)
    assert counted.count('"table"') == len(tables)
    browse = (
        "import asyncio; from datasette.app import Datasette; "
        "shown = Datasette(['facts.db']).client.get; "
        f"paths = ['/facts/' + table for table in {tables!r}]; "
        "print([path for path in paths if asyncio.run(shown(path)).status_code != 200])"
    )

    assert run(str(tools.python), "-c", browse, folder=tmp_path).strip() == "[]"


def test_curl_resumes_a_download(address: str, tmp_path: Path) -> None:
    whole = httpx.get(f"{address}/dataset.sqlite").content
    (tmp_path / "facts.db").write_bytes(whole[:5000])
    resume = ["curl", "--silent", "--fail", "--continue-at", "-", "--output", "facts.db"]

    subprocess.run([*resume, f"{address}/dataset.sqlite"], cwd=tmp_path, check=True, timeout=60)

    assert (tmp_path / "facts.db").read_bytes() == whole


def test_feedparser_reads_the_feed(tools: Tools, address: str, tmp_path: Path) -> None:
    code = (
        f"import feedparser; feed = feedparser.parse('{address}/feed.atom'); "
        "print(feed.bozo, feed.version, len(feed.entries), all(e.link for e in feed.entries))"
    )

    read = run(str(tools.python), "-c", code, folder=tmp_path).split()

    assert read[:2] == ["False", "atom10"]
    assert int(read[2]) >= 1
    assert read[3] == "True"
