"""Numbers in a text, each as exact as its words: a value or bounds, one of which may be open."""

import re
from bisect import bisect
from collections.abc import Iterable
from typing import Any

from spacy.tokens import Doc, Token

from app.drafting import gazetteer
from app.drafting.numerals import (
    AMOUNT,
    MEASURE,
    NUMBER,
    ORDINAL,
    SCALES,
    SPELT,
    Number,
    NumberKind,
    number,
)

_BOUNDS = {
    "lower excluded": "over;more than;over than;above;upward of;upwards of;exceeding;in excess of;"
    "exceed;exceeds;exceeded;greater than;higher than;larger than;topped;tops;topping;surpassed;"
    "surpasses;surpassing;north of",
    "lower included": "at least;no fewer than;no less than;not less than;no lower than;"
    "a minimum of;minimum;as low as;as few as;as little as",
    "upper excluded": "fewer than;less than;under;below;lower than;short of;shy of",
    "upper included": "up to;at most;no more than;not more than;no higher than;no greater than;"
    "not exceeding;as many as;as much as;as high as;a maximum of;maximum",
}
_LEFT = {words: bound for bound, all_ in _BOUNDS.items() for words in all_.split(";")}
_RIGHT = {"or more": "lower included", "and above": "lower included", "and over": "lower included",
          "or higher": "lower included", "plus": "lower included", "+": "lower included",
          "or fewer": "upper included", "or less": "upper included", "or lower": "upper included",
          "or under": "upper included", "or so": "", "odd": ""}  # fmt: skip
_VAGUE = (
    "about;around;nearly;almost;roughly;approximately;approx.;close to;an estimated;estimated;some;"
    "approaching;circa;barely;virtually;in the region of;in the neighborhood of"
)
_EXACT = "just;only;exactly;precisely;a total of;all of;a record"


