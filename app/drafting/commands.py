"""What the command line does with drafts: `draft_text`, `draft_json` and `make_seed`."""

import json
import re
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from app.drafting import project
from app.drafting.examination import examined, seed_files
from app.drafting.passages import passages
from app.drafting.review import Problem, read_review, stamped, untouched, written
from app.drafting.seed_file import Seed
from app.drafting.worksheet import worksheet
from app.evidence.text import UnreadableText
from app.seeding.files import UnreadableFile, content_of
from app.seeding.report import Report, read_copy

_SLUG = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(-[a-z0-9]+)*")

_ID = "use lower case, digits and single hyphens, 100 characters at most"


class UndraftableArticle(ValueError):
    """The text, the id or the review cannot be used; the message says why in one line."""


def draft_text(file: Path, article: str, folder: Path, written_on: date | None) -> Report:
    """Draft the text in `file`: write a review file next to it, for a person to go through.

    Raises `UndraftableArticle`, and `FaultySeed` if the seed in `folder` cannot be read.
    """
    if not _SLUG.fullmatch(article):
        raise UndraftableArticle(f"--id {article[:100]!r}: {_ID}")
    path = file.with_suffix(".review")
    if path.exists() and not untouched(_review(path)):
        raise UndraftableArticle(
            f"{path} already exists and was changed; move it away or delete it"
        )
    held = project.known(folder)
    if article in held.ids:
        raise UndraftableArticle(f"--id {article!r}: the seed already has that id; choose another")
    _require_spacy()
    from app.drafting import draft, findings  # noqa: PLC0415 - needs spaCy

    text = _text(file)
    try:
        found = findings.find(text, written_on)
        review = draft.draft(found, article, file.name, held)
    except findings.UndraftableText as error:
        raise UndraftableArticle(f"{file}: {error}") from error
    sentences = [text[s.start : s.end] for s in passages(text)]
    content = "\n".join([*written(review, sentences), ""])
    path.write_text(stamped(content), encoding="utf-8")
    lines = [f"{path}: {len(review.lines)} records in {len(sentences)} sentences"]
    if doubtful := sum(map(len, review.notes.values())):
        lines.append(f"{doubtful} unpaired quotation mark(s); each has a note in the review")
    if blank := len(re.findall(r"\n[^\S\n]*(?=\n)", text.strip())):
        detail = "each counts as a paragraph in citations; delete them first, and draft again"
        lines.append(f"{file} has {blank} blank line(s): {detail}")
    return Report(lines=lines)


def draft_json(path: Path, written_on: date | None = None) -> Iterator[tuple[bool, str]]:
    """The findings in a text, or in each text of a folder, as JSON; false if a text is refused."""
    _require_spacy()
    from app.drafting.findings import UndraftableText, as_json, find  # noqa: PLC0415 - needs spaCy

    for file in sorted(path.glob("*.txt")) if path.is_dir() else [path]:
        try:
            found = as_json(file.name, find(_text(file), written_on))
        except (UndraftableText, UndraftableArticle) as error:
            yield False, json.dumps({"file": file.name, "error": str(error)}, ensure_ascii=False)
        else:
            yield True, json.dumps(found, ensure_ascii=False)


def show_worksheet(review_file: Path) -> str:
    """The review as one HTML page, with the text on one side and its records on the other."""
    return worksheet(review_file.name, _review(review_file))


def make_seed(
    review_file: Path, folder: Path, action: Literal["check", "write"], *, replace: bool = False
) -> Report:
    """Check a review against its text and the seed, and write it to the seed in `folder`.

    The report lists all faults at once; with a fault, nothing is written. An article that is
    already in the seed is a fault, unless it is to `replace` that one.
    """
    review = read_review(_review(review_file))
    text_file = review_file.parent / review.head.get("file", "")
    if not text_file.is_file():
        raise UndraftableArticle(f"{review_file}: file: {text_file} does not exist")
    article = review.head.get("article", "")
    if article and not _SLUG.fullmatch(article):
        raise UndraftableArticle(f"{review_file}: article: {article[:100]!r}: {_ID}")
    held = (folder / f"articles/{article}.toml").exists()
    seed = Seed(review, _text(text_file), project.known(folder, article if held else ""))
    if held and not replace and action == "write":
        remedy = "--replace puts this review in its place"
        detail = f"article: {article} is already in the seed; {remedy}"
        seed.faults.append(Problem(review.places.get("article", 0), 0, detail))
    problems, lines = examined(seed, folder, text_file)
    if problems:
        faults = [f"{review_file.name}: {problem}" for problem in problems]
        return Report(
            ok=False, lines=[*lines, *faults, f"{len(faults)} fault(s); nothing was written"]
        )
    if action == "check":
        return Report(lines=[*lines, f"{review_file.name}: no faults"])
    # Into new files first: a full disk must not take what a person has written.
    changed = [
        (path, path.with_name(f"{path.name}.new"), content)
        for path, content in seed_files(seed, folder)
    ]
    for path, new, content in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(content, encoding="utf-8")
    for path, new, content in changed:
        new.replace(path)
        if not content:
            path.unlink()
        lines.append(f"wrote {path}")
    return Report(lines=lines)


def _text(file: Path) -> str:
    try:
        return read_copy(file)
    except UnreadableText as error:
        raise UndraftableArticle(str(error)) from error


def _review(file: Path) -> str:
    try:
        return content_of(file).decode().replace("\r\n", "\n")
    except (UnreadableFile, UnicodeDecodeError) as error:
        raise UndraftableArticle(f"{file}: {error}") from error


def _require_spacy() -> None:
    if find_spec("spacy") is None:
        raise UndraftableArticle("drafting needs spaCy: pip install 'article-facts[draft]'")
    from app.drafting.pipeline import NoPipeline, pipeline  # noqa: PLC0415 - needs spaCy

    try:
        pipeline()
    except NoPipeline as error:
        raise UndraftableArticle(str(error)) from error
