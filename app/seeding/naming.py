"""What records may refer to: the kind of each id, and the light reference that is shown for it."""

from collections.abc import Iterator, Mapping

from app.core.documents import Name, Reference, name_of, reference, text_of
from app.seeding.reading import ArticleFile, Seed

Kinds = dict[str, str]


def shared_kinds(seed: Seed) -> Kinds:
    """The kind of each id that articles share."""
    return {id_: kind for kind, id_, _ in _shared(seed)}


def shared_names(seed: Seed) -> dict[str, Reference]:
    """A light reference to each record that articles share, by id."""
    return {id_: reference(kind, id_, name) for kind, id_, name in _shared(seed)}


def _shared(seed: Seed) -> Iterator[tuple[str, str, str]]:
    """The kind, id and name of each record that articles share."""
    yield from (("person", person.id, person.name) for person in seed.people)
    yield from (("country", country.id, country.name) for country in seed.countries)
    yield from (("place", place.id, place.name) for place in seed.places)
    yield from (("organisation", one.id, one.name) for one in seed.organisations)
    yield from (("statistic", statistic.id, statistic.name) for statistic in seed.statistics)


class SharedNames(dict[str, Name]):
    """The names of records that articles share, each made when it is first asked for."""

    def __init__(self, references: Mapping[str, Reference]) -> None:
        """Make names of `references`, which are by id."""
        self._references = references

    def __missing__(self, id_: str) -> Name:
        found = self._references[id_]
        name = self[id_] = Name(**found, shown=text_of(found))
        return name


def names_of(file: ArticleFile, shared: SharedNames) -> dict[str, Name]:
    """What the records of an article may refer to, by id."""
    names = _Names(shared)
    names[file.article.id] = name_of("article", file.article.id, file.article.title)
    for event in file.event:
        names[event.id] = name_of("event", event.id, event.name)
    for quote in file.quote:
        names[quote.id] = name_of("quote", quote.id, quote.text)
    return names


class _Names(dict[str, Name]):
    """Names of one article's own records, and those of the shared ones that were asked for."""

    def __init__(self, shared: SharedNames) -> None:
        self._shared = shared

    def __missing__(self, id_: str) -> Name:
        name = self[id_] = self._shared[id_]
        return name
