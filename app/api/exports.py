"""Files of the whole dataset, made once for each version of it and kept while it is served."""

import asyncio
import sqlite3
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool

from app.queries.copying import write_sqlite
from app.queries.database import DatabaseFailure
from app.queries.engine import UnusableDatabase
from app.queries.exporting import write_ndjson
from app.queries.opening import open_database
from app.settings import Settings

FORMS = ("ndjson", "sqlite")


@dataclass(frozen=True, slots=True)
class Export:
    """A file of one dataset version; `digest` is the sha256 of its bytes, in Base64."""

    path: Path
    size: int
    digest: str
    version: bytes


class Exports:
    """The files of the newest version that was asked for, in a folder of their own."""

    def __init__(self, chosen: Settings, make_tables: Callable[[Path], None]) -> None:
        """Of the database of `chosen`; `make_tables` makes an empty SQLite file."""
        self._chosen = chosen
        self._make_tables = make_tables
        self._folder: TemporaryDirectory[str] | None = None
        self._made: dict[str, Export] = {}
        self._locks = {form: asyncio.Lock() for form in FORMS}

    async def get(self, form: str, version: bytes) -> tuple[Export, BinaryIO]:
        """The file in the form `form`, of `version` or a newer one, and the same opened.

        Whoever comes while it is being made waits for it; everyone else is answered meanwhile.
        Raises `DatasetChanged`, `DatabaseFailure`, and `OSError` where it cannot be written.
        """
        async with self._locks[form]:
            held = self._made.get(form)
            # What lies among temporary files for long, the system may have tidied away.
            if held is None or held.version != version or not held.path.exists():
                held = self._made[form] = await run_in_threadpool(self._make, form, self._room())
            # Here, as the next one may be made at once.
            return held, await run_in_threadpool(held.path.open, "rb")

    def close(self) -> None:
        """Delete the files."""
        if self._folder:
            self._folder.cleanup()

    def _room(self) -> Path:
        """The folder, on the event loop: two threads would make one each."""
        if self._folder is None or not Path(self._folder.name).exists():
            self._folder = TemporaryDirectory(prefix="article-facts-", ignore_cleanup_errors=True)
        return Path(self._folder.name)

    def _make(self, form: str, folder: Path) -> Export:
        path = folder / f"dataset.{form}"
        path.unlink(missing_ok=True)
        try:
            version = asyncio.run(self._write(form, path))
        except BaseException as error:
            path.unlink(missing_ok=True)
            if isinstance(error, sqlite3.Error):
                raise OSError(str(error)) from error
            raise
        with path.open("rb") as file:
            digest = b64encode(file_digest(file, "sha256").digest()).decode()
        return Export(path, path.stat().st_size, digest, version)

    async def _write(self, form: str, path: Path) -> bytes:
        try:
            database = open_database(self._chosen)
        except UnusableDatabase as error:
            raise DatabaseFailure(str(error)) from error
        try:
            await database.open()
            if form == "ndjson":
                return await database.ask(write_ndjson, database, path)
            return await database.ask(write_sqlite, database, path, self._make_tables)
        finally:
            await database.close()
