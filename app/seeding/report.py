"""The report of `check` on a seed folder, and on copies of its articles."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.evidence.sentences import position
from app.evidence.text import Span, UnreadableText, digest, normalise, spans_of
from app.seeding import files
from app.seeding.checks import check_shared, checked_articles, doubts, notes
from app.seeding.comparison import compare
from app.seeding.faults import Fault, Faults, FaultySeed
from app.seeding.files import ArticleFile, UnreadableFile, content_of

_MOST_CITED = 20
"""How many places of the same words are listed."""


@dataclass
class Report:
    """Lines to print, and whether everything is right; `faults` are those in the lines."""

    ok: bool = True
    lines: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_copy(path: Path) -> str:
    """The text of a copy of an article; raises `UnreadableText`, which names the file."""
    try:
        return normalise(content_of(path))
    except (UnreadableFile, UnreadableText) as error:
        message = f"{path}: {error}"
        raise UnreadableText(message) from error


def check_folder(folder: Path, texts: Sequence[Path] = ()) -> Report:
    """Check a seed folder, and compare it with the texts of its articles, if given.

    It finds everything that seeding would refuse, and some things that are only unlikely.
    """
    copies = [(path, read_copy(path)) for path in texts]
    report = Report()
    try:
        _check(folder, copies, report)
    except FaultySeed as faulty:
        report.ok, report.faults = False, faulty.faults
        report.lines += [*faulty.lines, f"{len(faulty.faults)} fault(s)"]
    return report


def _check(folder: Path, copies: list[tuple[Path, str]], report: Report) -> None:
    """Add lines to the report; raises `FaultySeed`."""
    faults = Faults()
    names = files.names(folder)
    shared = files.read_shared(folder, names, faults)
    faults.add(check_shared(shared))
    counts: Counter[str] = Counter()
    kept: dict[str, ArticleFile] = {}
    for name, file in checked_articles(folder, filter(files.is_article, names), shared, faults):
        if file:
            faults.find(name, doubts(file))
            report.lines += notes(name, file)
            counts["article"] += 1
            counts.update({one.kind: len(file.records(one.kind)) for one in files.IN_ARTICLES})
            if copies:
                kept[name] = file
    for path, text in () if faults.unreadable else copies:
        if found := _article_of(kept, text):
            report.lines += compare(found, kept[found], text, faults)
        else:
            known = f"the articles are: {', '.join(one.article.id for one in kept.values())}"
            problem = "is not the text of any article in the seed"
            faults.find(str(path), [("file", problem, known)])
    faults.refuse()
    report.lines.append(
        f"{folder}: no faults in {counts['article']} article(s), {counts['event']} events, "
        f"{counts['quote']} quotes, {counts['fact']} stated facts"
    )


def _article_of(seed: dict[str, ArticleFile], text: str) -> str | None:
    """The file of the article with this text, or of the article with the most matching spans."""

    def alike(name: str) -> tuple[bool, int]:
        spans = (citation.span for _, citation in seed[name].citations())
        return seed[name].article.sha256 == digest(text), sum(one.matches(text) for one in spans)

    nearest = max(seed, key=alike)
    return nearest if len(seed) == 1 or any(alike(nearest)) else None


def _citation(text: str, span: Span) -> str:
    first, last = position(text, span.start, span.end)
    sentences = f"sentence = {first}" + (f", last_sentence = {last}" if last else "")
    return (
        f"{{ paragraph = {span.paragraph}, {sentences}, start = {span.start}, end = {span.end}, "
        f'sha256 = "{span.sha256}" }},'
    )


def cite(copy: Path, words: str) -> Report:
    """The citation of `words`, as a line of a seed file."""
    text = read_copy(copy)
    spans = spans_of(text, normalise(os.fsencode(words)))
    if not spans:
        return Report(ok=False, lines=["the text does not contain exactly these words"])
    lines = [_citation(text, span) for span in spans[:_MOST_CITED]]
    if len(spans) > 1:
        paragraphs = ", ".join(str(span.paragraph) for span in spans[:_MOST_CITED])
        more = ", …" if len(spans) > _MOST_CITED else ""
        times = f"# these words occur {len(spans)} times, in paragraphs {paragraphs}{more}"
        lines.insert(0, f"{times}; choose one")
    return Report(ok=len(spans) == 1, lines=lines)
