"""The command line as users start it, and a database as it leaves one."""

from collections.abc import Mapping
from pathlib import Path

from app.seeding.build import seed
from app.seeding.sqlite_file import SqliteFile
from tests.starting import ran as run_to_end


def ran(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> tuple[int, list[str], list[str]]:
    """The exit status and the lines of stdout and of stderr."""
    done = run_to_end(folder, *arguments, settings=settings, patience=60)
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


def held(folder: Path, seed_folder: Path) -> SqliteFile:
    """The database of `folder`, seeded; each process that need not be started saves a second."""
    file = SqliteFile(folder / "facts.db")
    seed(file, seed_folder)
    return file
