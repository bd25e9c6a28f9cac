"""Whether words say the years of a date."""

import re

_YEAR = re.compile(r"\d{4}|\d{3}X|\d{2}XX")


def says_years(words: str, edtf: str) -> bool:
    """Whether `words` have every year of an EDTF date: 2031, ’31, 2029–31; 197 for the 1970s.

    Of a century it cannot be told, as it is said in many ways.
    """
    for year in _YEAR.findall(edtf):
        bare = year.rstrip("X")
        if year.endswith("XX"):
            continue
        short = rf"|[’'/–-]{bare[2:]}(?!\d)" if bare[2:] else ""
        if not re.search(rf"(?<!\d){bare}{short}", words):
            return False
    return True
