"""How PostgreSQL's full-text index holds the words of search entries."""

from os.path import commonprefix

from app.core.words import every_form
from app.database.database import Begun


def operand(form: str) -> str:
    """A form of a word, as it is written in a tsvector or a tsquery."""
    return f"'{form}'"


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
