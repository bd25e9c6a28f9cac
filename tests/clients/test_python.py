"""Clients of Python's own generators call every operation and decode what they get."""

import json
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clients.conftest import CALLERS, Tools, run, total_lines


def test_openapi_python_client(
    tools: Tools,
    document_file: Path,
    calls_file: Path,
    expected: list[str],
    address: str,
    tmp_path: Path,
) -> None:
    generate = ["generate", "--path", str(document_file), "--meta", "none"]
    said = run(
        tools.script("openapi-python-client"),
        *generate,
        "--output-path",
        "generated",
        folder=tmp_path,
    )
    assert "WARNING" not in said
    caller = shutil.copy(CALLERS / "call_module.py", tmp_path)

    called = run(str(tools.python), str(caller), address, str(calls_file), folder=tmp_path)

    # `id` is a Python built-in, but this generator keeps it as the name of the argument.
    assert total_lines(called) == expected


def test_alternatives_in_one_text(
    tools: Tools, document_file: Path, address: str, client: httpx.Client, tmp_path: Path
) -> None:
    """openapi-python-client repeats the parameter for each member of a list, which means *and*."""
    generate = ["generate", "--path", str(document_file), "--meta", "none"]
    command = tools.script("openapi-python-client")
    run(command, *generate, "--output-path", "generated", folder=tmp_path)
    code = (
        "import generated; from generated.api.facts import list_facts; "
        f"facts = generated.Client(base_url={address!r}); "
        "either = list_facts.sync(client=facts, about=['xi-jinping,vladimir-putin']); "
        "both = list_facts.sync(client=facts, about=['xi-jinping', 'vladimir-putin']); "
        "print(either.total, both.total)"
    )

    called = run(str(tools.python), "-c", code, folder=tmp_path)

    asked = ["about=xi-jinping,vladimir-putin", "about=xi-jinping&about=vladimir-putin"]
    totals = [client.get(f"/facts?{query}").json()["total"] for query in asked]
    assert [int(total) for total in called.split()] == totals


@pytest.mark.parametrize(
    ("output", "decoded"),
    [
        ("pydantic_v2.BaseModel", "models.{}.model_validate_json(text)"),
        ("msgspec.Struct", "__import__('msgspec').json.decode(text, type=models.{})"),
    ],
)
def test_datamodel_code_generator(
    output: str,
    decoded: str,
    tools: Tools,
    document: dict[str, Any],
    document_file: Path,
    client: httpx.Client,
    tmp_path: Path,
) -> None:
    options = ["--input-file-type", "openapi", "--output-model-type", output]
    codegen = tools.script("datamodel-codegen")
    run(codegen, "--input", str(document_file), *options, "--output", "models.py", folder=tmp_path)
    schema = document["paths"]["/facts"]["get"]["responses"]["200"]["content"]["application/json"]
    model = schema["schema"]["$ref"].rpartition("/")[2]
    (tmp_path / "page.json").write_bytes(client.get("/facts?limit=200").content)
    decode = (
        "import models, pathlib; text = pathlib.Path('page.json').read_text(); "
        f"print(len({decoded.format(model)}.items))"
    )

    printed = run(str(tools.python), "-c", decode, folder=tmp_path)

    assert int(printed) == len(json.loads((tmp_path / "page.json").read_bytes())["items"])
