"""Numbers in a text, each as exact as its words: a value, or bounds of which one may be open."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from app.evidence.asides import Aside, aside, shares
from app.evidence.numerals import NUMBER, ORDINAL, number
from app.evidence.spans import Span, span_at

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
_SIDES = {"above", "below", "under", "over"}
_VAGUE = "about;around;nearly;almost;roughly;approximately;close to;an estimated;some"
_EXACT = "just;only;exactly;precisely;a total of;all of"


def _either(words: Iterable[str]) -> str:
    return rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b"


_FIGURE = re.compile(
    rf"(?:\b(?:between (?P<low>{NUMBER}) and (?P<high>{NUMBER})"
    rf"|from (?P<first>{NUMBER}) to (?P<last>{NUMBER})))"
    rf"|(?P<left>{_either(_LEFT)}) (?:a |an )?[$€£¥]?(?P<bounded>{NUMBER})"
    rf"|(?P<vague>{_either(_VAGUE.split(';'))}) [$€£¥]?(?P<near>{NUMBER})"
    rf"|(?:(?P<exact>{_either(_EXACT.split(';'))}) )?[$€£¥]?(?P<plain>{NUMBER})"
    r"|(?P<none>\bno) (?!more|fewer|less|one|longer|doubt|matter|wonder|such)(?=[a-z])",
    re.IGNORECASE,
)
_AFTER = re.compile(r" (?P<which>or more|or fewer|or less|and above)\b", re.IGNORECASE)
_PASSED = (
    "of in and or to at on for by did from per as with were was are is had have has that who "
    "which more since the an this each before"
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
_CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen"}
_NOT_A_COUNT = re.compile(
    r":\d|-\d| ?[ap]\.?m\b| (?:noon|midnight|o[’']clock)\b|[ -]part(?:y|ies)\b|[ -]?hand\b"
    r"|[ -]world\b| (?:[A-Z]\w+ ){1,3}(?:Street|Road|Avenue|Lane|Square)\b"
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
    """The counts of `text` in order, except those inside the spans `taken` (its dates)."""
    return [one for one in _read_all(text, taken or []) if isinstance(one, Figure)]


def asides(text: str, taken: list[Span] | None = None) -> list[Aside]:
    """The numbers of `text` that are no counts, except those inside the spans `taken`."""
    return [one for one in _read_all(text, taken or []) if isinstance(one, Aside)]


def _read_all(text: str, taken: list[Span]) -> list[Figure | Aside]:
    parts = [share for share in shares(text) if not _within(share.span, taken)]
    taken = [*taken, *(share.span for share in parts)]
    found: list[Figure | Aside] = [*parts]
    for match in _FIGURE.finditer(text):
        if _within(span_at(text, *match.span()), taken):
            continue
        if one := _read(text, match):
            found.append(one)
    return sorted(found, key=lambda one: one.span)


def _within(span: Span, taken: list[Span]) -> bool:
    return any(one.start < span.end and span.start < one.end for one in taken)


def _read(text: str, match: re.Match[str]) -> Figure | Aside | None:
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
    ordinal = bool(re.fullmatch(ORDINAL, words, re.IGNORECASE))
    unit = _UNIT.match(text, end)
    if other := aside(text, start, end, (unit and unit["noun"]) or "", ordinal=ordinal):
        return other
    noun = ""
    if unit and unit["cent"]:
        noun, end = "per cent", unit.end()
    elif sign := re.search(r"[$€£¥]", match[0]):
        noun = _CURRENCIES[sign[0]]
    elif unit:
        noun = unit["noun"]
    kind: Literal["cardinal", "ordinal"] = "ordinal" if ordinal else "cardinal"
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
    if before.endswith(("#", "/", ":", "-", "half ", "Half ")):
        return False
    if words.lower() == "one" and (match["left"] or "").lower() in _SIDES:
        return False
    if match["plain"] and not match["exact"]:
        if words.lower() == "one":
            return False
        if words[0].isupper() and (re.search(r"\w $", before[-2:]) or after[1:].isupper()):
            return False
        return not ("." in words and re.search(r"\b[A-Z][\w’]* $", before[-30:]))
    return True
