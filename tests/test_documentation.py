"""The documentation is correct: every example runs as shown, and every name exists."""

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import httpx
import pytest
import typer.main
from pydantic import BaseModel

from app.api.openapi import document
from app.cli import cli
from app.core.records import CitedRecord, Record
from app.core.terms import StatedKind
from app.main import routes
from app.resources import RESOURCES
from app.resources.articles import ArticleRecord, BoilerplateRecord
from app.settings import Settings, variable
from tests.serving import PROJECT

README = (PROJECT / "README.md").read_text()
ARCHITECTURE = (PROJECT / "ARCHITECTURE.md").read_text()
SEED = (PROJECT / "seed/README.md").read_text()

CURL = (PROJECT / "docs/curl.md").read_text()

EXAMPLES = re.findall(r"(?m)^\$ (curl .+)\n(.+)$", README)
LINES = re.findall(r"```console\n\$ (.+)\n((?:.+\n)+)```", CURL)
PATHS = re.findall(r"`(/[^`\s]*)`", README)


@pytest.mark.parametrize(("line", "answer"), EXAMPLES, ids=[line for line, _ in EXAMPLES])
def test_an_example_of_the_readme_answers_as_shown(address: str, line: str, answer: str) -> None:
    assert printed(line, address) == answer


@pytest.mark.parametrize(("line", "answer"), LINES, ids=[line for line, _ in LINES])
def test_a_curl_line_prints_what_is_shown(address: str, line: str, answer: str) -> None:
    assert printed(line, address) == answer.strip()


def test_there_is_a_line_for_each_promise() -> None:
    assert len(LINES) == CURL.count("```console") >= 40
    assert all("curl -s" in line for line, _ in LINES)


def printed(line: str, address: str) -> str:
    """What a shell line prints, run against this test's service."""
    asked = line.replace("localhost:8000", address.removeprefix("http://"))
    done = subprocess.run(["/bin/sh", "-c", asked], capture_output=True, check=True)
    return done.stdout.decode().replace("\r\n", "\n").strip()


def test_the_first_screen_has_the_commands_and_an_example() -> None:
    first = "\n".join(README.splitlines()[:16])

    assert "make run" in first
    assert "make test" in first
    assert EXAMPLES[0][0] in first
    assert shlex.split(EXAMPLES[0][0])[0] == "curl"


@pytest.mark.parametrize("path", sorted(set(PATHS) - {"/docs"}))
def test_a_path_of_the_readme_is_served(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == httpx.codes.OK


def test_every_collection_and_page_is_documented() -> None:
    documented = {path.split("?")[0].split("/")[1] for path in PATHS}

    served = {path.split("/")[1] for path in document(routes())["paths"]}

    # `/{collection}.csv` and `/facts.json` are documented with the collections.
    named = {name for name in served if not name.startswith("{")}
    assert named - {f"{name}.json" for name in named} <= documented


def test_the_documented_settings_are_the_settings() -> None:
    rows = dict(re.findall(r"(?m)^\| `([A-Z_]+)` \| (.+?) \|", README))

    assert set(rows) == {variable(field) for field in Settings.model_fields}
    for field, info in Settings.model_fields.items():
        if field == "database_url":
            assert info.default == f"sqlite:///{PROJECT}/article-facts.db"
            assert rows["DATABASE_URL"] == "`article-facts.db` in the project's folder"
        elif field != "seed":
            told = "none" if info.default in {"", ()} else f"`{info.default}`"
            assert rows[variable(field)] == told


def test_the_documented_commands_are_the_commands() -> None:
    table = README.split("## Commands")[1].split("##")[0]
    commands = re.findall(r"(?m)^\| `([a-z-]+)` \|", table)

    assert set(commands) == set(typer.main.get_command(cli).commands)  # type: ignore[attr-defined]  # a group of commands


def test_every_documented_make_target_exists() -> None:
    targets = re.findall(r"(?m)^([a-z]+):", (PROJECT / "Makefile").read_text())

    assert set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)) <= set(targets)


@pytest.mark.parametrize(
    ("text", "folder"),
    [(README, PROJECT), (ARCHITECTURE, PROJECT), (SEED, PROJECT / "seed")],
    ids=["README", "ARCHITECTURE", "seed"],
)
def test_every_documented_file_exists(text: str, folder: Path) -> None:
    named = re.findall(r"`((?:app|seed|tests|migrations)/[a-z_/.]*)`", text)
    named += [
        f"app/{name}"
        for name in re.findall(
            r"`((?:api|core|database|explorer|queries|resources|seeding|evidence)/[a-z_/]+\.py)`",
            text,
        )
    ]
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text)

    assert [name for name in named if not (PROJECT / name).exists()] == []
    assert [name for name in linked if not (folder / name).exists()] == []


def tables(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table of a seed file: its name and its record class."""
    for name, info in model.model_fields.items():
        for kind in (info.annotation, *getattr(info.annotation, "__args__", ())):
            if isinstance(kind, type) and issubclass(kind, BaseModel) and name != "citations":
                yield name, kind
                for inner, record in tables(kind):
                    yield f"{name}.{inner}", record


OWN: list[tuple[str, type[BaseModel]]] = [
    ("article", ArticleRecord),
    ("boilerplate", BoilerplateRecord),
]
OWN += [(resource.kind, resource.record) for resource in RESOURCES if resource.record]
OWN += [(f"{name}.{inner}", record) for name, kind in OWN for inner, record in tables(kind)]
SHARED = [(resource.kind, resource.shared) for resource in RESOURCES if resource.shared]
KINDS = [(name, kind, True) for name, kind in OWN] + [(name, kind, False) for name, kind in SHARED]
NESTED = {name for name, _, _ in KINDS if "." in name}


@pytest.mark.parametrize(
    ("name", "kind", "own"), KINDS, ids=[f"{kind.__name__}" for _, kind, _ in KINDS]
)
def test_every_key_of_the_seed_is_documented(name: str, kind: type[BaseModel], own: bool) -> None:
    shared, articles = SEED.split("## An article's file")
    label = "[article]" if name == "article" else f"[[{name}]]"
    rows = [line.split(" | ") for line in (articles if own else shared).splitlines()]
    (row,) = [row[-1] for row in rows if len(row) > 1 and f"`{label}`" in row[-2]]
    everywhere = set((CitedRecord if issubclass(kind, CitedRecord) else Record).model_fields)

    for key, info in kind.model_fields.items():
        if key not in everywhere and f"{name}.{key}" not in NESTED:
            assert f"`{key}`{'*' if info.is_required() else ''}" in row, (label, key)


def test_the_documented_kinds_of_fact_are_the_kinds() -> None:
    (listed,) = re.findall(r"The `kind` of a fact is one of (.+?)\.", SEED, re.DOTALL)

    assert sorted(re.findall(r"`(\w+)`", listed)) == sorted(get_args(StatedKind))


def test_the_package_has_the_readme() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]

    assert project["readme"] == "README.md"
    assert "COPY pyproject.toml LICENSE README.md ./" in (PROJECT / "Dockerfile").read_text()
