"""Follow the database's file: where another takes its place, answer from that one.

A file that is gone, or that cannot be read, changes nothing: the old one is open and whole.
"""

import logging
from asyncio import sleep
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import make_url
from starlette.concurrency import run_in_threadpool

from app.database.aside import Aside
from app.database.database import DatabaseFailure
from app.database.engine import UnusableDatabase
from app.database.sqlite import SqliteDatabase

_log = logging.getLogger(__name__)
_EVERY = 1.0


async def follow(app: FastAPI, url: str, aside: Aside) -> None:
    """Look every second, for ever."""
    path = Path(make_url(url).database or "")
    opened = _identity(path)
    told = None
    while True:
        await sleep(_EVERY)
        found = _identity(path)
        if found in {opened, None}:
            continue
        try:
            database = await _seeded(url, aside)
        except (UnusableDatabase, DatabaseFailure) as error:
            # It may still be being copied there: it is tried again, and told of once.
            if found != told:
                _log.warning("the database was replaced: %s", error)
            told = found
            continue
        if database is None:
            continue
        opened = found
        # Answers under way still read from the old one; it is closed with the last of them.
        app.state.database = database
        if memory := getattr(app.state, "memory", None):
            memory.database = database


async def _seeded(url: str, aside: Aside) -> SqliteDatabase | None:
    """The database that is there now, or None where it holds nothing yet."""
    # A file that somebody has locked is waited for, which nobody else shall.
    version = await run_in_threadpool(_version, url)
    if not version:
        return None
    database = SqliteDatabase(url, aside)
    await database.open()
    _log.info("the database was replaced; version %s", version.decode()[:12])
    return database


def _version(url: str) -> bytes:
    return SqliteDatabase(url).version


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
