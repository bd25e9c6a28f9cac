"""The report of `verify` on the served dataset, and on copies of its articles.

With `--server`, a running service says what is cited. Nobody has to trust it: its responses are
checked before they are used, and whether the copy matches is found out here. A time limit holds
for everything that a server is asked, and for comparing what it cites.
"""

import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import httpx
from pydantic import BaseModel, FailFast, Field, ValidationError

from app.database import UnusableDatabase
from app.database.dataset import Tables
from app.evidence.text import Span, digest
from app.evidence.verification import mismatches
from app.seeding.build import version
from app.seeding.place import Place
from app.seeding.report import Report, read_copy

_ABSENT = Report(ok=False, lines=["nothing is served yet: run `article-facts seed` first"])

Cited = list[tuple[str, Span]]
"""The path of each record and a span that it cites, in the order of the text."""


def verify_text(place: Place, copy: Path, article: str | None) -> Report:
    """Compare every citation in the database with a copy of its article."""
    text = read_copy(copy)
    if place.current() is None:
        return _ABSENT
    with place.open() as tables:
        served = tables.run("SELECT id, sha256 FROM article ORDER BY id")

        def cited(chosen: str) -> Cited:
            sql = (
                'SELECT url, start, "end", paragraph, sha256 FROM citation WHERE article = ? '
                'ORDER BY start, "end", url'
            )
            return [(url, Span(*span)) for url, *span in tables.run(sql, [chosen])]

        return _compared(text, article, served, cited)


def verify_served(server: str, copy: Path, article: str | None) -> Report:
    """Compare every citation that `server` serves with a copy of its article."""
    text = read_copy(copy)
    try:
        with _limited(server, _SECONDS + len(text) // _CHARACTERS_PER_SECOND):
            served = _served_articles(server)
            cited = partial(_served_citations, server, text=text)
            return _compared(text, article, served, cited)
    except UnusableServer as error:
        return Report(ok=False, lines=[str(error)])


def verify_database(place: Place) -> Report:
    """Check that the dataset is as it was seeded, by the hash of its documents and its counts."""
    try:
        dataset = place.current()
    except UnusableDatabase as error:
        return Report(ok=False, lines=[str(error)])
    if dataset is None:
        damage = place.damage()
        return Report(ok=False, lines=damage) if damage else _ABSENT
    with place.open() as tables:
        lines = [*place.damage(), *_differences(tables, dataset.version, dataset.facts)]
    if lines:
        return Report(ok=False, lines=lines)
    line = (
        f"{place}: {dataset.facts} facts of {dataset.articles} article(s) are as they were seeded "
        f"on {dataset.seeded}, version {dataset.version[:12]}"
    )
    return Report(lines=[line])


def _differences(tables: Tables, expected: str, facts: int) -> Iterable[str]:
    if (found := version(tables)) != expected:
        yield f"the documents differ from those that were seeded: {found[:12]}, not {expected[:12]}"
    wrong = tables.run(
        "SELECT count(*) FROM (SELECT name, value, count(*) AS total FROM link "
        "GROUP BY name, value) AS counted LEFT JOIN tally "
        "ON tally.name = counted.name AND tally.value = counted.value "
        "WHERE tally.total IS NULL OR tally.total <> counted.total"
    )[0][0]
    if wrong:
        yield f"{wrong} counts differ from the links that they count"
    held = tables.run("SELECT count(*) FROM fact")[0][0]
    if held != facts:
        yield f"there are {held} facts, not {facts}"


def _compared(
    text: str,
    article: str | None,
    served: list[tuple[str, str]],
    citations: Callable[[str], Cited],
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
    kinds = Counter("missing" if m.kind == "ends" else m.kind for m in wrong)
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


_SECONDS = 10
_CHARACTERS_PER_SECOND = 64 << 10
"""A server has 10 seconds in all, and one more for each 64 Ki characters of the text sent to it."""

_MAX_PAGES = 1000
_MAX_ITEMS = 200
"""How many articles a page has at most: as many as are asked for."""

_MAX_CITATIONS = 10_000
_MAX_SPAN = 10_000
"""How many characters one citation may have, so that comparing it takes no time."""

_MAX_BYTES = 4 << 20
_LONGEST = 500
_LISTED = 100
"""How many ids of articles are listed."""

_Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=300)]
_Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_Place = Annotated[int, Field(ge=0, le=1 << 31, strict=True)]


class UnusableServer(Exception):
    """A server does not respond like this service; the message says how."""


class _Article(BaseModel):
    id: _Id
    sha256: _Sha256


class _Articles(BaseModel):
    items: Annotated[list[_Article], Field(max_length=_MAX_ITEMS), FailFast()]
    next: Annotated[str, Field(pattern=r"^/articles\?[!-~]*$", max_length=_LONGEST)] | None


class _Citation(BaseModel):
    start: _Place
    end: _Place
    paragraph: _Place
    sha256: _Sha256


class _Record(BaseModel):
    record: Annotated[str, Field(pattern=r"^/[!-~]*$", max_length=_LONGEST)]
    citations: Annotated[list[_Citation], Field(max_length=_MAX_CITATIONS), FailFast()]


class _Verification(BaseModel):
    article: _Id
    records: Annotated[list[_Record], Field(max_length=_MAX_CITATIONS), FailFast()]


def _served_articles(server: str) -> list[tuple[str, str]]:
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
    return found


def _served_citations(server: str, article: str, *, text: str) -> Cited:
    """What the records on `server` cite of an article; raises `UnusableServer`."""
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
    if len(cited) > _MAX_CITATIONS or any(s.end - s.start > _MAX_SPAN for _, s in cited):
        most = f"{_MAX_CITATIONS} citations of {_MAX_SPAN} characters"
        message = f"{server}: it cites more than {most}"
        raise UnusableServer(message)
    return sorted(cited, key=lambda pair: (pair[1], pair[0]))


@contextmanager
def _limited(server: str, seconds: int) -> Iterator[None]:
    """Raises `UnusableServer` after so many seconds, whatever is being waited for."""

    def late(*_: object) -> None:
        message = f"{server}: it has not answered within {seconds} seconds"
        raise UnusableServer(message)

    before = signal.signal(signal.SIGALRM, late)
    # Again each second: an exception that is raised while something is cleaned up may be lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _client(server: str) -> Iterator[httpx.Client]:
    try:
        with httpx.Client(base_url=server, timeout=_SECONDS, follow_redirects=False) as client:
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
