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

from app.database.opening import open_database
from app.queries.copying import write_sqlite
from app.queries.exporting import write_ndjson
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

    async def open(self, form: str, version: bytes) -> tuple[Export, BinaryIO]:
        """The file in the form `form`, of `version` or a newer one, and the same to read from.

        Whoever comes while it is being made waits for it; everyone else is answered meanwhile.
        Raises `DatasetChanged`, `OSError` where it cannot be written, and `UnusableDatabase`.
        """
        async with self._locks[form]:
            held = self._made.get(form)
            # What lies among temporary files for long, the system may have tidied away.
            if held is None or held.version != version or not held.path.exists():
                # Here and not in a thread: both forms at once would each have a folder of its own.
                path = self._place() / f"dataset.{form}"
                held = self._made[form] = await run_in_threadpool(self._make, form, path)
            # Once the lock is given back, a newer file may take its place.
            return held, await run_in_threadpool(held.path.open, "rb")

    def close(self) -> None:
        """Delete the files."""
        if self._folder:
            self._folder.cleanup()

    def _place(self) -> Path:
        if self._folder is None or not Path(self._folder.name).exists():
            self._folder = TemporaryDirectory(prefix="article-facts-", ignore_cleanup_errors=True)
        return Path(self._folder.name)

    def _make(self, form: str, path: Path) -> Export:
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
        database = open_database(self._chosen)
        try:
            await database.open()
            if form == "ndjson":
                return await database.ask(write_ndjson, database, path)
            return await database.ask(write_sqlite, database, path, self._make_tables)
        finally:
            await database.close()
