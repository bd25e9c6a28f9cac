"""Compare a seed with the text of its article: spans, quotations, own words, coverage."""

import re
from collections.abc import Iterator

from app.core.edtf import says_years
from app.evidence.sentences import Coverage, coverage, position
from app.evidence.text import curled, digest, paragraph_at, unpaired
from app.evidence.verification import mismatches
from app.seeding.faults import Fault
from app.seeding.files import ArticleFile

RUN = 8
"""How many words in a row count as copied from the article."""

_QUOTED = re.compile(r"“([^“”]*)”")
_WORD = re.compile(r"(?<![’'])[’']*+[^\W_](?:[^\W_]|[’'])*")


Finding = tuple[str, str, str]
"""A record, what is wrong with it, and the remedy."""


def compare(name: str, file: ArticleFile, text: str) -> tuple[list[Fault], list[str]]:
    """Everything in an article's file that does not agree with `text`; and lines on its coverage.

    If `text` is not the article's, only the citations that it does not contain.
    """
    found: list[Finding] = []
    same = digest(text) == file.article.sha256
    if not same:
        remedy = f'sha256 = "{digest(text)}", characters = {len(text)}'
        found.append(("article", "this is not the article's text", remedy))
    cited = [(named, one.span) for named, record in file.cited() for one in record.citations]
    for mismatch in mismatches(text, cited):
        problem = f"characters {mismatch.span.start}-{mismatch.span.end}: {mismatch.reason}"
        found.append((mismatch.record, problem, "cite the words again"))
    lines = [
        f'note: {name}: paragraph {paragraph}: the straight quotation marks (") do not pair up'
        for paragraph in unpaired(text)
    ]
    if same:
        found += [*_positions(file, text), *_dates(file, text)]
        read = curled(text)
        found += [*_quotations(file, read), *_prose(file, read)]
        covered = _coverage(file, text)
        for sentence in covered.uncited:
            problem = f"nothing cites the sentence at characters {sentence.start}-{sentence.end}"
            opening = _opening(text, sentence.start)
            remedy = f"state what it says, or list it as boilerplate: {opening}"
            found.append((f"paragraph {sentence.paragraph}", problem, remedy))
        touched = covered.sentences - len(covered.uncited)
        share = f"{touched} of {covered.sentences} sentences cited ({covered.share:.0%})"
        lines.append(f"{name}: {share}, {covered.boilerplate} listed as boilerplate")
    return [Fault(name, *one) for one in found], lines


def _coverage(file: ArticleFile, text: str) -> Coverage:
    """How much of `text` the citations of an article's file touch."""
    boilerplate = [c.span for part in file.boilerplate for c in part.citations]
    cited = [
        citation.span
        for named, record in file.cited()
        if not named.startswith("boilerplate")
        for citation in record.citations
    ]
    return coverage(text, cited, boilerplate)


def _positions(file: ArticleFile, text: str) -> Iterator[Finding]:
    """Citations that give another sentence than the one that they are in."""
    for named, record in file.cited():
        for citation in record.citations:
            first, last = position(text, citation.start, citation.end)
            if citation.sentence and (citation.sentence, citation.last_sentence) != (first, last):
                problem = f"characters {citation.start}-{citation.end}: another sentence"
                remedy = f"write sentence = {first}" + (f", last_sentence = {last}" if last else "")
                yield named, problem, remedy


def _dates(file: ArticleFile, text: str) -> Iterator[Finding]:
    """Dates whose year no cited words say, though nothing of the record is inferred."""
    for named, record in file.cited():
        words = " ".join(text[c.start : c.end] for c in record.citations)
        for field in ("date", "period", "as_of"):
            date = getattr(record, field, None)
            if date and record.basis == "stated" and not says_years(words, date):
                problem = f"{field}: no citation says the year of {date}"
                remedy = f'cite what does, or write basis = "inferred" and {field}_inference'
                yield named, problem, remedy


def _quotations(file: ArticleFile, text: str) -> Iterator[Finding]:
    """Quotations in the text that are no quote, and quotes that are not in quotation marks."""
    marked = {match.span(1) for match in _QUOTED.finditer(text)}
    carried = {(q.citations[0].start, q.citations[0].end): q.id for q in file.records("quote")}
    for start, end in sorted(marked - carried.keys()):
        problem = f"the quotation at characters {start}-{end} is not a quote yet"
        remedy = "add a [[quote]] that cites it first"
        yield f"paragraph {paragraph_at(text, start)}", problem, remedy
    for span in sorted(carried.keys() - marked):
        problem = "the first citation is not exactly what is between a pair of “ and ”"
        yield f"quote {carried[span]!r}", problem, "cite the words inside the marks"


_OURS = ("statement", "summary", "inference", "name", "occupation", "title", "lead_in")
"""The fields with our own words."""


def _prose(file: ArticleFile, text: str) -> Iterator[Finding]:
    """Our words that are not our own: they repeat a run of the article's words."""
    runs = dict(_runs(text, file.article.title))
    for named, record in file.cited():
        for field in filter(type(record).model_fields.__contains__, _OURS):
            words = [word for word, _, _ in _words(getattr(record, field) or "")]
            starts = [i for i in range(len(words) - RUN + 1) if tuple(words[i : i + RUN]) in runs]
            if named == "article" or not starts:
                continue
            start, _ = runs[tuple(words[starts[0] : starts[0] + RUN])]
            last = starts[0]
            while last + 1 in starts:
                last += 1
            _, end = runs[tuple(words[last : last + RUN])]
            problem = (
                f"{field}: repeats {RUN} or more words of the article in a row, "
                f"its characters {start}-{end}"
            )
            yield named, problem, "say it in your own words"


def _runs(text: str, title: str) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """Each run of words in the article, and where it first occurs."""
    apart = re.compile(rf"{re.escape(title)}|“[^“”]*”|\n")
    ends = [(match.start(), match.end()) for match in apart.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    parts = zip(starts, [*(start for start, _ in ends), len(text)], strict=True)
    for low, high in reversed(list(parts)):
        words = [(word, low + start, low + end) for word, start, end in _words(text[low:high])]
        for i in reversed(range(len(words) - RUN + 1)):
            run = words[i : i + RUN]
            yield tuple(word for word, _, _ in run), (run[0][1], run[-1][2])


def _words(text: str) -> list[tuple[str, int, int]]:
    """The words of `text`, without apostrophes, each with where it begins and ends."""
    return [
        (re.sub("[’']", "", match[0]).casefold(), *match.span()) for match in _WORD.finditer(text)
    ]


def _opening(text: str, start: int) -> str:
    words = text[start : start + 60].split("\n", maxsplit=1)[0].split(" ")
    return f"“{' '.join(words[:6])} …”"
