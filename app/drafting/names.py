"""Names of people, organisations, places and countries, each with all its mentions."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc, Span, Token

from app.drafting import gazetteer

Kind = Literal["person", "organisation", "place", "country"]

_LABELS: dict[str, Kind] = {
    "PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place",
}  # fmt: skip
_TITLE = re.compile(rf"(?:{gazetteer.HONORIFICS}|{gazetteer.POLITICAL}|{gazetteer.OTHER_TITLE})")
_SHORT_TITLE = re.compile(
    r"(?:Sen|Rep|Gov|Gen|Col|Lt|Capt|Sgt|Rev|Hon|Supt|Insp|Cllr|Sens|Reps)\.?"
)
_PARTICLES = frozenset("de da di du del della van von der den bin ibn al el la le dos ter".split())
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_NO_NAME = re.compile(r"^[^\W\d_]*\d|@|https?:|www\.|\.(?:com|org|net)$")
_CAPITAL = re.compile(r"[^\W\d_a-zß-ÿ]")
_AGED = re.compile(r", \d\d(?:,|\.|;)(?!\d)")
_MEDIA = re.compile(r"(?:Image|Photo|Photograph|File|Video|Credit)s?:?")


@dataclass(slots=True)
class Name:
    """A name and where it is mentioned: starts and ends in code points.

    For a person `role` is what the text calls them, as said at `role_at`, `title` what stands
    before the name. `sort` is the kind of place or organisation, `country` an ISO 3166 code.
    `stated` is false for a country known by its adjective alone.
    """

    kind: Kind
    name: str
    mentions: list[tuple[int, int]] = field(default_factory=list)
    title: str = ""
    role: str = ""
    role_at: tuple[int, int] | None = None
    sort: str = ""
    country: str = ""
    stated: bool = True

    @property
    def last(self) -> str:
        """A person's last name."""
        words = [word for word in self.name.split() if not _SUFFIX.fullmatch(word)]
        return words[-1].strip(",") if words else self.name


@dataclass(slots=True)
class _Candidate:
    """Tokens that may be a name, as the pipeline labelled them or a rule read them."""

    span: Span
    kind: Kind

    @property
    def text(self) -> str:
        return self.span.text


