"""Numbers in a text, each as exact as its words: a value, or bounds of which one may be open."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from app.evidence.spans import Span, span_at

_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_FIRST = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_THOUSAND = 1000
_SCALES = {"hundred": 100, "dozen": 12, "score": 20} | {
    word: _THOUSAND**power
    for power, word in enumerate(("thousand", "million", "billion", "trillion"), start=1)
}
_SMALL = {word: n for n, word in enumerate(_WORDS.split())} | {
    word: 10 * n for n, word in enumerate(_TENS.split(), start=2)
}
_ORDINALS = {
    **{f"{word}th": n for word, n in _SMALL.items() if word.endswith("teen")},
    **{f"{word[:-1]}ieth": n for word, n in _SMALL.items() if word.endswith("ty")},
    **{word: n for n, word in enumerate(_FIRST.split())},
}

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SPELT = rf"(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))})"
_BIG = rf"(?:{'|'.join(_SCALES)})"
_CARDINAL = (
    rf"(?:(?:{_DIGITS}|{_SPELT}(?:[- ]{_SPELT})?|\ba)(?: {_BIG}s?\b)+"
    rf"(?: and {_SPELT}(?:-{_SPELT})?)?|{_DIGITS}|{_SPELT}(?:-{_SPELT})?)"
)
_ORDINAL = rf"(?:\d+(?:st|nd|rd|th)|(?:{_SPELT}-)?(?:{'|'.join(_ORDINALS)}))"
_NUMBER = rf"(?:(?<![\w.,])(?:{_ORDINAL}|{_CARDINAL})(?![\w]|[.,]\d))"

_LEFT = {
    "over": (False, "lower"),
    "more than": (False, "lower"),
    "above": (False, "lower"),
    "upwards of": (False, "lower"),
    "exceeding": (False, "lower"),
    "at least": (True, "lower"),
    "no fewer than": (True, "lower"),
    "no less than": (True, "lower"),
    "not less than": (True, "lower"),
    "a minimum of": (True, "lower"),
    "fewer than": (False, "upper"),
    "less than": (False, "upper"),
    "under": (False, "upper"),
    "below": (False, "upper"),
    "up to": (True, "upper"),
    "at most": (True, "upper"),
    "no more than": (True, "upper"),
    "not more than": (True, "upper"),
    "as many as": (True, "upper"),
    "a maximum of": (True, "upper"),
}
_VAGUE = "about;around;nearly;almost;roughly;approximately;close to;an estimated;some"
_EXACT = "just;only;exactly;precisely;a total of;all of"


def _either(words: Iterable[str]) -> str:
    return rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b"


_FIGURE = re.compile(
    rf"(?:\b(?:between (?P<low>{_NUMBER}) and (?P<high>{_NUMBER})"
    rf"|from (?P<first>{_NUMBER}) to (?P<last>{_NUMBER})))"
    rf"|(?P<left>{_either(_LEFT)}) (?:a |an )?[$€£¥]?(?P<bounded>{_NUMBER})"
    rf"|(?P<vague>{_either(_VAGUE.split(';'))}) [$€£¥]?(?P<near>{_NUMBER})"
    rf"|(?:(?P<exact>{_either(_EXACT.split(';'))}) )?[$€£¥]?(?P<plain>{_NUMBER})"
    r"|(?P<none>\bno) (?!more|fewer|less|one|longer|doubt|matter|wonder|such)(?=[a-z])",
    re.IGNORECASE,
)
_AFTER = re.compile(r" (?P<which>or more|or fewer|or less|and above)\b", re.IGNORECASE)
_PASSED = (
    "of in and or to at on for by did from per as with were was are is had have has that who "
    "which more"
)
_COUNTED = rf"(?!(?:{_PASSED.replace(' ', '|')})\b)[a-z]+(?:-[a-z]+)?"
_UNIT = re.compile(
    r" ?(?P<cent>per cent\b|percent\b|%)"
    rf"|[ -](?P<noun>(?:{_COUNTED} ){{0,2}}?(?!(?:{_PASSED.replace(' ', '|')})\b)[a-z]+s\b"
    rf"|{_COUNTED})"
)
_NOBODY = re.compile(
    r"(?P<noun>(?:[a-z]+ ){0,2}?[a-z]+) (?:was|were|has|have|had|did|came|attended|showed|took|"
    r"died|survived|is|are|will|went|appeared|arrived)\b"
)
_NOT_A_COUNT = re.compile(
    r"[ -]part(?:y|ies)\b|[ -]?hand\b|[ -]world\b|[ -](?:thirds?|quarters?)\b"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at `span`; `unit` is the counted noun after it, empty where none was read.

    `value` is set where the words are exact, a bound where they say so, and nothing at all where
    they are vague ("nearly 50"): `near` then is the number that was said.
    """

    span: Span
    kind: Literal["cardinal", "ordinal"]
    unit: str = ""
    value: float | int | None = None
    lower: float | int | None = None
    lower_inclusive: bool | None = None
    upper: float | int | None = None
    upper_inclusive: bool | None = None
    near: float | int | None = None


