"""Bring the database up to date with a seed, and leave it so that it can be served."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from app.database.engine import SQLITE, UnusableDatabase, make_engine
from app.seeding import sqlite_file
from app.seeding.listing import Listing
from app.seeding.loading import Look, Outcome, held, look, seed
from app.seeding.migrating import head, migrate, revision


@contextmanager
def _uncollected() -> Iterator[None]:
    """Within it nobody looks for cycles: what is listed and written has none, but is much."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_uncollected()
def bring_up_to_date(url: str, listing: Listing, progress: Callable[[int, int], None]) -> Outcome:
    """Migrate and seed the database at `url` as far as needed; if it needs neither, write nothing.

    Raises `UnusableDatabase`, and `FaultySeed` where the seed has faults.
    """
    engine = make_engine(url)
    in_file = engine.dialect.name == SQLITE
    if in_file:
        sqlite_file.refuse_cut_off(engine)
    seen = look(listing)
    found = _already(make_engine(url, read_only=True), seen)
    if found:
        return found
    with sqlite_file.written(engine) if in_file else nullcontext():
        try:
            migrate(engine)
            return seed(engine, seen, progress)
        except (DatabaseError, engine.dialect.loaded_dbapi.DatabaseError) as error:
            message = f"{engine.url.render_as_string()} cannot be written: "
            raise UnusableDatabase(f"{message}{getattr(error, 'orig', error)}") from error


def _already(engine: Engine, seen: Look) -> Outcome | None:
    """What the database holds, if it can be read and is what is wanted."""
    try:
        return held(engine, seen) if revision(engine) == head() else None
    except (DatabaseError, UnusableDatabase, OSError):
        # Whatever it is, it is told where the database is opened for writing.
        return None
