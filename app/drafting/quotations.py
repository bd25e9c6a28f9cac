"""Quotations: the words between quotation marks, of whatever style."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.evidence.text import CLOSERS

_LINE = re.compile(r"^[^\S\n]*+\S[^\n]*", re.MULTILINE)
_DOUBLE = re.compile(r"[“”„«»「」\"]")
_ELIDED = r"(?:em|til|tis|twas|cause|round|bout|n|\d\ds?)\b"
_SINGLE_OPENS = re.compile(rf"(?<![^\s(\[—–-])['‘](?=[^\W_]|[$£€])(?!(?i:{_ELIDED}))")
_SINGLE_CLOSES = re.compile(r"(?<=[^\s(])['’](?![\w])")


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words from `start` to `end` (code points), without their marks.

    A quotation over several paragraphs is one for each; those after the first are `continued`.
    """

    start: int
    end: int
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """The quotations of a text in order, and the positions of unpaired marks (`doubtful`)."""

    quotations: list[Quotation]
    doubtful: list[int]


def read_marks(text: str) -> Marks:
    """Pair the quotation marks of `text`, paragraph by paragraph.

    Single marks only quote if the text has no double ones; otherwise they mark what is
    quoted inside a quotation, or a headline.
    """
    found = _double(text)
    if found.quotations:
        return found
    singles = list(_single(text))
    return Marks(singles, [at for at in found.doubtful if not _inside(at, singles)])


def _inside(at: int, quotations: list[Quotation]) -> bool:
    return any(one.start <= at < one.end for one in quotations)


def _double(text: str) -> Marks:
    quotations: list[Quotation] = []
    doubtful: list[int] = []
    running: list[tuple[int, int]] = []  # paragraphs of a quotation that is still open: mark, end
    for line in _LINE.finditer(text):
        first = line.start() + len(line[0]) - len(line[0].lstrip())
        continues = bool(running) and text[first] in CLOSERS
        if running and not continues:
            doubtful += [mark for mark, _ in running]
            running = []
        opened: int | None = None
        for match in _DOUBLE.finditer(text, *line.span()):
            at = match.start()
            if opened is None:
                if _opens(text, at):
                    opened = at
                elif not text[at - 1 : at].isdigit() or text[at] != '"':  # 12" are inches
                    doubtful.append(at)
            elif text[at] in CLOSERS[text[opened]] and not _reopens(text, at):
                parts = [*running, (opened, at)] if continues else [(opened, at)]
                quotations += _parts(text, parts)
                opened, running, continues = None, [], False
            elif _mixed(text, opened, at):
                quotations += _parts(text, [*running, (opened, at)])
                opened, running, continues = None, [], False
            elif _opens(text, at):
                quotations += _parts(text, running)  # each paragraph opens: they are quoted
                doubtful.append(opened)
                opened, running, continues = at, [], False
            else:
                doubtful.append(at)
        running = [*running, (opened, line.end())] if opened is not None else []
    doubtful += [mark for mark, _ in running]
    return Marks(quotations, sorted(doubtful))


def _opens(text: str, at: int) -> bool:
    """Whether the mark at `at` can open: a straight one, where a word begins."""
    after = text[at + 1 : at + 2]
    if text[at] != '"':
        return text[at] in CLOSERS
    return bool(after.strip()) and (at == 0 or not text[at - 1].isalnum())


def _reopens(text: str, at: int) -> bool:
    """Whether a straight mark or a “ in an open quotation is where only a new one can open."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return text[at] == '"' and not before.strip() and bool(after.strip())


def _mixed(text: str, opened: int, at: int) -> bool:
    """Whether a mark of another style closes: “…" or "…”."""
    ends = not text[at + 1 : at + 2].isalnum() and bool(text[at - 1 : at].strip())
    return {text[opened], text[at]} <= {"“", "”", '"'} and text[at] != "“" and ends


def _parts(text: str, parts: list[tuple[int, int]]) -> Iterator[Quotation]:
    for number, (mark, end) in enumerate(parts):
        words = text[mark + 1 : end]
        if stripped := words.strip():
            start = mark + 1 + words.index(stripped)
            yield Quotation(start, start + len(stripped), continued=number > 0)


def _single(text: str) -> Iterator[Quotation]:
    """Words between single marks; one that follows a stop or comma closes rather than another."""
    for line in _LINE.finditer(text):
        closers = [m.start() for m in _SINGLE_CLOSES.finditer(text, *line.span())]
        at = line.start()
        while opening := _SINGLE_OPENS.search(text, at, line.end()):
            following = _SINGLE_OPENS.search(text, opening.end(), line.end())
            stop = following.start() if following else line.end()
            inside = [c for c in closers if opening.end() < c < stop]
            best = next((c for c in inside if text[c - 1] in ",.!?…"), None)
            if best is None:
                best = next(
                    (c for c in inside if text[c - 1] != "s"), inside[0] if inside else None
                )
            if best is None:
                at = opening.end()
                continue
            yield from _parts(text, [(opening.start(), best)])
            at = best + 1


def curled(text: str, marks: Marks) -> str:
    """`text`, as long as before, with each quotation between “ and ” and plain spaces."""
    read = list(text.replace("\xa0", " ").replace("\u202f", " ").replace("\u2009", " "))
    for one in marks.quotations:
        before, after = one.start - 1, one.end
        while before > 0 and read[before].isspace():
            before -= 1
        while after < len(read) - 1 and read[after].isspace() and read[after] != "\n":
            after += 1
        read[before] = "“"
        if read[after] != "\n":
            read[after] = "”"
    return "".join(read)
