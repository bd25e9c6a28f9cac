"""Suggestions for ids that the dataset does not have."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.core.collection import Collection, Linked
from app.core.words import lexicon, tokens
from app.database import Snapshot
from app.queries.find import get
from app.queries.question import Question, alternatives
from app.queries.sql import always, marks
from app.resources import RESOURCES

_MOST = 3
_ALIKE = 0.6
_AROUND = 300
"""How many ids with the same beginning are compared, and how many from the first one on."""

_RARE = 1_000
"""Records are sought only by words that so many have at most."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the dataset does not have, with suggestions."""

    parameter: str
    value: str
    near: list[str]


def unknown(snapshot: Snapshot, question: Question) -> list[Unknown]:
    """The values of a question's filters that no record of the dataset has.

    A known id without matching records is not among them.
    """
    parameters = question.collection.filters
    return [
        Unknown(name, value, _near(snapshot, question.collection, name, value))
        for name, given in question.filters.items()
        if isinstance(parameter := parameters[name], Linked) and not parameter.choices
        for values in alternatives(given)
        for value in values
        if not _known(snapshot, f"{question.collection.kind}.{name}", value)
    ]


def nearest(snapshot: Snapshot, collection: Collection, id_: str) -> list[str]:
    """Suggestions for `id_`: ids spelt like it, or of a record that it names."""
    condition, values = always(collection)
    sql = (
        f"SELECT id FROM {collection.kind} AS t WHERE id >= ?{condition} "
        f"ORDER BY id LIMIT {_AROUND}"
    )
    known = [
        row[0].decode() for start in (id_[:3], "") for row in snapshot.rows(sql, (start, *values))
    ]
    near = _alike(snapshot, id_, known, collection.kind)
    return [one for one in near if one in known or get(snapshot, collection, one)]


def _alike(snapshot: Snapshot, id_: str, known: Iterable[str], kind: str | None) -> list[str]:
    # Of ids equally like it the last ones are kept: of a yearly event, those of the latest years.
    folded = {one.casefold(): one for one in sorted(known, reverse=True)}
    if exact := folded.get(id_.casefold()):
        return [exact]
    close = process.extract(
        id_.casefold(),
        folded.keys(),
        scorer=OSA.normalized_similarity,
        score_cutoff=_ALIKE,
        limit=_MOST,
    )
    named = _named(snapshot, id_, kind)
    return list(dict.fromkeys([*(folded[one] for one, *_ in close), *named]))[:_MOST]


def _named(snapshot: Snapshot, id_: str, kind: str | None) -> list[str]:
    """Ids of records whose names or texts have the words of `id_`: of a kind, or of any."""
    words = tokens(id_.replace("-", " ")[:200])
    terms = {t for one in words if one.written not in lexicon().stop for t in one.terms}
    if not terms:
        return []
    sql = f"SELECT min(entries) FROM vocabulary WHERE term IN ({marks(tuple(terms))})"
    rarest = snapshot.rows(sql, sorted(terms))[0][0]
    if rarest is None or rarest > _RARE:
        return []
    sqlite = snapshot.dialect == "sqlite"
    for column, weight in (("title", "A"), ("text", "B")):
        if sqlite:
            every = " AND ".join(f'"{one}"' for one in sorted(terms))
            match, found = (
                f"{column} : ({every})",
                "rowid FROM search_index WHERE search_index MATCH ?",
            )
        else:
            match = " & ".join(f"'{one}':{weight}" for one in sorted(terms))
            found = "number FROM search_index WHERE terms @@ ?::tsquery"
        sql = (
            f"SELECT id FROM search_entry WHERE number IN (SELECT {found})"
            f"{' AND kind = ?' if kind else ''} ORDER BY length(title), number LIMIT {_MOST}"
        )
        if rows := snapshot.rows(sql, [match, kind] if kind else [match]):
            return [row[0].decode() for row in rows]
    return []


def _known(snapshot: Snapshot, name: str, value: str) -> bool:
    def is_id() -> bool:
        kinds = [resource.kind for resource in RESOURCES]
        sql = " UNION ALL ".join(f"SELECT 1 FROM {kind} WHERE id = ?" for kind in kinds)
        return bool(snapshot.rows(sql, [value] * len(kinds)))

    return bool(snapshot.tally(name, value)) or snapshot.once(("id", value), is_id)


def _near(snapshot: Snapshot, collection: Collection, parameter: str, value: str) -> list[str]:
    name = f"{collection.kind}.{parameter}"
    if _known(snapshot, name, value.upper()):
        return [value.upper()]
    sql = (
        "SELECT value FROM tally WHERE name = ? AND value >= ? AND value <> '' "
        f"ORDER BY value LIMIT {_AROUND}"
    )
    known = [
        row[0].decode() for start in (value[:2], "") for row in snapshot.rows(sql, (name, start))
    ]
    near = _alike(snapshot, value, known, None)
    return [one for one in near if one in known or snapshot.tally(name, one)]
