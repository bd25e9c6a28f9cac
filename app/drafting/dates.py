"""Dates in a text, as EDTF: as stated, and as likely meant, given the day of writing."""

import re
from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from app.drafting import gazetteer
from app.drafting.numerals import SMALL

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # their first months
_QUARTER = 3  # months, also of a season
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4}

_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"

Groups = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date from `start` to `end` (code points).

    `pattern` is EDTF, with `YYYY` for a year that is not stated, and empty for a date relative to
    the day of writing (“last year”). `edtf` is set if the words give the whole date; `likely` is
    what they mean in a text whose day is known.
    """

    start: int
    end: int
    pattern: str
    likely: str | None = None

    @property
    def edtf(self) -> str | None:
        """The date, if the words give its year."""
        return self.pattern if self.pattern and "YYYY" not in self.pattern else None

    @property
    def best(self) -> str | None:
        """The date as it is stated, or else as it is likely meant."""
        return self.edtf or self.likely


def find_dates(doc: Doc, written: date | None) -> list[DateMention]:
    """The dates of a parsed text, in order; those without a year are calculated from `written`."""
    text = doc.text
    starts = [token.idx for token in doc]
    found: list[DateMention] = []
    taken: list[tuple[int, int]] = []
    for form, read in _FORMS:
        for match in form.finditer(text):
            start, end = match.span()
            at = bisect(taken, (start, end))
            if any(s < end and start < e for s, e in taken[max(0, at - 1) : at + 1]):
                continue
            token = doc[max(0, bisect(starts, start) - 1)]
            if not _is_date(token, match):
                continue
            value = read(match.groupdict())
            if value is None:
                continue
            taken.insert(at, (start, end))
            mention = DateMention(start, end, value if isinstance(value, str) else "")
            if written and not mention.edtf:
                likely = _likely(value, token, written)
                mention = replace(mention, likely=likely)
            found.append(mention)
    return sorted(found, key=lambda one: one.start)


def _likely(value: "str | Reckoned", token: Token, written: date) -> str | None:
    ahead = speaks_of_future(token)
    try:
        return _nearest(value, written, ahead) if isinstance(value, str) else value(written, ahead)
    except (ValueError, OverflowError):
        return None


def _is_date(token: Token, match: re.Match[str]) -> bool:
    """Whether the words are a date here: “May” and “March” may be no month, “2000” no year."""
    words = match[0]
    if words in ("May", "March", "Mar", "Sun", "Sat"):
        return token.pos_ == "PROPN" and token.ent_type_ == "DATE"
    if re.fullmatch(_YEAR, words):
        before = token.doc[token.i - 1].lower_ if token.i else ""
        if token.ent_type_ in ("MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"):
            return (
                before in ("in", "since", "until", "by")
                and token.ent_type_ == "CARDINAL"
                and token.dep_ == "pobj"
            )
        counted = (
            token.dep_ == "nummod" and token.head.tag_ == "NNS" and before not in ("the", "in")
        )
        return (token.ent_type_ == "DATE" and not counted) or (
            before in ("in", "since", "until", "by") and not counted
        )
    return True


# ---- the tense of what is said of a date


def speaks_of_future(token: Token) -> bool:
    """Whether the clause of `token` is about the future."""
    verb = token
    for _ in range(12):
        if verb.pos_ in ("VERB", "AUX") or verb.head is verb or verb.lower_ == "ahead":
            break
        verb = verb.head
    lasting = any(t.lower_ in ("until", "till") for t in (token.head, token.head.head))
    helping = [c.tag_ for c in verb.children if c.dep_ in ("aux", "auxpass")]
    tenses = {verb.tag_, *helping, verb.head.tag_ if verb.dep_ == "xcomp" else verb.tag_}
    lasting = lasting and bool(tenses & {"VBZ", "VBP"}) and "VBD" not in tenses
    if lasting or verb.lower_ == "ahead":  # it is shut until May; ahead of the May vote
        return True
    for _ in range(4):
        helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
        if any(c.lower_ in _MODALS for c in helpers):
            return not any(c.lower_ == "have" for c in helpers)
        if verb.tag_ in ("VBD", "VBN") and not any(
            c.lower_ in ("to", "is", "are") for c in helpers
        ):
            return False
        if verb.dep_ == "xcomp" and any(c.lower_ == "to" for c in helpers):
            if verb.head.lemma_ in _PLANS:
                return True
            verb = verb.head
            continue
        planned = verb.tag_ == "VBN" and verb.lemma_ in _PLANS  # the vote is set for May
        return planned or (verb.tag_ in ("VBZ", "VBP", "VBG") and verb.lemma_ in _COMING | _PLANS)
    return False


_PLANS = gazetteer.words("plans")
_MODALS = gazetteer.words("modals")
_COMING = gazetteer.words("coming")


# ---- the readers of each form


def _number(month: str | None) -> int:
    return _MONTHS.index((month or "")[:3].lower()) + 1


def _day(year: str | None, month: str | None, day: str | None) -> str | None:
    number, of = int(re.sub(r"\D", "", day or "")), _number(month)
    try:
        date(int(year) if year else 2000, of, number)  # without a year, 29 February may be
    except ValueError:
        return None
    return f"{year or 'YYYY'}-{of:02}-{number:02}"


def _days_of(said: Groups) -> str | None:
    first = _day(said["year"], said.get("month") or said.get("month_to"), said["day"])
    if first is None or not said.get("to"):
        return first
    last = _day(said["year"], said.get("month_to") or said["month"], said["to"])
    return f"{first}/{last}" if last and last > first else None


def _month_of(said: Groups) -> str:
    return f"{said.get('year') or 'YYYY'}-{_number(said['month']):02}"


def _months_of(said: Groups) -> str | None:
    first, last = _number(said["month"]), _number(said["month_to"])
    year = said["year"] or "YYYY"
    return f"{year}-{first:02}/{year}-{last:02}" if first < last else None


def _years_of(said: Groups) -> str | None:
    first, last = said["year"] or "", said["to"] or ""
    last = first[: -len(last)] + last  # 2019–21
    return f"{first}/{last}" if first < last else None


def _iso_of(said: Groups) -> str | None:
    try:
        return date.fromisoformat(said["iso"] or "").isoformat()
    except ValueError:
        return None


def _decade_of(said: Groups) -> str:
    return f"{said['century'] or '19'}{said['decade']}X"


def _century_of(said: Groups) -> str:
    return f"{int(said['nth'] or 0) - 1}XX"


def _season_of(said: Groups) -> "str | Reckoned":
    begin = _SEASONS[(said["season"] or "").lower()]
    if said.get("year"):
        return _months_from(int(said["year"] or 0), begin, _QUARTER)
    return lambda day, ahead: _turn(
        said.get("which"), day, ahead, lambda year: _months_from(year, begin, _QUARTER)
    )


def _nth(words: str) -> int:
    return int(words[0]) if words[0].isdigit() else _NTH[words.lower()]


def _quarter_of(said: Groups) -> "str | Reckoned":
    begin = 3 * _nth(said["nth"] or "") - 2
    if said.get("year"):
        return _months_from(int(said["year"] or 0), begin, _QUARTER)
    return lambda day, ahead: _turn(
        said.get("which"), day, ahead, lambda year: _months_from(year, begin, _QUARTER)
    )


def _turn(which: str | None, day: date, ahead: bool, of: Callable[[int], str]) -> str:
    """The date of a yearly event, in the stated year or the nearest one."""
    words = (which or "").lower()
    begun = date.fromisoformat(f"{of(day.year).split('/')[0]}-01")
    if "last year" in words or "previous" in words:
        return of(day.year - 1)
    if "next year" in words:
        return of(day.year + 1)
    if words.startswith(("last", "past")):
        return of(day.year - (day.month < begun.month + _QUARTER))
    if words.startswith("next"):
        return of(day.year + (begun <= day))
    return of(day.year if ahead or words.startswith("this") or begun <= day else day.year - 1)


def _months_from(year: int, begin: int, length: int) -> str:
    last = year * 12 + begin - 1 + length - 1
    return f"{year}-{begin:02}/{last // 12}-{last % 12 + 1:02}"


Reckoned = Callable[[date, bool], str | None]
"""A date that depends on the day of writing and on whether the future is meant."""


def _weekday_of(said: Groups) -> Reckoned:
    wanted = _DAYS.index((said["weekday"] or "")[:3].lower())
    which = (said.get("which") or "").strip().lower()

    def reckoned(day: date, ahead: bool) -> str:
        back = (day.weekday() - wanted) % 7
        if which == "last":
            back = back or 7
        elif which in ("next", "this coming") or (ahead and back):
            back -= 7
        return (day - timedelta(back)).isoformat()

    return reckoned


def _nearby_of(said: Groups) -> Reckoned:
    step = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "overnight": 0}[
        (said["near"] or "").lower()
    ]
    return lambda day, _: (day + timedelta(step)).isoformat()


_STEPS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}


def _unit_of(said: Groups) -> Reckoned:
    """This month, last year, next week, the coming weekend."""
    step = _STEPS[(said["step"] or "").lower()]
    unit = (said["unit"] or "").lower()
    return lambda day, _: _shifted(day, step, unit)


def _shifted(day: date, step: int, unit: str) -> str | None:
    if unit == "day":
        return (day + timedelta(step)).isoformat()
    if unit in ("week", "weekend"):
        monday = day - timedelta(day.weekday()) + timedelta(7 * step)
        return f"{monday + timedelta(5 if unit == 'weekend' else 0)}/{monday + timedelta(6)}"
    if unit == "month":
        months = day.year * 12 + day.month - 1 + step
        return f"{months // 12:04}-{months % 12 + 1:02}"
    if unit == "quarter":
        quarters = day.year * 4 + (day.month - 1) // 3 + step
        return _months_from(quarters // 4, quarters % 4 * 3 + 1, _QUARTER)
    if unit == "decade":
        return f"{day.year // 10 + step}X"
    return f"{day.year + step:04}"


def _ago_of(said: Groups) -> Reckoned | None:
    """Two weeks ago, a year earlier, three days later, in a month."""
    words = (said["count"] or "").lower()
    count = int(words) if words.isdigit() else SMALL.get(words, 1)
    step = count if (said["way"] or "").lower() in ("later", "from now", "hence") else -count
    unit = (said["unit"] or "").lower()
    if unit == "decade":
        unit, step = "year", step * 10
    return lambda day, _: _shifted(day, step, unit)


def _of_month(said: Groups) -> Reckoned:
    month = _number(said["month"])
    step = (said["step"] or "").lower()

    def reckoned(day: date, _: bool) -> str:
        year = day.year
        if step == "last":
            year -= month >= day.month
        elif step == "next":
            year += month <= day.month
        return f"{year}-{month:02}"

    return reckoned


def _nearest(pattern: str, written: date, ahead: bool) -> str | None:
    """The year for a pattern without one: the nearest before `written`, or after it."""
    begin = pattern.split("/")[0 if ahead else -1].removeprefix("YYYY")
    day = written.isoformat()[4 : 4 + len(begin)]
    step = (begin < day) if ahead else -(begin > day)
    edtf = pattern.replace("YYYY", f"{written.year + step:04}")
    try:
        for end in edtf.split("/"):
            date.fromisoformat(end if end.count("-") > 1 else f"{end}-01")
    except ValueError:
        return None
    return edtf


_NUMBER_OF = "[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|1st|2nd|3rd|4th"
_PIECES = {
    "@day@": rf"(?P<day>{_DAY})",
    "@last@": rf"(?P<to>{_DAY})",
    "@month@": rf"(?P<month>{_MONTH})(?![a-z])",
    "@month_to@": rf"(?P<month_to>{_MONTH})(?![a-z])",
    "@year@": rf"(?P<year>{_YEAR})\b",
    "@in_year@": rf"(?:,? (?P<year>{_YEAR})\b)?",
    "@of_year@": rf"(?:,? (?:of |in )?(?P<year>{_YEAR})"
    r"|,? (?:of )?(?P<which>(?:last|this|next) year|the previous year))?",
    "@weekday@": rf"(?:{_WEEKDAY},? (?:the )?)?",
    "@season@": r"(?P<season>spring|summer|autumn|fall|winter)\b",
    "@part@": r"\b(?:[Ee]arly |[Mm]id-?|[Ll]ate |[Ee]arlier |[Ll]ater )?",
    "@from@": r"\b(?:[Bb]etween|[Ff]rom) ",
    "@to@": r"(?: and | to | or | through | until |-|–| – )",
    "@start@": r"(?<![\d.,$£€])\b",
    "@about@": r"\b(?:[Aa]bout |[Aa]lmost |[Mm]ore than |[Oo]ver |[Jj]ust )?",
    "@count@": rf"(?P<count>(?i:\d{{1,3}}|{'|'.join(SMALL)}|an?))",
    "@step@": r"(?P<step>[Ll]ast|[Tt]his|[Nn]ext|(?<=[Tt]he )(?:past|previous|current|coming))",
}

_READERS: dict[str, Callable[[Groups], "str | Reckoned | None"]] = {
    rf"\b(?P<iso>{_YEAR}-\d\d-\d\d)\b": _iso_of,
    "@start@@weekday@@day@(?: @month@)?@to@@last@ @month_to@@in_year@": _days_of,
    "@start@@weekday@@day@ (?:of )?@month@@in_year@": _days_of,
    rf"\b@weekday@@month@ @day@\b(?![:.,]\d|%)"
    rf"(?:@to@(?:@month_to@ )?@last@\b(?! {_MONTH}))?@in_year@": _days_of,
    r"@from@@month@@to@@month_to@(?! \d\d?\b)@in_year@": _months_of,
    "@part@@month@,? (?:of )?@year@": _month_of,
    r"\b(?P<step>[Ll]ast|[Tt]his|[Nn]ext) @month@": _of_month,
    rf"@part@(?:(?P<which>[Tt]his coming|[Ll]ast|[Tt]his|[Nn]ext) )?(?P<weekday>{_WEEKDAY})"
    r"(?: (?:morning|afternoon|evening|night))?\b": _weekday_of,
    rf"\b(?:[Tt]he )?(?P<nth>{_NUMBER_OF})[- ]quarter\b@of_year@": _quarter_of,
    "@part@(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast) @season@": _season_of,
    r"\b(?:[Ii]n (?:the )?|[Tt]he )@season@ of @year@": _season_of,
    r"\b@season@ @year@": _season_of,
    rf"\b@year@[-–/](?P<to>{_YEAR}|\d\d)\b(?!-)": _years_of,
    rf"@from@@year@(?: and | to | until )(?P<to>{_YEAR})\b": _years_of,
    r"\b(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[ -])?(?P<century>1[5-9]|20)(?P<decade>\d)0s\b": _decade_of,
    r"(?<!\w)[’'](?P<decade>[2-9])0s\b(?P<century>)": _decade_of,
    r"\b(?P<nth>1[6-9]|20|21)(?:st|th)[- ]century\b": _century_of,
    r"@about@@count@ (?P<unit>day|week|month|year|decade)s? "
    r"(?P<way>ago|earlier|later|from now|hence)\b": _ago_of,
    r"\b(?:[Tt]he )?(?:[Ee]arlier |[Ll]ater |[Ll]ate |[Ee]arly )?@step@ "
    r"(?P<unit>week|weekend|month|quarter|year|decade)\b(?!-old)": _unit_of,
    r"\b(?P<near>[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow|[Oo]vernight)\b": _nearby_of,
    r"@part@@month@(?![\w’'-])(?! \d)": _month_of,
    r"(?<![\d.,$£€-])\b@year@(?![,.]\d|%| per ?cent|-\w|[’']s [A-Z])": lambda said: said["year"],
}
"""The forms of a date, the longer ones first, and how each is read."""


def _form(pattern: str) -> re.Pattern[str]:
    for piece, expression in _PIECES.items():
        pattern = pattern.replace(piece, expression)
    return re.compile(pattern)


_FORMS = [(_form(pattern), read) for pattern, read in _READERS.items()]
