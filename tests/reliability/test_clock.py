"""The system's clock jumps years ahead and back, and the service goes on as before."""

import time
from pathlib import Path

import httpx
import pytest

from tests.abuse.wire import answers, connect, received
from tests.clock import following, jump
from tests.seeds import INVENTED
from tests.serving import serving

JUMPS = ("+3650d", "-3650d", "+3650d", "+0")
ASK = b"GET /quotes HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize("limit", ["0", "1000"], ids=["remembered", "counted"])
def test_a_clock_jump_changes_only_the_date_header(tmp_path: Path, limit: str) -> None:
    clock = tmp_path / "clock"
    jump(clock, "+0")
    settings = {
        "ARTICLE_FACTS_SEED": str(INVENTED),
        "ARTICLE_FACTS_RATE_LIMIT": limit,
        "ARTICLE_FACTS_RATE_WINDOW": "86400",
        "ARTICLE_FACTS_TIMEOUT_KEEP_ALIVE": "600",
        **following(clock),
    }
    with (
        serving(tmp_path, settings) as address,
        httpx.Client(base_url=address) as client,
        connect(address) as idle,
    ):
        idle.sendall(ASK)
        first = client.get("/quotes")
        known, asked = {"If-None-Match": first.headers["etag"]}, 2
        for to in JUMPS:
            year = _year(client.get("/quotes", headers=known))
            jump(clock, to)
            # The service reads the clock once a second.
            end = time.monotonic() + 60
            while _year(answer := client.get("/quotes", headers=known)) == year:
                assert time.monotonic() < end, "the service has not noticed the jump"
                assert answer.status_code == 304
                time.sleep(0.1)
                asked += 1
            asked += 2
        idle.sendall(ASK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert [answer.status for answer in answers(received(idle))] == [200, 200]
        last = client.get("/quotes")
        asked += 2
    assert last.content == first.content
    if limit != "0":
        assert last.headers["ratelimit"].startswith(f'"default";r={int(limit) - asked};')
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def _year(answer: httpx.Response) -> str:
    """The year in the response's `Date`."""
    return str(answer.headers["date"].split()[3])
