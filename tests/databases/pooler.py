"""A connection pooler for PostgreSQL, like PgBouncer in transaction mode.

Clients take turns on a few connections: a client has one until its transaction ends, and the next
statement may come from another client. It refuses startup options.
"""

import asyncio
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

_SSL, _GSS, _PROTOCOL_3 = 80877103, 80877104, 3
_REFUSED = b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0"
_IDLE = b"I"


@contextmanager
def pooled(url: str, connections: int = 1) -> Iterator[str]:
    """The URL of the same database through a pooler with so many connections."""
    parts = urlsplit(url)
    pooler = _Pooler(f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432", connections)
    thread = Thread(target=asyncio.run, args=(pooler.run(),))
    thread.start()
    try:
        assert pooler.ready.wait(30)
        yield f"postgresql://postgres@127.0.0.1:{pooler.port}{parts.path}"
    finally:
        pooler.loop.call_soon_threadsafe(pooler.done.set)
        thread.join()


class _Lent:
    """A connection to the server, and the server's greeting without its process id."""

    def __init__(self, server: StreamReader, to_server: StreamWriter) -> None:
        self.greeting, self._idle = b"", True
        self._server, self._to_server = server, to_server

    async def greet(self, start: bytes) -> None:
        """Start the session with the first client's startup message."""
        self._to_server.write(start)
        while not self.greeting.endswith(_sent(b"Z", _IDLE)):
            said = await _message(self._server)
            self.greeting += _sent(b"K", struct.pack("!ii", 1, 1)) if said[:1] == b"K" else said

    async def transaction(
        self, message: bytes, client: StreamReader, to_client: StreamWriter
    ) -> None:
        """Pass messages on in both directions until the server's transaction has ended.

        One that the client leaves open is rolled back.
        """
        try:
            while message[:1] != b"X":
                await self._pass(message, to_client)
                if self._idle:
                    return
                message = await _message(client)
        finally:
            if not self._idle:
                await self._pass(_sent(b"Q", b"ROLLBACK\0"), None)

    async def _pass(self, message: bytes, to_client: StreamWriter | None) -> None:
        """Pass a message on, and all answers if it is the end of a statement or of its rows."""
        self._to_server.write(message)
        self._idle, answered = False, message[:1] not in b"QScf"
        while not answered:
            answer = await _message(self._server)
            if to_client:
                to_client.write(answer)
            self._idle = answer == _sent(b"Z", _IDLE)
            # Ready for the next statement, or for rows to copy.
            answered = answer[:1] in b"ZG"


class _Pooler:
    def __init__(self, server: str, connections: int) -> None:
        self.ready, self.port = Event(), 0
        self._path, self._connections = server, connections
        self._free: dict[bytes, asyncio.Queue[_Lent]] = {}
        self._streams: list[StreamWriter] = []

    async def run(self) -> None:
        """Listen until it is `done`."""
        self.loop, self.done = asyncio.get_running_loop(), asyncio.Event()
        self._making = asyncio.Lock()
        listening = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.port = listening.sockets[0].getsockname()[1]
        self.ready.set()
        await self.done.wait()
        listening.close()
        for stream in self._streams:
            stream.close()
        for stream in self._streams:
            with suppress(ConnectionError):
                await stream.wait_closed()

    async def _client(self, client: StreamReader, to_client: StreamWriter) -> None:
        self._streams.append(to_client)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            start = await _start(client, to_client)
            if b"\0options\0" in start:
                to_client.write(_sent(b"E", _REFUSED))
            elif struct.unpack("!i", start[4:8])[0] >> 16 == _PROTOCOL_3:
                free = await self._for(start)
                lent = await free.get()
                free.put_nowait(lent)
                to_client.write(lent.greeting)
                while True:
                    message = await _message(client)
                    lent = await free.get()
                    try:
                        await lent.transaction(message, client, to_client)
                    finally:
                        free.put_nowait(lent)
        to_client.close()

    async def _for(self, start: bytes) -> "asyncio.Queue[_Lent]":
        """The connections that all clients with the same startup message share."""
        async with self._making:
            if start not in self._free:
                made: asyncio.Queue[_Lent] = asyncio.Queue()
                for _ in range(self._connections):
                    server, to_server = await asyncio.open_unix_connection(self._path)
                    self._streams.append(to_server)
                    lent = _Lent(server, to_server)
                    await lent.greet(start)
                    made.put_nowait(lent)
                self._free[start] = made
        return self._free[start]


async def _start(client: StreamReader, to_client: StreamWriter) -> bytes:
    """A client's startup message; requests for encryption are declined."""
    while True:
        head = await client.readexactly(8)
        length, code = struct.unpack("!ii", head)
        start = head + await client.readexactly(length - 8)
        if code not in {_SSL, _GSS}:
            return start
        to_client.write(b"N")


async def _message(stream: StreamReader) -> bytes:
    head = await stream.readexactly(5)
    return head + await stream.readexactly(struct.unpack("!i", head[1:])[0] - 4)


def _sent(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body
