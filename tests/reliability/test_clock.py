"""The system's clock jumps years ahead and back while the service runs: nobody notices."""

from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from tests.seeds import INVENTED
from tests.serving import serving

LIBRARIES = sorted(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"))
JUMPS = ("+0", "+3650d", "-3650d", "+1h", "-1h", "+0")


def jump(clock: Path, to: str) -> None:
    """Set the clock off by `to`; a reader finds the file before or after, never in between."""
    new = clock.with_suffix(".new")
    new.write_text(f"{to}\n")
    new.replace(clock)


@pytest.mark.skipif(not LIBRARIES, reason="no libfaketime here: apt-get install libfaketime")
def test_a_clock_that_jumps_changes_nothing_but_the_date_that_is_told(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    jump(clock, JUMPS[0])
    settings = {
        "ARTICLE_FACTS_SEED": str(INVENTED),
        "ARTICLE_FACTS_RATE_LIMIT": "100",
        "ARTICLE_FACTS_RATE_WINDOW": "86400",
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        # A clock that may be set is not the one that only ever goes on.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with serving(tmp_path, settings) as address, httpx.Client(base_url=address) as client:
        first = client.get("/quotes")
        left = []
        years = set()
        for to in JUMPS:
            jump(clock, to)
            # The server takes the time once a second.
            while True:
                fresh = client.get("/quotes")
                ...
