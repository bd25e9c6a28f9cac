"""Numbers in words and digits, and what they are worth."""

import re

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
_SMALL = {word: n for n, word in enumerate(_WORDS.split())} | {
    word: 10 * n for n, word in enumerate(_TENS.split(), start=2)
}
_ORDINALS = {
    **{f"{word}th": n for word, n in _SMALL.items() if word.endswith("teen")},
    **{f"{word[:-1]}ieth": n for word, n in _SMALL.items() if word.endswith("ty")},
    **{word: n for n, word in enumerate(_FIRST.split())},
}

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SPELT = rf"(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))})"
_BIG = rf"(?:{'|'.join(SCALES)})"
_CARDINAL = (
    rf"(?:(?:{_DIGITS}|{SPELT}(?:[- ]{SPELT})?|\ba)(?: {_BIG}s?\b)+"
    rf"(?: and {SPELT}(?:-{SPELT})?)?|{_DIGITS}|{SPELT}(?:-{SPELT})?)"
)
ORDINAL = rf"(?:\d+(?:st|nd|rd|th)|(?:{SPELT}-)?(?:{'|'.join(_ORDINALS)}))"
NUMBER = rf"(?:(?<![\w.,])(?:{ORDINAL}|{_CARDINAL})(?![\w]|[.,]\d))"


def number(words: str) -> float | int | None:
    """What a number is worth: `1,200`, `3.5 million`, `two dozen`, `twenty-one`, `11th`."""
    words = words.lower().strip()
    if ordinal := re.fullmatch(r"(\d+)(?:st|nd|rd|th)", words):
        return int(ordinal[1])
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
        elif (small := _SMALL.get(word, _ORDINALS.get(word))) is not None:
            part += small
        else:
            return None
    total += part
    return int(total) if total == int(total) else total
