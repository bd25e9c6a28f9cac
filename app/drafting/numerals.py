"""Numbers in words and digits, and their values."""

import re
from dataclasses import dataclass
from typing import Literal

_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_FIRST = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_THOUSAND = 1000
SCALES = {"hundred": 100, "dozen": 12, "score": 20} | {
    word: _THOUSAND**power
    for power, word in enumerate(("thousand", "million", "billion", "trillion"), start=1)
}
SMALL = {word: n for n, word in enumerate(_WORDS.split())} | {
    word: 10 * n for n, word in enumerate(_TENS.split(), start=2)
}
_ORDINALS = {
    **{f"{word}th": n for word, n in SMALL.items() if word.endswith("teen")},
    **{f"{word[:-1]}ieth": n for word, n in SMALL.items() if word.endswith("ty")},
    **{word: n for n, word in enumerate(_FIRST.split())},
}

_DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
SPELT = rf"(?:{'|'.join(sorted(SMALL, key=len, reverse=True))})"
_BIG = rf"(?:{'|'.join(SCALES)})"
_SCALED = rf"(?:{_DIGITS}|{SPELT}(?:[- ]{SPELT})?|\ba)(?: {_BIG}s?\b)+"
_CARDINAL = (
    rf"(?:{_SCALED}(?: {_SCALED})*(?:(?: and)? {SPELT}(?:-{SPELT})?)?"
    rf"|{_DIGITS}|{SPELT}(?:-{SPELT})?)"
)
ORDINAL = rf"(?:\d+(?:st|nd|rd|th)|(?:{SPELT}-)?(?:{'|'.join(_ORDINALS)}))"
LETTERS = {"k": 1e3, "m": 1e6, "mn": 1e6, "mil": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_SHORT = (
    rf"(?:{_DIGITS}) ?(?:bn|mn|tn|mil|(?<! )(?:[kKbB]|million|billion|trillion|thousand"
    r"|[mM](?![ -](?:long|high|tall|wide|deep|above|away|race|dash|relay)\b| \(\d)))\b"
)
"""With the scale attached: 3.4m, 10bn, 5million; but 37m long are metres."""

MEASURE = (
    r"(?:km/h|kmh|kph|mph|mpg|rpm|[kcm]?m[²2]?|sq ?ft|sq ?m|ft|[km]?g|lbs?|oz|ml|cl|b?hp|[kMG]?Wh?"
    r"|[MGT]B|[kMG]?Hz|°?[CF]|p|pts?)(?![\w²])"
)
"""The abbreviation of a unit, which may directly follow its number: 50mph."""

AMOUNT = rf"(?:(?:{ORDINAL}|{_SHORT}|{_CARDINAL})(?:(?![\w]|[.,]\d)|(?={MEASURE})))"
NUMBER = rf"(?:(?<![\w.,]){AMOUNT})"


NumberKind = Literal["cardinal", "ordinal", "share", "age", "duration", "order"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `start` to `end` (code points); `unit` is what is counted, or empty.

    `value` is set if the words are exact, a bound if they state one, and neither if they are vague
    (“nearly 50”): then `near` is the number in the text. Only a `cardinal` or `ordinal` is a count;
    an `order` is the place in a sequence (“the third game”).
    """

    start: int
    end: int
    kind: NumberKind = "cardinal"
    unit: str = ""
    value: float | int | None = None
    lower: float | int | None = None
    lower_inclusive: bool | None = None
    upper: float | int | None = None
    upper_inclusive: bool | None = None
    near: float | int | None = None

    def __str__(self) -> str:
        """The number as in a review: 5, >5, <=5, 3..5, ~5."""
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


def number(words: str) -> float | int | None:
    """The value of a number: `1,200`, `3.5 million`, `two dozen`, `twenty-one`, `11th`."""
    words = words.lower().strip()
    if ordinal := re.fullmatch(r"(\d+)(?:st|nd|rd|th)", words):
        return int(ordinal[1])
    if short := re.fullmatch(r"([\d,.]+) ?(k|m|mn|mil|b|bn|tn)", words):
        scaled = float(short[1].replace(",", "")) * LETTERS[short[2]]
        return int(scaled) if scaled == int(scaled) else round(scaled, 6)
    words = re.sub(r"(?<=\d)(?=[a-z])", " ", words)  # 5million
    total: float | int = 0
    part: float | int = 0
    for word in re.split(r"[ -]", words.replace(",", "")):
        singular = word.removesuffix("s") if word.removesuffix("s") in SCALES else word
        if word in {"and", "a"}:
            part += word == "a"
        elif singular in SCALES:
            part *= SCALES[singular]
            if SCALES[singular] >= _THOUSAND:  # it closes its group
                total, part = total + part, 0
        elif re.fullmatch(r"\d+(?:\.\d+)?", word):
            part += float(word) if "." in word else int(word)
        elif (small := SMALL.get(word, _ORDINALS.get(word))) is not None:
            part += small
        else:
            return None
    total += part
    return int(total) if total == int(total) else round(total, 6)
