"""Schemathesis runs all its checks on a real server: it must do what its document says."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.serving import PROJECT, serving

CASES = int(os.environ.get("SOAK_CASES", "4"))
# Chains of requests take another minute, so only a long run includes them.
USUAL = "examples,fuzzing,stateful" if "SOAK_CASES" in os.environ else "examples,fuzzing"
PHASES = os.environ.get("SOAK_PHASES", USUAL)
SEED = os.environ.get("SOAK_SEED", "20261124")


def test_every_operation_matches_the_document(tmp_path: Path) -> None:
    counts, report = tmp_path / "counts.json", tmp_path / "report.json"
    with serving(tmp_path) as address:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli"),
                *("--config-file", str(Path(__file__).with_name("schemathesis.toml"))),
                *("run", f"{address}/openapi.json", "--checks", "all", "--no-color"),
                *("--max-examples", str(CASES), "--phases", PHASES, "--seed", SEED),
                *("--continue-on-failure", "--generation-database", "none"),
                *("--report", "json", "--report-json-path", str(report)),
            ],
            cwd=PROJECT,
            env={
                **os.environ,
                "SCHEMATHESIS_HOOKS": "tests.abuse.narrowing",
                "CONTRACT_ADDRESS": address,
                "CONTRACT_COUNTS": str(counts),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr[-2000:]
    assert "Traceback" not in (tmp_path / "server.log").read_text()
    told = json.loads(report.read_text())
    operations = told["operations"]
    assert operations["total"] == operations["tested"], "not every operation was tested"
    by_operation = json.loads(counts.read_text())
    _print(told, by_operation)
    document = json.loads((PROJECT / "openapi.json").read_text())
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            sent = by_operation[f"{method.upper()} {path}"]
            # Without parameters there is only one possible request.
            assert sent >= (CASES if operation.get("parameters") else 1), (path, sent)


def _print(told: dict[str, Any], by_operation: dict[str, int]) -> None:
    """The figures of the run, for docs/reliability.md."""
    for operation, sent in sorted(by_operation.items()):
        print(f"{sent:6,} {operation}")  # noqa: T201 - for the report
    print(  # noqa: T201 - for the report
        f"{told['test_cases']['generated']:,} cases of {told['operations']['tested']} operations, "
        f"seed {told['seed']}, {told['running_time']:.0f} s, "
        f"{told['test_cases']['unique_failures']} findings; "
        f"{told['filtered']:,} refusals by rules that no schema can state"
    )
