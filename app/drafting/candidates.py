"""Parts of a parse that may be names, each with the kind of thing that it names."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Span, Token

from app.drafting import gazetteer
from app.drafting.locations import NO_NAME, is_capital, is_located, unlocated
from app.drafting.roles import announces, is_title, role_after, role_before

Kind = Literal["person", "organisation", "place", "country"]

_LABELS: dict[str, Kind] = {
    "PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place",
    "NORP": "place",
}  # fmt: skip
_AGE = re.compile(r", \d\d[,.;]")
_MEDIA = re.compile(r"(?:Image|Photo|Photograph|File|Video|Credit)s?:?")
_PREFIXES = ("port", "lake", "mount", "cape", "gulf", "fort", "isle", "café")
_PARTICLES = gazetteer.words("particles")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{2,5}")
_NO_ACRONYMS = gazetteer.words("no_acronyms")
_SEATS = {*gazetteer.CAPITALS, *gazetteer.CITIES}
_WARES = gazetteer.words("wares")
_NOTHING = gazetteer.words("nothing")
_CALENDAR = gazetteer.CALENDAR | {"Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Oct"}
_DAYS = {word for word in gazetteer.CALENDAR if word.endswith("day")}
_ISLANDS = ("Island", "Islands", "City")
_STORMS = ("cyclone", "hurricane", "typhoon")
_LONGEST_NAME = 5  # words and hyphens of a person's name
_LONGEST_COUNTRY = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens that name something of a kind."""

    span: Span
    kind: Kind


def candidates(doc: Doc) -> list[Candidate]:
    """All that `doc` names; none overlaps another."""
    found: list[Candidate] = []
    taken: set[int] = set()
    for read in (_countries, _announced, _labelled, _by_first_name, _by_word, _listed, _acronyms):
        for one in read(doc):
            tokens = set(range(one.span.start, one.span.end))
            if not tokens & taken:
                taken |= tokens
                found.append(one)
    return found


def known(words: str) -> str:
    """A name as in the list of organisations: REUTERS is Reuters there."""
    return words if words in gazetteer.KNOWN_ORGANISATIONS else words.title()


def is_opener(words: str) -> bool:
    """Whether a word has a capital only because it opens a sentence."""
    return words.capitalize() in gazetteer.OPENERS


def _countries(doc: Doc) -> Iterator[Candidate]:
    """Countries of several words, which the pipeline may take apart: French Guiana."""
    for token in doc:
        if not is_capital(token) or (token.ent_type_ in ("ORG", "FAC") and token.ent_iob_ == "I"):
            continue
        for length in range(_LONGEST_COUNTRY, 1, -1):
            span = doc[token.i : token.i + length]
            if span.text in gazetteer.COUNTRIES:
                part = token.i + length < len(doc) and doc[token.i + length].text in _ISLANDS
                longer = doc[token.i : token.i + length + part]
                yield Candidate(longer, "place" if part else "country")
                break


def _announced(doc: Doc) -> Iterator[Candidate]:
    """People by the words next to the name: Mr Varney; economist Nora Feldt; Ugo Ricci, 41."""
    for token in doc[:-1]:
        after = announces(token)
        start = token.i + after
        if not after and not (
            is_capital(token) and (token.is_sent_start or not is_capital(doc[token.i - 1]))
        ):
            continue
        end = _name_end(doc, start)
        aged = end - start > 1 and _AGE.match(doc[end : end + 3].text)
        named = after and (end - start > 1 or is_title(token)) and end > start
        if (named or aged) and not _institution(doc[start:end]):
            yield Candidate(doc[start:end], "person")


