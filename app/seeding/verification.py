"""The report of `verify` on the served dataset, and on copies of its articles."""

from collections.abc import Iterable
from pathlib import Path

from app.database.engine import UnusableDatabase
from app.evidence.spans import Span
from app.evidence.text import digest
from app.evidence.verification import Mismatch, mismatches
from app.seeding.build import version
from app.seeding.dataset import Place, Tables
from app.seeding.report import Report, text_of
from app.verification_client import UnusableServer, served_articles, served_verification

_ABSENT = Report(ok=False, lines=["nothing is served yet: run `article-facts seed` first"])


def verify_text(place: Place, copy: Path, article: str | None) -> Report:
    """Compare every citation in the database with a copy of its article."""
    text = text_of(copy)
    if place.current() is None:
        return _ABSENT
    with place.open() as tables:
        served = tables.run("SELECT id, sha256 FROM article ORDER BY id")
        chosen = _chosen(served, text, article)
        if chosen is None:
            return _which(served)
        sql = (
            'SELECT url, start, "end", paragraph, sha256 FROM citation WHERE article = ? '
            'ORDER BY start, "end", url'
        )
        cited = [(url, Span(*span)) for url, *span in tables.run(sql, [chosen])]
    return _compared(chosen, cited, mismatches(text, cited))


def verify_served(server: str, copy: Path, article: str | None) -> Report:
    """Compare every citation that `server` serves with a copy of its article."""
    text = text_of(copy)
    try:
        served = served_articles(server)
        chosen = _chosen(served, text, article)
        if chosen is None:
            return _which(served)
        records = served_verification(server, chosen, text)
    except UnusableServer as error:
        return Report(ok=False, lines=[str(error)])
    cited = [(record, span) for record, span, _ in records]
    wrong = [mismatch for _, _, mismatch in records if mismatch]
    return _compared(chosen, cited, sorted(wrong, key=lambda one: (one.span, one.record)))


def verify_database(place: Place) -> Report:
    """Check that the dataset is as it was seeded, by the hash of its documents and its counts."""
    try:
        dataset = place.current()
    except UnusableDatabase as error:
        return Report(ok=False, lines=[str(error)])
    if dataset is None:
        return _ABSENT
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


def _compared(article: str, cited: list[tuple[str, Span]], wrong: list[Mismatch]) -> Report:
    """The report on a copy of `article`; `wrong` are the citations that do not match."""
    spans = len({span for _, span in cited})
    records = len({record for record, _ in cited})
    if not wrong:
        line = f"{article}: all {len(cited)} citations of {records} records match ({spans} spans)"
        return Report(lines=[line])
    wrong.sort(key=lambda m: m.kind == "moved")
    lines = [f"{m.record}: characters {m.span.start}-{m.span.end}: {m.reason}" for m in wrong]
    moved = sum(m.kind == "moved" for m in wrong)
    hit = len({m.record for m in wrong})
    lines.append(
        f"{article}: {len(wrong)} of {len(cited)} citations do not match ({hit} records): "
        f"{len(wrong) - moved} differ, {moved} have only moved"
    )
    return Report(ok=False, lines=lines)


def _which(served: list[tuple[str, str]]) -> Report:
    """The report if it is unclear which article the text is from."""
    known = ", ".join(id_ for id_, _ in served) or "none; seed the database first"
    return Report(
        ok=False, lines=[f"say which article it is with --article; choose one of: {known}"]
    )


def _chosen(served: list[tuple[str, str]], text: str, article: str | None) -> str | None:
    """The article with this text; if none has it, the named one or the only one."""
    if article is not None:
        return article if article in {id_ for id_, _ in served} else None
    for id_, sha256 in served:
        if sha256 == digest(text):
            return id_
    return served[0][0] if len(served) == 1 else None
