"""Words of the vocabulary that a misspelt or unfinished word may mean."""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.core.words import fold
from app.database import Snapshot

_ALIKE = 0.65
"""How much of a word must be right: two letters of six may be wrong."""

_SHORTEST = 4
_COMPLETIONS = 50
_LETTERS = 3
_MOST = 300_000


def nearest_word(snapshot: Snapshot, written: str) -> tuple[str, str, int] | None:
    """The word that `written` is a misspelling of, its term, and how many entries have it."""
    folded = fold(written)
    if len(folded) < _SHORTEST:
        return None
    known = _vocabulary(snapshot)
    found = process.extract(
        folded, known.keys(), scorer=OSA.normalized_similarity, score_cutoff=_ALIKE, limit=5
    )
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
    known: dict[str, tuple[str, int]] | None = snapshot.memo.get("vocabulary")
    if known is None:
        sql = "SELECT word, term, entries FROM vocabulary WHERE word >= '0' LIMIT ?"
        known = {
            word.decode(): (term.decode(), entries)
            for word, term, entries in snapshot.rows(sql, (_MOST,))
            if len(word) >= _LETTERS
        }
        snapshot.remember("vocabulary", known)
    return known
