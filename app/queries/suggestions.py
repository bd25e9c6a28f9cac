"""Suggestions for words that no record has, and for ids that the dataset does not have."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.core.collection import Collection, Linked
from app.core.words import fold, lexicon, term, tokens
from app.database import Snapshot
from app.queries.find import get
from app.queries.sql import Question, alternatives, always, placeholders
from app.resources import RESOURCES

_ALIKE, _WRONG = 0.7, 2
"""How much of a word must be right, and how many letters may be wrong: two in seven or more."""

_SHORTEST, _FEWEST = 4, 3
"""How many letters a misspelt word, and a suggested one, must have at least."""

_COMPLETIONS, _VOCABULARY = 50, 300_000
"""How many completions of a beginning are looked for, and how many words are known."""

_IDS, _IDS_ALIKE = 3, 0.6
"""How many ids are suggested, and how much of one must be right."""

_CORRECTED = 50
"""For how many unknown values of one request ids are suggested; there may be thousands."""

_AROUND = 300
"""How many ids with the same beginning are compared, and how many from the first one on."""

_RARE = 1_000
"""Records are looked up only by words that at most so many of them have."""


def nearest_word(snapshot: Snapshot, written: str) -> tuple[str, str, int] | None:
    """The word that `written` is a misspelling of, its term, and how many entries have it.

    A number is never corrected: 2023 is not a misspelt 2025, nor “seven” a misspelt “seen”.
    """
    folded = fold(written)
    if len(folded) < _SHORTEST or any(map(str.isdigit, term(folded))):
        return None
    known = snapshot.once("vocabulary", lambda: _vocabulary(snapshot))
    alike = [
        (round(share, 3), word[0] == folded[0], known[word][1], word)
        for word, share in _alike(folded, known.keys(), _ALIKE, 5)
        if _misspelt(folded, word)
    ]
    # Of equally near words, prefer one with the same first letter, then the more frequent one.
    best = max(alike, key=lambda one: one[:3], default=None)
    return (best[3], *known[best[3]]) if best else None


def _misspelt(folded: str, word: str) -> bool:
    """Whether `folded` is likely a misspelling of `word`, not another word."""
    wrong = OSA.distance(folded, word)
    # With two other letters it is another word: “invited” is not “invaded”. So it is with one
    # of four (“list”, “last”), or with two if the first letter is one (“easing”, “meaning”).
    other = (Counter(folded) - Counter(word)).total()
    short = len(folded) == len(word) == _SHORTEST
    return other <= (not short) and (wrong < _WRONG or (wrong == _WRONG and folded[0] == word[0]))


def completions(snapshot: Snapshot, beginning: str) -> list[str]:
    """The terms of words that begin so: the most frequent ones."""
    folded = fold(beginning)
    sql = (
        "SELECT term, max(entries) AS most FROM vocabulary WHERE word >= ? AND word < ? "
        "GROUP BY term ORDER BY most DESC, term LIMIT ?"
    )
    rows = snapshot.rows(sql, (folded, f"{folded}\U0010ffff", _COMPLETIONS)) if folded else []
    return [row[0].decode() for row in rows]


def _vocabulary(snapshot: Snapshot) -> dict[str, tuple[str, int]]:
    """Each word that has weight, with its term and the number of entries that have it."""
    sql = "SELECT word, term, entries FROM vocabulary WHERE word >= '0' LIMIT ?"
    return {
        word.decode(): (term.decode(), entries)
        for word, term, entries in snapshot.rows(sql, (_VOCABULARY,))
        if len(word) >= _FEWEST and word.decode() not in lexicon().stop
    }


def _alike(written: str, known: Iterable[str], share: float, most: int) -> list[tuple[str, float]]:
    """The known words most like one, and how much of each is the same."""
    scorer = OSA.normalized_similarity
    found = process.extract(written, known, scorer=scorer, score_cutoff=share, limit=most)
    return [(word, alike) for word, alike, _ in found]


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
    kind, parameters = question.collection.kind, question.collection.filters
    found = [
        (name, value)
        for name, given in question.filters.items()
        if isinstance(parameter := parameters[name], Linked) and not parameter.choices
        for values in alternatives(given)
        for value in values
        if not _known(snapshot, f"{kind}.{name}", value)
    ]
    return [
        Unknown(
            name,
            value,
            _nearest_value(snapshot, f"{kind}.{name}", value) if place < _CORRECTED else [],
        )
        for place, (name, value) in enumerate(found)
    ]


def nearest_ids(snapshot: Snapshot, collection: Collection, id_: str) -> list[str]:
    """Suggestions for `id_`: ids spelt like it, or of a record that it names."""
    kind, (condition, values) = collection.kind, always(collection)
    sql = f"SELECT id FROM {kind} AS t WHERE id >= ?{condition} ORDER BY id LIMIT {_AROUND}"
    known = {row[0].decode() for at in (id_[:3], "") for row in snapshot.rows(sql, (at, *values))}
    near = _alike_ids(snapshot, id_, known, kind)
    return [one for one in near if one in known or get(snapshot, collection, one)]


def _nearest_value(snapshot: Snapshot, name: str, value: str) -> list[str]:
    if _known(snapshot, name, value.upper()):
        return [value.upper()]
    sql = (
        "SELECT value FROM tally WHERE name = ? AND value >= ? AND value <> '' "
        f"ORDER BY value LIMIT {_AROUND}"
    )
    known = {row[0].decode() for at in (value[:2], "") for row in snapshot.rows(sql, (name, at))}
    near = _alike_ids(snapshot, value, known, None)
    return [one for one in near if one in known or snapshot.tally(name, one)]


def _known(snapshot: Snapshot, name: str, value: str) -> bool:
    def is_id() -> bool:
        kinds = [resource.kind for resource in RESOURCES]
        sql = " UNION ALL ".join(f"SELECT 1 FROM {kind} WHERE id = ?" for kind in kinds)
        return bool(snapshot.rows(sql, [value] * len(kinds)))

    return bool(snapshot.tally(name, value)) or snapshot.once(("id", value), is_id)


def _alike_ids(snapshot: Snapshot, id_: str, known: set[str], kind: str | None) -> list[str]:
    """Of `known` ids those spelt like it, then of records that it names, of a kind or of any."""
    # Of ids equally like it the last ones are kept: of a yearly event, those of the latest years.
    folded = {one.casefold(): one for one in sorted(known, reverse=True)}
    if exact := folded.get(id_.casefold()):
        return [exact]
    close = [folded[one] for one, _ in _alike(id_.casefold(), folded.keys(), _IDS_ALIKE, _IDS)]
    return list(dict.fromkeys([*close, *_named(snapshot, id_, kind)]))[:_IDS]


def _named(snapshot: Snapshot, id_: str, kind: str | None) -> list[str]:
    """Ids of records whose names or texts have the words of `id_`."""
    words = tokens(id_.replace("-", " ")[:200])
    terms = sorted({t for one in words if one.written not in lexicon().stop for t in one.terms})
    if not terms:
        return []
    sql = f"SELECT min(entries) FROM vocabulary WHERE term IN ({placeholders(terms)})"
    rarest = snapshot.rows(sql, terms)[0][0]
    if rarest is None or rarest > _RARE:
        return []
    for column, weight in (("title", "A"), ("text", "B")):
        match = " & ".join(f"'{one}':{weight}" for one in terms)
        found = "number FROM search_index WHERE terms @@ ?::tsquery"
        if snapshot.dialect == "sqlite":
            match = " AND ".join(f'{column} : "{one}"' for one in terms)
            found = "rowid FROM search_index WHERE search_index MATCH ?"
        sql = (
            f"SELECT id FROM search_entry WHERE number IN (SELECT {found})"
            f"{' AND kind = ?' if kind else ''} ORDER BY length(title), number LIMIT {_IDS}"
        )
        if rows := snapshot.rows(sql, [match, kind] if kind else [match]):
            return [row[0].decode() for row in rows]
    return []
