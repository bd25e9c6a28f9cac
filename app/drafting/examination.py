"""Everything that is wrong with a review's seed, each at a line of the review."""

import re
import tempfile
import tomllib
from bisect import bisect
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.drafting import project
from app.drafting.review import Line, Problem
from app.drafting.seed_file import Seed
from app.drafting.seed_toml import article_toml, revised, table
from app.seeding import files
from app.seeding.faults import Fault

_CHARACTERS = re.compile(r",? ?(?:its |at )?characters (?P<start>\d+)-\d+")
_NOWHERE = re.compile(r"\w+: no .* '(?P<id>[^']*)'$|\w+: '(?P<other>[^']*)' is not listed as named")
_INFERRED = re.compile(r'cite words that do, or write basis = "inferred" and \w+')
_REMEDY = "add the sentence that does to also: or cites:, or say in inferred: what is inferred"
_ROUNDS = 5
"""So often a record is left out that has a fault, to find those of the others."""
_STUBS = {"id": "article", "title": "Article", "language": "en"}


def examined(seed: Seed, folder: Path, text_file: Path) -> tuple[list[Problem], list[str]]:
    """All problems in the order of the review, and notes; `folder` is the seed to be added to.

    A record with a fault is left out of what is checked next, so that one pass finds all.
    """
    problems = [*seed.faults]
    if not seed.article:
        return sorted(problems), []
    article, records = {**seed.article}, {kind: [*held] for kind, held in seed.records.items()}
    failed = [*seed.failed]
    for _ in range(_ROUNDS):
        content = article_toml(article, records, seed.text)
        faults = project.faulty("article", tomllib.loads(content))
        if not faults:
            break
        for kind, at, fault in faults:
            if kind == "article":
                key = fault.problem.split(":")[0]
                article[key] = _STUBS.get(key)
            else:
                line = seed.made.get(_label(kind, records[kind][at]))
                failed += [line] if line else []
            problems += _translated(seed, fault)
        wrong = {(kind, at) for kind, at, _ in faults}
        records = {
            kind: [one for at, one in enumerate(held) if (kind, at) not in wrong]
            for kind, held in records.items()
        }
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary, "seed")
        for held in files.names(folder, may_be_empty=True) if folder.is_dir() else ():
            (copy / held).parent.mkdir(parents=True, exist_ok=True)
            (copy / held).write_bytes(files.content_of(folder / held))
        name = f"articles/{article['id']}.toml"
        for path, content in seed_files(seed, copy):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        (copy / f"articles/{seed.article['id']}.toml").unlink(missing_ok=True)
        (copy / name).write_text(article_toml(article, records, seed.text), encoding="utf-8")
        report = project.check(copy, text_file)
    for fault in report.faults:
        problems += _translated(seed, fault, failed)
    lines = [line.replace(str(copy), str(folder)) for line in report.lines]
    return sorted({*problems}), [line for line in lines if not problems or line[:6] == "note: "]


def _label(kind: str, record: dict[str, object]) -> str:
    return f"{kind} {record.get('id', record.get('name'))!r}"


def _translated(seed: Seed, fault: Fault, failed: Iterable[Line] = ()) -> Iterator[Problem]:
    """A fault of the seed as one of the review; none for what a `failed` line has brought about."""
    detail = f"{fault.problem}; {_INFERRED.sub(_REMEDY, fault.remedy)}"
    nowhere = _NOWHERE.search(fault.problem)
    if nowhere and (nowhere["id"] or nowhere["other"]) in {line.id for line in failed}:
        return
    said = _CHARACTERS.search(fault.problem)
    starts = [span.start for span in seed.passages]
    sentence = max(1, bisect(starts, int(said["start"]))) if said else 0
    if said:
        detail = _CHARACTERS.sub(f" in sentence {sentence}" if "repeats" in detail else "", detail)
    line = seed.made.get(fault.record) or seed.made.get(fault.record.split(": ")[0])
    if line and "name: repeats" in fault.problem and not line.keys.get("name"):
        return  # the name is made of the statement's words, which are reported already
    if line:
        part = fault.record.split(": ")[1].split(" ")[0] + ": " if ": " in fault.record else ""
        yield Problem(line.number, line.sentence, f"{line.label} {part}{detail}")
    elif fault.record.startswith("paragraph") and said:
        quotation = "the quotation" in detail
        excused = {one.sentence for one in failed if not quotation or one.kind == "quote"}
        if sentence not in excused:
            detail = detail.replace("[[quote]] with it as first citation", "quote line with it")
            yield Problem(seed.review.places.get(sentence, 0), sentence, detail)
    elif fault.record.startswith("article"):
        key = fault.problem.split(":")[0]
        key = {"id": "article", "citations": "cites"}.get(key, key)
        yield Problem(seed.review.places.get(key, 0), 0, detail)
    else:
        yield Problem(0, 0, f"{fault.file}: {fault.record}: {detail}")


def seed_files(seed: Seed, folder: Path) -> Iterator[tuple[Path, str]]:
    """The files to write in `folder`: path and content, shared ones with what they held.

    What only this article had, and has no longer, is gone; a file may be empty then.
    """
    content = article_toml(seed.article, seed.records, seed.text)
    yield folder / f"articles/{seed.article['id']}.toml", content
    gone = seed.known.own - seed.used
    for kind, name in files.SHARED_NAMES.items():
        path = folder / name
        held = path.read_text(encoding="utf-8") if path.exists() else ""
        lines = [
            line
            for record in seed.shared.get(kind, [])
            for line in table(f"[[{kind}]]", record, seed.text)
        ]
        if lines or seed.known.own:
            content = revised(held, "\n".join(lines), seed.changed, gone)
            if content != held:
                yield path, content
