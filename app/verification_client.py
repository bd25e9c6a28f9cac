"""Ask a running service which of its citations match a copy of an article.

Nobody has to trust the service: its responses are checked before they are used.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import quote

import httpx
from pydantic import BaseModel, Field, ValidationError

from app.evidence.spans import Span
from app.evidence.verification import Mismatch, mismatches

_TIMEOUT = 60
_MAX_PAGES = 1000
_MAX_BYTES = 64 << 20
_LONGEST = 500

_Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=300)]
_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_Place = Annotated[int, Field(ge=0, le=1 << 31, strict=True)]


class UnusableServer(Exception):
    """A server does not respond like this service; the message says how."""


class _Article(BaseModel):
    id: _Id
    sha256: _Sha256


class _Articles(BaseModel):
    items: list[_Article]
    next: str | None


class _Citation(BaseModel):
    start: _Place
    end: _Place
    paragraph: _Place
    sha256: _Sha256


class _Record(BaseModel):
    record: Annotated[str, Field(pattern=r"^/[!-~]*$", max_length=_LONGEST)]
    citations: list[_Citation]


class _Verification(BaseModel):
    article: _Id
    records: list[_Record]


def served_articles(server: str) -> list[tuple[str, str]]:
    """The id and sha256 of every article on `server`; raises `UnusableServer`."""
    found: list[tuple[str, str]] = []
    url: str | None = "/articles?limit=200&fields=id,sha256"
    seen: set[str] = set()
    with _client(server) as client:
        while url is not None:
            if url in seen or len(seen) >= _MAX_PAGES:
                message = f"{server}: its list of articles never ends"
                raise UnusableServer(message)
            seen.add(url)
            page = _Articles.model_validate_json(_body(client, "GET", url))
            found += [(article.id, article.sha256) for article in page.items]
            url = page.next
            if url is not None and not _is_path(url):
                message = f"{server}: `next` leads elsewhere: {url[:_LONGEST]!r}"
                raise UnusableServer(message)
    return found


def served_verification(
    server: str, article: str, text: str
) -> list[tuple[str, Span, Mismatch | None]]:
    """The path of each record, each span that it cites, and how `text` differs there, if it does.

    The server says what is cited; this function checks whether `text` matches. Raises
    `UnusableServer`.
    """
    path = f"/articles/{quote(article, safe='')}/verification"
    with _client(server) as client:
        body = _body(client, "POST", path, text)
        verification = _Verification.model_validate_json(body)
    if verification.article != article:
        message = f"{server}: it verified {verification.article!r} instead of {article!r}"
        raise UnusableServer(message)
    cited = [
        (record.record, Span(one.start, one.end, one.paragraph, one.sha256))
        for record in verification.records
        for one in record.citations
    ]
    wrong = {(one.record, one.span): one for one in mismatches(text, cited)}
    return [(record, span, wrong.get((record, span))) for record, span in cited]


def _is_path(url: str) -> bool:
    """Whether `url` is a path on the same host: no scheme, no host, and nothing unprintable."""
    return url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable()


@contextmanager
def _client(server: str) -> Iterator[httpx.Client]:
    try:
        with httpx.Client(base_url=server, timeout=_TIMEOUT, follow_redirects=False) as client:
            yield client
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as error:
        if isinstance(error, ValidationError):
            where = ".".join(map(str, error.errors()[0]["loc"])) or "body"
            reason = f"{where}: {error.errors()[0]['msg']}"
        else:
            reason = str(error) or type(error).__name__
        message = f"{server} does not respond like this service: {reason[:_LONGEST]}"
        raise UnusableServer(message) from error


def _body(client: httpx.Client, method: str, url: str, text: str | None = None) -> bytes:
    """The body of a response with status 200; raises `UnusableServer` for any other."""
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if text is not None:
        headers["Content-Type"] = "text/plain; charset=utf-8"
    content = None if text is None else text.encode()
    body = bytearray()
    with client.stream(method, url, headers=headers, content=content) as response:
        for piece in response.iter_raw():
            body += piece
            if len(body) > _MAX_BYTES:
                message = f"{client.base_url}: its response has more than {_MAX_BYTES} bytes"
                raise UnusableServer(message)
    if response.status_code != httpx.codes.OK:
        shown = body[:_LONGEST].decode(errors="replace")
        message = f"{client.base_url}: {response.status_code}: {shown!r}"
        raise UnusableServer(message)
    return bytes(body)
