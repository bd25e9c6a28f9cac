"""Rules that no schema can state, and whether a request breaks one of them.

The OpenAPI document states each rule in the description of its parameter.
"""

import calendar
import re
from collections.abc import Mapping
from typing import Any

from app.core.collection import ALTERNATIVES
from app.core.edtf import InvalidEdtf, parse
from tests.abuse import drawing, served

_NAMES_ONCE = ("sort", "fields", "include", "facets")
_ONLY_JSON = {"include", "facets"}
_NOT_IN = {"csv": _ONLY_JSON, "ndjson": _ONLY_JSON, "jsonld": {"fields", *_ONLY_JSON}}
_COMPARED = {"value_gte", "value_lte", "date_from", "date_to", "date", "year"}
_BESIDE_FILL = {"fill", "date_from", "date_to", "fields", "include", "format"}

# Sort keys and fields differ from list to list.
_ANY_LIST = re.compile(r"\}(/observations)?\.[a-z]+$")


def broken(template: str, path: str, sent: Mapping[str, Any]) -> bool:
    """Whether a request may be refused although each of its parameters fits its schema."""
    query = {name: _text(value) for name, value in sent.items()}
    days = [query[name] for name in ("date_from", "date_to", "date", "year") if name in query]
    return bool(
        "cursor" in query  # valid only if we issued it, and for the same query
        or any(_named_twice(query[name]) for name in _NAMES_ONCE if name in query)
        or any(_served_nowhere(template, name, text) for name, text in query.items())
        or not all(map(_on_the_calendar, days))
        or not all(map(_a_period, query.get("period", "").split(",")))
        or _out_of_order(query)
        or ("match" in query and not _COMPARED & query.keys())
        or (_ANY_LIST.search(template) and not {"sort", "fields"}.isdisjoint(query))
        or (query.get("fill") == "true" and _unfillable(path, query))
        or not _NOT_IN.get(query.get("format", ""), set()).isdisjoint(query)
        or "q" in query  # it may contain no word
    )


def _text(value: Any) -> str:  # noqa: ANN401 - what a schema allows
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def unknown(path: str) -> bool:
    """Whether `path` is neither a record nor part of one."""
    return "/".join(path.split("/")[:3]) not in served.paths()


def _named_twice(text: str) -> bool:
    names = [name.removeprefix("-") for name in text.split(",")]
    return len(names) != len(set(names))


def _served_nowhere(template: str, name: str, text: str) -> bool:
    """Whether a filter has too many values, or one that is not in the data."""
    if (template, name) not in drawing.open_filters:
        return False
    listed = text.split(",")
    found = served.ids() | drawing.known(template, name)
    return len(listed) > ALTERNATIVES or not found.issuperset(listed)


def _on_the_calendar(text: str) -> bool:
    before_christ, text = text.startswith("-"), text.removeprefix("-")
    year, month, day = ([*map(int, text.split("-")), 1, 1])[:3]
    # Years are astronomical: there is a year 0, and it is a leap year.
    return day <= calendar.monthrange(2000 - year if before_christ else year, month)[1]


def _a_period(text: str) -> bool:
    """Whether a period is EDTF, or is not asked for."""
    try:
        return not text or bool(parse(text))
    except InvalidEdtf:
        return False


def _out_of_order(query: Mapping[str, str]) -> bool:
    """Whether an end is before its start; two dates are compared at the coarser precision."""
    since, until = _numbers(query.get("date_from", "")), _numbers(query.get("date_to", ""))
    both = min(len(since), len(until))
    least, most = query.get("value_gte", "-inf"), query.get("value_lte", "inf")
    return since[:both] > until[:both] or float(least) > float(most)


def _numbers(date: str) -> list[int]:
    """Year, month and day as far as they are given; the year may be negative."""
    sign = -1 if date.startswith("-") else 1
    found = [int(part) for part in date.split("-") if part]
    return [sign * found[0], *found[1:]] if found else []


def _unfillable(path: str, query: Mapping[str, str]) -> bool:
    return not query.keys() <= _BESIDE_FILL or path.split("/")[2] not in served.yearly()
