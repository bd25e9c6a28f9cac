"""The person that “he” or “she” means in a parsed text."""

from spacy.tokens import Doc, Token

from app.drafting import gazetteer
from app.drafting.names import Name, Names

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
"""Dependencies of a subject."""

_REACH = 4
"""How many sentences back a pronoun may refer."""
_CLEAR = 4.5
"""A person with this score is more likely meant than the last speaker."""
_TITLES = {
    "he": ("Mr", "Mr.", "Sir", "Lord", "King", "Prince", "Father"),
    "she": ("Ms", "Ms.", "Mrs", "Mrs.", "Miss", "Dame", "Lady", "Queen", "Princess", "Sister"),
}


class Referents:
    """The people of a text, as pronouns may refer to them."""

    def __init__(self, doc: Doc, names: Names, quoted: list[bool]) -> None:
        """Take a parsed text, its names, and for each token whether it is quoted."""
        self._names, self._quoted = names, quoted
        text = doc.text  # made anew by each use
        self._gender = {id(name): _pronoun(text, name) for name in names.of("person")}
        self.sentences = list(doc.sents)
        self.number = {t.i: n for n, sentence in enumerate(self.sentences) for t in sentence}

    def meant(self, pronoun: Token, last: tuple[int, Name] | None = None) -> Name | None:
        """The person whom a pronoun most likely means.

        `last` is the token at which somebody's words ended, and whose. A person of the other
        gender is never meant; one near, and a subject, rather than others.
        """
        word, number = pronoun.lower_, self.number[pronoun.i]
        best, score = None, 0.0
        for back in range(min(_REACH, number) + 1):
            for token in self.sentences[number - back]:
                if token.i >= pronoun.i:
                    break
                name = self._names.person_at(token)
                if name is None or self._quoted[token.i] or not self._fits(name, word):
                    continue
                own = 3.0 - back + 2 * is_subject(token) + (self._gender[id(name)] == word)
                if best is None or own > score:
                    best, score = name, own
        if last and self._fits(last[1], word) and (best is None or score < _CLEAR):
            near = number - self.number.get(last[0] - 1, -_REACH) < _REACH - 1
            return last[1] if near else best
        return best

    def _fits(self, name: Name, pronoun: str) -> bool:
        return self._gender[id(name)] in ("", pronoun)


def is_subject(token: Token) -> bool:
    """Whether a word is the subject of a clause, or part of one."""
    while token.dep_ in ("compound", "flat") and token.head is not token:
        token = token.head
    return token.dep_ in SUBJECTS


def _pronoun(text: str, name: Name) -> str:
    """The pronoun of a person, by title or first name; empty if neither shows it."""
    for start, _ in name.mentions:
        before = text[max(0, start - 12) : start].split()
        for pronoun, titles in _TITLES.items():
            if before and before[-1] in titles:
                return pronoun
    return gazetteer.FIRST_NAMES.get(name.name.split()[0], "") if " " in name.name else ""