def _either(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return rf"\b(?:{'|'.join(map(re.escape, ordered))})"


_CURRENCIES = {
    "€": "euros", "£": "pounds", "¥": "yen", "₹": "rupees", "RS": "rupees", "INR": "rupees",
    "USD": "dollars", "EUR": "euros", "GBP": "pounds", "JPY": "yen", "RM": "ringgit",
    "CNY": "yuan", "RMB": "yuan", "CHF": "francs",
}  # fmt: skip
_DOLLARS = {"A": "Australian", "AU": "Australian", "C": "Canadian", "NZ": "New Zealand",
            "HK": "Hong Kong", "S": "Singapore"}  # fmt: skip
_PREFIX = rf"(?:US|{'|'.join(_DOLLARS)})"
_CODES = "|".join(code for code in _CURRENCIES if code.isalpha())
_MONEY = rf"(?:\b{_PREFIX} ?\$|\${_PREFIX}(?= ?\d)|[$€£¥₹]|\b(?:{_CODES})\.?(?= ?\d))"
_PERCENT = r"(?: ?%| per ?cent\b)"
_ONE = rf"(?:{_MONEY} ?{AMOUNT}|(?:\bminus[ -]|\N{{MINUS SIGN}})?{NUMBER})"
_APART = r"(?: to | or |[-–]| [-–] )"
_RANGE = (
    rf"(?:\b(?:between (?P<low>{_ONE})(?P<low_cent>{_PERCENT})? and (?P<high>{_ONE})"
    rf"|(?:from|by) (?P<first>{_ONE})(?P<first_cent>{_PERCENT})? to (?P<last>{_ONE})))"
    rf"|(?:{_either(_VAGUE.split(';'))} )?"
    rf"(?P<least>{_ONE})(?P<least_cent>{_PERCENT})?{_APART}(?P<most>{_ONE})"
)
_SINGLE = (
    rf"(?P<left>{_either(_LEFT)}) (?:a |an )?(?P<bounded>{_ONE})"
    rf"|(?P<vague>{_either(_VAGUE.split(';'))} |[~≈] ?)(?P<near>{_ONE})"
    rf"|(?:(?P<exact>{_either(_EXACT.split(';'))}) )?(?P<plain>{_ONE})"
    r"|(?P<none>\bno) (?!more|fewer|less|one|longer|doubt|matter|wonder|such)(?=[a-z])"
)
_FIGURE = re.compile(rf"{_RANGE}|{_SINGLE}", re.IGNORECASE)
_ALONE = re.compile(_SINGLE, re.IGNORECASE)
_AFTER = re.compile(
    rf"{_PERCENT}?(?P<which>\+| or (?:more|higher|fewer|less|lower|under|so)\b"
    r"| and (?:above|over)\b|[ -](?:plus|odd)\b)",
    re.IGNORECASE,
)
_CENT = re.compile(_PERCENT, re.IGNORECASE)
_MEASURE = re.compile(MEASURE)
_NOBODY = re.compile(
    r"(?P<noun>(?:[a-z]+ ){0,2}?[a-z]+) (?:was|were|has|have|had|did|came|attended|showed|took|"
    r"died|survived|is|are|will|went|appeared|arrived)\b"
)
_NOT_A_COUNT = re.compile(
    r":\d|-\d|[/\N{FRACTION SLASH}]\d|\N{MULTIPLICATION SIGN}| ?[ap]\.?m\b"
    r"| (?:noon|midnight|o[’']clock)\b|[ -]part(?:y|ies)\b|[ -]?hand\b|[ -]world\b"
    r"| (?:[A-Z]\w* ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Square|Drive|Way)\b"
    r"| \d{3}|[’']s\b|th\b|G\b"
)
_SCALE = re.compile(
    rf"(?<=\d) ?(?:[kmb]|bn|mn|tn|mil)$|(?: |(?<=\d))(?:{'|'.join(SCALES)})$", re.IGNORECASE
)
_SCALELESS = re.compile(rf"\d{{1,3}}(?:\.\d+)?|{SPELT}", re.IGNORECASE)
_YEAR = re.compile(r"1\d{3}|20\d\d")
_CHANGES = gazetteer.words("changes")
_NO_UNIT = gazetteer.words("no_unit")

_PARTS = "half third quarter fifth sixth seventh eighth ninth tenth"
_DIVISORS = {word: n for n, word in enumerate(_PARTS.split(), start=2)} | {"halve": 2, "fourth": 4}
_ABOUT = r"(?:(?P<about>over|more than|under|less than|nearly|almost|about|around|roughly) )?"
_SHARE = re.compile(
    rf"\b{_ABOUT}\b(?:(?P<many>a|one|two|three|four)[- ](?P<part>{'|'.join(_DIVISORS)})s?"
    r"(?=\W*$|[.,;:]| (?:of|since|are|is|were|was|have|has|had|in|by|more|less|as|the)\b)"
    rf"|(?<!first )(?<!second )(?P<half>half)\b(?![ -](?:hour|day|time)\b)"
    rf"(?: an? (?P<scale>{'|'.join(SCALES)})\b)?"
    rf"|(?P<count>{SPELT}|\d\d?) (?:in|out of) (?:every )?(?P<all>{SPELT}|\d\d?)(?![\w,.]\d|\w))",
    re.IGNORECASE,
)
_AGED = re.compile(r"\b(?:aged?|(?:older|younger) than|(?:over|under) the age of|turned|turns) $")
_TWO_DIGITS = 2
"""How many digits an age between commas has: Ann Quill, 67, a diver."""

_OLD = re.compile(r" or (?:older|younger|over)\b|[ -]years?[ -](?:olds?\b|of age\b)")
_TIME = re.compile(
    r"[ -](?:more |full |long |straight |consecutive )*"
    r"(?P<unit>(?:second|minute|hour|day|week|weekend|month|year|decade|centur)(?:s|y|ies)?)\b"
)
_OWNED = re.compile(r"(?:[’']s|s’|\b(?:[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Mm]y|[Oo]ur)) $")


def find_numbers(doc: Doc, taken: Iterable[tuple[int, int]]) -> list[Number]:
    """The numbers of a parsed text in order, except those in the spans `taken`."""
    return _Reader(doc, taken).read()


class _Reader:
    def __init__(self, doc: Doc, taken: Iterable[tuple[int, int]]) -> None:
        self.doc, self.text = doc, doc.text
        self.starts = [token.idx for token in doc]
        self.taken = sorted(taken)

    def read(self) -> list[Number]:
        shares = _SHARE.finditer(self.text)
        found = [self._share(match) for match in shares if not self._is_taken(*match.span())]
        self.taken = sorted([*self.taken, *((one.start, one.end) for one in found)])
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
            found += read
        return sorted(found, key=lambda one: one.start)

    def _is_taken(self, start: int, end: int) -> bool:
        at = bisect(self.taken, (start, end))
        return any(s < end and start < e for s, e in self.taken[max(0, at - 1) : at + 1])

    def _token(self, at: int) -> Token:
        return self.doc[max(0, bisect(self.starts, at) - 1)]

    def _share(self, match: re.Match[str]) -> Number:
        """A third, half, one in five; but half a million is a count."""
        said, scale = match.groupdict(), match["scale"]
        if said["part"]:
            worth = (number(said["many"]) or 0) / _DIVISORS[said["part"].lower()]
        elif said["half"]:
            worth = 0.5 * SCALES[scale.lower()] if scale else 0.5
        else:
            worth = (number(said["count"]) or 0) / (number(said["all"]) or 1)
        worth = int(worth) if worth == int(worth) else round(worth, 4)
        bound = _LEFT.get((said["about"] or "").lower(), "about" if said["about"] else "")
        unit = self._unit("", self._token(match.end() - 1), None) if scale else "share"
        return Number(
            *match.span(), "cardinal" if scale else "share", unit, **_bounded(worth, bound)
        )

    def _number(self, match: re.Match[str]) -> tuple[list[Number], int]:
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
        after = _AFTER.match(self.text, end)
        if worth is None or not self._counts(match, group):
            return [], end
        first = _worth(match[low], like=words) if low else None
        bounds = _between(first, worth) if low else self._bounds(said, worth, after, start)
        token = self._token(after.end() - 1 if after else match.end(group) - 1)
        ordinal = bool(re.fullmatch(ORDINAL, words, re.IGNORECASE))
        if other := self._aside(start, end, token, bounds, ordinal=ordinal):
            return [other], other.end
        cent = _CENT.match(self.text, end) or _MEASURE.match(self.text, end)
        unit = self._unit(match[0], token, cent)
        kind: NumberKind = "ordinal" if ordinal else "cardinal"
        end = cent.end() if cent else end
        if low and (said["first"] or said["least"]) and self._changes(start, first, worth):
            low_number = Number(*match.span(low), unit=unit, value=first)
            return [low_number, Number(match.start(group), end, kind, unit, value=worth)], end
        return [Number(start, end, kind, unit, **bounds)], end

    def _is_range(self, match: re.Match[str]) -> bool:
        """Whether a match that looks like a range is one; true if it does not look like one."""
        said = match.groupdict()
        low, high = _parts(said)
        if low is None:
            return True
        first, last = _worth(match[low], like=match[high]), _worth(match[high])
        cent = _CENT.match(self.text, match.end())
        money = [bool(re.search(_MONEY, match[group])) for group in (low, high)]
        if (said.get(f"{low}_cent") and not cent) or money[1] > money[0]:
            return False
        if low != "least" or _AGED.search(self.text[: match.start()][-20:]):
            return True
        if first is None or last is None or first >= last:
            return False
        apart = self.text[match.end(low) : match.start(high)]
        if " or " in apart:
            return (last - first) * 2 <= last and self._is_counted(match.end())
        counted = re.match(
            r"[ -](?:[a-z]+s|of|degree)\b", self.text[match.end() : match.end() + 30]
        )
        measured = _MEASURE.match(self.text, match.end())
        spelled = " to " in apart and self._is_counted(match.end())
        return bool(cent or any(money) or counted or measured or spelled)

    def _is_counted(self, end: int) -> bool:
        """Whether a noun follows that a number counts."""
        token = self._token(end + 1)
        return token.idx == end + 1 and token.pos_ in ("NOUN", "PROPN", "ADJ")

    def _changes(self, start: int, first: float | None, last: float) -> bool:
        """Whether “from 10 to 15” is a change, and so two numbers: rates rose from …."""
        at = self._token(start).i
        changed = any(token.lemma_ in _CHANGES for token in self.doc[max(0, at - 6) : at])
        falls = first is not None and first >= last
        return falls or (changed and self.text[start : start + 3].lower() in ("fro", "by "))

    def _bounds(
        self, said: dict[str, Any], worth: float, after: re.Match[str] | None, start: int
    ) -> dict[str, Any]:
        bound = ""
        if said["left"]:
            particle = self._token(start)
            if particle.dep_ != "prt" and particle.tag_ != "RP":  # “handed over $500”
                bound = _LEFT[said["left"].lower()]
        elif said["vague"]:
            bound = "about"
        elif after:
            bound = _RIGHT[after["which"].lower().strip(" -")] or "about"
        return _bounded(worth, bound)

    def _unit(self, words: str, token: Token, cent: re.Match[str] | None) -> str:
        """What is counted: the currency, per cent, or the nouns that follow."""
        if money := re.search(_MONEY, words):
            return _currency(money[0])
        if cent:
            return "per cent" if _CENT.fullmatch(cent[0]) else cent[0].strip()
        at, nouns = token.i + 1, 0
        hyphened = at < len(self.doc) and self.doc[at].text == "-"
        begin = at = at + hyphened
        while at < len(self.doc) and at - begin < (1 if hyphened else 4):
            one = self.doc[at]
            dated = one.ent_type_ in ("DATE", "TIME", "PERSON")
            if dated or one.text in _NO_UNIT or not one.text.isalpha():
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
        """Whether it is a number, not a pronoun (“one of them”) or part of a name (“Radio 4”)."""
        start, end = match.span()
        words = match[group]
        before = self.text[max(0, start - 30) : start]
        coded = before.endswith(("#", "/", ":", "-", "half ", "Half ", "No. ", "+"))
        phone = re.fullmatch(r"0\d+", words) or re.search(r"\d{2,} $", before)
        if _NOT_A_COUNT.match(self.text, end) or coded or (phone and group == "plain"):
            return False
        if words.lower() == "one" and (
            group == "plain" or match["left"] in ("above", "below", "under", "over")
        ):
            return bool(match["exact"])
        if group != "plain" or match["exact"] or _CENT.match(self.text, end):
            return True
        return not self._is_name(words, start, end)

    def _is_name(self, words: str, start: int, end: int) -> bool:
        """Whether the number belongs to a name or is a year: Radio 4, Round Two, iPhone 12."""
        before, after = self.text[max(0, start - 30) : start], self.text[end : end + 2]
        token = self._token(start)
        counted = token.dep_ == "nummod" and token.head.tag_ in ("NNS", "NNPS")
        if words[0].isupper() and not re.match(_MONEY, words):
            return bool(re.search(r"\w $", before) or (after[1:].isupper() and not counted))
        if _YEAR.fullmatch(words):
            return after[1:].isupper() or not (counted or self._is_counted(end))
        decimal = "." in words and self._is_counted(end)
        if (
            words[0].isdigit()
            and not decimal
            and re.search(r"(?:^|[^.!?”\s] |\b)\w*[A-Z][\w’]* $", before)
        ):
            previous = self.doc[token.i - 1] if token.i else token
            mixed = re.search(r"[a-z][A-Z]", previous.text)
            return bool(mixed) or previous.pos_ == "PROPN" or previous.tag_ == "NNP"
        return False

    def _aside(
        self, start: int, end: int, token: Token, bounds: dict[str, Any], *, ordinal: bool
    ) -> Number | None:
        """An age, a duration or a place in a row, if the number is one."""
        if ordinal:
            time = re.match(r" (?:time|anniversary)\b", self.text[end : end + 12])
            first = self.text[start:end].lower().endswith("first")
            owned = _OWNED.search(self.text[max(0, start - 20) : start])
            if not first and (owned or time):
                return None
            unit = self._unit("", token, None)
            stop = end + 1 + len(unit) if unit and self.text[end : end + 1] == " " else end
            return Number(start, stop, "order", unit, **bounds)
        before = self.text[max(0, start - 20) : start]
        set_off = re.search(r"\w, $", before) and re.fullmatch(
            r"\d\d,", self.text[end - 2 : end + 1]
        )
        if old := _OLD.match(self.text, end):
            return Number(start, old.end(), "age", "years", **bounds)
        if _AGED.search(before) or (set_off and end - start == _TWO_DIGITS):
            return Number(start, end, "age", "years", **bounds)
        if lasting := _TIME.match(self.text, end):
            return Number(start, lasting.end(), "duration", lasting["unit"], **bounds)
        return None


def _parts(said: dict[str, Any]) -> tuple[str | None, str]:
    """The groups of a match that hold its lower and its only or upper number."""
    low = next((g for g in ("low", "first", "least") if said.get(g)), None)
    groups = ("high", "last", "most", "bounded", "near", "plain")
    return low, next((g for g in groups if said.get(g)), "none")


def _between(low: float | None, high: float) -> dict[str, Any]:
    return {"lower": low, "lower_inclusive": True, "upper": high, "upper_inclusive": True}


def _bounded(worth: float, bound: str) -> dict[str, Any]:
    """The fields of a `Number`, of a bound such as `lower excluded`, `about` or nothing."""
    if bound in ("", "about"):
        return {"near" if bound else "value": worth}
    side, inclusive = bound.split()
    return {side: worth, f"{side}_inclusive": inclusive == "included"}


def _currency(sign: str) -> str:
    code = sign.strip(" .").upper().replace(" ", "")
    if "$" not in code:
        return _CURRENCIES[code]
    prefix = code.replace("$", "").removeprefix("US")
    return f"{_DOLLARS[prefix]} dollars" if prefix else "dollars"


def _worth(words: str, like: str = "") -> float | int | None:
    """The value of the words; “5” in “5 to 7 million” has the scale of `like`."""
    bare = re.sub(rf"^(?:{_MONEY} ?|minus[ -]|\N{{MINUS SIGN}})", "", words, flags=re.IGNORECASE)
    negative = re.match(r"minus|\N{MINUS SIGN}", words, re.IGNORECASE)
    worth, scale = number(bare), _SCALE.search(like)
    if worth is not None and scale and _SCALELESS.fullmatch(bare):
        scaled, whole = number(f"{bare}{scale[0]}"), _worth(like)
        worth = scaled if scaled and whole and scaled < whole else worth
    return -worth if worth is not None and negative else worth
