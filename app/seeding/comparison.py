"""Compare a seed with the text of its article: spans, quotations, own words, coverage."""

import re
from collections.abc import Iterator

from app.core.edtf import says_years
from app.evidence.sentences import coverage, position
from app.evidence.text import curled, digest, in_marks, paragraph_at, quotations, unpaired
from app.evidence.verification import mismatches
from app.seeding.faults import Faults, Finding
from app.seeding.files import ArticleFile

RUN = 8
"""How many words in a row count as copied from the article."""

_WORD = re.compile(r"(?<![’'])[’']*+[^\W_](?:[^\W_]|[’'])*")


def compare(name: str, file: ArticleFile, text: str, faults: Faults) -> Iterator[str]:
    """Lines on the coverage of `text`; adds all that does not agree with an article's file.

    If `text` is not the article's, only the citations that it does not contain.
    """
    for paragraph in unpaired(text):
        problem = 'the straight quotation marks (") do not pair up'
        yield f"note: {name}: paragraph {paragraph}: {problem}"
    faults.find(name, _spans(file, text))
    if (digest(text), len(text)) != (file.article.sha256, file.article.characters):
        remedy = f'sha256 = "{digest(text)}", characters = {len(text)}'
        faults.find(name, [("article", "this is not the article's text", remedy)])
        return
    for check in (_positions, _dates, _quotations, _prose):
        faults.find(name, check(file, text))
    boilerplate = [c.span for part in file.boilerplate for c in part.citations]
    cited = [c.span for named, c in file.citations() if not named.startswith("boilerplate")]
    covered = coverage(text, cited, boilerplate)
    for sentence in covered.uncited:
        problem = f"nothing cites the sentence at characters {sentence.start}-{sentence.end}"
        opening = _opening(text, sentence.start)
        remedy = f"state what it says, or list it as boilerplate: {opening}"
        faults.find(name, [(f"paragraph {sentence.paragraph}", problem, remedy)])
    touched = covered.sentences - len(covered.uncited)
    share = f"{touched} of {covered.sentences} sentences cited ({covered.share:.0%})"
    yield f"{name}: {share}, {covered.boilerplate} listed as boilerplate"


def _spans(file: ArticleFile, text: str) -> Iterator[Finding]:
    """Citations whose words the text does not have in their place."""
    for one in mismatches(text, ((named, citation.span) for named, citation in file.citations())):
        problem = f"characters {one.span.start}-{one.span.end}: {one.reason}"
        yield one.record, problem, "cite the words again"


def _positions(file: ArticleFile, text: str) -> Iterator[Finding]:
    """Citations that give the wrong number for their sentence."""
    for named, citation in file.citations():
        first, last = position(text, citation.start, citation.end)
        if citation.sentence and (citation.sentence, citation.last_sentence) != (first, last):
            problem = f"characters {citation.start}-{citation.end}: another sentence"
            remedy = f"write sentence = {first}" + (f", last_sentence = {last}" if last else "")
            yield named, problem, remedy


def _dates(file: ArticleFile, text: str) -> Iterator[Finding]:
    """Dates whose year no cited words say, though nothing of the record is inferred."""
    for named, record, field, date in file.dated():
        words = " ".join(text[c.start : c.end] for c in record.citations)
        if record.basis == "stated" and not says_years(words, date):
            problem = f"{field}: no citation says the year of {date}"
            remedy = f'cite words that do, or write basis = "inferred" and {field}_inference'
            yield named, problem, remedy


def _quotations(file: ArticleFile, text: str) -> Iterator[Finding]:
    """Quotations in the text without a `[[quote]]`, and quotes that are not in quotation marks."""
    marked, read = {*quotations(text)}, curled(text)
    carried = _carried(file)
    for start, end in sorted(marked - carried.keys()):
        if any(first <= start and end <= last for first, last in carried):
            continue
        problem = f"the quotation at characters {start}-{end} is not a quote yet"
        remedy = "add a [[quote]] with it as first citation"
        yield f"paragraph {paragraph_at(text, start)}", problem, remedy
    for span in sorted(carried.keys() - marked):
        if not in_marks(read, *span):
            problem = "the first citation is not exactly what is between two quotation marks"
            yield f"quote {carried[span]!r}", problem, "cite the words inside the marks"


def _carried(file: ArticleFile) -> dict[tuple[int, int], str]:
    """Where the words of each quote start and end, and its id."""
    return {(q.citations[0].start, q.citations[0].end): q.id for q in file.records("quote")}


def _prose(file: ArticleFile, text: str) -> Iterator[Finding]:
    """Texts that repeat a run of the article's words outside its quotations."""
    runs = _runs(text, file)
    for named, record in file.cited:
        for field, value in vars(record).items():
            said = (run for run, _ in _runs_of(value)) if isinstance(value, str) else ()
            copied = next((runs[run] for run in said if run in runs), None)
            if copied is not None:
                problem = (
                    f"{field}: repeats {RUN} or more words of the article in a row, "
                    f"from its character {copied} on"
                )
                yield named, problem, "say it in your own words"


Run = tuple[str, ...]
"""Words in a row, in lower case and without apostrophes."""


def _runs(text: str, file: ArticleFile) -> dict[Run, int]:
    """Each run of words in the article, and the character where it first begins.

    None goes beyond a line, or into a quotation or the title.
    """
    titles = (one.span() for one in re.finditer(re.escape(file.article.title), curled(text)))
    plain = list(text)
    for start, end in (*titles, *quotations(text), *_carried(file)):
        plain[start:end] = "\n" * (end - start)
    found: dict[Run, int] = {}
    for line in re.finditer(r"[^\n]+", "".join(plain)):
        for run, start in _runs_of(line[0]):
            found.setdefault(run, line.start() + start)
    return found


def _runs_of(text: str) -> Iterator[tuple[Run, int]]:
    """Each run of words in a text, and the character where it begins."""
    words = [(re.sub("[’']", "", one[0]).casefold(), one.start()) for one in _WORD.finditer(text)]
    for run in zip(*(words[place:] for place in range(RUN)), strict=False):
        yield tuple(word for word, _ in run), run[0][1]


def _opening(text: str, start: int) -> str:
    words = text[start : start + 60].split("\n", maxsplit=1)[0].split(" ")
    return f"“{' '.join(words[:6])} …”"
