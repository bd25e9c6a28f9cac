"""All that a question finds, in one answer of any length: batch after batch, as it is read."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app import __version__
from app.database.database import Database
from app.queries import finding
from app.queries.exporting import DatasetChanged
from app.queries.finding import Page
from app.queries.question import Question

BATCH = 200
"""How many records are in memory at a time."""


class Streaming(Response):
    """An answer in pieces, tagged by what it is an answer to."""

    def __init__(
        self, pieces: AsyncIterator[bytes], headers: dict[str, str], media_type: str
    ) -> None:
        self.pieces = pieces
        self.status_code = 200
        self.media_type = media_type
        self.background = None
        self.init_headers(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the pieces as they come."""
        del scope, receive
        head = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(head)
        async with aclosing(self.pieces) as pieces:  # type: ignore[type-var]  # a generator
            async for piece in pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def tag(version: bytes, *question: object) -> str:
    """The `ETag` of an answer that is not known yet: of the data, the question and the program."""
    seen = sha256(repr((version, __version__, question)).encode())
    return f'"{seen.hexdigest()[:24]}"'


async def pieces(
    request: Request,
    database: Database,
    asked: Question,
    first: Page,
    render: Callable[[list[bytes]], bytes],
    head: bytes = b"",
) -> AsyncIterator[bytes]:
    """`head`, then the documents of `first` and of all pages after it, as `render` has them.

    Raises `DatasetChanged`. It ends early when the client has gone.
    """
    page = first
    yield head + render(page.documents)
    while page.last and not await request.is_disconnected():
        page = await database.ask(finding.find, database, replace(asked, after=page.last))
        if page.version != first.version:
            raise DatasetChanged
        yield render(page.documents)
