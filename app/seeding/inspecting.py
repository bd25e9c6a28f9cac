"""What the command line tells of a seed folder, of the served data, and of a text."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, select
from sqlmodel import col

from app.core.citations import read as read_spans
from app.database.tables import Cited
from app.evidence.spans import Span, find, paragraph_at
from app.evidence.text import UnreadableText, digest, normalise
from app.evidence.verification import Mismatch, mismatches
from app.resources.articles import Article
from app.seeding import sqlite_file
from app.seeding.checking import check
from app.seeding.comparing import compare, covered
from app.seeding.contents import citations_of, records_of
from app.seeding.doubting import doubts, own_words
from app.seeding.faults import Fault, FaultySeed
from app.seeding.folding import in_file_order
from app.seeding.migrating import revision
from app.seeding.reading import Seed, read


@dataclass
class Report:
    """Lines to print, and whether all is well."""

    ok: bool = True
    lines: list[str] = field(default_factory=list)


def check_folder(folder: Path, texts: list[Path]) -> Report:
    """Check a seed folder, and what it says of each article whose text is given."""
    try:
        seed = read(folder)
    except FaultySeed as faulty:
        return _faulty(faulty.faults, folder)
    faults = [*check(seed), *doubts(seed)]
    report = Report(lines=[f"note: {note}" for note in own_words(seed)])
    for path in texts:
        text = text_of(path)
        name = _article_of(seed, text)
        if name is None:
            known = ", ".join(file.article.id for file in seed.articles.values())
            problem = "is the text of none of the seed's articles"
            faults.append(Fault(str(path), "file", problem, f"these are: {known}"))
            continue
        file = seed.articles[name]
        faults.extend(compare(name, file, text))
        if file.article.sha256 != digest(text):
            continue
        measured = covered(file, text)
        touched = measured.sentences - len(measured.uncited)
        report.lines.append(
            f"{name}: {touched} of {measured.sentences} sentences cited "
            f"({measured.share:.0%}), {measured.boilerplate} listed as boilerplate"
        )
    if faults:
        return Report(ok=False, lines=report.lines + _faulty(faults, folder).lines)
    facts = sum(len(file.fact) for file in seed.articles.values())
    quotes = sum(len(file.quote) for file in seed.articles.values())
    events = sum(len(file.event) for file in seed.articles.values())
    report.lines.append(
        f"{folder}: no faults in {len(seed.articles)} article(s), {events} events, "
        f"{quotes} quotes, {facts} stated facts"
    )
    return report


def text_of(path: Path) -> str:
    """The text of a copy of an article; raises `UnreadableText`, which names the file."""
    try:
        return normalise(path.read_bytes())
    except UnreadableText as error:
        message = f"{path}: {error}"
        raise UnreadableText(message) from error


def verify_text(engine: Engine, copy: Path, article: str | None) -> Report:
    """Hold every citation that is served against a copy of its article."""
    text = text_of(copy)
    # To open a file that is not there would make it.
    if sqlite_file.absent(engine) or revision(engine) is None:
        line = "nothing is served yet: run `article-facts seed` first"
        return Report(ok=False, lines=[line])
    with engine.connect() as connection:
        served = connection.execute(
            select(col(Article.id), col(Article.sha256)).order_by(col(Article.id))
        ).all()
        chosen = chosen_article([(id_, sha256) for id_, sha256 in served], text, article)
        if chosen is None:
            return which_article([id_ for id_, _ in served])
        kept = connection.execute(select(col(Cited.spans)).where(col(Cited.article) == chosen))
        cited = read_spans(kept.scalar_one())
    return held(chosen, cited, mismatches(text, cited))


def held(article: str, cited: list[tuple[str, Span]], wrong: list[Mismatch]) -> Report:
    """The report on a copy of `article`, of whose citations `wrong` do not match."""
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


def which_article(served: list[str]) -> Report:
    """The report that it is not clear which article a text is a copy of."""
    known = ", ".join(served) or "none; seed the database first"
    return Report(ok=False, lines=[f"say which article with --article; there are: {known}"])


def cite(copy: Path, words: str) -> Report:
    """The citation of `words`, as a line of a seed file."""
    text = text_of(copy)
    spans = find(text, normalise(words.encode()))
    if not spans:
        return Report(ok=False, lines=["the text does not say that, to the letter"])
    lines = [
        f"{{ paragraph = {span.paragraph}, start = {span.start}, end = {span.end}, "
        f'sha256 = "{span.sha256}" }},'
        for span in spans
    ]
    if len(spans) > 1:
        paragraphs = ", ".join(str(paragraph_at(text, span.start)) for span in spans)
        lines.insert(0, f"# stands {len(spans)} times, in paragraphs {paragraphs}; choose one")
        return Report(ok=False, lines=lines)
    return Report(lines=lines)


def _faulty(faults: list[Fault], folder: Path) -> Report:
    lines = in_file_order(faults, folder)
    return Report(ok=False, lines=[*lines, f"{len(lines)} fault(s)"])


def _article_of(seed: Seed, text: str) -> str | None:
    """The file of the article whose text this is, or of the one that it bears out the most."""
    borne_out: dict[str, int] = {}
    for name, file in seed.articles.items():
        if file.article.sha256 == digest(text):
            return name
        spans = {c.span for _, record in records_of(file) for c in citations_of(record)}
        borne_out[name] = sum(span.matches(text) for span in spans)
    nearest = max(borne_out, key=borne_out.__getitem__)
    return nearest if len(borne_out) == 1 or borne_out[nearest] else None


def chosen_article(served: list[tuple[str, str]], text: str, article: str | None) -> str | None:
    """The article whose text this is; the one named, or the only one, where it differs."""
    if article is not None:
        return article if article in {id_ for id_, _ in served} else None
    for id_, sha256 in served:
        if sha256 == digest(text):
            return id_
    return served[0][0] if len(served) == 1 else None
