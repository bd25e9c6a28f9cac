"""Follow the database's file: where another takes its place, answer from that one.

A file that is gone, or that cannot be read, changes nothing: the old one is open and whole.
"""

import logging
from asyncio import sleep
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import make_url

from app.queries.aside import Aside
from app.queries.engine import UnusableDatabase
from app.queries.sqlite import SqliteDatabase

_log = logging.getLogger(__name__)
_EVERY = 1.0


async def follow(app: FastAPI, url: str, aside: Aside) -> None:
    """Look every second, for ever."""
    path = Path(make_url(url).database or "")
    opened = _identity(path)
    while True:
        await sleep(_EVERY)
        found = _identity(path)
        if found in {opened, None}:
            continue
        opened = found
        try:
            database = SqliteDatabase(url, aside)
        except UnusableDatabase as error:
            _log.warning("the database was replaced: %s", error)
            continue
        if not database.version:
            await database.close()
            opened = None
            continue
        # Answers under way still read from the old one; it is closed with the last of them.
        app.state.database = database
        if memory := getattr(app.state, "memory", None):
            memory.database = database
        _log.info("the database was replaced; version %s", database.version.decode()[:12])


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
