"""Quicker ways than a pattern's to draw the text of parameters, most of it out of the data.

To draw ids from a pattern with three loops in each other took nine tenths of the time, and found
nothing but ids that nobody has.
"""

from typing import Any

import schemathesis
from hypothesis import strategies as st

from app.core.collection import ALTERNATIVES, ID
from tests.abuse import served

LONGEST_ID = 200

open_filters: set[tuple[str, str]] = set()
"""Filters by any id, by the template of their path and their name; filled by `prepare`."""

_ONE = f"^{ID.pattern}$"
_LIST = f"^({ID.pattern})(,({ID.pattern}))*$"
_ids = st.lists(st.text("AZaz09", min_size=1, max_size=6), min_size=1, max_size=3).map("-".join)


def known(path: str, name: str) -> frozenset[str]:
    """The values that a filter of the list at `path` is known to find something under."""
    return frozenset() if "{" in path or path == "/search" else served.values(path, name)


def prepare(document: dict[str, Any]) -> None:
    """Give the parameters of an OpenAPI document a `format` of their own, which draws for them.

    Their patterns stay: each text drawn has to match, and texts that do not are drawn by them.
    """
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                _prepare(path, parameter["name"], parameter["schema"])


def _prepare(path: str, name: str, schema: dict[str, Any]) -> None:
    pattern = schema.get("pattern", "")
    words = _words(pattern)
    if pattern == _ONE:
        here = path.partition("{")[0]
        found = [url.removeprefix(here) for url in served.paths() if url.startswith(here)]
        drawn = _some(found)
    elif pattern == _LIST:
        open_filters.add((path, name))
        drawn = _joined(_some([*(known(path, name) or served.ids())]))
        # As long as it can be, not 5,000: a pattern is drawn from at its longest as well.
        schema["maxLength"] = ALTERNATIVES * (LONGEST_ID + 1) - 1
    elif words:
        drawn = _joined(st.sampled_from(words))
        longest = max(map(len, words))
        schema["maxLength"] = min(schema["maxLength"], ALTERNATIVES * (longest + 1) - 1)
    elif name == "cursor":
        drawn = st.text("AZaz09_-", min_size=1, max_size=200)
    else:
        return
    schema["format"] = f"{path} {name}"
    schemathesis.openapi.format(schema["format"], drawn)


def _words(pattern: str) -> list[str]:
    """The words of `^(a|b)(,(a|b))*$`; none if the pattern is another."""
    one = pattern.removeprefix("^(").partition(")")[0]
    return one.split("|") if pattern == f"^({one})(,({one}))*$" else []


def _some(found: list[str]) -> st.SearchStrategy[str]:
    if not found:
        return _ids
    real = st.sampled_from(sorted(found))
    return st.one_of(real, real, real, _ids)


def _joined(one: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    alone, several = st.lists(one, min_size=1, max_size=1), st.lists(one, min_size=2, max_size=4)
    return st.one_of(alone, several).map(",".join)
