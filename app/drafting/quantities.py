"""Numbers in a text, each as exact as its words: a value, or bounds of which one may be open."""

import re
from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from spacy.tokens import Doc, Token

from app.drafting import gazetteer
from app.drafting.numerals import NUMBER, ORDINAL, SCALES, SPELT, number

_BOUNDS = {
    "lower excluded": "over;more than;above;upward of;upwards of;exceeding;in excess of;exceed;"
    "exceeds;exceeded;greater than;higher than;topped;tops;topping;surpassed;surpassing",
    "lower included": "at least;no fewer than;no less than;not less than;a minimum of;minimum;"
    "as low as;as few as;as little as",
    "upper excluded": "fewer than;less than;under;below;lower than;short of",
    "upper included": "up to;at most;no more than;not more than;as many as;as much as;as high as;"
    "a maximum of;maximum",
}
_LEFT = {words: bound for bound, all_ in _BOUNDS.items() for words in all_.split(";")}
_RIGHT = {"or more": "lower included", "and above": "lower included", "and over": "lower included",
          "or higher": "lower included", "or fewer": "upper included", "or less": "upper included",
          "or under": "upper included"}  # fmt: skip
_VAGUE = (
    "about;around;nearly;almost;roughly;approximately;close to;an estimated;estimated;some;"
    "approaching;circa"
)
_EXACT = "just;only;exactly;precisely;a total of;all of;a record"


def _either(words: Iterable[str]) -> str:
    return rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b"


_MONEY = r"(?:US|A|C|NZ|HK|S)?[$€£¥]"
_PERCENT = r"(?: ?%| per ?cent\b)"
_ONE = rf"(?:{_MONEY} ?)?{NUMBER}"
_RANGE = (
    rf"(?:\b(?:between (?P<low>{_ONE})(?P<low_cent>{_PERCENT})? and (?P<high>{_ONE})"
    rf"|from (?P<first>{_ONE})(?P<first_cent>{_PERCENT})? to (?P<last>{_ONE})))"
    rf"|(?:{_either(_VAGUE.split(';'))} )?"
    rf"(?P<least>{_ONE})(?P<least_cent>{_PERCENT})?(?: to |[-–])(?P<most>{_ONE})"
)
_SINGLE = (
    rf"(?P<left>{_either(_LEFT)}) (?:a |an )?(?P<bounded>{_ONE})"
    rf"|(?P<vague>{_either(_VAGUE.split(';'))}) (?P<near>{_ONE})"
    rf"|(?:(?P<exact>{_either(_EXACT.split(';'))}) )?(?P<plain>{_ONE})"
    r"|(?P<none>\bno) (?!more|fewer|less|one|longer|doubt|matter|wonder|such)(?=[a-z])"
)
_FIGURE = re.compile(rf"{_RANGE}|{_SINGLE}", re.IGNORECASE)
_ALONE = re.compile(_SINGLE, re.IGNORECASE)
_AFTER = re.compile(rf"{_PERCENT}? (?P<which>{'|'.join(_RIGHT)})\b", re.IGNORECASE)
_CENT = re.compile(_PERCENT, re.IGNORECASE)
_NOBODY = re.compile(
    r"(?P<noun>(?:[a-z]+ ){0,2}?[a-z]+) (?:was|were|has|have|had|did|came|attended|showed|took|"
    r"died|survived|is|are|will|went|appeared|arrived)\b"
)
_CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen"}
_NOT_A_COUNT = re.compile(
    r":\d|-\d| ?[ap]\.?m\b| (?:noon|midnight|o[’']clock)\b|[ -]part(?:y|ies)\b|[ -]?hand\b"
    r"|[ -]world\b| (?:[A-Z]\w+ ){1,3}(?:Street|Road|Avenue|Lane|Square)\b| \d{3}|[’']s\b|th\b"
)
_CHANGES = gazetteer.words("changes")