def figures(text: str, taken: list[Span] | None = None) -> list[Figure]:
    """The numbers of `text` in order, except those inside the spans `taken` (its dates)."""
    found = []
    for match in _FIGURE.finditer(text):
        start, end = match.span()
        if any(span.start < end and start < span.end for span in taken or ()):
            continue
        if figure := _read(text, match):
            found.append(figure)
    return found


def number(words: str) -> float | int | None:
    """What a number is worth: `1,200`, `3.5 million`, `two dozen`, `twenty-one`, `11th`."""
    words = words.lower().strip()
    if ordinal := re.fullmatch(r"(\d+)(?:st|nd|rd|th)", words):
        return int(ordinal[1])
    total: float | int = 0
    part: float | int = 0
    for word in re.split(r"[ -]", words.replace(",", "")):
        singular = word.removesuffix("s") if word.removesuffix("s") in _SCALES else word
        if word in {"and", "a"}:
            part += word == "a"
        elif singular in _SCALES:
            part *= _SCALES[singular]
            if _SCALES[singular] >= _THOUSAND:  # it closes its group
                total, part = total + part, 0
        elif re.fullmatch(r"\d+(?:\.\d+)?", word):
            part += float(word) if "." in word else int(word)
        elif (small := _SMALL.get(word, _ORDINALS.get(word))) is not None:
            part += small
        else:
            return None
    total += part
    return int(total) if total == int(total) else total


def _read(text: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    if match["none"]:
        nobody = _NOBODY.match(text, end)
        if nobody is None:
            return None
        end = nobody.end("noun")
        return Figure(span_at(text, start, end), "cardinal", nobody["noun"], value=0)
    words = next(filter(None, map(match.group, ("low", "first", "bounded", "near", "plain"))))
    worth = number(words)
    if worth is None or _NOT_A_COUNT.match(text, end) or not _counts(text, match, words):
        return None
    unit = _UNIT.match(text, end)
    noun = ""
    if unit and unit["cent"]:
        noun, end = "per cent", unit.end()
    elif unit:
        noun = unit["noun"]
    kind: Literal["cardinal", "ordinal"] = (
        "ordinal" if re.fullmatch(_ORDINAL, words, re.IGNORECASE) else "cardinal"
    )
    bounds = _bounds(match, worth, _AFTER.match(text, end))
    return Figure(span_at(text, start, end), kind, noun, **bounds)


def _bounds(match: re.Match[str], worth: float, after: re.Match[str] | None) -> dict[str, Any]:
    if last := match["high"] or match["last"]:
        return {"lower": worth, "lower_inclusive": True} | {
            "upper": number(last),
            "upper_inclusive": True,
        }
    if match["left"]:
        inclusive, side = _LEFT[match["left"].lower()]
        return {side: worth, f"{side}_inclusive": inclusive}
    if match["vague"]:
        return {"near": worth}
    if after:
        side = "lower" if after["which"].lower() in {"or more", "and above"} else "upper"
        return {side: worth, f"{side}_inclusive": True}
    return {"value": worth}


def _counts(text: str, match: re.Match[str], words: str) -> bool:
    """Whether it is a number and no pronoun ("one of them") and no part of a name ("Nixon 2.0")."""
    before, after = text[: match.start()], text[match.end() : match.end() + 2]
    if before.endswith(("#", "/", "half ", "Half ")):
        return False
    if match["plain"] and not match["exact"]:
        if words.lower() == "one":
            return False
        if words[0].isupper() and (re.search(r"\w $", before[-2:]) or after[1:].isupper()):
            return False
        return not ("." in words and re.search(r"\b[A-Z][\w’]* $", before[-30:]))
    return True