class Names:
    """Who and what a parsed text names."""

    def __init__(self, doc: Doc) -> None:
        """Find all names in `doc`."""
        self.doc = doc
        self.found: list[Name] = []
        self._people: dict[str, list[Name]] = defaultdict(list)  # by last and by first name
        self._things: dict[tuple[str, str], Name] = {}
        self._at: dict[int, Name] = {}
        candidates = list(self._candidates())
        people = [one for one in candidates if one.kind == "person"]
        for one in sorted(people, key=lambda one: -len(one.span)):
            self._person(one)
        for one in candidates:
            if one.kind != "person":
                self._thing(one)
        self._short_mentions()
        self._acronyms()
        for name in self.found:
            name.mentions.sort()
        self.found.sort(key=lambda name: name.mentions[0])

    def of(self, kind: Kind) -> list[Name]:
        """The names of one kind, in the order of the text."""
        return [name for name in self.found if name.kind == kind]

    def at(self, token: Token) -> Name | None:
        """The name that `token` is part of."""
        return self._at.get(token.i)

    # ---- candidates

    def _candidates(self) -> Iterator[_Candidate]:
        taken: set[int] = set()
        for one in [*self._countries(), *self._announced(), *self._labelled()]:
            tokens = set(range(one.span.start, one.span.end))
            if not tokens & taken:
                taken |= tokens
                yield one
        yield from self._called(taken)
        yield from self._worded(taken)
        yield from self._listed(taken)

    def _countries(self) -> Iterator[_Candidate]:
        """Countries of several words, which the pipeline may take apart: French Guiana."""
        longest = max(len(name.split()) for name in gazetteer.COUNTRIES)
        for token in self.doc:
            if not _capital(token) or (token.ent_type_ in ("ORG", "FAC") and token.ent_iob_ == "I"):
                continue
            for length in range(longest + 2, 1, -1):
                span = self.doc[token.i : token.i + length]
                if span.text in gazetteer.COUNTRIES:
                    yield _Candidate(span, "country")
                    break

    def _announced(self) -> Iterator[_Candidate]:
        """People with a title or a role before their name: Mr Varney, economist Nora Feldt."""
        for token in self.doc:
            if token.i + 1 < len(self.doc) and _announces(token):
                start = token.i + 1
                end = _name_end(self.doc, start)
                if end > start and not _institution(self.doc[start:end]):
                    titled = bool(
                        _TITLE.fullmatch(token.text) or _SHORT_TITLE.fullmatch(token.text)
                    )
                    if end - start > 1 or titled:
                        yield _Candidate(self.doc[start:end], "person")
            elif _capital(token) and (token.is_sent_start or not _capital(self.doc[token.i - 1])):
                end = _name_end(self.doc, token.i)  # Ugo Ricci, 41, …
                aged = _AGED.match(self.doc.text, _end(self.doc[end - 1])) if end - token.i > 1 else None
                if aged:
                    yield _Candidate(self.doc[token.i : end], "person")

    def _labelled(self) -> Iterator[_Candidate]:
        found = [(ent, _LABELS[ent.label_]) for ent in self.doc.ents if ent.label_ in _LABELS]
        found += [(ent, "place") for ent in self.doc.ents if ent.label_ == "NORP"]
        labels: dict[str, Counter[Kind]] = defaultdict(Counter)
        read = []
        for ent, kind in found:
            for span in _split(ent, kind):
                if trimmed := _trimmed(span, kind):
                    own = _kind(trimmed, kind)
                    if own is None:
                        continue
                    several = 1 < len(trimmed) < 5 and not _institution(trimmed)
                    if own in ("organisation", "place") and several and (_role_before(trimmed) or _apposition(trimmed)):
                        own = "person"
                    if ent.label_ == "NORP" and own != "country":
                        continue
                    labels[trimmed.text][own] += 1
                    read.append((trimmed, own))
        told = self._context()
        for span, kind in read:
            if len(span) == 1 and kind != "country" and span.text in told:
                labels[span.text] = Counter({told[span.text]: 1})
            most = labels[span.text].most_common(1)[0][0] if kind != "country" else kind
            yield _Candidate(span, most)

    def _context(self) -> dict[str, Kind]:
        """The kind of single words that what stands beside them tells: X’s mayor, in X, X said."""
        told: dict[str, Kind] = {}
        for token in self.doc:
            head = token.head
            if not _capital(token) or token.dep_ == "compound":
                continue
            after = self.doc[token.i + 1].text if token.i + 1 < len(self.doc) else ""
            if (
                token.i
                and _announces(self.doc[token.i - 1])
                and self.doc[token.i - 1].text[0].isupper()
            ):
                told[token.text] = "person"
            elif (
                after in ("’s", "'s")
                and self.doc[token.i + 2 : token.i + 3].text in gazetteer.POLITICAL_ROLES
            ):
                told.setdefault(token.text, "place")
            elif (
                token.dep_ == "pobj"
                and head.lower_ == "of"
                and head.head.lower_ in gazetteer.POLITICAL_ROLES
            ):
                told.setdefault(token.text, "place")
            elif (
                token.dep_ == "pobj"
                and head.lower_ in ("in", "near")
                and token.ent_type_ not in ("DATE", "PERSON")
            ):
                told.setdefault(token.text, "place")
            elif (
                token.dep_ == "nsubj"
                and head.lemma_ in gazetteer.SAYING
                and token.ent_type_ in ("GPE", "LOC", "ORG")
            ):
                known = token.text in gazetteer.CAPITALS
                told.setdefault(token.text, "place" if known else "organisation")
        people = {
            word
            for ent in self.doc.ents
            if ent.label_ == "PERSON" and len(ent) > 1
            for word in ent.text.split()
        }
        return {word: kind for word, kind in told.items() if kind == "person" or word not in people}

    def _called(self, taken: set[int]) -> Iterator[_Candidate]:
        """People by a common first name, where the pipeline saw none."""
        for token in self.doc[:-1]:
            if (
                token.text in gazetteer.FIRST_NAMES
                and token.pos_ == "PROPN"
                and token.i not in taken
            ):
                end = _name_end(self.doc, token.i)
                span = self.doc[token.i : end]
                if (
                    end - token.i > 1
                    and not taken & set(range(token.i, end))
                    and not _institution(span)
                ):
                    taken |= set(range(token.i, end))
                    yield _Candidate(span, "person")

    def _worded(self, taken: set[int]) -> Iterator[_Candidate]:
        """Institutions and places by their words, where the pipeline saw none: Brisa Courier."""
        for token in self.doc:
            word = token.lower_
            known = word in gazetteer.ORGANISATIONS or word in gazetteer.PLACES
            if token.i in taken or not known or not _capital(token) or token.is_sent_start:
                continue
            start, end = token.i, token.i + 1
            if word in _PREFIXES:
                end = _run(self.doc, end, 1)
            else:
                start = _run(self.doc, start - 1, -1) + 1
            span = self.doc[start:end]
            if (
                len(span) > 1
                and not taken & set(range(start, end))
                and (kind := _kind(span, "place"))
            ):
                taken |= set(range(start, end))
                yield _Candidate(span, kind)

    def _listed(self, taken: set[int]) -> Iterator[_Candidate]:
        """Countries, their adjectives and known organisations that the pipeline passed over."""
        for token in self.doc:
            if token.i in taken or not token.text[:1].isupper():
                continue
            for length in (3, 2, 1):
                span = self.doc[token.i : token.i + length]
                words = span.text
                if taken & set(range(span.start, span.end)):
                    continue
                if words in gazetteer.COUNTRIES or words in gazetteer.DEMONYMS:
                    yield _Candidate(span, "country")
                elif _known(words) in gazetteer.KNOWN_ORGANISATIONS:
                    yield _Candidate(span, "organisation")
                else:
                    continue
                taken |= set(range(span.start, span.end))
                break

    # ---- names

    def _person(self, one: _Candidate) -> None:
        words = one.text
        alike = [*self._people[words.split()[-1]], *self._people[words.split()[0]]]
        name = next((p for p in alike if _same_person(p, words)), None)
        if name is None:
            name = Name("person", words)
            for word in {name.last, words.split()[0]}:
                self._people[word].append(name)
            self.found.append(name)
        self._mention(name, one.span)
        self._describe(name, one.span)

    def _describe(self, name: Name, span: Span) -> None:
        """The title before a name and the role before or after it."""
        start, _ = _title(self.doc, span.start)
        before = self.doc[start : span.start]
        if (
            start < span.start
            and not name.title
            and not re.fullmatch(gazetteer.HONORIFICS, before.text)
        ):
            name.title = before.text.rstrip(" ,")
            name.role_at = (before.start_char, before.end_char)
        role = _role_before(span)
        if role is None or re.fullmatch(gazetteer.HONORIFICS, role.text):
            role = _apposition(span)
        if not name.role and role:
            name.role = role.text
            name.role_at = (role.start_char, role.end_char)
        if name.title and not name.country:
            for token in self.doc[max(0, start - 2) : span.start]:
                code = gazetteer.DEMONYMS.get(token.text) or gazetteer.COUNTRIES.get(token.text)
                if code and token.sent == span.sent:
                    name.country = code

    def _thing(self, one: _Candidate) -> None:
        words, kind = one.text, one.kind
        if kind == "country":
            code = gazetteer.COUNTRIES.get(words) or gazetteer.DEMONYMS.get(words)
            code = code or gazetteer.COUNTRIES[words.title()]
            key = gazetteer.COUNTRY_NAMES[code]
        elif kind == "organisation" and len(one.span) == 1 and self._bearer(words):
            self._mention(self._bearer(words), one.span)  # type: ignore[arg-type] # just found
            return
        elif (
            kind == "place"
            and len(one.span) == 1
            and self._bearer(words)
            and not _located(one.span)
        ):
            self._mention(self._bearer(words), one.span)  # type: ignore[arg-type] # just found
            return
        else:
            key, code = _known(words) if kind == "organisation" and words.isupper() else words, ""
            key = key if key in gazetteer.KNOWN_ORGANISATIONS else words
        before = self.doc[one.span.start - 1] if one.span.start else None
        if (
            kind == "organisation"
            and before is not None
            and before.text == "The"
            and not before.is_sent_start
        ):
            key = f"The {key}"
        bare = key.removeprefix("The ")
        name = self._things.get((kind, bare))
        if name is not None and kind != "country":
            name.name = max(name.name, key, key=len)
        if name is None:
            name = Name(kind, key, country=code, stated=kind != "country")
            name.sort = _sort(words, kind)
            if words in gazetteer.CAPITALS and kind == "place":
                name.sort, name.country = "city", gazetteer.CAPITALS[words]
            self.found.append(name)
            self._things[kind, bare] = name
        if kind == "country" and words not in gazetteer.DEMONYMS:
            name.stated = True
        self._mention(name, one.span)

    def _bearer(self, word: str) -> Name | None:
        """The person whose last name `word` is; or whose first name, if nobody else has it."""
        people = [p for p in self._people.get(word, []) if " " in p.name]
        last = [p for p in people if p.last == word]
        first = [p for p in people if p.last != word]
        return next(iter(last or (first if len(first) == 1 else [])), None)

    def _short_mentions(self) -> None:
        """Last names that stand alone and were read as nothing."""
        last = {p.last: p for p in self.of("person")}
        forms = {n.name: n for n in self.found if n.kind in ("organisation", "place")}
        for token in self.doc:
            if token.i in self._at or not token.text[:1].isupper():
                continue
            name = last.get(token.text) or forms.get(token.text)
            if name and not (token.is_sent_start and token.text.lower() in _WORDS):
                self._mention(name, self.doc[token.i : token.i + 1])

    def _acronyms(self) -> None:
        """Join “World Health Organisation (WHO)” with WHO."""
        things = [name for name in self.found if name.kind in ("organisation", "place")]
        short = {name.name.replace(".", ""): name for name in things if name.name.isupper()}
        for one in things:
            letters = "".join(w[0] for w in re.findall(r"[\w’']+", one.name) if w[0].isupper())
            other = short.pop(letters, None) if " " in one.name else None
            if other is not None:
                one.mentions += other.mentions
                self._at.update({i: one for i, name in self._at.items() if name is other})
                self.found.remove(other)

    def _mention(self, name: Name, span: Span) -> None:
        name.mentions.append((span.start_char, span.end_char))
        self._at.update({i: name for i in range(span.start, span.end)})


