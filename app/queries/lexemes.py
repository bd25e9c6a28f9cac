"""How PostgreSQL's full-text index holds the words of search entries."""

from app.queries.words import every_form

_LONGEST = 500
"""An index holds words of at most 2,046 bytes, in which so many letters always fit."""


def lexeme(form: str) -> str:
    """A form of a word; of one beyond all measure, its beginning."""
    return form[:_LONGEST]


def tsvector(spelled: str) -> str:
    """The index of an entry, as PostgreSQL reads it; forms are letters and digits."""
    return " ".join(f"'{lexeme(form)}'" for form in every_form(spelled))
