"""How well drafting does: what it finds and misses, beside a seed written by hand.

    python benchmarks/drafting.py --text ARTICLE.txt --seed seed/articles/ID.toml

The draft is made with no names known beforehand. Recall is the share of the hand-written records
that the draft has too; precision the share of the draft's that the hand-written seed has. With
`--require-recall 1.0` it fails where a quotation, number or person is missed.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.drafting.draft import draft
from app.drafting.findings import Findings, find
from app.drafting.project import Known
from app.drafting.review import Line
from app.evidence.text import normalise

_BOUNDS = ("value", "lower", "lower_inclusive", "upper", "upper_inclusive")
_REQUIRED = ("quotations", "numbers", "people")
_SMALL = {"of", "the", "at", "for"}

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """For one kind: how many the seed and the draft have, and what only one of them has."""

    kind: str
    seeded: int
    drafted: int
    missed: list[str]
    surplus: list[str]

    @property
    def recall(self) -> float:
        """The share of the seed's records that the draft has."""
        return 1 - len(self.missed) / self.seeded if self.seeded else 1.0

    @property
    def precision(self) -> float:
        """The share of the draft's records that the seed has."""
        return 1 - len(self.surplus) / self.drafted if self.drafted else 1.0


def scores(found: Findings, lines: list[Line], seed: Record) -> Iterator[Score]:
    """The score of each kind of record."""
    quotes = [(q.start, q.end) for q, _ in found.quotations]
    hand = [(q["citations"][0]["start"], q["citations"][0]["end"]) for q in seed.get("quote", [])]
    yield _matched("quotations", hand, quotes, lambda one, other: one == other)
    ids = {line.words: line.id for line in lines if line.kind == "person"}
    voices = {
        (q.start, q.end): [ids.get(name.name, name.name) for name in voice.speakers]
        for q, voice in found.quotations
    }
    yield _matched(
        "their speakers",
        [q for q in seed.get("quote", []) if q.get("speakers")],
        [(place, who) for place, who in voices.items() if who],
        lambda q, one: (
            one == ((q["citations"][0]["start"], q["citations"][0]["end"]), q["speakers"])
        ),
    )
    yield _matched("numbers", seed.get("observation", []), found.numbers, _same_number)
    dated = [event for event in seed.get("event", []) if event.get("date")]
    yield _matched("dates", dated, found.dates, _same_date)
    offices = [o | {"holder": p["id"]} for p in seed.get("person", []) for o in p.get("office", [])]
    held = [line for line in lines if line.kind == "person" and line.keys.get("office")]
    yield _matched("offices", offices, held, _same_office)
    tables = {"people": "person", "organisations": "organisation", "places": "place"}
    for kind, table in (tables | {"countries": "country"}).items():
        drafted = [line.id for line in lines if line.kind == table]
        hand_ids = [one["id"] for one in seed.get(table, [])]
        yield _matched(kind, hand_ids, drafted, lambda one, other: one == other)


def _matched(
    kind: str, seeded: list[Any], drafted: list[Any], agree: Callable[[Any, Any], bool]
) -> Score:
    missed = [_named(one) for one in seeded if not any(agree(one, other) for other in drafted)]
    surplus = [_named(one) for one in drafted if not any(agree(other, one) for other in seeded)]
    return Score(kind, len(seeded), len(drafted), missed, surplus)


def _named(one: Any) -> str:  # noqa: ANN401 - a record of the seed or a finding
    if isinstance(one, dict):
        return str(one.get("id"))
    return one.id if isinstance(one, Line) else str(getattr(one, "value", None) or one)[:40]


def _touches(hand: Record, start: int, end: int) -> bool:
    return any(c["start"] < end and start < c["end"] for c in hand["citations"])


def _same_number(hand: Record, number: Any) -> bool:  # noqa: ANN401 - a number found
    same = all(hand.get(key) == getattr(number, key) for key in _BOUNDS)
    return same and _touches(hand, number.start, number.end)


def _same_date(hand: Record, day: Any) -> bool:  # noqa: ANN401 - a date found
    """Whether the draft has the date, or the date without its year."""
    parts = re.findall(r"\d{4}[\d-]*", hand["date"])
    wanted = set(parts) | {f"YYYY{part[4:]}" for part in parts if part[4:]}
    got = {*day.pattern.split("/"), *(day.best or "").split("/")} - {""}
    return bool(wanted & got) and _touches(hand, day.start, day.end)


def _same_office(hand: Record, line: Line) -> bool:
    words = [set(t.casefold().split()) - _SMALL for t in (hand["title"], line.keys["office"])]
    return bool(hand["holder"] == line.id and words[0] & words[1])


def main(
    text: Annotated[Path, typer.Option(help="The article's text.", exists=True)],
    seed: Annotated[Path, typer.Option(help="Its seed file, written by hand.", exists=True)],
    require_recall: Annotated[float, typer.Option(help="The least recall.", min=0, max=1)] = 0.0,
) -> None:
    """Print a table of precision and recall by kind."""
    findings = find(normalise(text.read_bytes()))
    lines = draft(findings, seed.stem, text.name, Known()).lines
    found = list(scores(findings, lines, tomllib.loads(seed.read_text(encoding="utf-8"))))
    table = Table("kind", "in seed", "in draft", "recall", "precision", "missed", "not in the seed")
    for score in found:
        counts = (str(score.seeded), str(score.drafted))
        shares = (f"{score.recall:.2f}", f"{score.precision:.2f}")
        missed, surplus = ", ".join(score.missed), ", ".join(score.surplus)
        table.add_row(score.kind, *counts, *shares, missed, surplus)
    Console(width=160).print(table)
    kept = [line.kind for line in lines]
    print(f"{len(lines)} records: {', '.join(f'{kept.count(k)} {k}' for k in dict.fromkeys(kept))}")
    short = [s.kind for s in found if s.kind in _REQUIRED and s.recall < require_recall]
    if short:
        typer.echo(f"recall below {require_recall}: {', '.join(short)}", err=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
