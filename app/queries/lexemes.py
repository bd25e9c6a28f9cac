"""How PostgreSQL's full-text index holds the words of search entries."""

from os.path import commonprefix

from app.queries.database import Begun
from app.queries.words import every_form

_LONGEST = 500
"""An index holds words of at most 2,046 bytes, in which so many letters always fit."""


def operand(form: str) -> str:
    """A form of a word; of one beyond all measure, its beginning."""
    return f"'{form[:_LONGEST]}'"


def tsvector(spelled: str) -> str:
    """The index of an entry, as PostgreSQL reads it; forms are letters and digits."""
    return " ".join(map(operand, every_form(spelled)))


def beginnings(begun: Begun) -> list[str]:
    """What finds these words by how they begin: it would take long to compare with each.

    Up to `end` they are what begins like that but for a smaller letter somewhere.
    """
    if begun.end is None:
        return [f"{operand(begun.beginning)}:*"]
    return list(dict.fromkeys(_beginning(word, begun.end) for word in begun.words))


def _beginning(word: str, end: str) -> str:
    alike = len(commonprefix((word, end)))  # noqa: RUF071 - of characters, as it is meant here
    return operand(word) if alike == len(word) else f"{operand(word[: alike + 1])}:*"
