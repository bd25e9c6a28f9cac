"""A forked process behaves like a newly started one."""

from pathlib import Path

import pytest

from tests.seeds import INVENTED
from tests.starting import ran, started


@pytest.mark.parametrize(
    "arguments",
    [["settings"], ["seed", "--seed", str(INVENTED)], ["seed", "--seed", "nowhere"], ["srve"]],
)
def test_a_forked_command_prints_and_ends_the_same(tmp_path: Path, arguments: list[str]) -> None:
    said = []
    for before in ((), ("env",)):
        (tmp_path / "facts.db").unlink(missing_ok=True)
        done = ran(tmp_path, *arguments, before=before)
        said.append((done.returncode, done.stdout, done.stderr))

    assert said[0] == said[1]


def test_a_signal_ends_a_forked_process(tmp_path: Path) -> None:
    process = started(tmp_path, "serve", "--port", "0")
    assert process.poll() is None
    process.kill()

    assert process.wait() == process.poll() == -9
    assert not Path(f"/proc/{process.pid}").exists()
