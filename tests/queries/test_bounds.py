"""Compares `match=certain` and `match=possible` with every number that the bounds allow."""

import operator
from pathlib import Path

import httpx

from tests.seeds import INVENTED
from tests.serving import serving

STEP = 0.5
ROWS = "/statistics/boats-in-the-night-race/observations"
ALLOWED = {"2030": (7, 7), "2031": (12, 15)}


def test_bounds_are_compared_by_every_number_within(tmp_path: Path) -> None:
    with (
        serving(tmp_path, {"ARTICLE_FACTS_SEED": str(INVENTED)}) as address,
        httpx.Client(base_url=address) as client,
    ):
        for twice in range(10, 34):
            number = twice * STEP
            for name, holds in (("value_gte", operator.ge), ("value_lte", operator.le)):
                for match, quantifier in (("certain", all), ("possible", any)):
                    found = client.get(f"{ROWS}?{name}={number}&match={match}").json()["items"]
                    wanted = [
                        period
                        for period, (low, high) in ALLOWED.items()
                        if quantifier(holds(n, number) for n in range(low, high + 1))
                    ]
                    assert [row["period"] for row in found] == wanted, (name, number, match)
