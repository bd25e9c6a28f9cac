"""The TOML of a seed's files: tables, citations, and shared files that change."""

import json
import re
from collections.abc import Iterator
from typing import Any

from app.evidence.sentences import position
from app.evidence.text import Span

Record = dict[str, Any]

TABLES = (
    *("boilerplate", "country", "place", "organisation", "person"),
    *("event", "quote", "observation", "fact"),
)
"""The tables of an article's file, in their order."""

_BLOCK = re.compile(r"(?m)^(?=\[\[)")
_ID = re.compile(r'(?m)^id = "(?P<id>[^"]*)"$')


def citation(text: str, span: Span) -> str:
    """A citation of `span`, as a seed has it: with the sentence of its paragraph."""
    first, last = position(text, span.start, span.end)
    sentences = f"sentence = {first}" + (f", last_sentence = {last}" if last else "")
    place = f"paragraph = {span.paragraph}, {sentences}, start = {span.start}, end = {span.end}"
    return f'{{ {place}, sha256 = "{span.sha256}" }},'


def table(header: str, record: Record, text: str) -> Iterator[str]:
    """The lines of one table, without its nested ones; empty values are left out."""
    yield header
    for key, value in record.items():
        if key == "citations":
            yield "citations = ["
            yield from (f"  {citation(text, span)}" for span in dict.fromkeys(value))
            yield "]"
        elif key != "office" and (value not in (None, "", []) or key == "about"):
            yield f"{key} = {_value(value)}"
    yield ""


def revised(content: str, added: str, changed: dict[str, Record], gone: set[str]) -> str:
    """A shared file's content with the fields of `changed` ids, without `gone` ids.

    `added` are the tables to add; everything else stays as it is, comments too.
    """
    parts = []
    for block in _BLOCK.split(content):
        named = _ID.search(block)
        id_ = named["id"] if named else ""
        if id_ in gone:
            _, mark, comments = block.partition("\n#")
            parts.append(f"#{comments}" if mark else "")
            continue
        parts.append(_with(block, changed[id_]) if id_ in changed else block)
    kept = "".join(parts).rstrip("\n")
    whole = f"{kept}\n\n{added}".strip("\n") if added else kept
    return f"{whole}\n" if whole else ""


def _with(block: str, fields: Record) -> str:
    for key, value in fields.items():
        if value in (None, ""):
            continue
        line = f"{key} = {_value(value)}"
        held = re.search(rf"(?m)^{key} = .*$", block) or _ID.search(block)
        if held:
            line = line if held[0].startswith(f"{key} =") else f"{held[0]}\n{line}"
            block = block[: held.start()] + line + block[held.end() :]
    return block


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def article_toml(article: Record, records: dict[str, list[Record]], text: str) -> str:
    """The content of an article's file; `records` are by kind, in the order of the file."""
    lines = [*table("[article]", article, text)]
    for kind in TABLES:
        for record in records.get(kind, []):
            lines += table(f"[[{kind}]]", record, text)
            for office in record.get("office", []):
                lines += table(f"[[{kind}.office]]", office, text)
    return "\n".join(lines)
