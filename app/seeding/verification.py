"""The report of `verify` on the served dataset, and on copies of its articles.

With `--server`, the lists of a running service say what is cited. Nobody has to trust it: its
responses are checked before they are used, and the copy is compared here and sent nowhere. One time
limit holds for all of it.
"""

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import httpx
from pydantic import BaseModel, Field, ValidationError

from app.database import UnusableDatabase
from app.evidence.text import Span, digest
from app.evidence.verification import mismatches
from app.resources import COLLECTIONS
from app.seeding.build import DatasetPlace, version
from app.seeding.report import Report, read_copy
from app.seeding.sqlite_file import SqliteFile

_ABSENT = Report(ok=False, lines=["nothing is served yet: run `article-facts seed` first"])

CitedSpans = list[tuple[str, Span]]
"""The path of each record and a span that it cites, in the order of the text."""


def verify_text(place: DatasetPlace, copy: Path, article: str | None) -> Report:
    """Compare every citation in the database with a copy of its article."""
    text = read_copy(copy)
    if place.current() is None:
        return _ABSENT
    with place.open() as tables:
        served = tables.run("SELECT id, sha256 FROM article ORDER BY id")

        def cited(chosen: str) -> CitedSpans:
            sql = (
                'SELECT url, start, "end", paragraph, sha256 FROM citation WHERE article = ? '
                'ORDER BY start, "end", url'
            )
            return [(url, Span(*span)) for url, *span in tables.run(sql, [chosen])]

        return _compared(text, article, served, cited)


def verify_served(server: str, copy: Path, article: str | None) -> Report:
    """Compare every citation that `server` serves with a copy of its article."""
    text = read_copy(copy)
    signal.signal(signal.SIGALRM, partial(_stop, server))
    signal.alarm(_SECONDS)
    try:
        served = _served_articles(server)
        return _compared(text, article, served, partial(_served_citations, server))
    except UnusableServer as error:
        return Report(ok=False, lines=[str(error)])
    finally:
        signal.alarm(0)


def _stop(server: str, *_: object) -> None:
    message = f"{server}: it has not answered within {_SECONDS} seconds"
    raise UnusableServer(message)


def verify_database(place: DatasetPlace) -> Report:
    """Check that the dataset is as it was seeded, by the hash of its documents."""
    try:
        dataset = place.current()
        lines = place.damage() if isinstance(place, SqliteFile) else []
        if dataset is None:
            return Report(ok=False, lines=lines) if lines else _ABSENT
        with place.open() as tables:
            found, expected = version(tables), dataset.version
    except UnusableDatabase as error:
        return Report(ok=False, lines=[str(error)])
    if found != expected:
        differ = "the documents differ from those that were seeded"
        lines.append(f"{differ}: {found[:12]}, not {expected[:12]}")
    if lines:
        return Report(ok=False, lines=lines)
    line = (
        f"{place}: {dataset.facts} facts of {dataset.articles} article(s) are as they were seeded "
        f"on {dataset.seeded}, version {expected[:12]}"
    )
    return Report(lines=[line])


def _compared(
    text: str,
    article: str | None,
    served: list[tuple[str, str]],
    citations: Callable[[str], CitedSpans],
) -> Report:
    """The report on a copy of the article named, or else of the one that it is the text of.

    `served` has the id and sha256 of every article, `citations` those of one.
    """
    chosen = _chosen(served, text, article)
    if chosen is None:
        known = ", ".join(id_ for id_, _ in served[:_LISTED]) or "none; seed the database first"
        known += f" and {len(served) - _LISTED} more" if len(served) > _LISTED else ""
        line = f"say which article it is with --article; choose one of: {known}"
        return Report(ok=False, lines=[line])
    cited = citations(chosen)
    if not cited:
        return Report(ok=False, lines=[f"{chosen}: nothing is cited, so nothing was compared"])
    spans = len({span for _, span in cited})
    records = len({record for record, _ in cited})
    wrong = sorted(mismatches(text, cited), key=lambda m: m.kind == "moved")
    if not wrong:
        line = f"{chosen}: all {len(cited)} citations of {records} records match ({spans} spans)"
        return Report(lines=[line])
    lines = [
        f"{one.record}: characters {one.span.start}-{one.span.end}: {one.reason}"
        for one in wrong
        if one.kind != "missing"
    ]
    kinds = Counter(m.kind for m in wrong)
    hit = len({m.record for m in wrong})
    summary = (
        f"{chosen}: {len(wrong)} of {len(cited)} citations do not match ({hit} records): "
        f"{kinds['differs']} differ, {kinds['moved']} have only moved"
    )
    absent = f", {kinds['missing']} are not in this part of the article"
    lines.append(summary + (absent if kinds["missing"] else ""))
    return Report(ok=False, lines=lines)


