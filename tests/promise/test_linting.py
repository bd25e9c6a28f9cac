"""Spectral finds nothing in the document, with its own OpenAPI rules and those of OWASP."""

import json
import re
import subprocess
from pathlib import Path

from tests.programs import NODE, node
from tests.serving import PROJECT

RULES = PROJECT / ".spectral.yaml"


def findings(folder: Path) -> list[tuple[str, str]]:
    """What Spectral finds in a folder's `openapi.json`: each rule and the path."""
    done = subprocess.run(
        [*node("spectral"), "lint", "openapi.json", "-r", str(RULES), "-f", "json", "--quiet"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return [
        (finding["code"], "/".join(map(str, finding["path"])))
        for finding in json.loads(done.stdout or "[]")
    ]


def test_nothing_is_found() -> None:
    assert findings(PROJECT) == []


def test_waivers_apply_only_where_declared(tmp_path: Path) -> None:
    document = json.loads((PROJECT / "openapi.json").read_text())
    # Two paths only, to save seconds.
    document["paths"] = {path: document["paths"][path] for path in ("/quotes", "/facts")}
    quotes = document["paths"]["/quotes"]["get"]
    quotes["parameters"].append(
        {"name": "wide", "in": "query", "description": "Any.", "schema": {"type": "string"}}
    )
    del quotes["responses"]["429"], quotes["operationId"]
    del document["paths"]["/facts"]["get"]["responses"]["200"]["headers"]
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    (tmp_path / "tests").symlink_to(PROJECT / "tests")

    rules = {rule for rule, _ in findings(tmp_path)}

    assert rules >= {
        "operation-operationId",
        "owasp:api4:2023-string-limit",
        "owasp:api4:2023-string-restricted",
        "owasp:api4:2023-rate-limit-responses-429",
        "owasp:api4:2023-rate-limit",
    }


def test_every_waiver_has_its_reason() -> None:
    lines = RULES.read_text().splitlines()
    for number, line in enumerate(lines):
        if re.search(r": off$", line):
            before = [above for above in lines[:number] if not above.endswith(": off")]
            assert any(above.lstrip().startswith("#") for above in before[-5:]), line


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (NODE / "package-lock.json").read_text()
