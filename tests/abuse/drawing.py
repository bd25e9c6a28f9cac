"""Draws values for parameters, most of them from the data, faster than from their patterns.

Drawing ids from their pattern, which has three nested loops, took nine tenths of the time and only
produced ids that no record has.
"""

from typing import Any

import schemathesis
from hypothesis import strategies as st

from app.core.collection import ID, LONGEST_ID
from tests.abuse import served

open_filters: set[tuple[str, str]] = set()
"""Filters that accept any id, as path template and parameter name; `prepare` fills it."""

_ONE = f"^{ID.pattern}$"
_ids = st.lists(st.text("AZaz09", min_size=1, max_size=6), min_size=1, max_size=3).map("-".join)


def known(path: str, name: str) -> frozenset[str]:
    """The values for which the filter `name` of the list at `path` is known to find records."""
    nothing = "{" in path or path == "/search" or name == "id"
    return frozenset() if nothing else served.values(path, name)


def prepare(document: dict[str, Any]) -> None:
    """Give each id in an OpenAPI document its own `format`, which draws its values.

    The patterns stay: every drawn value must match, and invalid values are still drawn from them.
    """
    for path, operations in document["paths"].items():
        for operation in operations.values():
            parameters = operation.get("parameters", [])
            # A list has the same filters in every format.
            parameters[:] = [one for one in parameters if one["name"] != "filters"]
            for parameter in parameters:
                _prepare(path, parameter["name"], parameter["schema"])


def _prepare(path: str, name: str, schema: dict[str, Any]) -> None:
    items = schema.get("items", {})
    if schema.get("pattern", "") == _ONE:
        here = path.partition("{")[0]
        found = [url.removeprefix(here) for url in served.paths() if url.startswith(here)]
        schema["format"] = f"{path} {name}"
        schemathesis.openapi.format(schema["format"], _some(found))
    elif items.get("$ref") == "#/components/schemas/Id":
        open_filters.add((path, name))
        one = {"type": "string", "pattern": _ONE, "maxLength": LONGEST_ID}
        schema["items"] = one | {"format": f"{path} {name}"}
        found = [*(known(path, name) or served.ids())]
        schemathesis.openapi.format(schema["items"]["format"], _some(found))
    elif name == "cursor":
        schema["format"] = f"{path} {name}"
        drawn = st.text("AZaz09_-", min_size=1, max_size=200)
        schemathesis.openapi.format(schema["format"], drawn)


def _some(found: list[str]) -> st.SearchStrategy[str]:
    if not found:
        return _ids
    real = st.sampled_from(sorted(found))
    return st.one_of(real, real, real, _ids)
