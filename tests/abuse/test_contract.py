"""Schemathesis, with all its checks, against a real server: what is documented is what is done."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.serving import PROJECT, serving

CASES = os.environ.get("SOAK_CASES", "15")
SECONDS = os.environ.get("SOAK_CONTRACT_SECONDS", "90")


def test_every_operation_does_what_is_documented(tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli"),
                *("--config-file", str(Path(__file__).with_name("schemathesis.toml"))),
                *("run", f"{address}/openapi.json", "--checks", "all", "--no-color"),
                *("--max-examples", CASES, "--phases", "examples,fuzzing,stateful"),
                *("--seed", "20261124", "--max-time", SECONDS, "--generation-database", "none"),
            ],
            cwd=PROJECT,
            env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.abuse.narrowing"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    selected = re.search(r"Selected: (\d+)/(\d+)\n\s+Tested: (\d+)", done.stdout)
    assert selected, done.stdout[-2000:]
    assert len(set(selected.groups())) == 1, "not every operation was tested"
    assert "Traceback" not in (tmp_path / "server.log").read_text()
    generated = re.search(r"(\d+) generated", done.stdout)
    assert generated
    print(f"{generated[1]} generated cases for {selected[1]} operations, all checks passed")  # noqa: T201 - for the report
