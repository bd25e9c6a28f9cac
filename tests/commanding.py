"""The command line as users start it, and a database as it leaves one."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Engine

from app.database.engine import make_engine
from app.seeding.loading import seed
from app.seeding.migrating import migrate
from tests.reliability.starting import ran as run_to_end


def ran(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> tuple[int, list[str], list[str]]:
    """The exit status and the lines of stdout and of stderr."""
    done = run_to_end(folder, *arguments, settings=settings, patience=60)
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


def held(folder: Path, seed_folder: Path) -> Engine:
    """The database of `folder`, seeded; each process that need not be started saves a second."""
    engine = make_engine(f"sqlite:///{folder}/facts.db")
    migrate(engine)
    seed(engine, seed_folder)
    return engine
