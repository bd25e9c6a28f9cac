"""The words next to a person's name: titles and roles."""

import re

from spacy.tokens import Doc, Span, Token

from app.drafting import gazetteer

_TITLE = re.compile(
    rf"{gazetteer.HONORIFICS}|{gazetteer.POLITICAL}|{gazetteer.OTHER_TITLE}"
    r"|(?:Sen|Rep|Gov|Gen|Col|Lt|Capt|Sgt|Rev|Hon|Supt|Insp|Cllr|Sens|Reps)\.?"
)
_PARTS = ("Prime", "Vice", "-", "Deputy", "Foreign", "First", "Secretary", "Attorney", "Surgeon",
          "Solicitor", "Lieutenant", "Brigadier", "Consul", "Chief")  # fmt: skip
_DETERMINERS = ("the", "a", "an", "his", "her", "its", "their", "’s", "'s")
_FIELD = 4
"""How many words may follow “of” in a title: Secretary of Homeland Security."""
_LONGEST = 12
"""No role has more words."""


def is_title(token: Token) -> bool:
    """Whether a word is a title before a name."""
    return bool(_TITLE.fullmatch(token.text))


def announces(token: Token) -> bool:
    """Whether a person's name may follow: a title, or a noun for what somebody does."""
    titled = is_title(token) and token.text[0].isupper()
    return titled or (token.text in gazetteer.ROLES and token.tag_ in ("NN", "NNP"))


def is_shown(span: Span) -> bool:
    """Whether a single name is a person's by itself or its neighbours: Mr Varney, his son Ugo."""
    before, head = span.doc[max(0, span.start - 1) : span.start], span.root.head
    titled = any(announces(token) for token in before) or role_before(span) or role_after(span)
    related = span.root.dep_ == "appos" and head.lower_ in gazetteer.RELATIONS | gazetteer.ROLES
    acts = (span.root.dep_ == "nsubj" and head.pos_ == "VERB") or head.dep_ == "agent"
    return span.text in gazetteer.FIRST_NAMES or bool(titled or related or acts)


def title_start(doc: Doc, start: int) -> int:
    """Where the titles before the name at `start` begin: President, former Prime Minister."""
    at = _of_title(doc, start)
    while at > 0:
        token = doc[at - 1]
        minister = token.pos_ == "PROPN" and doc[at].text in ("Minister", "Secretary")
        part = at < start and (token.text in _PARTS or minister)
        if not (is_title(token) or part or (token.text in gazetteer.ROLES and at == start)):
            break
        at -= 1
    return at


def _of_title(doc: Doc, start: int) -> int:
    """Where a title such as Secretary of State begins; `start` if none is before it."""
    at = start - 1
    while at > 0 and start - at < _FIELD and doc[at].pos_ == "PROPN":
        at -= 1
    titled = 0 < at < start - 1 and doc[at].lower_ == "of" and is_title(doc[at - 1])
    return at - 1 if titled else start


def role_before(span: Span) -> Span | None:
    """The role before a name: economist Nora Feldt; the mayor of Sorrel, Anja Petrova."""
    doc, stop = span.doc, span.start
    comma = stop > 1 and doc[stop - 1].text == ","
    stop -= comma
    at, noun = stop, None
    while at > 0 and stop - at < _LONGEST and not doc[at].is_sent_start:
        token = doc[at - 1]
        if token.lower_ in gazetteer.ROLES and (comma or at == stop):
            noun = at - 1
        inner = comma and noun is None and _continues(doc, at - 1)
        if token.is_space or (token.lower_ in _DETERMINERS and not inner):
            break
        allowed = token.pos_ in ("NOUN", "PROPN", "ADJ") or token.lower_ in ("of", "for", "at", "-")
        if not (inner or (allowed and (comma or noun is not None))):
            break
        at -= 1
    return doc[at:stop] if noun is not None and at < stop else None


def _continues(doc: Doc, at: int) -> bool:
    """Whether “the” at `at` is within a role: curator of the local museum."""
    return doc[at].lower_ == "the" and at > 0 and doc[at - 1].lower_ in ("of", "at", "for")


def role_after(span: Span) -> Span | None:
    """The role after a name: Nora Feldt, an engineer; Bruno Leclair, mayor of Sorrel."""
    doc, start = span.doc, span.end + 1
    if start >= len(doc) or doc[span.end].text != ",":
        return None
    while start < len(doc) and doc[start].lower_ in _DETERMINERS:
        start += 1
    stop, noun = start, None
    for token in doc[start : start + _LONGEST]:
        ends = token.text in ",.;:”“(—–" or token.pos_ in ("VERB", "AUX")
        if ends or token.lower_ in ("who", "which", "and", "that"):
            break
        if token.tag_ in ("NN", "NNP") and gazetteer.is_role(token.text):
            noun = token.i
        stop = token.i + 1
    named = noun is not None and doc[start].pos_ in ("NOUN", "PROPN", "ADJ", "VERB", "NUM")
    return doc[start:stop] if named else None
