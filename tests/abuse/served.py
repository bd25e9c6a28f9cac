"""What a client can find out about a running service's data: ids, paths and filter values."""

import json
import os
import re
from functools import cache
from typing import Any

import httpx


@cache
def ids() -> frozenset[str]:
    """The id of every record that others can refer to."""
    return frozenset(url.rpartition("/")[2] for url in paths() if not url.startswith("/facts/"))


@cache
def paths() -> frozenset[str]:
    """The path of every record."""
    leaders = {f"/leaders/{record['id']}" for record in _records() if record.get("leader")}
    return frozenset(record["url"] for record in _records() if "url" in record) | leaders


@cache
def yearly() -> frozenset[str]:
    """The ids of the series with one row for each year; in these a year can be missing."""
    rows: dict[str, list[bool]] = {}
    for record in _records():
        if "period" in record:
            by_year = not record["dimensions"] and re.fullmatch("[0-9]{4}", record["period"] or "")
            rows.setdefault(record["statistic"]["id"], []).append(bool(by_year))
    return frozenset(series for series, all_by_year in rows.items() if all(all_by_year))


@cache
def values(path: str, parameter: str) -> frozenset[str]:
    """The values for which the filter `parameter` of the list at `path` finds records."""
    counted = _get(path, facets=parameter, limit="1").json()["facets"][parameter]["values"]
    return frozenset(value["value"] for value in counted)


@cache
def _records() -> tuple[dict[str, Any], ...]:
    lines = map(json.loads, _get("/dataset.ndjson").text.splitlines())
    return tuple(line["record"] for line in lines if "id" in line["record"])


def _get(path: str, **query: str) -> httpx.Response:
    address = os.environ["CONTRACT_ADDRESS"]
    return httpx.get(f"{address}{path}", params=query).raise_for_status()