_WORDS = frozenset(word.lower() for word in gazetteer.OPENERS)


def _end(token: Token) -> int:
    return token.idx + len(token)


def _capital(token: Token) -> bool:
    return bool(_CAPITAL.match(token.text)) and not _NO_NAME.search(token.text)


_PREFIXES = frozenset("port lake mount cape gulf fort isle café cafe".split())


def _run(doc: Doc, at: int, step: int) -> int:
    """Where a run of capitalised words ends, going by `step` from `at`."""
    while (
        0 <= at < len(doc)
        and _capital(doc[at])
        and doc[at].text.isalpha()
        and doc[at].lower_ != "the"
    ):
        if doc[at].is_sent_start and doc[at].lower_ in _WORDS:
            break
        at += step
    return at


def _hyphened(token: Token) -> bool:
    """Whether `token` is the hyphen or what follows it in a name such as Siu-lai."""
    doc, at = token.doc, token.i
    if token.text == "-":
        near = at + 1 < len(doc) and not token.whitespace_ and at and not doc[at - 1].whitespace_
        return bool(near) and doc[at + 1].text.isalpha() and _capital(doc[at - 1])
    return at > 1 and doc[at - 1].text == "-" and _hyphened(doc[at - 1])


def _announces(token: Token) -> bool:
    """Whether a name follows `token`: it is a title, or a noun for what somebody does."""
    if re.fullmatch(gazetteer.HONORIFICS, token.text) or _SHORT_TITLE.fullmatch(token.text):
        return True
    if _TITLE.fullmatch(token.text) and token.text[0].isupper():
        return True
    return token.text in gazetteer.ROLES and token.tag_ in ("NN", "NNP")


