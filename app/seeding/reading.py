"""Read a seed folder into strict records; every fault is found before any is told."""

import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import orjson
from pydantic import ValidationError

from app.core.records import Record
from app.resources.articles import ArticleRecord, BoilerplateRecord
from app.resources.events import EventRecord
from app.resources.facts import FactRecord
from app.resources.organisations import OrganisationName, OrganisationRecord
from app.resources.people import PersonName, PersonRecord
from app.resources.places import CountryName, CountryRecord, PlaceName, PlaceRecord
from app.resources.quotes import QuoteRecord
from app.resources.statistics import ObservationRecord, StatisticName
from app.seeding.faults import Fault, FaultySeed, nearest
from app.seeding.lister import ENDINGS
from app.seeding.telling import told


class ArticleFile(Record):
    """`articles/*.toml` or `.json`: one article and all that was found in it."""

    article: ArticleRecord
    boilerplate: list[BoilerplateRecord] = []
    country: list[CountryRecord] = []
    place: list[PlaceRecord] = []
    organisation: list[OrganisationRecord] = []
    person: list[PersonRecord] = []
    event: list[EventRecord] = []
    quote: list[QuoteRecord] = []
    observation: list[ObservationRecord] = []
    fact: list[FactRecord] = []


class PeopleFile(Record):
    """`people.toml`."""

    person: list[PersonName]


class CountriesFile(Record):
    """`countries.toml`."""

    country: list[CountryName]


class PlacesFile(Record):
    """`places.toml`."""

    place: list[PlaceName]


class OrganisationsFile(Record):
    """`organisations.toml`."""

    organisation: list[OrganisationName]


class StatisticsFile(Record):
    """`statistics.toml`."""

    statistic: list[StatisticName]


@dataclass
class Seed:
    """A seed folder, read: what articles share, and the articles by file name."""

    people: list[PersonName] = field(default_factory=list)
    countries: list[CountryName] = field(default_factory=list)
    places: list[PlaceName] = field(default_factory=list)
    organisations: list[OrganisationName] = field(default_factory=list)
    statistics: list[StatisticName] = field(default_factory=list)
    articles: dict[str, ArticleFile] = field(default_factory=dict)


SHARED: dict[str, tuple[type[Record], str]] = {
    "people": (PeopleFile, "person"),
    "countries": (CountriesFile, "country"),
    "places": (PlacesFile, "place"),
    "organisations": (OrganisationsFile, "organisation"),
    "statistics": (StatisticsFile, "statistic"),
}
"""The files that all articles share, by the name of `Seed`'s field, and their one table."""


def files(folder: Path, without: str = "") -> Iterator[str]:
    """The names of a seed folder's files, in no order, but those in its folder `without`."""
    for entry in os.scandir(folder):
        if entry.name == without:
            continue
        if entry.is_dir() and not entry.name.endswith(ENDINGS):
            for name in files(Path(entry.path)):
                yield f"{entry.name}/{name}"
        elif entry.name.endswith(ENDINGS):
            yield entry.name


def read_shared(folder: Path, names: Iterable[str], faults: list[Fault]) -> Seed:
    """What articles share, of a folder with the files `names`; adds what is wrong to `faults`."""
    seed = Seed()
    if not folder.is_dir():
        raise FaultySeed([Fault(str(folder), "folder", "is not there", "name a seed folder")])
    for name in names:
        noun = name.removesuffix(".toml")
        if noun in SHARED:
            kind, table = SHARED[noun]
            content = content_of(folder, name, faults)
            if content is not None and (file := _read(name, content, kind, faults)):
                setattr(seed, noun, getattr(file, table))
        elif not is_article(name):
            known = [f"{noun}.toml" for noun in SHARED]
            problem = "is no file of a seed"
            remedy = f"{nearest(name, known)}; an article's file belongs in articles/"
            faults.append(Fault(name, "file", problem, remedy))
    return seed


def is_article(name: str) -> bool:
    """Whether a seed's file of this name is that of an article."""
    return name.startswith("articles/") and name.count("/") == 1


def no_article(folder: Path) -> Fault:
    """That a seed folder is without any article."""
    remedy = "name a seed folder, with articles/*.toml"
    return Fault(str(folder), "folder", "holds no article", remedy)


def read_article(name: str, content: bytes, faults: list[Fault]) -> ArticleFile | None:
    """One article's file; None, and what is wrong in `faults`, where it cannot be used."""
    return _read(name, content, ArticleFile, faults)


def read(folder: Path, *, may_be_empty: bool = False) -> Seed:
    """Read every file of `folder`; raises `FaultySeed` with all that is wrong in any of them.

    A folder without an article is a fault too, unless `may_be_empty`.
    """
    faults: list[Fault] = []
    names = sorted(files(folder)) if folder.is_dir() else []
    seed = read_shared(folder, names, faults)
    for name in filter(is_article, names):
        content = content_of(folder, name, faults)
        if content is not None and (article := read_article(name, content, faults)):
            seed.articles[name] = article
    if not (faults or seed.articles or may_be_empty):
        faults.append(no_article(folder))
    if faults:
        raise FaultySeed(faults)
    return seed


F = TypeVar("F", bound=Record)


_PIECE = 16_384


def content_of(folder: Path, name: str, faults: list[Fault]) -> bytes | None:
    """What stands in a seed's file; None, and why in `faults`, where that cannot be told."""
    try:
        opened = os.open(f"{folder}/{name}", os.O_RDONLY)
        try:
            # In half the steps that a file object takes.
            return b"".join(iter(partial(os.read, opened, _PIECE), b""))
        finally:
            os.close(opened)
    except OSError as error:
        faults.append(Fault(name, "file", f"cannot be read: {error.strerror}", "make it readable"))
        return None


def _read(name: str, content: bytes, kind: type[F], faults: list[Fault]) -> F | None:
    try:
        if name.endswith(".json"):
            return _read_json(name, kind, content, faults)
        raw = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(name, "file", f"is not TOML in UTF-8: {error}", "mend that place"))
        return None
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        faults.extend(told(name, kind, raw, error))
        return None


def _read_json(name: str, kind: type[F], content: bytes, faults: list[Fault]) -> F | None:
    try:
        return kind.model_validate_json(content)
    except ValidationError as error:
        try:
            raw = orjson.loads(content)
        except orjson.JSONDecodeError as broken:
            faults.append(Fault(name, "file", f"is not JSON in UTF-8: {broken}", "mend that place"))
        else:
            faults.extend(told(name, kind, raw, error))
        return None
