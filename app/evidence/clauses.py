"""The clause that a word stands in, and what its words say of time."""

import re

_BREAK = re.compile(
    r"[,;:] | [-–—] |\b(?=(?:which|who|whom|whose|that|when|while|where|after|because|although|"
    r"though|unless|but) )"
)
_LEADING = re.compile(
    r"\s*(?:In|On|At|By|From|Between|Before|After|Since|During|Until|Around|Last|Next|This|Early|"
    r"Late|\d)\b[^.;]{0,60}$"
)
_FUTURE = re.compile(
    r"\b(?:will|would|shall|could be|won[’']t|may|might|(?:is|are|was|were|be) (?:\w+ )?to|"
    r"(?<![’']s )(?<!the )(?<!\ba )(?<!his )(?<!her )(?<!its )(?<!their )"
    r"(?:expect|plan|aim|hope|intend|need|promise)s? to|"
    r"(?:is|are) (?:due|scheduled|planned|tipped)|tomorrow|"
    r"[Nn]ext (?:year|month|week|spring|summer|autumn|winter)|"
    r"by (?:the (?:end|start|middle|beginning) of |early |late |mid-)?(?:[A-Z][a-z]+ )?\d{4})\b"
)
_PERFECT = re.compile(r"\bhad\b")
_OPEN = re.compile(r"\b(?:since|until|till|from|before) (?:the )?$")
_RELATIVE = re.compile(r"\s*(?:and )?(?:which|who|whom|whose)\b")
_SUPERLATIVE = re.compile(r"\b(?:first|last|only|most|worst|best|\w{2,}est)\b")
_COMPARED = re.compile(r"\s*(?:more|less|fewer|higher|lower|twice|double|half)\b")

_FAR = 400
"""No clause reaches farther, in characters."""

Stretch = tuple[int, int]


def clause_at(text: str, at: int, within: Stretch) -> Stretch:
    """Where the clause of `text` around `at` begins and ends, in the sentence `within`.

    A date or place set before a sentence belongs to the clause that follows.
    """
    low, high = max(within[0], at - _FAR), min(within[1], at + _FAR)
    cuts = [match.end() for match in _BREAK.finditer(text, low, high)]
    begin = max((cut for cut in cuts if cut <= at), default=low)
    end = min((cut for cut in cuts if cut > at), default=high)
    if begin == low and end < high and _LEADING.match(text[begin:end]):
        end = min((cut for cut in cuts if cut > end), default=high)
    return begin, end


def is_future(clause: str) -> bool:
    """Whether a clause speaks of what is still to come."""
    return bool(_FUTURE.search(clause)) and not _PERFECT.search(clause)


def is_apart(text: str, at: int, within: Stretch) -> bool:
    """Whether the year at `at` only measures: "which dates from 1911", "the first since 1963"."""
    low, _ = clause_at(text, at, within)
    before = text[low:at]
    if _COMPARED.match(before) and low > within[0]:
        return True
    return bool(_OPEN.search(before)) and bool(
        _RELATIVE.match(before) or _SUPERLATIVE.search(before)
    )
