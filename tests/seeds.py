"""Seed folders for tests: the project's own, an invented one, both, or one with a fault."""

import re
import shutil
from pathlib import Path

from tests.serving import PROJECT

OWN = PROJECT / "seed"
INVENTED = PROJECT / "tests/articles/seed"
TEXT = PROJECT / "tests/articles/lantern-fair-2031.txt"
ARTICLE = "articles/lantern-fair-2031.toml"

_ID = re.compile(r'(?m)^id = ".*"$')
_RECORD = re.compile(r"(?m)^(?=\[\[)")


def joined(folder: Path, *sources: Path) -> Path:
    """A new seed folder with everything in `sources`; shared records occur only once."""
    (folder / "articles").mkdir(parents=True)
    for source in sources:
        for path in source.glob("articles/*.toml"):
            shutil.copy(path, folder / "articles")
        for path in source.glob("*.toml"):
            shared = folder / path.name
            known = _RECORD.split(shared.read_text()) if shared.exists() else []
            # The first of two records with the same id is kept.
            records: dict[str, str] = {}
            for record in map(str.strip, [*known, *_RECORD.split(path.read_text())]):
                named = _ID.search(record)
                records.setdefault(named[0] if named else record, record)
            shared.write_text("\n\n".join(records.values()))
    return folder


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` in a file of a seed folder; the file must contain it."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def append(folder: Path, file: str, more: str) -> None:
    """Add to a file of a seed folder."""
    path = folder / file
    path.write_text(f"{path.read_text()}\n{more}")