def _labelled(doc: Doc) -> Iterator[Candidate]:
    """The pipeline's entities, their ends and kinds corrected, each form of one kind only."""
    kinds: dict[str, Counter[Kind]] = defaultdict(Counter)
    read: list[Candidate] = []
    for ent in doc.ents:
        if ent.label_ not in _LABELS:
            continue
        label = _LABELS[ent.label_]
        for span in _split(ent, label):
            trimmed = _trimmed(span, label)
            kind = _kind(trimmed, label) if trimmed else None
            if trimmed and kind and (kind == "country" or ent.label_ != "NORP"):
                kinds[trimmed.text][kind] += 1
                read.append(Candidate(trimmed, kind))
    by_context = _kinds_by_context(doc)
    lower = {token.text for token in doc if token.text.islower()}
    people = {words for words, kind in kinds.items() if kind["person"] and " " not in words}
    nowhere = unlocated([one.span for one in read if kinds[one.span.text]["place"]])
    for one in read:
        words, last = one.span.text, one.span[-1].text
        kind = kinds[words].most_common(1)[0][0]
        if kind != "country" and all(word.lower() in lower for word in words.split()):
            continue  # “Water” is no name where the text has “water”
        if kind != "country" and one.span.sent.text.isupper() and words.title() not in doc.text:
            continue  # of a headline in capitals that the text does not repeat
        if kind in ("organisation", "place") and len(one.span) in (2, 3) and last in people:
            kind = kind if _kind_of_words(one.span) else "person"  # “Feldt” alone is a person
        alone = len(one.span) == 1 and is_located(one.span[0])
        kind = "place" if alone else by_context.get(words, kind)
        kind = "country" if one.kind == "country" else kind
        if kind != "place" or not (words in nowhere or re.search(r"\d", words)):
            yield Candidate(one.span, kind)


def _kinds_by_context(doc: Doc) -> dict[str, Kind]:
    """The kind of single words, by the words next to them: X’s mayor, in X, X said."""
    found: dict[str, Kind] = {}
    full = [ent for ent in doc.ents if ent.label_ == "PERSON" and len(ent) > 1]
    people = {word for ent in full for word in ent.text.split()}
    for token in doc:
        if not is_capital(token) or token.dep_ == "compound" or token.text in people:
            continue
        if token.i and announces(doc[token.i - 1]) and is_capital(doc[token.i - 1]):
            found[token.text] = "person"
        elif is_located(token):
            found.setdefault(token.text, "place")
        elif _speaks(token):
            found.setdefault(token.text, "organisation")
    return found


def _speaks(token: Token) -> bool:
    """Whether a place or organisation says something, and is no capital, which may do so."""
    named = token.dep_ == "nsubj" and token.ent_type_ in ("GPE", "LOC", "ORG")
    return named and token.head.lemma_ in gazetteer.SAYING and token.text not in _SEATS


def _by_first_name(doc: Doc) -> Iterator[Candidate]:
    """People by a common first name."""
    for token in doc[:-1]:
        if token.text in gazetteer.FIRST_NAMES and token.pos_ == "PROPN":
            span = doc[token.i : _name_end(doc, token.i)]
            if len(span) > 1 and not _institution(span):
                yield Candidate(span, "person")


def _by_word(doc: Doc) -> Iterator[Candidate]:
    """Institutions and places by one of their words: Brisa Courier, Port Brisa."""
    for token in doc:
        word = token.lower_
        known = word in gazetteer.ORGANISATIONS or word in gazetteer.PLACES
        if not known or not is_capital(token) or token.is_sent_start:
            continue
        if word in _PREFIXES:
            span = doc[token.i : _run(doc, token.i + 1, 1)]
        else:
            span = doc[_run(doc, token.i - 1, -1) + 1 : token.i + 1]
        kind = _kind(span, "place") if len(span) > 1 else None
        if kind:
            yield Candidate(span, kind)


def _listed(doc: Doc) -> Iterator[Candidate]:
    """Countries, their adjectives, regions and known organisations."""
    for token in doc:
        for length in (3, 2, 1) if token.text[:1].isupper() else ():
            span = doc[token.i : token.i + length]
            if span.text in gazetteer.COUNTRIES or span.text in gazetteer.DEMONYMS:
                yield Candidate(span, "country")
            elif span.text in gazetteer.REGIONS:
                yield Candidate(span, "place")
            elif known(span.text) in gazetteer.KNOWN_ORGANISATIONS:
                yield Candidate(span, "organisation")


def _acronyms(doc: Doc) -> Iterator[Candidate]:
    """Organisations by their initials, unless the text is in capitals: the BPA said."""
    for token in doc:
        if not _ACRONYM.fullmatch(token.text) or token.text in _NO_ACRONYMS or token.ent_type_:
            continue
        article = token.i > 0 and doc[token.i - 1].lower_ == "the" and token.dep_ != "compound"
        acts = token.dep_ in ("nsubj", "agent", "poss") and token.pos_ == "PROPN"
        if (article or acts) and not token.sent.text.isupper():
            yield Candidate(doc[token.i : token.i + 1], "organisation")


# ---- where a name begins and ends


