"""Short statements that sum up a sentence, as a start for the reviewer."""

import re
from collections.abc import Callable, Iterator

from spacy.tokens import Span, Token

from app.drafting import gazetteer
from app.drafting.names import Name, Names

_KEPT = {
    *("nsubj", "nsubjpass", "aux", "auxpass", "neg", "prt", "dobj", "attr", "acomp", "dative"),
    *("oprd", "agent", "prep", "pobj", "xcomp", "compound", "nummod", "poss", "case", "amod"),
    *("det", "pcomp", "expl", "quantmod"),
}
"""Dependencies that a short statement keeps."""

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_DEPTHS = {"prep": 2, "conj": 2, "cc": 2}
"""How deep some dependencies are kept; all others to `_DEEPEST`."""
_DEEPEST = 5
_PREPOSITIONS = 2
"""How many prepositional phrases of a word are kept."""
_LEAST, _MOST = 3, 30
"""No shorter and no longer statement, in words, is drafted."""
_TURNS = gazetteer.words("turns")
"""Adverbs that a clause cannot lose without changing its meaning."""

_CONDITIONS = ("if", "unless", "when", "until", "once")

_REPORTING = gazetteer.words("reporting")
"""Verbs whose clause is what their subject holds to be so; to doubt or deny is not among them."""


def statement(
    sentence: Span,
    verb: Token,
    names: Names,
    quoted: frozenset[int],
    meant: Callable[[Token], Name | None],
) -> str:
    """The clause of `verb` without details, and with full names; empty if that says nothing.

    `meant` finds the person that a pronoun means.
    """
    subject = subject_of(verb)
    relative = subject is not None and subject.lower_ in ("who", "which", "that")
    if verb.dep_ == "relcl" and not relative:
        return ""  # “the talk she had” is no clause that can stand alone
    kept: set[int] = {verb.i}
    _keep(verb, kept, quoted, 0)
    kept |= {at for token in sentence if token.i in kept for at in _hyphened(token)}
    words: list[str] = []
    said: set[int] = set()
    for token in sentence:
        if token.i not in kept:
            continue
        name = names.at(token)
        if name and name.kind == "person":
            if id(name) in said and names.at(token.nbor(-1)) is name:
                continue
            said.add(id(name))
            words.append(name.name + _after_name(token, names))
            continue
        if re.fullmatch(gazetteer.HONORIFICS, token.text) and names.at(token.nbor(1)):
            continue
        if token.lower_ in ("he", "she") and (person := meant(token)):
            words.append(f"{person.name} ")
            continue
        if token is subject and relative and verb.dep_ == "relcl":
            bearer = names.at(verb.head)
            words.append(f"{bearer.name if bearer else verb.head.text} ")
            continue
        words.append(token.text + token.whitespace_)
    text = "".join(
        word if word.endswith(" ") or word[-1:] in "-’'$£€¥" else f"{word} " for word in words
    )
    text = " ".join(_CONTRACTED.sub(r"\1", text).split()).replace(" . ", ". ")
    text = re.sub(r" -(?=[a-z])", "-", text)
    text = _DANGLING.sub("", text).strip(" ,;:-—–")
    return _finished(text, verb, kept)


def _finished(text: str, verb: Token, kept: set[int]) -> str:
    """A statement with its capital and stop; empty if it cannot stand alone."""
    bare = verb.lemma_ in gazetteer.SAYING and text.endswith(verb.text)  # that somebody said
    later = any(child.dep_ == "ccomp" and child.i not in kept for child in verb.children)
    object_ = any(child.dep_ in ("dobj", "attr", "acomp", "oprd") for child in verb.children)
    bare = bare or (later and (not object_ or text[:3].lower() == "it "))  # “it was important”
    words = text.lower().split()
    complete = _LEAST <= len(words) <= _MOST and words[-1] not in _BARE
    if bare or not complete or words[0] in ("who", "which"):
        return ""
    return f"{text[0].upper()}{text[1:]}."


_CONTRACTED = re.compile(r" ((?:[’'](?:s|re|ll|ve|d|m)|n[’']t)\b)")
_DANGLING = re.compile(
    r"(?: (?:of|in|by|to|for|with|on|at|from|and|or|a|an|the|its|his|her|their|as|that|no))+$"
)
_BARE = gazetteer.words("helpers")


