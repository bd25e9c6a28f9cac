"""Which ids the dataset knows, and which of them somebody may have meant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from app.core.collection import Collection, Linked
from app.core.schema import table_of
from app.core.words import words
from app.database.database import Database
from app.queries.question import Question
from app.queries.search import MOST_WORDS, search
from app.queries.under import next_of
from app.resources.articles import Article
from app.resources.events import Event
from app.resources.organisations import Organisation
from app.resources.people import Person
from app.resources.places import Country, Place
from app.resources.quotes import Quote
from app.resources.statistics import Statistic

_MOST = 3
_REMEMBERED = 10_000
_AROUND = 300
_NAMED = {"person", "country", "place", "organisation", "event", "statistic", "article"}
_TABLES = (Person, Country, Place, Organisation, Event, Quote, Statistic, Article)

# Table names are our own; every value is bound.
_LINKED = "SELECT 1 FROM link WHERE name = ? AND value = ? LIMIT 1"
_ANYWHERE = " UNION ALL ".join(f"SELECT 1 FROM {table_of(t).name} WHERE id = ?" for t in _TABLES)  # noqa: S608 - see above


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value asked for that the dataset has nowhere, with those that were perhaps meant."""

    parameter: str
    value: str
    near: list[str]


def unknown(database: Database, asked: Question) -> list[Unknown]:
    """The values of a question's filters that no record of the dataset has.

    An id that is known, but under which nothing is found, is not among them.
    """
    return [
        Unknown(name, value, _near(database, asked.collection, name, value))
        for name, values in asked.filters.items()
        if isinstance(parameter := asked.collection.filters[name], Linked) and not parameter.choices
        for value in values
        if not _known(database, f"{asked.collection.kind}.{name}", value)
    ]


def alike(database: Database, query: str, ids: Iterator[str]) -> list[str]:
    """Of `ids`, those that `query` is a misspelling of, or names the record of."""
    known = dict.fromkeys(ids)
    folded = {id_.casefold(): id_ for id_ in known}
    if exact := folded.get(query.casefold()):
        return [exact]
    close = [folded[near] for near in get_close_matches(query.casefold(), folded, n=_MOST)]
    named = (id_ for kind, id_ in _found(database, query) if kind in _NAMED and id_ in known)
    return list(dict.fromkeys([*close, *named]))[:_MOST]


def _found(database: Database, query: str) -> Iterable[tuple[str, str]]:
    """What search finds by the words of an id; nothing by more than may be looked for."""
    text = query.replace("-", " ")
    return search(database, text, (), ()).records if len(words(text)) <= MOST_WORDS else ()


def _known(database: Database, name: str, value: str) -> bool:
    if (name, value) not in database.known:
        if not (
            database.rows(_LINKED, (name, value))
            or database.rows(_ANYWHERE, (value,) * len(_TABLES))
        ):
            return False
        if len(database.known) >= _REMEMBERED:
            database.known.clear()
        database.known.add((name, value))
    return True


def _near(database: Database, collection: Collection, parameter: str, value: str) -> list[str]:
    name = f"{collection.kind}.{parameter}"
    if _known(database, name, value.upper()):
        return [value.upper()]
    return alike(database, value, _values(database, name, value))


def _values(database: Database, name: str, value: str) -> Iterator[str]:
    """Values of the parameter: those that begin like `value`, then from the first one on."""
    for start in (value[:2], ""):
        here = start
        for _ in range(_AROUND):
            found = database.rows(*next_of(name, here))
            if not found:
                break
            here = found[0][0].decode()
            yield here
