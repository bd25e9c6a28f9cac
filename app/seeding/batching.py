"""Turn files of articles into rows, a batch at a time: read, check, render.

A batch is made of nothing but the files and what articles share, so that any process can make it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from app.core.documents import Reference
from app.core.linking import Holdings, Links, Named, enter_article, in_order, no_links, pack
from app.core.rendering import Rendering, Rows, Values
from app.core.terms import RARE
from app.core.words import Spelling, every_form
from app.resources import articles, events, facts, organisations, people, places, quotes, statistics
from app.seeding.checking import Known, check_article, known_of, well
from app.seeding.faults import Fault
from app.seeding.naming import SharedNames, names_of, shared_names
from app.seeding.reading import ArticleFile, Seed, content_of, read_article

KINDS = ("article", "event", "quote", "observation", "fact")
"""The tables whose rows an article brings and takes with it."""


class Found(NamedTuple):
    """A file of a seed; `modified` is in ns."""

    name: str
    size: int
    modified: int


class Shared:
    """What articles share, as rendering them needs it; other processes get it without `seed`."""

    def __init__(self, seed: Seed) -> None:
        """Take from `seed` what stands beside its articles."""
        self.seed = seed
        self.known: Known = known_of(seed)
        self.names: dict[str, Reference] = shared_names(seed)
        self.named = SharedNames(self.names)
        self.around: dict[str, list[str]] = places.around(seed.places)
        self.spelling = Spelling()

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "seed": None}


@dataclass
class Batch:
    """The rows of some articles, their links apart, and what is wrong with them."""

    rows: Rows = field(default_factory=dict)
    links: Links = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    files: int = 0


def make(folder: Path, files: Iterable[Found], shared: Shared) -> Batch:
    """The batch of `files`; rows are in the order of their table's key, where it is kept by it."""
    batch, links = Batch(), no_links()
    for file in files:
        batch.files += 1
        content = content_of(folder, file.name, batch.faults)
        read = None if content is None else _read(file.name, content, shared.known, batch.faults)
        if content is None or read is None:
            continue
        into = render(read, shared, links)
        for table, values in _rows(into, file, content).items():
            batch.rows.setdefault(table, []).extend(values)
    if entries := batch.rows.get("search_entry"):
        # All together: the words met before stay where they are found fastest.
        spell = shared.spelling.spell
        batch.rows["search_entry"] = [(*row, spell(row[4], row[5])) for row in sorted(entries)]
    batch.rows["vocabulary"] = [(word,) for word in shared.spelling.met()]
    batch.links = in_order(links)
    return batch


def _read(name: str, content: bytes, known: Known, faults: list[Fault]) -> ArticleFile | None:
    """One article's file, checked; None, and what is wrong in `faults`, where it cannot be used."""
    if name.endswith(".json"):
        from app.seeding.structs import structs_of  # noqa: PLC0415 - a start seldom needs it

        quickly = structs_of(content)
        if quickly and well(name, quickly, known):
            return quickly
    read = read_article(name, content, faults)
    wrong = check_article(name, read, known) if read else []
    faults.extend(wrong)
    return None if wrong else read


def _rows(into: Rendering, file: Found, content: bytes) -> Rows:
    rows = into.rows
    documents = "\n".join([*(row[3] for kind in KINDS for row in rows[kind]), ""])
    rows["source"] = [
        (
            file.name,
            into.article,
            hashlib.sha256(content).hexdigest(),
            file.size,
            file.modified,
            len(rows["fact"]),
            into.spans,
            hashlib.sha256(documents.encode()).hexdigest(),
        )
    ]
    return rows


def vocabulary(entries: list[Values]) -> list[Values]:
    """The rows of the words that search entries have."""
    return [(word,) for word in sorted(set().union(*(every_form(row[-1]) for row in entries)))]


def render(file: ArticleFile, shared: Shared, links: Named) -> Rendering:
    """What one checked article adds to the dataset; `links` are added to."""
    names = names_of(file, shared.named)
    byline = [orjson.Fragment(names[id_].shown) for id_ in file.article.byline]
    into = Rendering(file.article.id, names, shared.around, byline, links)
    for country in file.country:
        places.render_country(country, into)
    for place in file.place:
        places.render_place(place, into)
    for organisation in file.organisation:
        organisations.render(organisation, into)
    for person in file.person:
        people.render(person, into)
    for id_ in dict.fromkeys(observation.statistic for observation in file.observation):
        own = [o for o in file.observation if o.statistic == id_]
        statistics.render_series(shared.known.series[id_], own, into)
    for event in file.event:
        events.render(event, into)
    for quote in file.quote:
        quotes.render(quote, into)
    for observation in file.observation:
        statistics.render(observation, shared.known.series[observation.statistic], into)
    for fact in file.fact:
        facts.render(fact, into)
    articles.render(file.article, file.boilerplate, into)
    holdings = _holdings(into.rows)
    enter_article(links, into.article, holdings, RARE)
    into.rows["filed"] = [(into.article, pack(into.article, holdings, into.filed))]
    return into


def _holdings(rows: Rows) -> Holdings:
    held = {kind: [row[0] for row in rows[kind]] for kind in KINDS if rows[kind]}
    for _, id_, kind, _ in rows["mention"]:
        held.setdefault(kind, []).append(id_)
    return held