def main_verb(sentence: Span, quoted: frozenset[int]) -> Token | None:
    """The verb that a sentence is about, outside its quotations."""
    root = sentence.root
    if root.i not in quoted and root.pos_ in ("VERB", "AUX"):
        return root
    verbs = [t for t in sentence if t.pos_ in ("VERB", "AUX") and t.i not in quoted]
    subjects = [v for v in verbs if any(c.dep_ in ("nsubj", "nsubjpass") for c in v.children)]
    return next(iter(subjects or verbs), None)


def governing_verb(token: Token) -> Token:
    """The verb whose clause holds `token`."""
    for _ in range(12):
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass"):
            break
        token = token.head
    while token.dep_ == "xcomp" and token.head.pos_ == "VERB":
        token = token.head
    return token


def reported(verb: Token) -> Token | None:
    """The verb of what somebody says, believes or knows, according to `verb`."""
    denied = any(child.dep_ == "neg" for child in verb.children)
    if verb.lemma_ not in _REPORTING or denied:
        return None
    held = [c for c in verb.children if c.dep_ == "ccomp" and subject_of(c) is not None]
    return next(iter(held), None)


def according(verb: Token) -> Token | None:
    """Whom a clause has from: according to X."""
    for child in verb.children:
        if child.lower_ == "according":
            return next((t for t in child.subtree if t.dep_ == "pobj"), None)
    return None


def clauses_of(verb: Token) -> list[Token]:
    """The verbs of a sentence's finite clauses, joined by “and” or “but”, each with its subject."""
    joined = [one for one in verb.conjuncts if one.pos_ in ("VERB", "AUX")]
    return [verb, *(one for one in joined if one.i > verb.i and subject_of(one) is not None)]


def measure_of(verb: Token) -> str:
    """What a clause says a measure of: its subject, if it is a common noun."""
    subject = subject_of(verb)
    if subject is None or subject.pos_ != "NOUN":
        return ""
    parts = [t.text for t in subject.lefts if t.dep_ in ("amod", "compound")]
    return " ".join([*parts, subject.text])


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb."""
    return next((c for c in verb.children if c.dep_ in _SUBJECTS), None)


def _after_name(token: Token, names: Names) -> str:
    """The genitive or space that follows the last word of a name."""
    at = token
    while at.i + 1 < len(at.doc) and names.at(at.nbor()) is names.at(token):
        at = at.nbor()
    return at.whitespace_


def _keep(token: Token, kept: set[int], quoted: frozenset[int], depth: int) -> None:
    """Add what a short statement keeps of what depends on `token`, which is `depth` down."""
    preps = 0
    for child in token.children:
        joined = child.dep_ in ("conj", "cc") and token.pos_ in ("NOUN", "PROPN")
        turned = child.dep_ == "advmod" and child.lower_ in _TURNS
        turned = turned or _conditions(child) or _is_infinitive(child)
        turned = turned or (child.dep_ == "appos" and child.left_edge.i == token.i + 1)
        if not (child.dep_ in _KEPT or joined or turned) or child.i in quoted or child.is_space:
            continue
        if depth > _DEPTHS.get(child.dep_, _DEEPEST):
            continue
        preps += child.dep_ == "prep"
        if child.dep_ != "prep" or preps <= _PREPOSITIONS:
            kept.add(child.i)
            _keep(child, kept, quoted, depth + 1)


def _hyphened(token: Token) -> Iterator[int]:
    """The parts of a word with hyphens before its last one: little-known."""
    at = token.i
    while at > 1 and token.doc[at - 1].text == "-" and not token.doc[at - 1].whitespace_:
        yield from (at - 2, at - 1)
        at -= 2


def _is_infinitive(child: Token) -> bool:
    """Whether a clause says what a verb lets, makes or allows others to do."""
    finite = any(c.dep_ == "mark" or (c.dep_ == "aux" and c.tag_ != "TO") for c in child.children)
    return child.dep_ == "ccomp" and child.tag_ == "VB" and not finite


def _conditions(child: Token) -> bool:
    """Whether a clause, or its conjunction, states a condition of the main clause."""
    clause = child if child.dep_ == "advcl" else child.head
    marks = (c for c in clause.children if c.dep_ in ("mark", "advmod"))
    own = child.dep_ == "advcl" or (child.dep_ in ("mark", "advmod") and clause.dep_ == "advcl")
    return own and any(mark.lower_ in _CONDITIONS for mark in marks)


def event_kind(verb: Token) -> str:
    """A word for what took place."""
    return gazetteer.EVENTS.get(verb.lemma_, "event")


def fact_kind(verb: Token | None, *, ahead: bool) -> str:
    """The likely kind of a statement, by its verb."""
    if ahead:
        return "expectation"
    return gazetteer.FACTS.get(verb.lemma_ if verb else "", "action")
