"""How fast a corpus is seeded, beside raw inserts of the same rows in the same run.

python -m benchmarks.loading 2000
"""

import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, insert
from sqlmodel import Session

from app.core.schema import table_of
from app.resources.facts import Fact
from app.seeding.listing import Listing
from app.seeding.settling import bring_up_to_date
from benchmarks import growth_corpus


def main() -> None:
    """Seed a corpus of the size given, change one article, and insert its facts alone."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        growth_corpus.write(folder / "seed", articles)
        before = _processor()
        url = f"sqlite:///{folder}/facts.db"
        facts = articles * growth_corpus.FACTS
        rate = _rate(
            facts,
            "seeded: validated, rendered, indexed, committed",
            lambda: bring_up_to_date(url, Listing(folder / "seed"), lambda _done, _of: None),
        )
        used = _processor() - before
        print(f"processor: {used / facts * 1e6:.1f} microseconds a fact, in all processes")
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"most memory of the process that writes: {most} MB")
        changed = folder / f"seed/articles/{growth_corpus.name(articles // 2)}.json"
        changed.write_text(changed.read_text().replace('"chair"', '"chairman"') + " ")
        began = time.perf_counter()
        bring_up_to_date(url, Listing(folder / "seed"), lambda _done, _of: None)
        print(f"one changed article of {articles:,}: {time.perf_counter() - began:.3f} s")
        with sqlite3.connect(folder / "facts.db") as connection:
            rows = connection.execute("SELECT position, id, name, document, article FROM fact")
            named = [dict(zip(Fact.model_fields, row, strict=True)) for row in rows]
        core = _rate(facts, "Core insert() of the facts' rows alone", lambda: _core(folder, named))
        orm = _rate(facts, "session.add_all of the same", lambda: _orm(folder, named))
    print(f"seeding is {rate / core:.2f} of Core, {rate / orm:.2f} of add_all")


def _processor() -> float:
    """Seconds of processor that this process and those that it waited for have used."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _rate(facts: int, what: str, call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    rate = facts / (time.perf_counter() - began)
    print(f"{what}: {rate:,.0f} facts/s", flush=True)
    return rate


def _core(folder: Path, rows: list[dict[str, str]]) -> None:
    engine = create_engine(f"sqlite:///{folder}/core.db")
    table_of(Fact).create(engine)
    with engine.begin() as connection:
        for start in range(0, len(rows), 10_000):
            connection.execute(insert(table_of(Fact)), rows[start : start + 10_000])


def _orm(folder: Path, rows: list[dict[str, str]]) -> None:
    engine = create_engine(f"sqlite:///{folder}/orm.db")
    table_of(Fact).create(engine)
    with Session(engine) as session:
        session.add_all([Fact(**row) for row in rows])
        session.commit()


if __name__ == "__main__":
    main()
