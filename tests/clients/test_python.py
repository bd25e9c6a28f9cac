"""Clients of Python's own generators call every operation and decode what they get."""

import json
import shutil
from pathlib import Path
from typing import Any

import httpx

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

    # An id is a Python built-in, so this generator calls the argument `id`, too.
    assert total_lines(called) == expected


def test_datamodel_code_generator(
    tools: Tools,
    document: dict[str, Any],
    document_file: Path,
    client: httpx.Client,
    tmp_path: Path,
) -> None:
    options = ["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"]
    codegen = tools.script("datamodel-codegen")
    run(codegen, "--input", str(document_file), *options, "--output", "models.py", folder=tmp_path)
    schema = document["paths"]["/facts"]["get"]["responses"]["200"]["content"]["application/json"]
    model = schema["schema"]["$ref"].rpartition("/")[2]
    (tmp_path / "page.json").write_bytes(client.get("/facts?limit=200").content)
    decode = (
        "import models, pathlib; text = pathlib.Path('page.json').read_text(); "
        f"print(len(models.{model}.model_validate_json(text).items))"
    )

    decoded = run(str(tools.python), "-c", decode, folder=tmp_path)

    assert int(decoded) == len(json.loads((tmp_path / "page.json").read_bytes())["items"])
