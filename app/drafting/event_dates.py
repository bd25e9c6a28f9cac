"""When an event took place, as the date in its sentence tells."""

import re

from spacy.tokens import Span

from app.drafting.dates import DateMention

_OPEN = re.compile(r"\b(?:since|until|till|before|after|by|from)(?: the)? $", re.IGNORECASE)
_LASTED = re.compile(r"[-–—]|\b(?:from|to|until|through)\b", re.IGNORECASE)


def when(text: str, day: DateMention) -> str:
    """The date of an event as EDTF: some time in last week, not all through it."""
    first, slash, last = (day.best or "").partition("/")
    lasted = _LASTED.search(text[day.start : day.end])
    return f"[{first}..{last}]" if slash and not lasted else day.best or ""


def measures(text: str, day: DateMention) -> bool:
    """Whether a date only says since or until when."""
    return bool(_OPEN.search(text[max(0, day.start - 14) : day.start]))


def is_of_thing(day: Span) -> bool:
    """Whether a year is that of a thing, not of what was done with it: the 2005 film."""
    return day.text.isdigit() and day.root.dep_ in ("nummod", "compound", "amod", "nmod", "poss")


def status(said: str | None, today: str, *, ahead: bool) -> str:
    """It occurred before the day of writing and is expected after it, whatever the words."""
    if said and today:
        first, last = said.split("/")[0], said.split("/")[-1]
        if last < today[: len(last)]:
            return "occurred"
        if first > today[: len(first)]:
            return "expected"
    return "expected" if ahead else "occurred"