_PARTS = r"(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)"
_SHARE = re.compile(
    rf"(?:\b(?:over|under|nearly|almost|about|around) )?\b(?:(?:a|one|two|three|four)[- ]{_PARTS}s?"
    r"(?=\W*$|[.,;:]| (?:of|since|are|is|were|was|have|has|had|in|by|more|less|as)\b)"
    rf"|(?<!first )(?<!second )half\b(?![ -](?:hour|day|time)\b)(?: a (?:{'|'.join(SCALES)}))?"
    rf"|(?:{SPELT}|\d\d?) (?:in|out of) (?:every )?(?:{SPELT}|\d\d?)(?![\w,.]\d|\w))",
    re.IGNORECASE,
)
_AGED = re.compile(r"\b(?:aged?|(?:older|younger) than|(?:over|under) the age of|turned|turns) $")
_OLD = re.compile(r" or (?:older|younger|over)\b|[ -]years?[ -](?:olds?\b|of age\b)")
_TIME = re.compile(
    r"[ -](?:more |full |long |straight |consecutive )*"
    r"(?:second|minute|hour|day|week|weekend|month|year|decade|centur)(?:s|y|ies)?\b"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `start` to `end` (code points); `unit` is what is counted, or empty.

    `value` is set where the words are exact, a bound where they say so, and nothing where they
    are vague (“nearly 50”): `near` then is the number that was said.
    """

    start: int
    end: int
    kind: Literal["cardinal", "ordinal"] = "cardinal"
    unit: str = ""
    value: float | int | None = None
    lower: float | int | None = None
    lower_inclusive: bool | None = None
    upper: float | int | None = None
    upper_inclusive: bool | None = None
    near: float | int | None = None

    def __str__(self) -> str:
        """The number as a review has it: 5, >5, <=5, 3..5, ~5."""
        if self.lower is not None and self.upper is not None:
            return f"{self.lower}..{self.upper}"
        if self.lower is not None:
            return f">{'=' if self.lower_inclusive else ''}{self.lower}"
        if self.upper is not None:
            return f"<{'=' if self.upper_inclusive else ''}{self.upper}"
        return f"~{self.near}" if self.value is None else f"{self.value}"

    @property
    def in_words(self) -> str:
        """The number in our own words: more than 5, at most 5, 3 to 5, about 5."""
        if self.lower is not None and self.upper is not None:
            return f"{self.lower:,} to {self.upper:,}"
        if self.lower is not None:
            return f"{'at least' if self.lower_inclusive else 'more than'} {self.lower:,}"
        if self.upper is not None:
            return f"{'at most' if self.upper_inclusive else 'fewer than'} {self.upper:,}"
        if self.value is None:
            return f"about {self.near:,}"
        return f"{self.value:,}" if self.value else "no"


@dataclass(frozen=True, slots=True)
class Aside:
    """A number that is no count, and what it is instead."""

    start: int
    end: int
    kind: Literal["share", "age", "duration", "order"]


def find_numbers(doc: Doc, taken: Iterable[tuple[int, int]]) -> tuple[list[Number], list[Aside]]:
    """The counts of a parsed text, and its other numbers, except those in the spans `taken`."""
    return _Reader(doc, taken).read()


class _Reader:
    def __init__(self, doc: Doc, taken: Iterable[tuple[int, int]]) -> None:
        self.doc, self.text = doc, doc.text
        self.starts = [token.idx for token in doc]
        self.taken = sorted(taken)

    def read(self) -> tuple[list[Number], list[Aside]]:
        asides = [
            Aside(*match.span(), "share")
            for match in _SHARE.finditer(self.text)
            if not self._is_taken(*match.span())
        ]
        self.taken = sorted([*self.taken, *((one.start, one.end) for one in asides)])
        numbers: list[Number] = []
        at = 0
        while match := _FIGURE.search(self.text, at):
            start, at = match.start(), match.end()
            if self._is_taken(*match.span()) or not self._is_range(match):
                alone = _ALONE.search(self.text, start, at)
                at = max(alone.end() if alone else 0, start + 1)
                if alone is None or self._is_taken(*alone.span()):
                    continue
                match = alone
            read, end = self._number(match)
            at = max(at, end)
            for one in read:
                if isinstance(one, Number):
                    numbers.append(one)
                else:
                    asides.append(one)
        return numbers, sorted(asides, key=lambda one: one.start)

    def _is_taken(self, start: int, end: int) -> bool:
        at = bisect(self.taken, (start, end))
        return any(s < end and start < e for s, e in self.taken[max(0, at - 1) : at + 1])

    def _token(self, at: int) -> Token:
        return self.doc[max(0, bisect(self.starts, at) - 1)]

    def _number(self, match: re.Match[str]) -> tuple[list[Number | Aside], int]:
        """The numbers of a match, and where they end."""
        start, end = match.span()
        said = match.groupdict()
        if said["none"]:
            nobody = _NOBODY.match(self.text, end)
            if nobody is None:
                return [], end
            end = nobody.end("noun")
            return [Number(start, end, unit=nobody["noun"], value=0)], end
        low, group = _parts(said)
        words = match[group]
        worth = _worth(words)
        if worth is None or _NOT_A_COUNT.match(self.text, end) or not self._counts(match, group):
            return [], end
        ordinal = bool(re.fullmatch(ORDINAL, words, re.IGNORECASE))
        token = self._token(match.end(group) - 1)
        if other := self._aside(start, end, token, ordinal=ordinal):
            return [other], other.end
        cent = _CENT.match(self.text, end)
        after = _AFTER.match(self.text, end)
        if after and not cent:
            token = self._token(after.end() - 1)
        unit = self._unit(match[0], token, cent)
        kind: Literal["cardinal", "ordinal"] = "ordinal" if ordinal else "cardinal"
        end = cent.end() if cent else end
        if low and said["first"] and self._changes(start):  # “rose from 10 to 15”: two numbers
            first = Number(*match.span(low), unit=unit, value=_worth(match[low], like=words))
            return [first, Number(match.start(group), end, kind, unit, value=worth)], end
        if low:
            bounds = _between(_worth(match[low], like=words), worth)
        else:
            bounds = self._bounds(said, worth, after, start)
        return [Number(start, end, kind, unit, **bounds)], end

    def _is_range(self, match: re.Match[str]) -> bool:
        """Whether what has the form of a range is one; true for what has not."""
        said = match.groupdict()
        low, high = _parts(said)
        if low is None:
            return True
        first, last = _worth(match[low]), _worth(match[high])
        cent = _CENT.match(self.text, match.end())
        money = [bool(re.search(_MONEY, match[group])) for group in (low, high)]
        if (said.get(f"{low}_cent") and not cent) or money[1] > money[0]:
            return False
        if low != "least":
            return True
        if (
            first is None
            or last is None
            or first >= last
            or (re.search("[a-z]$", match[low]) and " to " not in match[0])
        ):
            return False
        counted = re.match(r" (?:[a-z]+s|of)\b", self.text[match.end() : match.end() + 30])
        return bool(cent or any(money) or counted)

    def _changes(self, start: int) -> bool:
        at = self._token(start).i
        return any(token.lemma_ in _CHANGES for token in self.doc[max(0, at - 6) : at])

    def _bounds(
        self, said: dict[str, Any], worth: float, after: re.Match[str] | None, start: int
    ) -> dict[str, Any]:
        bound = _RIGHT[after["which"].lower()] if after else ""
        if said["left"]:
            particle = self._token(start)
            if particle.dep_ == "prt" or particle.tag_ == "RP":  # “handed over $500”
                return {"value": worth}
            bound = _LEFT[said["left"].lower()]
        elif said["vague"]:
            return {"near": worth}
        if not bound:
            return {"value": worth}
        side, inclusive = bound.split()
        return {side: worth, f"{side}_inclusive": inclusive == "included"}

    def _unit(self, words: str, token: Token, cent: re.Match[str] | None) -> str:
        """What is counted: the currency, per cent, or the nouns that follow."""
        if cent:
            return "per cent"
        if sign := re.search(r"[$€£¥]", words):
            return _CURRENCIES[sign[0]]
        at, nouns = token.i + 1, 0
        hyphened = at < len(self.doc) and self.doc[at].text == "-"
        begin = at = at + hyphened
        while at < len(self.doc) and at - begin < (1 if hyphened else 4):
            one = self.doc[at]
            if (
                one.ent_type_ in ("DATE", "TIME", "PERSON")
                or one.text in _NO_UNIT
                or not one.text.isalpha()
            ):
                break
            if one.pos_ == "NOUN" or (one.pos_ == "PROPN" and nouns == 0 and one.tag_ == "NNPS"):
                nouns = at
                if one.tag_ in ("NNS", "NNPS"):
                    break
            elif one.pos_ not in ("ADJ", "VERB") or (
                one.pos_ == "VERB" and one.tag_ not in ("VBN", "VBG")
            ):
                break
            at += 1
        return self.doc[begin : nouns + 1].text if nouns else ""

    def _counts(self, match: re.Match[str], group: str) -> bool:
        """Whether it is a number and no pronoun (“one of them”), no part of a name (“Radio 4”)."""
        start, end = match.span()
        words = match[group]
        before, after = self.text[max(0, start - 30) : start], self.text[end : end + 2]
        coded = before.endswith(("#", "/", ":", "-", "half ", "Half ", "No. ", "+"))
        phone = re.fullmatch(r"0\d+", words) or re.search(r"\d{2,} $", before)
        if coded or (phone and group == "plain"):
            return False
        if words.lower() == "one" and (
            group == "plain" or match["left"] in ("above", "below", "under", "over")
        ):
            return bool(match["exact"])
        if group != "plain" or match["exact"]:
            return True
        if words[0].isupper() and (re.search(r"\w $", before[-2:]) or after[1:].isupper()):
            return False
        named = re.search(r"(?:^|[^.!?”\s] |\b)[A-Z][\w’]* $", before)
        if named and words[0].isdigit() and not re.search(r"[$€£¥]", words):
            token = self._token(match.start(group))
            previous = self.doc[token.i - 1] if token.i else token
            return previous.pos_ != "PROPN" and previous.tag_ != "NNP"
        return True

    def _aside(self, start: int, end: int, token: Token, *, ordinal: bool) -> Aside | None:
        before = self.text[max(0, start - 20) : start]
        if old := _OLD.match(self.text, end):
            return Aside(start, old.end(), "age")
        said = re.search(r"\d\d$", self.text[start:end])
        if _AGED.search(before) or (
            said
            and re.search(r"\w, $", before)
            and re.fullmatch(r"\d\d,", self.text[start : end + 1])
        ):
            return Aside(start, end, "age")
        if ordinal:
            owned = re.search(
                r"(?:[’']s|s’|\b(?:[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Mm]y|[Oo]ur)) $", before
            )
            time = re.match(r" (?:time|anniversary)\b", self.text[end : end + 12])
            first = self.text[start:end].lower().endswith("first")
            if first or not (owned or time):
                unit = self._unit("", token, None)
                stop = end + 1 + len(unit) if unit and self.text[end : end + 1] == " " else end
                return Aside(start, stop, "order")
            return None
        if lasting := _TIME.match(self.text, end):
            return Aside(start, lasting.end(), "duration")
        return None


_NO_UNIT = gazetteer.words("no_unit")


def _parts(said: dict[str, Any]) -> tuple[str | None, str]:
    """The groups of a match that hold its lower and its only or upper number."""
    low = next((g for g in ("low", "first", "least") if said.get(g)), None)
    groups = ("high", "last", "most", "bounded", "near", "plain")
    return low, next((g for g in groups if said.get(g)), "none")


def _between(low: float | None, high: float) -> dict[str, Any]:
    return {"lower": low, "lower_inclusive": True, "upper": high, "upper_inclusive": True}


def _worth(words: str, like: str = "") -> float | int | None:
    """What the words are worth; “5” in “5 to 7 million” is in the scale of `like`."""
    bare = re.sub(rf"^{_MONEY} ?", "", words)
    if like and re.fullmatch(r"[\d.,]+", bare):
        scale = re.search(
            r"(?<=\d) ?(?:[kKmMbB]|bn|mn|tn)\b$| (?:million|billion|trillion|thousand)$", like
        )
        bare += scale[0] if scale else ""
    return number(bare)