def _chosen(served: list[tuple[str, str]], text: str, article: str | None) -> str | None:
    """The article with this text; if none has it, the named one or the only one."""
    if article is not None:
        return article if article in {id_ for id_, _ in served} else None
    for id_, sha256 in served:
        if sha256 == digest(text):
            return id_
    return served[0][0] if len(served) == 1 else None


_SECONDS = 60
"""How long asking a server and comparing what it cites may take."""

_MAX_LINE = 4 << 20
"""How many bytes one record may have; of a longer response no more is kept."""

_LONGEST = 500
_LISTED = 100
"""How many ids of articles are listed."""

_Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=300)]
_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_Place = Annotated[int, Field(ge=0, le=1 << 31, strict=True)]

_FAILURES = (httpx.HTTPError, httpx.InvalidURL, ImportError, OSError, ValueError, RecursionError)
"""What a response raises, or a proxy or a certificate that the environment names."""

Shape = TypeVar("Shape", bound=BaseModel)


class UnusableServer(Exception):
    """A server does not respond like this service; the message says how."""


class _Article(BaseModel):
    id: _Id
    sha256: _Sha256


class _Citation(BaseModel):
    article: _Id
    start: _Place
    end: _Place
    paragraph: _Place
    sha256: _Sha256


class _Part(BaseModel):
    citations: list[_Citation]


class _Record(_Part):
    url: Annotated[str, Field(pattern=r"^/[!-~]*$", max_length=_LONGEST)]
    participants: list[_Part] = []
    offices: list[_Part] = []


def _served_articles(server: str) -> list[tuple[str, str]]:
    """The id and sha256 of every article on `server`; raises `UnusableServer`."""
    listed = _records(server, "/articles.ndjson?fields=id,sha256", _Article)
    return [(article.id, article.sha256) for article in listed]


def _served_citations(server: str, article: str) -> CitedSpans:
    """What the records on `server` cite of an article; raises `UnusableServer`."""
    cited: set[tuple[str, Span]] = set()
    for collection in COLLECTIONS:
        name = "article" if "article" in collection.filters else "id"
        for record in _records(server, f"/{collection.name}.ndjson?{name}={article}", _Record):
            cited |= {
                (record.url, Span(one.start, one.end, one.paragraph, one.sha256))
                for part in (record, *record.participants, *record.offices)
                for one in part.citations
                if one.article == article
            }
    return sorted(cited, key=lambda pair: (pair[1], pair[0]))


def _records(server: str, path: str, shape: type[Shape]) -> Iterator[Shape]:
    """The records of a list on `server`; raises `UnusableServer` if one has another shape."""
    try:
        for line in _lines(f"{server.rstrip('/')}{path}"):
            yield shape.model_validate_json(line)
    except _FAILURES as error:
        reason = str(error) or type(error).__name__
        if isinstance(error, ValidationError):
            where = ".".join(map(str, error.errors()[0]["loc"])) or "body"
            reason = f"{where}: {error.errors()[0]['msg']}"
        message = f"{server} does not respond like this service: {path}: {reason[:_LONGEST]}"
        raise UnusableServer(message) from error


def _lines(url: str) -> Iterator[bytes]:
    """The lines of a response, as they arrive; raises `ValueError` if one is too long."""
    # As it is: a few bytes of a coding could become gigabytes.
    headers = {"Accept-Encoding": "identity"}
    with httpx.stream("GET", url, headers=headers, timeout=10) as response:
        pieces = response.iter_raw()
        if response.status_code != httpx.codes.OK:
            shown = next(pieces, b"")[:_LONGEST].decode(errors="replace")
            raise ValueError(f"{response.status_code}: {shown!r}")
        begun = b""
        for piece in pieces:
            *lines, begun = (begun + piece).split(b"\n")
            yield from lines
            if len(begun) > _MAX_LINE:
                raise ValueError(f"a line has more than {_MAX_LINE} bytes")
    if begun:
        raise ValueError("its last line is not complete")
