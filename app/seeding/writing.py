"""Write drafted records as seed files, and tell the person who looks what stands beside each."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.core.terms import SLUG
from app.evidence.marks import unpaired
from app.evidence.spans import Span
from app.seeding.drafting import draft
from app.seeding.reading import SHARED
from app.seeding.stubs import Draft, Stub
from app.seeding.worksheet import worksheet

_HEAD = """\
# Drafted: what a program found in the text, marked draft = true, record by record.
# Look at each record, mend or delete it, say what it states in your own words, remove the mark.
# `article-facts check --text FILE` tells what is left to do.
"""


class UndraftableArticle(ValueError):
    """The id is none, the text is empty, the file is there, or quotation marks are not clear."""


def write_draft(text: str, article: str, folder: Path) -> list[str]:
    """Write `articles/<article>.toml` and add unknown names to the shared files of `folder`.

    Returns a worksheet, line by line, and what else there is to tell.
    Raises `UndraftableArticle`, and `FaultySeed` where the seed cannot be read.
    """
    path = folder / f"articles/{article}.toml"
    if not re.fullmatch(SLUG, article):
        raise UndraftableArticle(f"--id {article!r}: write lower case, digits and single hyphens")
    if path.exists():
        raise UndraftableArticle(f"{path} is there already; delete it or choose another --id")
    if not text.strip():
        raise UndraftableArticle("the text is empty")
    if lines := unpaired(text):
        where = f"paragraph {', '.join(map(str, lines))}"
        problem = 'the straight quotation marks (") do not pair up'
        remedy = "write “ and ” there, and keep that copy: it is the text that will be cited"
        raise UndraftableArticle(f"{where}: {problem}; {remedy}")
    drafted = draft(text, article, folder)
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([_HEAD, *_file(drafted)]), encoding="utf-8")
    told = list(worksheet(drafted, text))
    for noun, (_, table) in SHARED.items():
        if stubs := drafted.shared.get(noun):
            shared = folder / f"{noun}.toml"
            held = shared.read_text(encoding="utf-8").rstrip("\n") if shared.exists() else ""
            blocks = "\n".join(block for stub in stubs for block in _table(f"[[{table}]]", stub))
            shared.write_text(f"{held}\n\n{blocks}".lstrip("\n"), encoding="utf-8")
            told.append(f"{shared}: added {', '.join(stub['id'] for stub in stubs)}")
    if drafted.unsorted:
        told.append(f"names left out, as nothing tells what they name: {drafted.unsorted}")
    found = ", ".join(f"{len(stubs)} {table}" for table, stubs in drafted.records.items())
    return [*told, f"{path}: drafted {found}"]


def _file(drafted: Draft) -> Iterator[str]:
    yield from _table("[article]", drafted.article)
    for table, stubs in drafted.records.items():
        for stub in stubs:
            offices = stub.get("office", [])
            yield from _table(f"[[{table}]]", {k: v for k, v in stub.items() if k != "office"})
            for office in offices:
                yield from _table(f"[[{table}.office]]", office)


def _table(header: str, stub: Stub) -> Iterator[str]:
    yield header
    yield "draft = true"
    for key, value in stub.items():
        if key == "#" and value:
            yield from (f"# {note}" for note in value.split("\n"))
        elif key == "citations":
            yield "citations = ["
            yield from (f"  {_citation(span)}," for span in value)
            yield "]"
        elif value is not None and key != "#":
            yield f"{key} = {_value(value)}"
    yield ""


def _citation(span: Span) -> str:
    return (
        f"{{ paragraph = {span.paragraph}, start = {span.start}, end = {span.end}, "
        f'sha256 = "{span.sha256}" }}'
    )


def _value(value: Any) -> str:  # noqa: ANN401 - whatever TOML can hold
    """A TOML value; its strings, numbers, truths and flat lists are written as in JSON."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
