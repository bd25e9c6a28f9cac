"""The wheel serves its own facts wherever it is installed; the image installs it."""

import json
import os
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.raw import ask
from tests.serving import PROJECT, free_port

_PATIENCE = 60


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """The bin folder of an environment with the wheel and the dependencies of this one."""
    folder = wheel.with_name("environment")
    venv.create(folder)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python"), "install"]
    subprocess.run([*pip, "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    (site_packages,) = folder.glob("lib/*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin"


def test_the_wheel_has_exactly_the_files_that_the_service_reads(wheel: Path) -> None:
    files = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tracked = subprocess.run(
        ["git", "ls-files", "app", "migrations", "seed"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()

    assert files == {name if name.startswith("app/") else f"app/{name}" for name in tracked}


def test_it_creates_seeds_and_serves_its_database_in_the_current_folder(
    installed: Path, tmp_path: Path
) -> None:
    where = [str(installed / "python"), "-c", "import app; print(app.__file__)"]
    found = subprocess.run(where, env=_environment(), cwd=tmp_path, check=True, capture_output=True)
    assert Path(found.stdout.decode().strip()).is_relative_to(installed.parent)

    with _served(installed, tmp_path) as address:
        facts = ask(address, "/facts?limit=1")
        pages = [ask(address, path, {"Accept": "text/html"}) for path in ("/", "/explore/changes")]

    assert [answer.status for answer in (facts, *pages)] == [200, 200, 200]
    assert json.loads(facts.body)["total"] > 0
    assert [path.name for path in tmp_path.glob("*.db")] == ["article-facts.db"]


def test_a_folder_that_is_gone_gives_one_line(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    shell = ["sh", "-c", 'rmdir ../gone; exec "$0" seed', str(installed / "article-facts")]

    done = subprocess.run(
        shell,
        cwd=tmp_path / "gone",
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (2, "[Errno 2] No such file or directory\n")


def _environment() -> dict[str, str]:
    """The environment without variables for the checkout, its settings or coverage."""
    ours = ("PYTHONPATH", "DATABASE_URL", "ARTICLE_FACTS_", "COVERAGE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@contextmanager
def _served(installed: Path, folder: Path) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [str(installed / "article-facts"), "serve", "--port", str(port)],
        env=_environment(),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and process.poll() is None:
            with suppress(OSError):
                if ask(address, "/readyz").status == 200:
                    break
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(_PATIENCE)