def _run(doc: Doc, at: int, step: int) -> int:
    """Where a run of capitalised words ends, going by `step` from `at`."""
    while 0 <= at < len(doc) and (_hyphened(doc[at]) or (is_capital(doc[at]) and doc[at].is_alpha)):
        if doc[at].lower_ == "the" or (doc[at].is_sent_start and is_opener(doc[at].text)):
            break
        at += step
    return at


def _hyphened(token: Token) -> bool:
    """Whether `token` is the hyphen or what follows it in a name such as Mei-hua."""
    doc, at = token.doc, token.i
    if token.text != "-":
        return at > 1 and doc[at - 1].text == "-" and _hyphened(doc[at - 1])
    if not at or at + 1 == len(doc) or token.whitespace_ or doc[at - 1].whitespace_:
        return False
    before = doc[at - 1]
    named = is_capital(before) or before.text in _PARTICLES or _hyphened(before)
    return named and doc[at + 1].text.isalpha()


def _name_end(doc: Doc, start: int) -> int:
    """Where a person's name that begins at `start` ends."""
    for token in doc[start : start + _LONGEST_NAME]:
        first = token.i == start
        following = doc[token.i + 1] if token.i + 1 < len(doc) else None
        particle = token.text in _PARTICLES and following is not None
        if following is not None and particle:
            particle = is_capital(following) or _hyphened(following)
        proper = token.pos_ == "PROPN" or token.ent_type_ == "PERSON" or token.text[1:2] == "’"
        word = is_capital(token) and proper
        if first and (is_title(token) or not word):
            return start
        if token.text in _DAYS or _MEDIA.fullmatch(token.text):
            return token.i
        if not (word or particle or _hyphened(token)):
            return token.i
    return min(start + _LONGEST_NAME, len(doc))


def _split(ent: Span, kind: Kind) -> Iterator[Span]:
    """An entity without what cannot be in one name: line ends, brackets, commas, marks."""
    start = ent.start
    for token in ent:
        joint = token.text in ("and", "&") and (kind == "person" or _begins_person(token))
        if token.is_space or token.text in '()[]“”"|/:;—–,' or joint:
            if token.i > start:
                yield ent.doc[start : token.i]
            start = token.i + 1
    if start < ent.end:
        yield ent.doc[start : ent.end]


def _begins_person(conjunction: Token) -> bool:
    """Whether a common first name and a capital follow: Bank and Nora Feldt."""
    doc, at = conjunction.doc, conjunction.i + 1
    return at + 1 < len(doc) and doc[at].text in gazetteer.FIRST_NAMES and is_capital(doc[at + 1])


def _trimmed(span: Span, kind: Kind) -> Span | None:
    """A name without articles, titles, genitives and lower-case words at its ends."""
    doc, start, end = span.doc, span.start, span.end
    while start < end:
        token = doc[start]
        titled = kind == "person" and is_title(token)
        first = doc[start + 1].text in gazetteer.FIRST_NAMES if start + 2 < end else False
        titled = titled or (token.text in gazetteer.DEMONYMS and (kind == "person" or first))
        dated = token.text.rstrip(".") in _CALENDAR and start + 1 < end
        dated = dated and (kind != "person" or token.text in _DAYS or first)
        if (
            is_capital(token)
            and not titled
            and not dated
            and token.lower_ not in ("the", "a", "an")
        ):
            break
        start += 1
    while end > start:
        token = doc[end - 1]
        figure = token.text.isdigit() and kind == "organisation"
        dated = token.text in (_DAYS if kind == "person" else _CALENDAR)
        role = kind == "organisation" and token.lower_ in gazetteer.ROLES
        named = _MEDIA.fullmatch(token.text) or (end - start > 1 and (dated or role))
        if figure or (is_capital(token) and not named):
            break
        end -= 1
    if end <= start:
        return None
    span = doc[start:end]
    span = _whole_person(span) if kind == "person" else span
    span = _whole_institution(span) if kind == "organisation" else span
    words = span.text
    common = len(span) == 1 and words.lower() in _NOTHING
    bad = common or NO_NAME.search(words) or words in gazetteer.CALENDAR or is_opener(words)
    return None if bad else span


