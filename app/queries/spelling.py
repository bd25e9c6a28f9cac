"""Words of the vocabulary that a misspelt or unfinished word may mean."""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.core.words import fold
from app.database import Snapshot

_ALIKE, _WRONG = 0.7, 2
"""How much of a word must be right, and how many letters may be wrong: two of seven or more."""

_SHORTEST = 4
_COMPLETIONS = 50
_LETTERS = 3
_MOST = 300_000


def nearest_word(snapshot: Snapshot, written: str) -> tuple[str, str, int] | None:
    """The word that `written` is a misspelling of, its term, and how many entries have it.

    A number is never corrected: 2023 is not a misspelt 2025.
    """
    folded = fold(written)
    if len(folded) < _SHORTEST or any(map(str.isdigit, folded)):
        return None
    known = _vocabulary(snapshot)
    alike = process.extract(
        folded, known.keys(), scorer=OSA.normalized_similarity, score_cutoff=_ALIKE, limit=5
    )
    found = [one for one in alike if OSA.distance(folded, one[0]) <= _WRONG]
    if not found:
        return None
    # Of words as near, one that begins alike, then the more frequent one.
    best = max(found, key=lambda one: (round(one[1], 3), one[0][0] == folded[0], known[one[0]][1]))
    return best[0], *known[best[0]]


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
    """Each word with its term and the number of entries that have it."""

    def read() -> dict[str, tuple[str, int]]:
        sql = "SELECT word, term, entries FROM vocabulary WHERE word >= '0' LIMIT ?"
        return {
            word.decode(): (term.decode(), entries)
            for word, term, entries in snapshot.rows(sql, (_MOST,))
            if len(word) >= _LETTERS
        }

    return snapshot.once("vocabulary", read)
