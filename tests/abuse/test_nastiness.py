"""Malicious and broken requests cause no 5xx, no traceback and no growth in memory."""

import os
import re
import time
from collections import Counter
from itertools import islice
from pathlib import Path

import httpx
import pytest

from tests.abuse.nastiness import Nasty, stream
from tests.abuse.wire import answers, connect, received
from tests.serving import server, serving

REQUESTS = int(os.environ.get("SOAK_REQUESTS", "2000"))
BOUND = 64 << 20
"""By how many bytes the process may grow after its first quarter of the requests."""


def resident(pid: int) -> int:
    """The resident memory of a process in bytes."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("this system does not show how much memory a process uses")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
    assert found
    return int(found[1]) << 10


def sent(address: str, one: Nasty) -> bytes:
    """All bytes that came back before the server closed the connection."""
    with connect(address) as client:
        try:
            for piece in one.pieces:
                client.sendall(piece)
            client.shutdown(1)
        except OSError:
            # The server may close before it has read all of a refused request.
            pass
        return received(client)


def test_nasty_requests_cause_no_errors_and_no_growth(tmp_path: Path) -> None:
    found: Counter[tuple[str, int]] = Counter()
    slowest = 0.0
    with serving(tmp_path, {"ARTICLE_FACTS_TIMEOUT_HEAD": "5"}) as address:
        pid = server(tmp_path)
        requests = stream(20261124)
        warm = 0
        for number, one in enumerate(islice(requests, REQUESTS)):
            began = time.perf_counter()
            data = sent(address, one)
            slowest = max(slowest, time.perf_counter() - began)
            got = answers(data, one.methods) if one.methods or b"HEAD" not in one.pieces[0] else []
            # What is hidden in a request is never answered.
            assert one.shape != "smuggling" or len(got) == 1, (one, got)
            for answer in got:
                found[one.shape, answer.status] += 1
                # RFC 9112 requires 501 for an unknown transfer coding.
                assert answer.status < 500 or (
                    answer.status == 501 and b"Transfer-Encoding: xchunked" in one.pieces[0]
                ), (one, answer)
                assert answer.headers["x-content-type-options"] == "nosniff", (one, answer)
                assert answer.headers["x-request-id"], (one, answer)
                assert "server" not in answer.headers
                assert b"Traceback" not in answer.body
            if number == REQUESTS // 4:
                warm = resident(pid)
        grown = resident(pid) - warm
        assert httpx.get(f"{address}/livez").status_code == 200
    assert grown < BOUND
    log = (tmp_path / "server.log").read_text()
    assert "Traceback" not in log
    print(  # noqa: T201 - for the report
        f"{REQUESTS} nasty connections, answers by status: "
        f"{dict(sorted(Counter(s for s, n in _spread(found)).items()))}; slowest {slowest:.2f} s; "
        f"grown by {grown >> 20} MiB once warm"
    )


def _spread(found: Counter[tuple[str, int]]) -> list[tuple[int, int]]:
    return [(status, n) for (_, status), count in found.items() for n in range(count)]
