"""Every block of docs/clients.md, run with the newest version of its program."""

import os
from pathlib import Path

import httpx
import pytest

from tests.clients.conftest import STRICT, Tools, compiled, run
from tests.clients_page import PAGE, blocks
from tests.programs import found

BLOCKS = blocks()
PROGRAMS = {
    "go": ("go", ["run"], "no go here: apt-get install golang-go"),
    "js": ("node", [], "no node here: apt-get install nodejs npm"),
    "r": ("Rscript", [], "no R here: apt-get install r-base-core"),
    "java": ("java", ["-cp", "classes:libraries.jar"], "no java here"),
}
"""Programs that are not in `.clients`, with their options."""


def test_every_block_has_its_output() -> None:
    assert len(BLOCKS) >= 20
    assert len(BLOCKS) == PAGE.count("```text")


@pytest.mark.parametrize("heading", BLOCKS)
def test_a_block_prints_the_output_below_it(
    heading: str, tools: Tools, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = BLOCKS[heading]
    monkeypatch.setenv("PATH", f"{tools.python.parent}:{os.environ['PATH']}")
    (tmp_path / "node_modules").symlink_to(tools.node)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    program = {
        "sh": ["/bin/sh"],
        "python": [str(tools.python)],
        "ts": [tools.binary("tsx")],
    }.get(block.language)
    if program is None:
        name, options, install = PROGRAMS[block.language]
        program = [found(name, install), *options]

    block.prepare(address, tmp_path)
    if block.language == "java":
        compiled(tools, tmp_path / "client", tmp_path)
    if block.language == "ts":
        run(tools.compiler, *STRICT, block.file, folder=tmp_path)

    assert run(*program, block.file, folder=tmp_path).strip() == block.printed


def test_duckdb_reads_with_its_own_extension(tools: Tools, address: str, tmp_path: Path) -> None:
    # In its own folder, because the newest version may have no extension yet.
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", "httpfs")
    run(str(tools.python), *pip, "duckdb-extension-httpfs", folder=tmp_path)
    code = (
        "import sys; sys.path.insert(0, 'httpfs'); "
        "import pathlib, duckdb, duckdb_extension_httpfs as e; "
        "file = next(pathlib.Path(e.__file__).parent.rglob('*.duckdb_extension')); "
        "duckdb.sql(f\"LOAD '{file}'\"); "
        f"print(len(duckdb.read_csv('{address}/facts.csv').fetchall()))"
    )

    read = run(str(tools.python), "-c", code, folder=tmp_path)

    assert int(read) == httpx.get(f"{address}/facts").json()["total"]


def test_redocly_finds_no_fault(tools: Tools, document_file: Path) -> None:
    lint = ["lint", "--extends", "recommended", "--format", "json", str(document_file)]

    said = run(tools.binary("redocly"), *lint, folder=document_file.parent)

    assert '"totals": {"errors": 0, "warnings": 0' in " ".join(said.split()).replace("{ ", "{")


def test_spectral_finds_nothing(tools: Tools, document_file: Path) -> None:
    rules = document_file.with_name("rules.yaml")
    rules.write_text("extends: spectral:oas")
    lint = ["lint", "-r", str(rules), "--fail-severity", "hint", str(document_file)]

    said = run(tools.binary("spectral"), *lint, folder=document_file.parent)

    assert "No results" in said


def test_tool_definitions_are_small(tools: Tools, document_file: Path) -> None:
    """The size of all tools that FastMCP makes, as in docs/clients.md."""
    code = (
        "import asyncio, json, pathlib, httpx2; from fastmcp import FastMCP; "
        f"document = json.loads(pathlib.Path({str(document_file)!r}).read_text()); "
        "api = httpx2.AsyncClient(base_url='http://x'); "
        "server = FastMCP.from_openapi(document, api, validate_output=False); "
        "tools = [one.to_mcp_tool() for one in asyncio.run(server.list_tools())]; "
        "sent = [one.model_dump_json(by_alias=True, exclude_none=True) for one in tools]; "
        "print(len(tools), sum(len(one.encode()) for one in sent))"
    )

    count, size = map(int, run(str(tools.python), "-c", code, folder=document_file.parent).split())

    assert f"all {count} tools" in PAGE
    assert 20_000 < size < 150_000