def _name_end(doc: Doc, start: int) -> int:
    """Where a person's name that begins at `start` ends."""
    end = start
    while end < len(doc) and end - start < 5:
        token = doc[end]
        particle = token.text in _PARTICLES and end + 1 < len(doc) and _capital(doc[end + 1])
        word = _capital(token) and (token.pos_ == "PROPN" or token.ent_type_ == "PERSON")
        if not (word or particle or (end > start and _hyphened(token))):
            break
        if end == start and (_TITLE.fullmatch(token.text) or not word):
            break
        end += 1
    return end


def _title(doc: Doc, start: int) -> tuple[int, int]:
    """Where the titles before the name at `start` begin: President, former Prime Minister."""
    at = start
    while at > 0:
        token = doc[at - 1]
        known = _TITLE.fullmatch(token.text) or _SHORT_TITLE.fullmatch(token.text)
        part = at < start and token.text in (
            "Prime",
            "Vice",
            "-",
            "Deputy",
            "Foreign",
            "First",
            "Secretary",
        )
        part = (
            part
            or at < start
            and token.pos_ == "PROPN"
            and doc[at].text in ("Minister", "Secretary")
        )
        if not (known or part or (token.text in gazetteer.ROLES and at == start)):
            break
        at -= 1
    return at, start