def _whole_person(span: Span) -> Span:
    """A person's name from end to end, which the pipeline may miss: Paul K. Varney, Lin Mei-hua."""
    doc, start, stop = span.doc, span.start, span.start
    while stop < len(doc):
        inside = stop < span.end and (is_capital(doc[stop]) or doc[stop].text in _PARTICLES)
        initial = stop >= span.end and re.fullmatch(r"[A-Z]\.?", doc[stop - 1].text)
        if not (inside or _hyphened(doc[stop]) or (initial and is_capital(doc[stop]))):
            break
        stop += 1
    if stop - start == 1 and span.text in gazetteer.FIRST_NAMES:
        stop += stop < len(doc) and doc[start].head.i == stop and _is_part(doc[stop])
    elif stop - start == 1:
        start -= start > 0 and _is_part(doc[start - 1])
    return doc[start:stop]


def _is_part(token: Token) -> bool:
    """Whether a word next to a single name is the rest of the name, not a headline's."""
    word = token.text.istitle() and token.text.isalpha() and token.tag_ == "NNP"
    opens = token.is_sent_start and is_opener(token.text)
    if not word or opens or token.ent_type_ or announces(token):
        return False
    headline = not any(one.is_lower and one.pos_ in ("NOUN", "VERB", "ADJ") for one in token.sent)
    return not headline and all(one.text != token.lower_ for one in token.doc)


def _whole_institution(span: Span) -> Span:
    """An institution's name to its end: Kelm Council for the Care of Boats."""
    doc, end = span.doc, span.end
    if span[-1].lower_ not in gazetteer.ORGANISATIONS:
        return span
    while end + 1 < len(doc) and doc[end].lower_ in ("of", "for"):
        at = end + 1 + (doc[end + 1].lower_ == "the")
        stop = at
        while stop < len(doc) and is_capital(doc[stop]) and doc[stop].pos_ in ("PROPN", "NOUN"):
            stop += 1
        if stop == at:
            break
        end = stop
    return doc[span.start : end]


# ---- the kind of a name


def _institution(span: Span) -> bool:
    """Whether the last word is one of institutions or places: Kelm University."""
    last = span[-1].lower_
    return last in gazetteer.ORGANISATIONS or last in gazetteer.PLACES or last in gazetteer.OTHER


def _kind(span: Span, kind: Kind) -> Kind | None:
    """The kind by a name's own words, or else by the pipeline; None if it is no name."""
    words, last = span.text, span[-1].lower_
    if words in gazetteer.COUNTRIES or words in gazetteer.DEMONYMS:
        return "country"
    if known(words) in gazetteer.KNOWN_ORGANISATIONS:
        return "organisation"
    if words in gazetteer.CAPITALS or words in gazetteer.CITIES or words in gazetteer.REGIONS:
        return "place"
    after = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    ware = last in gazetteer.OTHER | _WARES or {"shuttle", *_STORMS} & {*words.lower().split()}
    head = span.root.head
    office = after in gazetteer.POLITICAL_ROLES or after == "secretary"
    office = office or (head.lower_ == "of" and head.head.lower_ == "minister")
    if ware or (kind == "organisation" and (after in _WARES or office)):
        return None
    return (_kind_of_words(span) if len(span) > 1 else None) or _kind_beside(span, kind)


def _kind_of_words(span: Span) -> Kind | None:
    parts = [token.lower_ for token in span]
    head = parts[parts.index("of") - 1] if "of" in parts[1:] else parts[-1]
    if parts[-2:] == ["school", "district"]:
        return "organisation"
    if parts[-1] in gazetteer.PLACES or head in gazetteer.PLACES or parts[0] in _PREFIXES:
        return "place"
    inside = {"of", "for"} & {*parts} and {*parts} & gazetteer.ORGANISATIONS.keys()
    if parts[-1] in gazetteer.ORGANISATIONS or inside:
        return "organisation"
    return "person" if span[0].text in gazetteer.FIRST_NAMES and len(span) < _LONGEST_NAME else None


def _kind_beside(span: Span, kind: Kind) -> Kind:
    """The pipeline's kind, unless the words next to the name contradict it."""
    head = span.root.head
    if kind == "place" and len(span) == 1 and head.lower_ in ("at", "for"):
        return "organisation" if head.head.lemma_ in ("work", "study") else kind
    before = span.doc[span.start - 1] if span.start else None
    if before is not None and before.text.islower() and before.text in gazetteer.ORGANISATIONS:
        return "organisation"  # the energy company Papyra
    if kind == "person":
        article = before is not None and before.lower_ == "the" and before.head == span.root
        return "organisation" if article else kind
    several = 1 < len(span) < _LONGEST_NAME and not _institution(span)
    return "person" if several and (role_before(span) or role_after(span)) else kind
