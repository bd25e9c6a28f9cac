"""Whether the words next to a word mark it as a place."""

import re

from spacy.tokens import Span, Token

from app.drafting import gazetteer

NO_NAME = re.compile(r"^[^\W\d_]*\d|@|https?:|www\.|\.(?:com|org|net)$")
_CAPITAL = re.compile(r"(?:[dl]['’])?[^\W\d_a-zß-ÿ]")
_SETTLEMENTS = {"town", "city", "village", "region", "county"}
_SEATED = (gazetteer.POLITICAL_ROLES | _SETTLEMENTS) - {"minister"}
"""Words that a place follows after “of”; a minister is of a field as well."""
_SEVERAL = ("cities", "counties", "districts", "islands", "provinces", "towns", "villages")
_KNOWN_PLACES = {
    *gazetteer.CAPITALS,
    *gazetteer.CITIES,
    *gazetteer.STATES,
    *gazetteer.STATES.values(),
}
_LOCATIVES = gazetteer.words("locatives")
_MOVING = gazetteer.words("moving")
"""Verbs (lemmas) that lead to, from or at a place."""


def is_capital(token: Token) -> bool:
    """Whether a word may be part of a name by its capital."""
    return bool(_CAPITAL.match(token.text)) and not NO_NAME.search(token.text)


def unlocated(spans: list[Span]) -> set[str]:
    """The single words that no word next to them marks as a place: in, from, Kelm, Vellania."""
    single = {span.text for span in spans if len(span) == 1} - _KNOWN_PLACES
    return single - {span.text for span in spans if _has_locative(span)}


def _has_locative(span: Span) -> bool:
    before, after = (span.doc[max(0, at - 2) : at] for at in (span.start, span.end + 2))
    pairs = [(before[-1:], before[:1]), (after[:1], after[-1:])]
    listed = any(mark.text == "," and other[0].ent_type_ == "GPE" for mark, other in pairs if mark)
    led = span.root.dep_ == "pobj" and span.root.head.lower_ in _LOCATIVES
    owns = bool(len(after)) and after[0].text in ("’s", "'s")
    return listed or led or owns or span.text.isupper() or span.root.dep_ in ("compound", "conj")


def is_located(token: Token) -> bool:
    """Whether a word is a place by its neighbours: in X, mayor of X, X’s mayor."""
    following = [one.text for one in token.doc[token.i + 1 : token.i + 3]]
    if following and following[0].lower() in gazetteer.ORGANISATIONS:  # in Kelm Bank
        return False
    if following and following[0] in ("’s", "'s", *gazetteer.PLACES):  # X’s mayor, X valley
        return following[0] in gazetteer.PLACES or following[-1] in gazetteer.POLITICAL_ROLES
    head = token.head
    listed = token.dep_ in ("conj", "appos") and token.ent_type_ != "ORG" and is_capital(head)
    if listed or _is_counted(token):
        located = head.dep_ == "pobj" and head.head.lower_ in ("in", "near")
        return located or _is_counted(token)
    if token.dep_ != "pobj":
        return False
    if head.lower_ == "of":
        return head.head.lower_ in _SEATED
    moved = head.lower_ == "to" and token.ent_type_ == "GPE" and head.head.pos_ == "VERB"
    moving = head.head.lemma_ in _MOVING and token.ent_type_ not in ("DATE", "PERSON")
    moved = moved or (head.lower_ in ("to", "from", "at") and moving)
    return moved or (head.lower_ in ("in", "near") and token.ent_type_ not in ("DATE", "PERSON"))


def _is_counted(token: Token) -> bool:
    """Whether a word is in a list before a noun for places: Orre, Moore and Kelm counties."""
    doc, at = token.doc, token.i + 1
    while at < len(doc) and (doc[at].text in (",", "and") or is_capital(doc[at])):
        at += 1
    return at < len(doc) and doc[at].lower_ in _SEVERAL