def _role_before(span: Span) -> Span | None:
    """What stands before a name: economist Nora Feldt; the mayor of Sorrel, Anja Petrova."""
    doc, stop = span.doc, span.start
    comma = stop > 1 and doc[stop - 1].text == ","
    stop -= comma
    at, noun = stop, None
    while at > 0 and stop - at < 12 and not doc[at].is_sent_start:
        token = doc[at - 1]
        if token.text.lower() in gazetteer.ROLES and (comma or at == stop):
            noun = at - 1
        if (
            token.lower_ in ("the", "a", "an", "his", "her", "its", "their", "’s", "'s")
            or token.is_space
        ):
            break
        allowed = token.pos_ in ("NOUN", "PROPN", "ADJ") or token.lower_ in (
            "of",
            "for",
            "at",
            "the",
            "-",
        )
        if not allowed or (not comma and noun is None):
            if not (comma and token.lower_ == "and"):
                break
        at -= 1
        if doc[at].is_sent_start:
            break
    if comma and at > 1 and doc[at - 1].lower_ == "the" and noun is None:
        outer = at - 2  # the mayor of the old town, X
        if doc[outer].lower_ in ("of", "at", "for") and doc[outer - 1].lower_ in gazetteer.ROLES:
            noun = outer - 1
            at = noun
            while doc[at - 1].pos_ in ("ADJ", "NOUN") and not doc[at].is_sent_start:
                at -= 1
    return doc[at:stop] if noun is not None and at < stop else None


def _apposition(span: Span) -> Span | None:
    """What a name is said to be: Nora Feldt, an engineer; Bruno Leclair, mayor of Sorrel."""
    doc, end = span.doc, span.end
    if end + 1 >= len(doc) or doc[end].text != ",":
        return None
    start = end + 1
    while start < len(doc) and doc[start].lower_ in (
        "a",
        "an",
        "the",
        "its",
        "his",
        "her",
        "their",
    ):
        start += 1
    stop = start
    noun = None
    while (
        stop < len(doc)
        and stop - start < 12
        and doc[stop].text not in (",", ".", ";", ":", "”", "“", "(", "—", "–")
    ):
        if doc[stop].tag_ in ("NN", "NNP") and gazetteer.is_role(doc[stop].text) and noun is None:
            noun = stop
        if doc[stop].pos_ in ("VERB", "AUX") or doc[stop].lower_ in ("who", "which", "and", "that"):
            break
        stop += 1
    return doc[start:stop] if noun is not None and stop > start else None


def _split(ent: Span, kind: Kind) -> Iterator[Span]:
    """An entity without what cannot be in one name: line ends, brackets, quotation marks."""
    start = ent.start
    for token in ent:
        if (
            token.is_space
            or token.text in '()[]“”"|/:;—–,'
            or (kind == "person" and token.text in ("and", "&"))
        ):
            if token.i > start:
                yield ent.doc[start : token.i]
            start = token.i + 1
    if start < ent.end:
        yield ent.doc[start : ent.end]


def _trimmed(span: Span, kind: Kind) -> Span | None:
    """A name without articles, titles, genitives and lower-case words at its ends."""
    doc, start, end = span.doc, span.start, span.end
    while start < end:
        token = doc[start]
        titled = kind == "person" and (
            _TITLE.fullmatch(token.text)
            or _SHORT_TITLE.fullmatch(token.text)
            or token.text in gazetteer.DEMONYMS
        )
        if not (titled or token.lower_ in ("the", "a", "an") or not _capital(token)):
            break
        start += 1
    while end > start:
        token = doc[end - 1]
        if (
            _capital(token)
            and not _MEDIA.fullmatch(token.text)
            or token.text.isdigit()
            and kind != "person"
        ):
            break
        end -= 1
    if kind == "person":
        stop = start
        while stop < len(doc) and (
            stop < end
            and (_capital(doc[stop]) or doc[stop].text in _PARTICLES)
            or _hyphened(doc[stop])
        ):
            stop += 1
        end = stop
        while (
            end < len(doc)
            and end > start
            and re.fullmatch(r"[A-Z]\.?", doc[end - 1].text)
            and _capital(doc[end])
        ):
            end += 1  # “Paul K. Varney”, cut off after the initial
    span = doc[start:end]
    if kind == "organisation":
        span = _extended(span)
    good = end > start and not _NO_NAME.search(span.text) and span.text not in gazetteer.CALENDAR
    good = good and not (len(span) == 1 and span.text.lower() in _NOTHING)
    return span if good and span.text.lower() not in _WORDS else None


