"""Clients of TypeScript's generators compile in strict mode, and call every operation."""

import json
import shutil
from pathlib import Path

import httpx

from tests.clients.conftest import CALLERS, STRICT, Tools, run, total_lines


def prepared(tools: Tools, folder: Path, caller: str) -> Path:
    """A folder with the installed packages and a program."""
    (folder / "node_modules").symlink_to(tools.node)
    (folder / "package.json").write_text('{"type": "module"}')
    return Path(shutil.copy(CALLERS / caller, folder))


def test_hey_api(
    tools: Tools,
    document_file: Path,
    calls_file: Path,
    expected: list[str],
    address: str,
    tmp_path: Path,
) -> None:
    caller = prepared(tools, tmp_path, "hey_api.ts")
    options = ["-i", str(document_file), "-o", "generated", "-c", "@hey-api/client-fetch"]
    run(tools.binary("openapi-ts"), *options, folder=tmp_path)
    run(tools.compiler, *STRICT, "generated/sdk.gen.ts", folder=tmp_path)

    called = run(tools.binary("tsx"), str(caller), address, str(calls_file), folder=tmp_path)

    assert total_lines(called) == expected


def test_orval(
    tools: Tools,
    document_file: Path,
    calls_file: Path,
    expected: list[str],
    address: str,
    tmp_path: Path,
) -> None:
    caller = prepared(tools, tmp_path, "orval.ts")
    output = {
        "target": "./generated.ts",
        "client": "fetch",
        "baseUrl": address,
        "prettier": False,
    }
    config = {"facts": {"input": str(document_file), "output": output}}
    (tmp_path / "orval.config.cjs").write_text(f"module.exports = {json.dumps(config)}")
    run(tools.binary("orval"), "--config", "orval.config.cjs", folder=tmp_path)
    run(tools.compiler, *STRICT, "generated.ts", folder=tmp_path)

    called = run(tools.binary("tsx"), str(caller), address, str(calls_file), folder=tmp_path)

    assert total_lines(called) == expected


def test_openapi_fetch(
    tools: Tools, document_file: Path, address: str, client: httpx.Client, tmp_path: Path
) -> None:
    caller = prepared(tools, tmp_path, "openapi_fetch.ts")
    types = [str(document_file), "-o", "generated.ts"]
    run(tools.binary("openapi-typescript"), *types, folder=tmp_path)
    run(tools.compiler, *STRICT, str(caller), folder=tmp_path)

    called = run(tools.binary("tsx"), str(caller), address, folder=tmp_path)

    total = client.get("/statistics/parade-attendance/observations").json()["total"]
    assert called.split() == ["true", "true", str(total)]
