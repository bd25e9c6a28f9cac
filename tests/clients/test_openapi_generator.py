"""Clients of openapi-generator in four languages call every operation and decode what they get."""

import shutil
from pathlib import Path

import pytest

from tests.clients.conftest import CALLERS, STRICT, Tools, compiled, run, total_lines
from tests.programs import found


def generated(tools: Tools, document: Path, language: str, folder: Path, *options: str) -> Path:
    """Generate a client into `folder`."""
    command = [tools.script("openapi-generator-cli"), "generate", "-i", str(document)]
    command += ["-g", language, "-o", str(folder)]
    command += [f"--additional-properties={option}" for option in options]
    run(*command, folder=document.parent)
    return folder


def test_python(
    tools: Tools,
    document_file: Path,
    calls_file: Path,
    expected: list[str],
    address: str,
    tmp_path: Path,
) -> None:
    generated(tools, document_file, "python", tmp_path, "packageName=generated")
    caller = shutil.copy(CALLERS / "call.py", tmp_path)

    called = run(str(tools.python), str(caller), address, str(calls_file), folder=tmp_path)

    assert total_lines(called) == expected


@pytest.mark.parametrize("library", ["fetch", "axios"])
def test_typescript(
    library: str,
    tools: Tools,
    document_file: Path,
    calls_file: Path,
    expected: list[str],
    address: str,
    tmp_path: Path,
) -> None:
    folder = generated(tools, document_file, f"typescript-{library}", tmp_path / "generated")
    (tmp_path / "node_modules").symlink_to(tools.node)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    caller = shutil.copy(CALLERS / f"{library}.ts", tmp_path)
    run(tools.compiler, *STRICT, str(folder / "index.ts"), folder=tmp_path)

    called = run(tools.binary("tsx"), str(caller), address, str(calls_file), folder=tmp_path)

    assert total_lines(called) == expected


def test_java(
    tools: Tools,
    document_file: Path,
    calls_file: Path,
    expected: list[str],
    address: str,
    tmp_path: Path,
) -> None:
    options = ("library=native", "openApiNullable=false")
    folder = generated(tools, document_file, "java", tmp_path, *options)
    compiled(tools, folder, folder, CALLERS / "Call.java")
    apis = ",".join(sorted(p.stem for p in (folder / "src/main").rglob("*Api.java")))
    java = [found("java", "no java here"), "-cp", "classes:libraries.jar", "Call"]

    called = run(*java, address, str(calls_file), apis, folder=folder)

    assert total_lines(called) == expected


def test_go(
    tools: Tools,
    document_file: Path,
    calls_file: Path,
    expected: list[str],
    address: str,
    tmp_path: Path,
) -> None:
    go = found("go", "no go here: apt-get install golang-go")
    folder = generated(tools, document_file, "go", tmp_path / "generated", "withGoMod=false")
    (folder / "go.mod").write_text("module generated\n\ngo 1.19\n")
    for test in folder.glob("test"):
        shutil.rmtree(test)
    (folder / "call").mkdir()
    shutil.copy(CALLERS / "main.go", folder / "call")

    called = run(go, "run", "./call", address, str(calls_file), folder=folder)

    assert total_lines(called) == expected
