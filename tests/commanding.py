"""Runs the command line as users do, and makes seeded databases."""

from collections.abc import Mapping
from pathlib import Path

from app.seeding.build import seed
from app.seeding.sqlite_file import SqliteFile
from tests.starting import ran as run_to_end


def ran(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> tuple[int, list[str], list[str]]:
    """The exit status, and the lines of stdout and stderr."""
    done = run_to_end(folder, *arguments, settings=settings, patience=60)
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


def held(folder: Path, seed_folder: Path) -> SqliteFile:
    """The seeded database of `folder`; seeding in this process saves a second."""
    file = SqliteFile(folder / "facts.db")
    seed(file, seed_folder)
    return file
