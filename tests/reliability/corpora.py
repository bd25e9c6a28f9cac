"""Large seed folders, whose every response shows which folder it comes from."""

import hashlib
import re
import sqlite3
from pathlib import Path

from tests.seeds import ARTICLE, INVENTED, joined


def corpus(folder: Path, articles: int, title: str) -> Path:
    """A seed folder with this many copies of the invented article, each titled `title`."""
    joined(folder, INVENTED)
    text = (folder / ARTICLE).read_text()
    (folder / ARTICLE).unlink()
    named = r"(?:event|quote|observation|fact|person\.office)"
    own = set(re.findall(rf'(?m)^\[\[{named}\]\]\nid = "([^"]+)"', text))
    own |= {Path(ARTICLE).stem}
    pattern = re.compile(rf'"({"|".join(map(re.escape, sorted(own, key=len, reverse=True)))})"')
    text = re.sub(r'(?m)^title = ".*"$', f'title = "{title}"', text, count=1)
    for number in range(articles):
        copy = pattern.sub(rf'"\1-{number}"', text)
        name = f"{Path(ARTICLE).stem}-{number}.toml"
        (folder / "articles" / name).write_text(copy)
    return folder


def state(path: Path) -> str:
    """A hash of everything in the database at `path`; also checks that it is complete."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        seen = hashlib.sha256()
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for name in sorted(name for (name,) in names):
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
            listed = ", ".join(f'"{column}"' for column in columns if column != "seeded")
            rows = connection.execute(f'SELECT {listed} FROM "{name}"')  # noqa: S608 - its own tables
            for row in sorted(map(repr, rows)):
                seen.update(row.encode())
        return seen.hexdigest()
    finally:
        connection.close()


def version(path: Path) -> str:
    """The version of the dataset at `path`."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return str(connection.execute("SELECT version FROM dataset").fetchone()[0])
    finally:
        connection.close()
