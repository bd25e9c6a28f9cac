"""Reckon what a date that lacks its year, or is told from the day of writing, is likely to be."""

from datetime import date, timedelta

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STEPS = {"last": -1, "this": 0, "next": 1, "yesterday": -1, "today": 0, "tomorrow": 1}
_WEEK, _SATURDAY = 7, 5


def reckoned(words: str, pattern: str, written: date, *, future: bool) -> str | None:
    """The EDTF date that `words` likely mean in a text of the day `written`; None if none.

    `pattern` has `YYYY` for the year, or is empty for a date told from the day of writing. It is
    the nearest that is not after `written`, or where they speak of the `future` not before.
    """
    if pattern:
        return _nearest(pattern, written, future=future)
    first, _, last = words.casefold().partition(" ")
    step = _STEPS.get(first, 0)
    if not last:
        return (written + timedelta(days=step)).isoformat()
    if last == "year":
        return str(written.year + step)
    if last == "month":
        months = written.year * 12 + written.month - 1 + step
        return f"{months // 12}-{months % 12 + 1:02}"
    monday = written - timedelta(days=written.weekday()) + timedelta(days=_WEEK * step)
    if last in {"week", "weekend"}:
        begin = monday + timedelta(days=_SATURDAY if last == "weekend" else 0)
        return f"{begin}/{monday + timedelta(days=_WEEK - 1)}"
    back = (written.weekday() - _DAYS.index(last[:3])) % _WEEK
    ahead = first == "next" or (future and first == "on")
    if first == "last":
        back = back or _WEEK
    return (written - timedelta(days=back - _WEEK if ahead else back)).isoformat()


def _nearest(pattern: str, written: date, *, future: bool) -> str | None:
    begin = pattern.split("/", maxsplit=1)[0].removeprefix("YYYY")
    day = written.isoformat()[4 : 4 + len(begin)]
    step = (begin < day) if future else -(begin > day)
    edtf = pattern.replace("YYYY", f"{written.year + step:04}")
    try:
        for end in edtf.split("/"):
            date.fromisoformat(end if len(end) > len("2030-06") else f"{end}-01")
    except ValueError:
        return None
    return edtf
