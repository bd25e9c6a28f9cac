"""How well `article-facts draft` does: what it finds and misses, beside a seed written by hand.

    python benchmarks/drafting.py --text ARTICLE.txt --seed seed/articles/ID.toml

The draft is made with no names known beforehand. Recall is the share of the hand-written records
that the draft has too; precision the share of the draft's that the hand-written seed has. With
`--require-recall 1.0` it fails where a quotation, number or person is missed.
"""

import tempfile
import tomllib
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.evidence.text import normalise
from app.seeding.drafting import draft
from app.seeding.stubs import Draft

_BOUNDS = ("value", "lower", "lower_inclusive", "upper", "upper_inclusive")
_SMALL = {"of", "the", "at", "for"}
_REQUIRED = ("quotations", "numbers", "people")


@dataclass(frozen=True, slots=True)
class Score:
    """Of one kind: what the seed has, what the draft has, and how many each finds in the other."""

    kind: str
    seeded: int
    drafted: int
    recalled: int
    borne_out: int
    missed: tuple[str, ...]
    surplus: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.recalled / self.seeded if self.seeded else 1.0

    @property
    def precision(self) -> float:
        return self.borne_out / self.drafted if self.drafted else 1.0


def scores(drafted: Draft, seed: dict[str, Any]) -> Iterator[Score]:
    """The score of each kind of record."""
    records = drafted.records
    yield _same(
        "quotations",
        {_place(q): q["text"][:40] for q in seed.get("quote", [])},
        {_span(q): q["text"][:40] for q in records["quote"]},
    )
    yield _same(
        "their voices",
        {(_place(q), *_voice(q)): q["id"] for q in seed.get("quote", [])},
        {(_span(q), *_voice(q)): q["text"][:40] for q in records["quote"]},
    )
    yield _offices(seed.get("person", []), records["person"])
    yield _numbers(seed.get("observation", []), records["observation"])
    yield _dates(seed, records["event"])
    for kind, table in (
        ("people", "person"),
        ("organisations", "organisation"),
        ("places", "place"),
        ("countries", "country"),
    ):
        yield _same(
            kind,
            {one["id"]: one["id"] for one in seed.get(table, [])},
            {one["id"]: one["id"] for one in records[table]},
        )


def _same(kind: str, seeded: dict[Any, str], drafted: dict[Any, str]) -> Score:
    both = len(seeded.keys() & drafted.keys())
    missed = tuple(seeded[key] for key in seeded.keys() - drafted.keys())
    surplus = tuple(drafted[key] for key in drafted.keys() - seeded.keys())
    return Score(kind, len(seeded), len(drafted), both, both, missed, surplus)


def _numbers(seeded: list[dict[str, Any]], drafted: list[dict[str, Any]]) -> Score:
    """A number is found where a draft of the same bounds stands in one of its citations."""

    def agree(hand: dict[str, Any], stub: dict[str, Any]) -> bool:
        bounds = [one.get(key) for one in (hand, stub) for key in _BOUNDS]
        return bounds[: len(_BOUNDS)] == bounds[len(_BOUNDS) :] and _touch(hand, stub)

    return _matched("numbers", seeded, drafted, agree)


def _offices(seeded: list[dict[str, Any]], drafted: list[dict[str, Any]]) -> Score:
    """An office is found where the draft gives its holder one with a word of its title."""

    def agree(hand: dict[str, Any], stub: dict[str, Any]) -> bool:
        words = [set(one["title"].casefold().split()) - _SMALL for one in (hand, stub)]
        return hand["holder"] == stub["holder"] and bool(words[0] & words[1])

    held = [
        [office | {"holder": person["id"]} for person in people for office in person["office"]]
        for people in ([one for one in seeded if "office" in one], drafted)
    ]
    return _matched("offices", *held, agree)


def _dates(seed: dict[str, Any], drafted: list[dict[str, Any]]) -> Score:
    """A date is found where the draft has or proposes it, or all but a year that is not said."""

    def agree(hand: dict[str, Any], stub: dict[str, Any]) -> bool:
        said = stub["date"] or str(stub["#"])
        ends = str(hand["date"]).split("/")
        parts = [part for part in ends if part != ".."]
        known = stub["date"] and stub["date"] in [*parts, hand["date"]]
        proposed = not stub["date"] and any(f'"{part}' in said for part in parts)
        return _touch(hand, stub) and bool(
            known or proposed or any(f"YYYY{part[4:]}" in said and part[4:] for part in parts)
        )

    return _matched("dates", [e for e in seed.get("event", []) if e.get("date")], drafted, agree)


def _matched(
    kind: str,
    seeded: list[Any],
    drafted: list[Any],
    agree: Callable[[dict[str, Any], dict[str, Any]], bool],
) -> Score:
    found = [one for one in seeded if any(agree(one, stub) for stub in drafted)]
    borne = [stub for stub in drafted if any(agree(one, stub) for one in seeded)]
    missed = tuple(one["id"] for one in seeded if one not in found)
    surplus = tuple(_worth(stub) for stub in drafted if stub not in borne)
    return Score(kind, len(seeded), len(drafted), len(found), len(borne), missed, surplus)


def _worth(stub: dict[str, Any]) -> str:
    return str(
        stub.get("date") or stub.get("#") or f"{stub.get('lower', stub.get('value'))} {stub['id']}"
    )


def _touch(hand: dict[str, Any], stub: dict[str, Any]) -> bool:
    return any(
        cited["start"] < span.end and span.start < cited["end"]
        for cited in hand["citations"]
        for span in stub["citations"]
    )


def _place(quote: dict[str, Any]) -> tuple[int, int]:
    return quote["citations"][0]["start"], quote["citations"][0]["end"]


def _span(stub: dict[str, Any]) -> tuple[int, int]:
    return stub["citations"][0].start, stub["citations"][0].end


def _voice(quote: dict[str, Any]) -> tuple[Hashable, ...]:
    return quote["form"], quote["source"], tuple(quote.get("speakers") or ()), quote.get("said_to")


def main(
    text: Annotated[Path, typer.Option(help="The article's text.", exists=True)],
    seed: Annotated[Path, typer.Option(help="Its seed file, written by hand.", exists=True)],
    require_recall: Annotated[float, typer.Option(help="The least recall.", min=0, max=1)] = 0.0,
) -> None:
    """Print a table of precision and recall by kind."""
    with tempfile.TemporaryDirectory() as nothing:
        drafted = draft(normalise(text.read_bytes()), seed.stem, Path(nothing))
    found = list(scores(drafted, tomllib.loads(seed.read_text(encoding="utf-8"))))
    table = Table("kind", "in seed", "in draft", "recall", "precision", "missed", "not in the seed")
    for score in found:
        counts = (str(score.seeded), str(score.drafted))
        shares = (f"{score.recall:.2f}", f"{score.precision:.2f}")
        table.add_row(
            score.kind, *counts, *shares, ", ".join(score.missed), ", ".join(score.surplus)
        )
    Console(width=160).print(table)
    short = [s.kind for s in found if s.kind in _REQUIRED and s.recall < require_recall]
    if short:
        typer.echo(f"recall below {require_recall}: {', '.join(short)}", err=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