_NOTHING = frozenset("islam christianity state government home gmt internet god emeritus homeopathy shadow".split())


def _extended(span: Span) -> Span:
    """“Joint Council”, cut off before “for the Welfare of Immigrants”."""
    doc, end = span.doc, span.end
    while span and span[-1].lower_ in gazetteer.ORGANISATIONS and end + 1 < len(doc) and doc[end].lower_ in ("of", "for"):
        at = end + 1 + (doc[end + 1].lower_ == "the")
        stop = at
        while stop < len(doc) and _capital(doc[stop]) and doc[stop].pos_ in ("PROPN", "NOUN"):
            stop += 1
        if stop == at:
            break
        end = stop
        span = doc[span.start : end]
        if doc[end : end + 1].text != "of":
            break
    return span


def _institution(span: Span) -> bool:
    """Whether the last word is one of institutions or places: Kelm University."""
    last = span[-1].lower_
    return last in gazetteer.ORGANISATIONS or last in gazetteer.PLACES or last in gazetteer.OTHER


_WARES = frozenset(
    "shuttle program programme project study system strategy plan policy expo championship newsletter phone windows database studies category constituency index soup".split()
)


def _kind(span: Span, kind: Kind) -> Kind | None:
    """The kind that the words of a name tell, or else that of the pipeline."""
    words = span.text
    if words in gazetteer.COUNTRIES or words in gazetteer.DEMONYMS:
        return "country"
    if _known(words) in gazetteer.KNOWN_ORGANISATIONS:
        return "organisation"
    if words in gazetteer.CAPITALS or words in gazetteer.CONTINENTS:
        return "place"
    if span[-1].lower_ in gazetteer.OTHER or span[-1].lower_ in _WARES or "shuttle" in span.text.lower().split():
        return None
    after = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    if kind == "organisation" and (after in _WARES or after in gazetteer.POLITICAL_ROLES or after == "secretary"):
        return None
    if len(span) > 1:
        parts = [token.lower_ for token in span]
        last = parts[-1]
        head = parts[parts.index("of") - 1] if "of" in parts[1:] else last
        if last in gazetteer.PLACES or head in gazetteer.PLACES or parts[0] in _PREFIXES:
            return "place"
        if last in gazetteer.ORGANISATIONS or (
            {"of", "for"} & {*parts} and {*parts} & gazetteer.ORGANISATIONS.keys()
        ):
            return "organisation"
    if (
        kind == "place"
        and len(span) == 1
        and span[0].head.lower_ in ("at", "for")
        and span.root.head.lemma_ in ("work", "study")
    ):
        return "organisation"
    if len(span) > 1 and span[0].text in gazetteer.FIRST_NAMES and len(span) < 4:
        return "person"
    before = span.doc[span.start - 1] if span.start else None
    if (
        kind == "person"
        and before is not None
        and before.lower_ == "the"
        and before.head == span.root
    ):
        return "organisation"
    return kind


def _known(words: str) -> str:
    """A name as the list of organisations has it: REUTERS is Reuters there."""
    return words if words in gazetteer.KNOWN_ORGANISATIONS else words.title()


def _located(span: Span) -> bool:
    return span.root.dep_ == "pobj" and span.root.head.lower_ in (
        "in",
        "near",
        "from",
        "across",
        "outside",
    )


def _sort(words: str, kind: Kind) -> str:
    """The kind of place or organisation that a name tells by its words."""
    if kind == "organisation" and _known(words) in gazetteer.KNOWN_ORGANISATIONS:
        return gazetteer.KNOWN_ORGANISATIONS[_known(words)]
    table = {"organisation": gazetteer.ORGANISATIONS, "place": gazetteer.PLACES}.get(kind, {})
    parts = words.lower().split()
    return next((table[part] for part in [*parts[::-1]] if part in table), "")


def _same_person(person: Name, words: str) -> bool:
    """Whether `words`, as long as the known name or shorter, name the same person."""
    known, said = person.name.split(), words.split()
    if known == said:
        return True
    if len(said) == 1:
        return said[0] == person.last or (len(known) > 1 and said[0] == known[0])
    return said[-1] == person.last and said[0] == known[0]
